/** What the values of a line are: of each bucket alone, running totals, or moving averages. */
import type { TrendsSpec } from '../../../shared/insights/trends/spec';
import { Select, type SelectOption } from '../../ui/select';
import { isAskable, valuesChoice, withValues, type ValuesChoice } from './edit-spec';

export interface ValuesSelectProps {
  readonly spec: TrendsSpec;
  readonly onChange: (spec: TrendsSpec) => void;
}

export function ValuesSelect({ spec, onChange }: ValuesSelectProps) {
  return (
    <Select
      label="What the values are"
      size="s"
      value={valuesChoice(spec)}
      options={valuesOptions(spec)}
      onChange={(choice) => {
        onChange(withValues(spec, choice));
      }}
    />
  );
}

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
