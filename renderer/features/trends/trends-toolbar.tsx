/** Above the chart: days, interval, breakdown, comparison, and how to look at it. */
import { BarChart3, ChartLine, Table2 } from 'lucide-react';
import type { TrendsSpec } from '../../../shared/insights/trends/spec';
import { BreakdownPicker } from '../../parts/breakdown-picker';
import { usePropertyItems } from '../../parts/catalog';
import { IntervalSelect } from '../../parts/interval-select';
import { RangePicker } from '../../parts/range-picker';
import { Segmented } from '../../ui/segmented';
import { Select, type SelectOption } from '../../ui/select';
import { Toolbar, ToolbarSpacer } from '../../ui/toolbar';
import type { TrendsLook } from './draw-trends';
import {
  compareChoice,
  isAskable,
  settle,
  withBins,
  withBreakdown,
  withCompare,
  type CompareChoice,
} from './edit-spec';

const LOOKS = [
  { value: 'line', label: 'Lines', icon: ChartLine },
  { value: 'bar', label: 'Bars', icon: BarChart3 },
  { value: 'table', label: 'Table', icon: Table2 },
] as const;

const COMPARISONS: readonly SelectOption<CompareChoice>[] = [
  { value: 'none', label: 'No comparison' },
  { value: 'previous', label: 'vs. right before', hint: 'As many days, or the whole months before whole months' },
  { value: 'day', label: 'vs. a day before' },
  { value: 'week', label: 'vs. a week before', hint: 'The same weekdays' },
  { value: 'month', label: 'vs. a month before' },
  { value: 'year', label: 'vs. a year before' },
];

const BINS = [5, 8, 12, 20, 40];

export interface TrendsToolbarProps {
  readonly spec: TrendsSpec;
  readonly onChange: (spec: TrendsSpec) => void;
  readonly look: TrendsLook;
  readonly onLook: (look: TrendsLook) => void;
}

export function TrendsToolbar({ spec, onChange, look, onLook }: TrendsToolbarProps) {
  const properties = usePropertyItems();
  const [breakdown] = spec.breakdown ?? [];
  const isNumber = (property: string): boolean => properties.typeOf(property) === 'number';
  return (
    <Toolbar label="Days, interval, breakdown, comparison and look">
      <RangePicker
        value={spec.range}
        onChange={(range) => {
          onChange(settle({ ...spec, range }));
        }}
      />
      <IntervalSelect
        value={spec.interval}
        onChange={(interval) => {
          onChange({ ...spec, interval });
        }}
      />
      <BreakdownPicker
        value={breakdown?.property}
        onChange={(property) => {
          onChange(withBreakdown(spec, property, property !== undefined && isNumber(property)));
        }}
      />
      {breakdown !== undefined && (breakdown.bins !== undefined || isNumber(breakdown.property)) && (
        <Select
          label="Numbers of the breakdown"
          value={String(breakdown.bins ?? 'values')}
          options={binOptions(breakdown.bins)}
          onChange={(bins) => {
            onChange(withBins(spec, bins === 'values' ? undefined : Number(bins)));
          }}
        />
      )}
      <Select
        label="Compare with"
        value={compareChoice(spec)}
        options={compareOptions(spec)}
        onChange={(choice) => {
          onChange(withCompare(spec, choice));
        }}
      />
      <ToolbarSpacer />
      <Segmented label="Look" value={look} options={LOOKS} onChange={onLook} />
    </Toolbar>
  );
}

const binOptions = (bins: number | undefined): readonly SelectOption<string>[] => [
  { value: 'values', label: 'Each value' },
  ...[...new Set([...BINS, ...(bins === undefined ? [] : [bins])])]
    .sort((a, b) => a - b)
    .map((count) => ({ value: String(count), label: `Up to ${count} bins` })),
];

/** What cannot be asked for is shown and not to be had. */
const compareOptions = (spec: TrendsSpec): readonly SelectOption<CompareChoice>[] =>
  [
    ...COMPARISONS,
    ...(compareChoice(spec) === 'other' ? [{ value: 'other', label: 'vs. other days' } as const] : []),
  ].map((option) =>
    isAskable(withCompare(spec, option.value))
      ? option
      : { ...option, disabled: true, hint: 'Needs days with a beginning' },
  );
