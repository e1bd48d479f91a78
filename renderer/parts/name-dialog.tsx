/** Asks for a name and, if one likes, a description: for saving, renaming and duplicating. */
import { useId, useState } from 'react';
import type { AppError } from '../../shared/contract/errors';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { TextArea } from '../ui/text-area';
import { TextField } from '../ui/text-field';
import css from './name-dialog.module.css';

export interface Naming {
  readonly name: string;
  /** undefined: none. */
  readonly description: string | undefined;
}

export interface NameDialogProps {
  readonly title: string;
  /** What the button does: «Save». */
  readonly action: string;
  readonly start?: Partial<Naming>;
  /** Names that others of its kind have; allowed, but told of. */
  readonly others?: readonly string[];
  /** Answers what was wrong; undefined where it is done. */
  readonly onSubmit: (naming: Naming) => Promise<AppError | undefined>;
  readonly onClose: () => void;
}

/** As the schema of saved documents has it. */
const LONGEST_NAME = 120;
const LONGEST_DESCRIPTION = 2000;

export function NameDialog({ title, action, start = {}, others = [], onSubmit, onClose }: NameDialogProps) {
  const form = useId();
  const [name, setName] = useState(start.name ?? '');
  const [description, setDescription] = useState(start.description ?? '');
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string>();
  const trimmed = name.trim();
  const isTaken = trimmed !== '' && others.some((other) => other.toLowerCase() === trimmed.toLowerCase());
  const submit = async (): Promise<void> => {
    setBusy(true);
    const text = description.trim();
    const problem = await onSubmit({ name: trimmed, description: text === '' ? undefined : text });
    setBusy(false);
    if (problem === undefined) onClose();
    else setRefused(problem.message);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={title}
      width={440}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={form} disabled={trimmed === '' || busy}>
            {action}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className={css['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (trimmed !== '' && !busy) void submit();
        }}
      >
        <TextField
          label="Name"
          value={name}
          maxLength={LONGEST_NAME}
          onChange={setName}
          error={refused}
          hint={isTaken ? 'Another one has this name too.' : undefined}
        />
        <TextArea
          label="Description"
          value={description}
          maxLength={LONGEST_DESCRIPTION}
          placeholder="What it is for, who decided on it…"
          onChange={setDescription}
        />
      </form>
    </Dialog>
  );
}
