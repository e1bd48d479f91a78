/** Brackets as one types them; what cannot be read is said and not passed on. */
import { useState } from 'react';
import type { Interval } from '../../../shared/model/range';
import { TextField } from '../../ui/text-field';
import { parseBrackets, printBrackets, type Brackets } from './brackets';

export interface BracketsFieldProps {
  readonly value: Brackets;
  readonly interval: Interval;
  readonly onChange: (brackets: Brackets) => void;
}

export function BracketsField({ value, interval, onChange }: BracketsFieldProps) {
  const [text, setText] = useState<string>();
  const shown = text ?? printBrackets(value);
  const parsed = parseBrackets(shown);
  return (
    <TextField
      label={`Brackets of ${interval}s`}
      hideLabel
      size="s"
      value={shown}
      suffix={`${interval}s`}
      error={parsed.ok ? undefined : parsed.problem}
      onChange={(next) => {
        setText(next);
        const asked = parseBrackets(next);
        if (asked.ok) onChange(asked.brackets);
      }}
      onBlur={() => {
        setText(undefined);
      }}
    />
  );
}
