/** Finds the person that is the same as this one. */
import { useState } from 'react';
import { Search, UserRoundSearch } from 'lucide-react';
import type { Profile } from '../../../../shared/contract/people';
import type { DraftDecision, IdRef } from '../../../../shared/model/identity';
import { call } from '../../../data/client';
import { latest, useTable } from '../../../data/use-query';
import { personLabel } from '../../../parts/person-words';
import { Badge } from '../../../ui/badge';
import { Dialog } from '../../../ui/dialog';
import { EmptyState } from '../../../ui/empty-state';
import { ErrorState } from '../../../ui/error-state';
import { formatPlural } from '../../../ui/number-format';
import { Skeleton } from '../../../ui/skeleton';
import { TextField } from '../../../ui/text-field';
import { formatDay } from '../../../ui/time-format';
import { toast } from '../../../ui/toast-store';
import { personRow } from '../person-rows';
import css from './merge-dialog.module.css';

const SHOWN = 30;

export interface MergeDialogProps {
  readonly profile: Profile;
  readonly timezone: string;
  readonly onClose: () => void;
  readonly onDraft: (draft: DraftDecision) => void;
}

/** The id that a decision names a person by: the one that it is called by, else its first. */
export function mainId({ person, ids }: Pick<Profile, 'person' | 'ids'>): IdRef | undefined {
  return (
    (['user', 'plain', 'anonymous'] as const)
      .map((role) => ids.find((id) => id.id === person && id.role === role))
      .find((found) => found !== undefined) ?? ids[0]
  );
}

export function MergeDialog({ profile, timezone, onClose, onDraft }: MergeDialogProps) {
  const [text, setText] = useState('');
  const search = text.trim();
  const query = useTable('people.table', {
    ...(search === '' ? {} : { search }),
    orderBy: { column: 'lastSeen', descending: true },
    limit: SHOWN,
  });
  const table = latest(query);
  const rows = table === undefined ? [] : Array.from({ length: table.numRows }, (_, index) => personRow(table, index));
  const others = rows.filter((row) => row.text('person') !== profile.person);

  const pick = async (person: string): Promise<void> => {
    const answer = await call('people.get', { person });
    if (!answer.ok) {
      if (answer.error.code !== 'cancelled')
        toast({ tone: 'bad', title: 'That person cannot be read', text: answer.error.message });
      return;
    }
    const [a, b] = [mainId(profile), mainId(answer.value)];
    if (a !== undefined && b !== undefined) onDraft({ kind: 'merge', pairs: [{ a, b }] });
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Merge with another person"
      description={`Who is the same as ${personLabel(profile.person, profile.name)}? The next step shows what would change.`}
      width={520}
    >
      <TextField
        label="Find a person"
        hideLabel
        placeholder="Id, name or e-mail…"
        icon={Search}
        value={text}
        onChange={setText}
      />
      <div className={css['list']}>
        {query.status === 'failed' && <ErrorState compact error={query.error} onRetry={query.refetch} />}
        {table === undefined && query.status !== 'failed' && <Skeleton lines={5} height={16} />}
        {table !== undefined && others.length === 0 && (
          <EmptyState
            compact
            icon={UserRoundSearch}
            title="Nobody else"
            text="No other person’s ids, name or e-mail contain that text."
          />
        )}
        <ul>
          {others.map((row) => {
            const id = row.text('person');
            const label = personLabel(id, row.text('name'));
            return (
              <li key={id}>
                <button type="button" className={css['row']} onClick={() => void pick(id)}>
                  <span className={css['who']}>
                    <strong>{label}</strong>
                    {label !== id && <span className={css['id']}>{id}</span>}
                  </span>
                  {row.number('known') === 1 && <Badge tone="accent">known</Badge>}
                  <span className={css['facts']}>
                    {formatPlural(row.number('events') ?? 0, 'event')}, last{' '}
                    {formatDay(row.number('lastSeen') ?? 0, timezone)}
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      </div>
    </Dialog>
  );
}
