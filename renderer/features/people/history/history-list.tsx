/** A person's events in words, folded by session; sessions open and close, an event shows all of itself. */
import { ChevronRight, ExternalLink } from 'lucide-react';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { KindIcon } from '../../../parts/event-details/kind-icon';
import type { EventKind } from '../../../../shared/model/event';
import { cx } from '../../../ui/cx';
import { EventDot, EventName } from '../../../ui/event-name';
import { IconButton } from '../../../ui/icon-button';
import { formatCount, formatPlural } from '../../../ui/number-format';
import { useRowWindow } from '../../../ui/row-window';
import { formatClock, formatDay, formatDuration } from '../../../ui/time-format';
import css from './history-list.module.css';
import type { HistoryEvents, HistoryRow, HistorySession } from './history-rows';

export interface ListedEvents extends HistoryEvents {
  readonly eid: ArrayLike<number>;
  readonly event: readonly string[];
  readonly kind: readonly EventKind[];
  readonly page: readonly string[];
}

export interface HistoryListProps {
  readonly events: ListedEvents;
  readonly rows: readonly HistoryRow[];
  readonly timezone: string;
  readonly openSessions: ReadonlySet<string>;
  readonly onToggle: (session: string) => void;
  readonly onEvent: (index: number) => void;
  readonly onSession: (session: string) => void;
  /** Index of the event to mark. */
  readonly selected: number | undefined;
  /** Comes into sight when it changes. */
  readonly scrollTo: { readonly row: number; readonly turn: number } | undefined;
}

const ROW_HEIGHT = 32;
/** Dots that tell what a session was made of; more say nothing more. */
const DOTS = 10;

export function HistoryList(props: HistoryListProps) {
  const { events, rows, timezone, openSessions, onToggle, onEvent, onSession, selected, scrollTo } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const shown = useRowWindow(scroller, rows.length, ROW_HEIGHT);
  const follow = useRef(shown.scrollTo);
  useEffect(() => {
    follow.current = shown.scrollTo;
  });
  useEffect(() => {
    if (scrollTo !== undefined) follow.current(scrollTo.row);
  }, [scrollTo]);

  /** Rows are buttons; up and down go from one to the next, as in any list. */
  const handleKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || !(event.target instanceof HTMLElement)) return;
    const at = Number(event.target.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? Number.NaN);
    const next = scroller.current?.querySelector<HTMLElement>(`[data-row="${at + step}"] button`);
    if (next === null || next === undefined) return;
    event.preventDefault();
    next.focus();
  };

  return (
    <div ref={scroller} className={css['scroller']}>
      <ol aria-label="Events by session" className={css['rows']} style={{ height: shown.height }}>
        {shown.items.map(({ index, top }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <li
              key={row.type === 'session' ? `s${row.session.from}` : `e${row.index}`}
              data-row={index}
              className={cx(
                css['row'],
                row.type === 'session' ? css['session'] : css['event'],
                row.type === 'event' && row.index === selected && css['selected'],
              )}
              style={{ height: ROW_HEIGHT, transform: `translateY(${top}px)` }}
            >
              {row.type === 'session' ? (
                <SessionRow
                  session={row.session}
                  events={events}
                  timezone={timezone}
                  isOpen={openSessions.has(row.session.id)}
                  onKeyDown={handleKey}
                  onToggle={onToggle}
                  onSession={onSession}
                />
              ) : (
                <button
                  type="button"
                  className={css['eventButton']}
                  onKeyDown={handleKey}
                  onClick={() => {
                    onEvent(row.index);
                  }}
                >
                  <time className={css['time']}>{formatClock(events.time[row.index] ?? 0, timezone)}</time>
                  <span className={css['kind']}>
                    <KindIcon kind={events.kind[row.index] ?? 'custom'} size={13} />
                  </span>
                  <EventName name={events.event[row.index] ?? ''} />
                  <span className={css['page']}>{events.page[row.index]}</span>
                </button>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

interface SessionRowProps {
  readonly session: HistorySession;
  readonly events: ListedEvents;
  readonly timezone: string;
  readonly isOpen: boolean;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onToggle: (session: string) => void;
  readonly onSession: (session: string) => void;
}

function SessionRow({ session, events, timezone, isOpen, onKeyDown, onToggle, onSession }: SessionRowProps) {
  const count = session.to - session.from;
  const names: string[] = [];
  for (let index = session.from; index < session.to && names.length < DOTS; index += 1) {
    const name = events.event[index] ?? '';
    if (!names.includes(name)) names.push(name);
  }
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        className={css['sessionButton']}
        onKeyDown={onKeyDown}
        onClick={() => {
          onToggle(session.id);
        }}
      >
        <ChevronRight aria-hidden size={14} className={css['chevron']} />
        <span className={css['day']}>{formatDay(session.start, timezone)}</span>
        <span className={css['clock']}>{formatClock(session.start, timezone).slice(0, 5)}</span>
        <span className={css['length']}>{formatDuration((session.end - session.start) / 1000)}</span>
        <span className={css['count']}>{count === 1 ? '1 event' : formatPlural(count, 'event')}</span>
        <span className={css['dots']} aria-hidden>
          {names.map((name) => (
            <EventDot key={name} name={name} />
          ))}
        </span>
      </button>
      {session.id !== '' && (
        <IconButton
          icon={ExternalLink}
          size="s"
          label={`Open the session of ${formatDay(session.start, timezone)} with ${formatCount(count)} events`}
          tooltipSide="left"
          onClick={() => {
            onSession(session.id);
          }}
        />
      )}
    </>
  );
}
