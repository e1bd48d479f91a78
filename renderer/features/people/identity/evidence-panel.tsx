/** Why two ids are one person, or are not: the statement, the events that carried it, and what one can decide. */
import { Split, Undo2, Merge } from 'lucide-react';
import type { IdentityGraph as Graph } from '../../../../shared/contract/identity';
import type { DraftDecision, IdRole } from '../../../../shared/model/identity';
import { latest, useQuery } from '../../../data/use-query';
import { undoDecision } from '../../../parts/decide';
import { REFUSAL_WORDS, ROLE_WORDS, STATEMENT_WORDS, concernsPair, decisionWords } from '../../../parts/identity-words';
import { Badge } from '../../../ui/badge';
import { Button } from '../../../ui/button';
import { ErrorState } from '../../../ui/error-state';
import { EventName } from '../../../ui/event-name';
import { formatCount, formatPlural } from '../../../ui/number-format';
import { Skeleton } from '../../../ui/skeleton';
import { formatDateTime } from '../../../ui/time-format';
import css from './evidence-panel.module.css';
import type { Link } from './graph-layout';

const SHOWN_EVENTS = 50;

const STATES = {
  joined: { tone: 'good', words: 'One person' },
  shared: { tone: 'warn', words: 'Used in turn' },
  refused: { tone: 'bad', words: 'Kept apart' },
} as const;

function linkWords({ state, kinds, reason }: Link, a: IdRole, b: IdRole): string {
  const by = kinds.map((kind) => STATEMENT_WORDS[kind]).join(', ');
  switch (state) {
    case 'joined':
      return `A ${ROLE_WORDS[a]} and ${a === b ? 'another' : 'a'} ${ROLE_WORDS[b]}, joined by ${by}.`;
    case 'shared':
      return `Several people used this device, linked by ${by}. Each anonymous event on it belongs to whoever was seen on it last.`;
    case 'refused':
      return reason === undefined ? 'The rule set in force does not follow this link.' : REFUSAL_WORDS[reason].full;
  }
}

export interface EvidencePanelProps {
  readonly graph: Graph;
  readonly link: Link;
  readonly timezone: string;
  readonly onEvent: (eid: number) => void;
  readonly onDraft: (draft: DraftDecision) => void;
}

export function EvidencePanel({ graph, link, timezone, onEvent, onDraft }: EvidencePanelProps) {
  const [a, b] = [graph.nodes[link.a], graph.nodes[link.b]];
  const pair =
    a === undefined || b === undefined ? undefined : { a: { role: a.role, id: a.id }, b: { role: b.role, id: b.id } };
  const query = useQuery('identity.evidence', pair === undefined ? undefined : { pair, limit: SHOWN_EVENTS });
  const evidence = latest(query);
  if (a === undefined || b === undefined || pair === undefined) return null;
  const decisions = (evidence?.decisions ?? []).filter((decision) => concernsPair(decision, a, b));
  const isSplit = decisions.some(({ kind }) => kind === 'split');
  return (
    <section aria-label="Evidence" className={css['panel']}>
      <header className={css['head']}>
        <Badge tone={STATES[link.state].tone} dot>
          {STATES[link.state].words}
        </Badge>
        <h3 className={css['pair']}>
          <span title={a.id}>{a.id}</span>
          <span className={css['and']}>{link.state === 'refused' ? 'not' : 'and'}</span>
          <span title={b.id}>{b.id}</span>
        </h3>
        <p className={css['words']}>{linkWords(link, a.role, b.role)}</p>
        <div className={css['actions']}>
          {link.state !== 'refused' && (
            <Button
              size="s"
              icon={Split}
              onClick={() => {
                onDraft({ kind: 'split', pairs: [pair] });
              }}
            >
              {link.state === 'joined' ? 'Not the same person' : 'Ignore this link'}
            </Button>
          )}
          {link.state === 'refused' && !isSplit && (
            <Button
              size="s"
              icon={Merge}
              onClick={() => {
                onDraft({ kind: 'merge', pairs: [pair] });
              }}
            >
              The same person after all
            </Button>
          )}
        </div>
      </header>
      {decisions.map((decision) => (
        <div key={decision.id} className={css['decision']}>
          <p>
            Decided on {formatDateTime(decision.at, timezone)}: {decisionWords(decision)}.
            {decision.note !== undefined && <em> {decision.note}</em>}
          </p>
          <Button size="s" variant="ghost" icon={Undo2} onClick={() => void undoDecision(decision)}>
            Undo
          </Button>
        </div>
      ))}
      {query.status === 'failed' && <ErrorState compact error={query.error} onRetry={query.refetch} />}
      {evidence === undefined && query.status !== 'failed' && <Skeleton lines={4} height={16} />}
      {evidence !== undefined && (
        <>
          <h4 className={css['caption']}>
            {evidence.total === 0
              ? 'No event says so'
              : `${formatPlural(evidence.total, 'event says so', 'events say so')}${evidence.total > evidence.events.length ? `, the first ${formatCount(evidence.events.length)}` : ''}`}
          </h4>
          <ol className={css['events']}>
            {evidence.events.map((event) => (
              <li key={event.eid}>
                <button
                  type="button"
                  className={css['event']}
                  onClick={() => {
                    onEvent(event.eid);
                  }}
                >
                  <EventName name={event.event} />
                  <time className="num" dateTime={new Date(event.timestamp).toISOString()}>
                    {formatDateTime(event.timestamp, timezone)}
                  </time>
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
