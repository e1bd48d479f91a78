/** Above the chart: days, interval, breakdown, and how to look at it. */
import { BarChart3, ChartLine, Table2 } from 'lucide-react';
import type { TrendsSpec } from '../../../shared/insights/trends/spec';
import { BreakdownPicker } from '../../parts/breakdown-picker';
import { IntervalSelect } from '../../parts/interval-select';
import { RangePicker } from '../../parts/range-picker';
import { Segmented } from '../../ui/segmented';
import { Toolbar, ToolbarSpacer } from '../../ui/toolbar';
import type { TrendsLook } from './draw-trends';

const LOOKS = [
  { value: 'line', label: 'Lines', icon: ChartLine },
  { value: 'bar', label: 'Bars', icon: BarChart3 },
  { value: 'table', label: 'Table', icon: Table2 },
] as const;

/** More lines than these are no picture. The rest is shown as one. */
const BREAKDOWN_LIMIT = 8;

export interface TrendsToolbarProps {
  readonly spec: TrendsSpec;
  readonly onChange: (spec: TrendsSpec) => void;
  readonly look: TrendsLook;
  readonly onLook: (look: TrendsLook) => void;
}

export function TrendsToolbar({ spec, onChange, look, onLook }: TrendsToolbarProps) {
  return (
    <Toolbar label="Days, interval, breakdown and look">
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
        value={spec.breakdown?.[0]?.property}
        onChange={(property) => {
          onChange({ ...spec, breakdown: property === undefined ? undefined : [{ property, limit: BREAKDOWN_LIMIT }] });
        }}
      />
      <ToolbarSpacer />
      <Segmented label="Look" value={look} options={LOOKS} onChange={onLook} />
    </Toolbar>
  );
}
