/** Above the chart: days, interval, breakdown, comparison, what becomes of the values, and how to look at it. */
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
  valuesChoice,
  withBins,
  withBreakdown,
  withCompare,
  withValues,
  type CompareChoice,
  type ValuesChoice,
} from './edit-spec';

const LOOKS = [
  { value: 'line', label: 'Lines', icon: ChartLine },
  { value: 'bar', label: 'Bars', icon: BarChart3 },
  { value: 'table', label: 'Table', icon: Table2 },
] as const;

const COMPARISONS: readonly SelectOption<CompareChoice>[] = [
  { value: 'none', label: 'No comparison' },
  { value: 'previous', label: 'Previous days', hint: 'As many days right before these' },
  { value: 'day', label: 'A day before' },
  { value: 'week', label: 'A week before', hint: 'The same weekdays' },
  { value: 'month', label: 'A month before' },
  { value: 'year', label: 'A year before' },
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
      <Select
        label="What the values are"
        value={valuesChoice(spec)}
        options={valuesOptions(spec)}
        onChange={(choice) => {
          onChange(withValues(spec, choice));
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
  [...COMPARISONS, ...(compareChoice(spec) === 'other' ? [{ value: 'other', label: 'Other days' } as const] : [])].map(
    (option) =>
      isAskable(withCompare(spec, option.value))
        ? option
        : { ...option, disabled: true, hint: 'Needs days with a beginning' },
  );

const SMOOTH = [3, 7, 14, 28];

function valuesOptions(spec: TrendsSpec): readonly SelectOption<ValuesChoice>[] {
  const unit = spec.interval;
  const isRunning = isAskable(withValues(spec, 'cumulative'));
  const widths = [...new Set([...SMOOTH, ...(spec.smooth === undefined ? [] : [spec.smooth])])].sort((a, b) => a - b);
  return [
    { value: 'each', label: `Each ${unit}` },
    {
      value: 'cumulative',
      label: 'Running total',
      hint: isRunning ? `All since the beginning up to each ${unit}` : 'Averages and trailing actives have none',
      disabled: !isRunning,
    },
    ...widths.map((width) => ({
      value: `${width}` as const,
      label: `${width}-${unit} average`,
      hint: `Of the ${width} ${unit}s up to each`,
    })),
  ];
}
