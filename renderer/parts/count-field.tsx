/** A whole number within bounds. What is no such number is not passed on; the field says why. */
import { useState } from 'react';
import { TextField } from '../ui/text-field';

export interface CountFieldProps {
  readonly label: string;
  /** undefined: none, shown as an empty field. */
  readonly value: number | undefined;
  readonly min: number;
  readonly max: number;
  /** May be emptied; gives undefined. */
  readonly optional?: boolean;
  readonly placeholder?: string;
  /** After the number, such as «weeks». */
  readonly suffix?: string;
  readonly onChange: (value: number | undefined) => void;
}

export function CountField(props: CountFieldProps) {
  const { label, value, min, max, optional = false, placeholder, suffix, onChange } = props;
  // An emptied field waits for the next digit instead of jumping to some number.
  const [text, setText] = useState<string>();
  const shown = text ?? (value === undefined ? '' : String(value));
  const number = Number(shown);
  const isNumber = shown.trim() !== '' && Number.isInteger(number) && number >= min && number <= max;
  const isValid = isNumber || (optional && shown.trim() === '');
  return (
    <TextField
      label={label}
      hideLabel
      size="s"
      inputMode="numeric"
      value={shown}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(suffix === undefined ? {} : { suffix })}
      error={isValid ? undefined : `A whole number from ${min} to ${max}`}
      onChange={(next) => {
        setText(next);
        const asked = Number(next);
        if (next.trim() === '') {
          if (optional) onChange(undefined);
        } else if (Number.isInteger(asked) && asked >= min && asked <= max) onChange(asked);
      }}
      onBlur={() => {
        setText(undefined);
      }}
    />
  );
}
