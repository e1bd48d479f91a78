/** Writes a group: conditions of its own that count as one among their neighbours. */
import { useState, type ReactNode } from 'react';
import type { Filter } from '../../shared/model/filter';
import { Button } from '../ui/button';
import css from './parts.module.css';

export interface GroupEditorProps {
  /** undefined: a new one. */
  readonly group: Filter | undefined;
  /** The row of its conditions; where there are several, each may hold unless asked otherwise. */
  readonly conditions: (value: Filter | undefined, onChange: (filter: Filter | undefined) => void) => ReactNode;
  readonly onDone: (group: Filter) => void;
  readonly onRemove: (() => void) | undefined;
}

export function GroupEditor({ group, conditions, onDone, onRemove }: GroupEditorProps) {
  const [draft, setDraft] = useState(group);
  return (
    <div className={css['condition']}>
      <p>In brackets: click the word between conditions to switch between and / or.</p>
      {conditions(draft, setDraft)}
      <div className={css['buttons']}>
        {onRemove && (
          <Button size="s" variant="ghost" onClick={onRemove}>
            Remove group
          </Button>
        )}
        <Button
          size="s"
          variant="primary"
          disabled={draft === undefined}
          onClick={() => {
            if (draft !== undefined) onDone(draft);
          }}
        >
          Apply
        </Button>
      </div>
    </div>
  );
}
