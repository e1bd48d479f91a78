/** Above the chart: days, breakdown, trend, and how to look at it. */
import { BarChart3, Table2 } from 'lucide-react';
import type { FunnelSpec } from '../../../shared/insights/funnel/spec';
import { BreakdownPicker } from '../../parts/breakdown-picker';
import { RangePicker } from '../../parts/range-picker';
import { Segmented } from '../../ui/segmented';
import { Select } from '../../ui/select';
import { Toolbar, ToolbarSpacer } from '../../ui/toolbar';

export type FunnelLook = 'chart' | 'table';

const LOOKS = [
  { value: 'chart', label: 'Chart', icon: BarChart3 },
  { value: 'table', label: 'Table', icon: Table2 },
] as const;

const TRENDS = [
  { value: 'none', label: 'No trend' },
  { value: 'hour', label: 'Trend by hour' },
  { value: 'day', label: 'Trend by day' },
  { value: 'week', label: 'Trend by week' },
  { value: 'month', label: 'Trend by month' },
] as const;

export interface FunnelToolbarProps {
  readonly spec: FunnelSpec;
  readonly onChange: (spec: FunnelSpec) => void;
  readonly look: FunnelLook;
  readonly onLook: (look: FunnelLook) => void;
}

export function FunnelToolbar({ spec, onChange, look, onLook }: FunnelToolbarProps) {
  return (
    <Toolbar label="Days, breakdown and look">
      <RangePicker
        value={spec.range}
        onChange={(range) => {
          onChange({ ...spec, range });
        }}
      />
      <BreakdownPicker
        value={spec.breakdown?.property}
        onChange={(property) => {
          onChange({
            ...spec,
            breakdown:
              property === undefined ? undefined : { ...spec.breakdown, property, limit: spec.breakdown?.limit ?? 8 },
          });
        }}
      />
      <Select
        label="Trend of the conversion"
        value={spec.trend?.interval ?? 'none'}
        options={TRENDS}
        onChange={(interval) => {
          onChange({ ...spec, trend: interval === 'none' ? undefined : { interval } });
        }}
      />
      <ToolbarSpacer />
      <Segmented label="Look" value={look} options={LOOKS} onChange={onLook} />
    </Toolbar>
  );
}
