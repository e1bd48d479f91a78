/** One person in the drawer: ids and span at a glance; opened, the events that put them there. */
import { ChevronRight } from 'lucide-react';
import type { PersonRow } from '../../shared/contract/commands';
import { navigate } from '../state/navigation';
import { Badge } from '../ui/badge';
import { cx } from '../ui/cx';
import { EventDot } from '../ui/event-name';
import { formatPlural } from '../ui/number-format';
import { formatDay } from '../ui/time-format';
import { EVENT_LINE, EvidenceLine } from './evidence-line';
import css from './persons-drawer.module.css';

const CLOSED = 58;
const OPEN_EXTRA = 78;
/** Dots beyond these say nothing more. */
const DOTS = 8;

/** Pixels, so that the list need not measure. */
export function personCardHeight(row: PersonRow | undefined, open: boolean): number {
  if (row === undefined || !open) return CLOSED;
  return CLOSED + OPEN_EXTRA + row.evidence.length * EVENT_LINE + (row.ids.length > 1 ? 24 : 0);
}

export interface PersonCardProps {
  readonly row: PersonRow;
  readonly zone: string;
  readonly evidence: string;
  readonly open: boolean;
  readonly onToggle: () => void;
}

/** From the day it was first seen to that of its last event. */
export function spanWords({ firstSeen, lastSeen }: Pick<PersonRow, 'firstSeen' | 'lastSeen'>, zone: string): string {
  const first = formatDay(firstSeen, zone);
  const last = formatDay(lastSeen, zone);
  return first === last ? first : `${first} – ${last}`;
}

export function PersonCard({ row, zone, evidence, open, onToggle }: PersonCardProps) {
  const [id = row.person, ...otherIds] = row.ids;
  return (
    <article className={cx(css['card'], open && css['open'])}>
      <button type="button" aria-expanded={open} className={css['head']} onClick={onToggle}>
        <ChevronRight aria-hidden size={14} className={css['chevron']} />
        <span className={css['who']}>
          <span className={css['id']}>{id}</span>
          <span className={css['span']}>
            {spanWords(row, zone)} · {formatPlural(row.events, 'event')}
          </span>
        </span>
        {otherIds.length > 0 && <Badge>{formatPlural(row.ids.length, 'id')}</Badge>}
        <span className={css['dots']} aria-hidden>
          {row.evidence.slice(0, DOTS).map((event) => (
            <EventDot key={event.eid} name={event.event} />
          ))}
        </span>
      </button>
      {open && (
        <div className={css['detail']}>
          {otherIds.length > 0 && (
            <p className={css['ids']} title={row.ids.join('\n')}>
              Also {otherIds.join(', ')}
            </p>
          )}
          <h3 className={css['caption']}>{evidence}</h3>
          <ol>
            {row.evidence.map((event, index) => (
              <EvidenceLine key={event.eid} event={event} before={row.evidence[index - 1]} zone={zone} />
            ))}
          </ol>
          <button
            type="button"
            className={css['link']}
            onClick={() => {
              navigate('people', { person: row.person });
            }}
          >
            Open this person
          </button>
        </div>
      )}
    </article>
  );
}
