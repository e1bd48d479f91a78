/** A length of time: a number and its unit. */
import { useState } from 'react';
import type { Duration } from '../../shared/model/range';
import { Select } from '../ui/select';
import { TextField } from '../ui/text-field';
import css from './parts.module.css';

export interface DurationFieldProps {
  readonly label: string;
  readonly value: Duration;
  readonly onChange: (value: Duration) => void;
}

const UNITS = ['second', 'minute', 'hour', 'day', 'week', 'month'] as const;

export function DurationField({ label, value, onChange }: DurationFieldProps) {
  // An emptied field waits for the next digit instead of jumping to some number.
  const [text, setText] = useState<string>();
  const amount = Number(text ?? value.value);
  const isValid = Number.isFinite(amount) && amount > 0;
  return (
    <div role="group" aria-label={label} className={css['duration']}>
      <TextField
        label={`${label}: number`}
        hideLabel
        size="s"
        inputMode="decimal"
        value={text ?? String(value.value)}
        error={isValid ? undefined : 'More than 0'}
        onChange={(next) => {
          setText(next);
          const number = Number(next);
          if (Number.isFinite(number) && number > 0) onChange({ ...value, value: number });
        }}
        onBlur={() => {
          setText(undefined);
        }}
      />
      <Select
        label={`${label}: unit`}
        size="s"
        value={value.unit}
        options={UNITS.map((unit) => ({ value: unit, label: value.value === 1 ? unit : `${unit}s` }))}
        onChange={(unit) => {
          onChange({ ...value, unit });
        }}
      />
    </div>
  );
}
