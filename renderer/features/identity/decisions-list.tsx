/** What people decided by hand, the latest first, each with the way back. */
import { Hand, Undo2 } from 'lucide-react';
import { latest, useQuery } from '../../data/use-query';
import { undoDecision } from '../../parts/decide';
import { DECISION_WORDS, decisionWords } from '../../parts/identity-words';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { Skeleton } from '../../ui/skeleton';
import { formatDateTime } from '../../ui/time-format';
import css from './decisions-list.module.css';

const NOTHING = {};
const TONES = { merge: 'good', split: 'bad', lock: 'warn' } as const;

export function DecisionsList({ timezone }: { readonly timezone: string }) {
  const query = useQuery('identity.decisions', NOTHING);
  const decisions = latest(query);
  if (decisions === undefined) {
    return query.status === 'failed' ? (
      <ErrorState error={query.error} onRetry={query.refetch} />
    ) : (
      <div className={css['loading']}>
        <Skeleton lines={4} height={16} />
      </div>
    );
  }
  if (decisions.length === 0) {
    return (
      <EmptyState
        icon={Hand}
        title="Nothing was decided by hand"
        text="On a person’s page, under Identity, ids can be merged, kept apart or locked. Such decisions stand here, hold against every rule set, and can be taken back."
      />
    );
  }
  return (
    <ol className={css['list']}>
      {decisions.toReversed().map((decision) => (
        <li key={decision.id} className={css['row']}>
          <Badge tone={TONES[decision.kind]}>{DECISION_WORDS[decision.kind].name}</Badge>
          <div className={css['words']}>
            <p>{decisionWords(decision)}</p>
            {decision.note !== undefined && <p className={css['note']}>{decision.note}</p>}
          </div>
          <time className={css['time']} dateTime={new Date(decision.at).toISOString()}>
            {formatDateTime(decision.at, timezone)}
          </time>
          <Button size="s" icon={Undo2} onClick={() => void undoDecision(decision)}>
            Undo
          </Button>
        </li>
      ))}
    </ol>
  );
}
