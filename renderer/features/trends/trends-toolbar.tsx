/** Above the chart: days, interval, breakdown, comparison, and how to look at it. */
import { BarChart3, ChartLine, Table2 } from 'lucide-react';
import type { TrendsSpec } from '../../../shared/insights/trends/spec';
import { BreakdownPicker } from '../../parts/breakdown-picker';
import { IntervalSelect } from '../../parts/interval-select';
import { RangePicker } from '../../parts/range-picker';
import { Segmented } from '../../ui/segmented';
import { Select, type SelectOption } from '../../ui/select';
import { Toolbar, ToolbarSpacer } from '../../ui/toolbar';
import type { TrendsLook } from './draw-trends';
import {
  breakdownPlaces,
  compareChoice,
  isAskable,
  settle,
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
  {
    value: 'previous',
    label: 'vs. previous period',
    hint: 'As many days right before; whole months before whole months',
  },
  { value: 'day', label: 'vs. a day before' },
  { value: 'week', label: 'vs. a week before', hint: 'The same weekdays' },
  { value: 'month', label: 'vs. a month before' },
  { value: 'year', label: 'vs. a year before' },
];

export interface TrendsToolbarProps {
  readonly spec: TrendsSpec;
  readonly onChange: (spec: TrendsSpec) => void;
  readonly look: TrendsLook;
  readonly onLook: (look: TrendsLook) => void;
}

export function TrendsToolbar({ spec, onChange, look, onLook }: TrendsToolbarProps) {
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
      {breakdownPlaces(spec).map((value, place) => (
        <BreakdownPicker
          // A place is all that tells them apart; the next one starts anew once it is filled.
          key={`${place}-${value === undefined ? 'next' : 'own'}`}
          value={value}
          further={place > 0}
          onChange={(breakdown) => {
            onChange(withBreakdown(spec, breakdown, place));
          }}
        />
      ))}
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

/** What cannot be asked for is shown and not to be had. */
const compareOptions = (spec: TrendsSpec): readonly SelectOption<CompareChoice>[] =>
  [
    ...COMPARISONS,
    ...(compareChoice(spec) === 'other' ? [{ value: 'other', label: 'vs. other days' } as const] : []),
  ].map((option) =>
    isAskable(withCompare(spec, option.value))
      ? option
      : { ...option, disabled: true, hint: 'Choose a range of days first' },
  );
