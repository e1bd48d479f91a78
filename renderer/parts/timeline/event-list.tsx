/**
 * Events one below the other: the timeline in words, and its accessible twin. Follows the selection and leads it. A
 * person's history is folded by session; what is selected opens its session.
 */
import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, useEffect, useEffectEvent, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { cx } from '../../ui/cx';
import { EventName } from '../../ui/event-name';
import { formatCount } from '../../ui/number-format';
import { useRowWindow } from '../../ui/row-window';
import { formatClock, formatDuration, formatShortDay } from '../../ui/time-format';
import { KindIcon } from '../event-details/kind-icon';
import css from './event-list.module.css';
import { detailWords, isFailed } from './event-words';
import { eventsWithin } from './range-facts';
import type { TimelineEvents } from './events';
import type { TimelineLayout } from './lanes';
import { foldedRows, isHead, plainRows, runOf } from './list-rows';
import { elapsedLabel } from './ticks';
import type { Selection } from './use-selection';

export interface EventListProps {
  readonly events: TimelineEvents;
  readonly layout: TimelineLayout;
  readonly timezone: string;
  readonly selection: Selection;
  readonly folded: boolean;
  /** Why a session began, for its head. */
  readonly reasonWords: (run: number) => string;
}

const ROW_HEIGHT = 30;
const PAGE_ROWS = 12;

export const EventList = memo(function EventList(props: EventListProps) {
  const { events, layout, timezone, selection, folded, reasonWords } = props;
  const { selected, picked, range } = selection;
  const scroller = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const list = useMemo(
    () => (folded ? foldedRows(events, layout.sessions, open) : plainRows(events.length)),
    [events, layout, folded, open],
  );
  const { items, height, scrollTo } = useRowWindow(scroller, list.length, ROW_HEIGHT);
  const selectedSession = selected === undefined ? undefined : events.session[selected];
  const [shown, setShown] = useState<string>();
  // What is selected elsewhere opens its session here, once: it may be closed again.
  if (selectedSession !== shown) {
    setShown(selectedSession);
    if (folded && selectedSession !== undefined && !open.has(selectedSession))
      setOpen(new Set([...open, selectedSession]));
  }
  const follow = useEffectEvent((index: number) => {
    const row = list.rowOfEvent(index);
    if (row !== undefined) scrollTo(row);
  });
  useEffect(() => {
    if (selected !== undefined) follow(selected);
  }, [selected]);

  const flip = (id: string): void => {
    setOpen((before) =>
      before.has(id) ? new Set([...before].filter((each) => each !== id)) : new Set([...before, id]),
    );
  };
  const handleKey = (event: KeyboardEvent): void => {
    const at = selected ?? -1;
    const target = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + PAGE_ROWS,
      PageUp: at - PAGE_ROWS,
      Home: 0,
      End: events.length - 1,
    }[event.key];
    if (target !== undefined) selection.select(Math.max(0, Math.min(events.length - 1, target)));
    else if (event.key === ' ' && selected !== undefined) selection.toggle(selected);
    else if (folded && selectedSession !== undefined && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      if (open.has(selectedSession) === (event.key === 'ArrowLeft')) flip(selectedSession);
    } else return;
    event.preventDefault();
  };
  const ranged = useMemo(() => (range === undefined ? undefined : eventsWithin(events, range)), [events, range]);
  const numbers = useMemo(() => new Map(picked.map((index, order) => [index, order + 1])), [picked]);
  const clocks = useMemo(() => new Map(layout.sessions.map((run) => [run.id, run])), [layout]);
  const choose = (index: number) => (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey) selection.toggle(index);
    else selection.select(index);
  };

  return (
    <aside className={css['side']} aria-label={folded ? 'Events of the person' : 'Events of the session'}>
      <h2 className={css['sideTitle']}>
        Events <span className="num">{formatCount(events.length)}</span>
        {folded && (
          <>
            {' in '}
            <span className="num">{formatCount(layout.sessions.length)}</span> sessions
          </>
        )}
      </h2>
      {/* A list of options, or a tree where sessions fold. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        ref={scroller}
        role={folded ? 'tree' : 'listbox'}
        aria-label="Events in order"
        aria-multiselectable={folded ? undefined : true}
        aria-activedescendant={selected === undefined ? undefined : `timeline-event-${selected}`}
        tabIndex={0}
        className={css['scroller']}
        onKeyDown={handleKey}
      >
        <div style={{ height, position: 'relative' }}>
          {items.map(({ index: row, top }) => {
            const index = list.rows[row] ?? 0;
            const style = { transform: `translateY(${top}px)`, height: ROW_HEIGHT };
            if (isHead(index)) {
              const run = layout.sessions[runOf(index)];
              if (run === undefined) return null;
              const isOpen = open.has(run.id);
              const Chevron = isOpen ? ChevronDown : ChevronRight;
              return (
                // Keys are handled by the list, which keeps the focus.
                // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
                <div
                  key={run.id}
                  role="treeitem"
                  aria-level={1}
                  aria-expanded={isOpen}
                  aria-selected={run.id === selectedSession}
                  tabIndex={-1}
                  className={cx(css['row'], css['head'], run.id === selectedSession && css['current'])}
                  style={style}
                  title={reasonWords(runOf(index))}
                  onClick={() => {
                    flip(run.id);
                  }}
                >
                  <Chevron aria-hidden size={13} className={css['chevron']} />
                  <span className={css['when']}>
                    {formatShortDay(run.from, timezone)} {formatClock(run.from, timezone).slice(0, 5)}
                  </span>
                  <span className={css['reason']}>{reasonWords(runOf(index))}</span>
                  <span className={css['measure']}>{formatDuration((run.to - run.from) / 1000)}</span>
                </div>
              );
            }
            const time = events.time[index] ?? 0;
            const run = clocks.get(events.session[index] ?? '');
            const number = numbers.get(index);
            return (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
              <div
                key={events.eid[index]}
                id={`timeline-event-${index}`}
                role={folded ? 'treeitem' : 'option'}
                aria-level={folded ? 2 : undefined}
                tabIndex={-1}
                aria-selected={index === selected}
                aria-setsize={events.length}
                aria-posinset={index + 1}
                className={cx(
                  css['row'],
                  folded && css['inner'],
                  ranged !== undefined && index >= ranged.first && index < ranged.end && css['ranged'],
                  index === selected && css['chosen'],
                )}
                style={style}
                onClick={choose(index)}
              >
                <span className={css['elapsed']} title={formatClock(time, timezone)}>
                  {elapsedLabel(time - (run?.from ?? time), stepOf(run))}
                </span>
                <span className={css['kind']}>
                  <KindIcon kind={events.kind[index] ?? 'custom'} size={13} />
                </span>
                <EventName name={events.event[index] ?? ''} />
                <RowNote events={events} index={index} />
                {number !== undefined && (
                  <span className={css['number']} title={`Step ${number} of the funnel`}>
                    {number}
                  </span>
                )}
              </div>
            );
          })}
        </div>
      </div>
    </aside>
  );
});

/** Where events come faster than seconds, seconds tell nothing. */
function stepOf(
  run: { readonly first: number; readonly last: number; readonly from: number; readonly to: number } | undefined,
): number {
  return run !== undefined && run.last - run.first + 1 > (run.to - run.from) / 1000 ? 1 : 1000;
}

/** The page of a page view; what a request, an error or a vital is about. */
function RowNote({ events, index }: { readonly events: TimelineEvents; readonly index: number }) {
  const kind = events.kind[index] ?? 'custom';
  const isPage = kind === 'page' || kind === 'screen';
  const words = isPage ? (events.page[index] ?? '') : detailWords(events, index, true);
  if (words === '') return null;
  const bad = kind === 'error' || (kind === 'network' && isFailed(events.status[index] ?? Number.NaN));
  return (
    <span className={cx(css['path'], bad && css['bad'])} title={isPage ? words : detailWords(events, index)}>
      {words}
    </span>
  );
}
