/** Keeps the people behind a number: as a file, or by name as a segment of just them. */
import { Download, Shapes } from 'lucide-react';
import { useState } from 'react';
import type { DrillRef } from '../../shared/contract/commands';
import type { AppError } from '../../shared/contract/errors';
import { IconButton } from '../ui/icon-button';
import { formatCount, formatPlural } from '../ui/number-format';
import { toast } from '../ui/toast-store';
import { allPersons } from './all-persons';
import { keepSegment } from './keep-segment';
import { NameDialog, type Naming } from './name-dialog';
import { filterOfPersons, MOST_KEPT, printPersons } from './persons-kept';
import { saveText } from './save-text';
import { useSaved } from './saved';

export interface KeepPersonsProps {
  readonly drill: DrillRef;
  /** How many there are, and what they are called: `297 persons`. */
  readonly total: number;
  readonly words: string;
  /** What brought them together, for the description. */
  readonly title: string;
  /** Groups of people can be listed and not be a segment. */
  readonly arePersons: boolean;
}

export function KeepPersons({ drill, total, words, title, arePersons }: KeepPersonsProps) {
  const [asksName, setAsksName] = useState(false);
  const [busy, setBusy] = useState(false);
  const saved = useSaved();
  const isTooMany = total > MOST_KEPT;

  const saveList = async (): Promise<void> => {
    setBusy(true);
    const answer = await allPersons(drill);
    setBusy(false);
    if (answer.ok) saveText(arePersons ? 'persons.csv' : 'groups.csv', printPersons(answer.value), 'text/csv');
    else toast({ tone: 'bad', title: 'The list was not saved', text: answer.error.message });
  };

  const saveSegment = async (naming: Naming): Promise<AppError | undefined> => {
    const people = await allPersons(drill);
    if (!people.ok) return people.error;
    return keepSegment(naming, filterOfPersons(people.value.flatMap((row) => ('key' in row ? [] : [row]))));
  };

  return (
    <>
      {arePersons && (
        <IconButton
          icon={Shapes}
          label={
            isTooMany
              ? `At most ${formatCount(MOST_KEPT)} people can be kept by name; save their conditions as a segment instead`
              : 'Save just these people as a segment…'
          }
          disabled={isTooMany}
          onClick={() => {
            setAsksName(true);
          }}
        />
      )}
      <IconButton icon={Download} label="Save the list as CSV" disabled={busy} onClick={() => void saveList()} />
      {asksName && (
        <NameDialog
          title={`Save just ${total === 1 ? 'this person' : `these ${formatPlural(total, 'person', 'people')}`}`}
          action="Save"
          start={{ description: `${title}: ${words}. A list of people as of now; nobody joins or leaves it.` }}
          others={saved?.segments.map(({ name }) => name) ?? []}
          onSubmit={saveSegment}
          onClose={() => {
            setAsksName(false);
          }}
        />
      )}
    </>
  );
}
