/** Above the report: days, interval, breakdown. */
import type { RetentionSpec } from '../../../shared/insights/retention/spec';
import { BreakdownPicker } from '../../parts/breakdown-picker';
import { IntervalSelect } from '../../parts/interval-select';
import { RangePicker } from '../../parts/range-picker';
import { Toolbar } from '../../ui/toolbar';

export interface RetentionToolbarProps {
  readonly spec: RetentionSpec;
  readonly onChange: (spec: RetentionSpec) => void;
}

export function RetentionToolbar({ spec, onChange }: RetentionToolbarProps) {
  return (
    <Toolbar label="Days, interval and breakdown">
      <RangePicker
        value={spec.range}
        onChange={(range) => {
          onChange({ ...spec, range });
        }}
      />
      <IntervalSelect
        value={spec.interval}
        onChange={(interval) => {
          onChange({ ...spec, interval });
        }}
      />
      <BreakdownPicker
        value={spec.breakdown}
        onChange={(breakdown) => {
          onChange({ ...spec, breakdown });
        }}
      />
    </Toolbar>
  );
}
