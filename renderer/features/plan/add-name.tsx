/** A name to type and a button to add it: of an event that is planned, or of a property of one. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/text-field';
import css from './plan.module.css';

export interface AddNameProps {
  /** Of the field: `New property`. */
  readonly label: string;
  readonly placeholder: string;
  /** Of the button: `Add property`. */
  readonly action: string;
  /** What is in the plan already; not added twice. */
  readonly known: readonly string[];
  readonly onAdd: (name: string) => void;
}

export function AddName({ label, placeholder, action, known, onAdd }: AddNameProps) {
  const [name, setName] = useState('');
  const isKnown = known.includes(name.trim());
  return (
    <form
      className={css['add']}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === '' || isKnown) return;
        onAdd(name.trim());
        setName('');
      }}
    >
      <TextField
        label={label}
        hideLabel
        size="s"
        value={name}
        placeholder={placeholder}
        onChange={setName}
        error={isKnown ? 'It is in the plan already.' : undefined}
      />
      <Button size="s" icon={Plus} type="submit" disabled={name.trim() === '' || isKnown}>
        {action}
      </Button>
    </form>
  );
}
