/** Rows that are several events: one more column that says when something happened, and what. */
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { eventOfColumn } from '../../../shared/formats/guess-wide';
import type { GuessColumn } from '../../../shared/formats/guess';
import { Button } from '../../ui/button';
import { Combobox } from '../../ui/combobox';
import { IconButton } from '../../ui/icon-button';
import { TextField } from '../../ui/text-field';
import css from './mapping.module.css';
import type { AlsoEvent, MappingDraft } from './mapping-draft';

export interface AlsoEventsProps {
  readonly draft: MappingDraft;
  readonly columns: readonly GuessColumn[];
  readonly onChange: (draft: MappingDraft) => void;
}

/** A table of one row per person may have hundreds; the fields after them are to stay in sight. */
const SHOWN = 4;

export function AlsoEvents({ draft, columns, onChange }: AlsoEventsProps) {
  const items = columns.map(({ name, samples }) => {
    const example = samples.find((sample) => sample !== '');
    return { value: name, label: name, ...(example === undefined ? {} : { hint: example.slice(0, 28) }) };
  });
  const [all, setAll] = useState(false);
  const hidden = all || draft.also.length <= SHOWN + 1 ? 0 : draft.also.length - SHOWN;
  const put = (also: readonly AlsoEvent[]): void => {
    onChange({ ...draft, also });
  };
  const change = (index: number, part: Partial<AlsoEvent>): void => {
    put(draft.also.map((each, at) => (at === index ? { ...each, ...part } : each)));
  };
  return (
    <>
      {draft.also.slice(0, draft.also.length - hidden).map(({ column, event }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- two may be alike while they are being filled in
        <div key={index} className={css['also']}>
          <Combobox
            label={`Time of event ${index + 2}`}
            items={items}
            value={column}
            placeholder="When: a column…"
            onChange={(value) => {
              const named = event === '' || event === eventOfColumn(column);
              change(index, { column: value, ...(named ? { event: eventOfColumn(value) } : {}) });
            }}
          />
          <IconButton
            icon={X}
            label={`Take event ${index + 2} away`}
            size="s"
            onClick={() => {
              put(draft.also.filter((_, at) => at !== index));
            }}
          />
          <TextField
            label={`Name of event ${index + 2}`}
            hideLabel
            placeholder="What happened then"
            value={event}
            onChange={(value) => {
              change(index, { event: value });
            }}
          />
        </div>
      ))}
      {hidden > 0 && (
        <div>
          <Button size="s" onClick={() => setAll(true)}>
            Show {hidden} more events of the row
          </Button>
        </div>
      )}
      <div>
        <Button
          size="s"
          variant="ghost"
          icon={Plus}
          onClick={() => {
            setAll(true);
            put([...draft.also, { column: '', event: '' }]);
          }}
        >
          {draft.also.length === 0 ? 'A row is several events' : 'One more event of the row'}
        </Button>
      </div>
    </>
  );
}
