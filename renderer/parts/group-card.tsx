/** One group in the drawer: its name and size at a glance; opened, what is known of it and the events that put it there. */
import { ChevronRight } from 'lucide-react';
import type { GroupRow } from '../../shared/contract/commands';
import { cx } from '../ui/cx';
import { EventDot } from '../ui/event-name';
import { formatPlural } from '../ui/number-format';
import { EVENT_LINE, EvidenceLine } from './evidence-line';
import { groupName, propertiesWords } from './group-words';
import { spanWords } from './person-card';
import css from './persons-drawer.module.css';

const CLOSED = 58;
const OPEN_EXTRA = 42;
const KNOWN_LINE = 24;
/** Dots beyond these say nothing more. */
const DOTS = 8;

/** Pixels, so that the list need not measure. */
export function groupCardHeight(row: GroupRow, open: boolean): number {
  if (!open) return CLOSED;
  const known = propertiesWords(row) === '' ? 0 : KNOWN_LINE;
  return CLOSED + OPEN_EXTRA + row.evidence.length * EVENT_LINE + known;
}

export interface GroupCardProps {
  readonly row: GroupRow;
  readonly zone: string;
  readonly evidence: string;
  readonly open: boolean;
  readonly onToggle: () => void;
}

export function GroupCard({ row, zone, evidence, open, onToggle }: GroupCardProps) {
  const known = propertiesWords(row);
  return (
    <article className={cx(css['card'], open && css['open'])}>
      <button type="button" aria-expanded={open} className={css['head']} onClick={onToggle}>
        <ChevronRight aria-hidden size={14} className={css['chevron']} />
        <span className={css['who']}>
          <span className={css['id']} title={row.key}>
            {groupName(row)}
          </span>
          <span className={css['span']}>
            {formatPlural(row.persons, 'person', 'people')} · {formatPlural(row.events, 'event')} ·{' '}
            {spanWords(row, zone)}
          </span>
        </span>
        <span className={css['dots']} aria-hidden>
          {row.evidence.slice(0, DOTS).map((event) => (
            <EventDot key={event.eid} name={event.event} />
          ))}
        </span>
      </button>
      {open && (
        <div className={css['detail']}>
          {known !== '' && (
            <p className={css['ids']} title={known}>
              {known}
            </p>
          )}
          <h3 className={css['caption']}>{evidence}</h3>
          <ol>
            {row.evidence.map(({ person, ...event }, index) => (
              <EvidenceLine
                key={event.eid}
                event={event}
                before={row.evidence[index - 1]}
                zone={zone}
                person={person}
              />
            ))}
          </ol>
        </div>
      )}
    </article>
  );
}
