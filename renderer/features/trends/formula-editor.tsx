/** Arithmetic over the series. What cannot be computed stays in the field and says where it is wrong. */
import { useState } from 'react';
import { parseFormula, seriesOf } from '../../../shared/insights/trends/formula';
import type { TrendsSpec } from '../../../shared/insights/trends/spec';
import { TextField } from '../../ui/text-field';
import css from './editor.module.css';
import { seriesLetter } from './trends-words';

export interface FormulaEditorProps {
  readonly spec: TrendsSpec;
  readonly onChange: (formula: string | undefined) => void;
}

export function FormulaEditor({ spec, onChange }: FormulaEditorProps) {
  const { formula, series } = spec;
  // What is being typed may not be a formula yet. It lasts until the spec says something else, as after undo.
  const [draft, setDraft] = useState<{ readonly of: string | undefined; readonly text: string }>();
  const text = draft !== undefined && draft.of === formula ? draft.text : (formula ?? '');
  const parsed = text.trim() === '' ? undefined : parseFormula(text, series.length);
  const problem = parsed?.ok === false ? parsed.problem : undefined;
  const unused = parsed?.ok === true ? unusedWords(series.length, seriesOf(parsed.formula)) : undefined;
  return (
    <div className={css['formula']}>
      <TextField
        label="Formula over the series"
        hideLabel
        size="s"
        placeholder={series.length > 1 ? 'B / A * 100' : 'A * 100'}
        value={text}
        maxLength={500}
        error={problem === undefined ? undefined : problemWords(text, problem)}
        hint={unused}
        onChange={(next) => {
          const trimmed = next.trim() === '' ? undefined : next;
          const isReady = trimmed === undefined || parseFormula(trimmed, series.length).ok;
          setDraft({ of: isReady ? trimmed : formula, text: next });
          if (isReady && trimmed !== formula) onChange(trimmed);
        }}
      />
      {problem !== undefined && (
        <p aria-hidden className={css['formulaPlace']}>
          {text.slice(0, problem.at)}
          <mark>{text.slice(problem.at, problem.at + 1).trim() || ' '}</mark>
          {text.slice(problem.at + 1)}
        </p>
      )}
    </div>
  );
}

function problemWords(text: string, { at, message }: { readonly at: number; readonly message: string }): string {
  const character = text.slice(at, at + 1).trim();
  return character === '' ? `It ${message}` : `«${character}» ${message}`;
}

function unusedWords(count: number, named: readonly number[]): string | undefined {
  const unused = Array.from({ length: count }, (_, series) => series).filter((series) => !named.includes(series));
  if (unused.length === 0) return undefined;
  return `${unused.map(seriesLetter).join(', ')} ${unused.length === 1 ? 'is' : 'are'} not part of it and not shown.`;
}
