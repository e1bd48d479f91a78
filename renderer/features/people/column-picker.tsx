/** Which columns the people list shows: those every person has, and person properties, searched by name. */
import { Check, Columns3, RotateCcw, Search } from 'lucide-react';
import { useState } from 'react';
import { PERSON_COLUMNS, type PersonColumn } from '../../../shared/model/person';
import { PERSON_COLUMN_WORDS } from '../../parts/person-words';
import { MOST_PROPERTIES, usePeopleColumns } from '../../state/people-columns';
import { Button } from '../../ui/button';
import { Popover } from '../../ui/popover';
import { TextField } from '../../ui/text-field';
import css from './column-picker.module.css';

const COLUMNS = (Object.keys(PERSON_COLUMNS) as PersonColumn[]).filter((column) => column !== 'person');
/** More than this is no list to read; the field narrows it. */
const SHOWN_KEYS = 60;

/** `keys`: of the person properties that there are, the most frequent first. */
export function ColumnPicker({ keys }: { readonly keys: readonly string[] }) {
  const { columns, properties, toggle, toggleProperty, reset } = usePeopleColumns();
  const [text, setText] = useState('');
  const fits = (name: string): boolean => name.toLowerCase().includes(text.trim().toLowerCase());
  const offered = [...properties, ...keys.filter((key) => !properties.includes(key))].filter(fits);
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
          <legend>Of every person</legend>
          {COLUMNS.filter((column) => fits(PERSON_COLUMN_WORDS[column])).map((column) => (
            <Choice
              key={column}
              label={PERSON_COLUMN_WORDS[column]}
              checked={columns.includes(column)}
              onToggle={() => {
                toggle(column);
              }}
            />
          ))}
        </fieldset>
        <fieldset>
          <legend>Person properties</legend>
          {offered.length === 0 && (
            <p className={css['none']}>
              {keys.length === 0
                ? 'No person has properties yet. SDKs set them with identify or $set.'
                : 'None by that name.'}
            </p>
          )}
          {offered.slice(0, SHOWN_KEYS).map((key) => (
            <Choice
              key={key}
              label={key}
              checked={properties.includes(key)}
              onToggle={() => {
                toggleProperty(key);
              }}
            />
          ))}
          {offered.length > SHOWN_KEYS && (
            <p className={css['none']}>{offered.length - SHOWN_KEYS} more: type to find them.</p>
          )}
        </fieldset>
      </div>
      <footer className={css['foot']}>
        <span>{properties.length === MOST_PROPERTIES ? `At most ${MOST_PROPERTIES} properties` : ''}</span>
        <Button size="s" variant="ghost" icon={RotateCcw} onClick={reset}>
          The usual columns
        </Button>
      </footer>
    </Popover>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onToggle: () => void;
}

function Choice({ label, checked, onToggle }: ChoiceProps) {
  return (
    <label className={css['choice']}>
      <input type="checkbox" checked={checked} onChange={onToggle} className="visually-hidden" />
      <span aria-hidden className={css['mark']}>
        {checked && <Check size={12} strokeWidth={2.6} />}
      </span>
      <span className={css['name']}>{label}</span>
    </label>
  );
}
