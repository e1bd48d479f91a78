/** A share in percent, 0 to 100. */
import { useState } from 'react';
import { TextField } from '../../ui/text-field';
import css from './flags.module.css';

export interface PercentFieldProps {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** What is typed is kept until it is a share. */
export function PercentField({ label, value, onChange }: PercentFieldProps) {
  const [text, setText] = useState<string>();
  const number = Number(text ?? value);
  const isShare = text?.trim() !== '' && number >= 0 && number <= 100;
  return (
    <TextField
      label={label}
      hideLabel
      size="s"
      inputMode="decimal"
      suffix="%"
      className={css['percent']}
      value={text ?? String(value)}
      error={isShare ? undefined : '0 to 100'}
      onChange={(next) => {
        setText(next);
        const typed = Number(next);
        if (next.trim() !== '' && typed >= 0 && typed <= 100) onChange(typed);
      }}
      onBlur={() => {
        if (isShare) setText(undefined);
      }}
    />
  );
}
