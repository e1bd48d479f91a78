/** How wide the buckets of an insight are. */
import type { Interval } from '../../shared/model/range';
import { Select } from '../ui/select';

const INTERVALS = [
  { value: 'hour', label: 'By hour' },
  { value: 'day', label: 'By day' },
  { value: 'week', label: 'By week' },
  { value: 'month', label: 'By month' },
] as const;

export interface IntervalSelectProps {
  readonly value: Interval;
  readonly onChange: (interval: Interval) => void;
}

export function IntervalSelect({ value, onChange }: IntervalSelectProps) {
  return <Select label="Interval" value={value} options={INTERVALS} onChange={onChange} />;
}
