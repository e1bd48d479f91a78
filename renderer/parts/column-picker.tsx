/** Which columns a table shows: those that every row has, and properties, searched by name. */
import { Check, Columns3, RotateCcw, Search } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../ui/button';
import { Popover } from '../ui/popover';
import { TextField } from '../ui/text-field';
import css from './column-picker.module.css';

export interface ColumnChoice {
  readonly id: string;
  readonly label: string;
}

export interface ColumnPickerProps {
  /** What every row has. */
  readonly own: { readonly title: string; readonly choices: readonly ColumnChoice[] };
  readonly properties: {
    readonly title: string;
    /** The most frequent first. */
    readonly choices: readonly ColumnChoice[];
    /** Said where there are none at all. */
    readonly none: string;
  };
  readonly chosen: ReadonlySet<string>;
  readonly onToggle: (id: string) => void;
  readonly onReset: () => void;
  /** Below, such as that there can be no more. */
  readonly note?: string;
}

/** More than this is no list to read; the field narrows it. */
const MOST_SHOWN = 60;

export function ColumnPicker({ own, properties, chosen, onToggle, onReset, note = '' }: ColumnPickerProps) {
  const [text, setText] = useState('');
  const fits = ({ label }: ColumnChoice): boolean => label.toLowerCase().includes(text.trim().toLowerCase());
  const isChosen = ({ id }: ColumnChoice): boolean => chosen.has(id);
  const offered = [
    ...properties.choices.filter(isChosen),
    ...properties.choices.filter((each) => !isChosen(each)),
  ].filter(fits);
  const choice = ({ id, label }: ColumnChoice) => (
    <label key={id} className={css['choice']}>
      <input
        type="checkbox"
        checked={chosen.has(id)}
        onChange={() => {
          onToggle(id);
        }}
        className="visually-hidden"
      />
      <span aria-hidden className={css['mark']}>
        {chosen.has(id) && <Check size={12} strokeWidth={2.6} />}
      </span>
      <span className={css['name']}>{label}</span>
    </label>
  );
  return (
    <Popover label="Columns" align="end" width={272} flush trigger={<Button icon={Columns3}>Columns</Button>}>
      <div className={css['find']}>
        <TextField
          label="Find a column"
          hideLabel
          placeholder="Find a column…"
          icon={Search}
          value={text}
          onChange={setText}
        />
      </div>
      <div className={css['choices']}>
        <fieldset>
          <legend>{own.title}</legend>
          {own.choices.filter(fits).map(choice)}
        </fieldset>
        <fieldset>
          <legend>{properties.title}</legend>
          {offered.length === 0 && (
            <p className={css['none']}>{properties.choices.length === 0 ? properties.none : 'None by that name.'}</p>
          )}
          {offered.slice(0, MOST_SHOWN).map(choice)}
          {offered.length > MOST_SHOWN && (
            <p className={css['none']}>{offered.length - MOST_SHOWN} more: type to find them.</p>
          )}
        </fieldset>
      </div>
      <footer className={css['foot']}>
        <span>{note}</span>
        <Button size="s" variant="ghost" icon={RotateCcw} onClick={onReset}>
          The usual columns
        </Button>
      </footer>
    </Popover>
  );
}
