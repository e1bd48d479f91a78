/** Above the chart: days, breakdown, trend, and how to look at it. */
import { BarChart3, Table2 } from 'lucide-react';
import type { FunnelSpec } from '../../../shared/insights/funnel/spec';
import { BreakdownPicker } from '../../parts/breakdown-picker';
import { RangePicker } from '../../parts/range-picker';
import { Segmented } from '../../ui/segmented';
import { Select, type SelectOption } from '../../ui/select';
import { Toolbar, ToolbarSpacer } from '../../ui/toolbar';
import { attributionChoice, withAttribution, withBreakdown, type AttributionChoice } from './edit-spec';
import { stepTitle } from './funnel-words';

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
        value={spec.breakdown}
        bins={spec.breakdown?.attribution !== 'all'}
        onChange={(breakdown) => {
          onChange(withBreakdown(spec, breakdown));
        }}
      />
      {spec.breakdown !== undefined && (
        <Select
          label="Which step’s value counts"
          value={attributionChoice(spec.breakdown)}
          options={attributionOptions(spec)}
          onChange={(choice) => {
            if (spec.breakdown !== undefined) onChange(withAttribution(spec, spec.breakdown, choice));
          }}
        />
      )}
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

const attributionOptions = (spec: FunnelSpec): readonly SelectOption<AttributionChoice>[] => [
  { value: 'first', label: 'Value at the first step' },
  { value: 'last', label: 'Value at the last step', hint: 'The last that was reached' },
  ...spec.steps.slice(1).map((_, index) => ({
    value: `${index + 2}` as const,
    label: `Value at step ${index + 2}`,
    hint: stepTitle(spec, index + 1),
  })),
  { value: 'all', label: 'Value at all steps', hint: 'A chain per value; one may count under several' },
];
