/** A session's events one below the other: the timeline in words. Follows the selection and leads it. */
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { KindIcon } from '../../parts/event-details/kind-icon';
import { cx } from '../../ui/cx';
import { EventName } from '../../ui/event-name';
import { formatCount } from '../../ui/number-format';
import { useRowWindow } from '../../ui/row-window';
import { formatClock } from '../../ui/time-format';
import css from './session-page.module.css';
import type { SessionEvents } from '../../parts/timeline/lanes';
import { elapsedLabel } from '../../parts/timeline/ticks';

export interface EventListProps {
  readonly events: SessionEvents;
  readonly timezone: string;
  readonly selected: number | undefined;
  readonly onSelect: (index: number) => void;
}

const ROW_HEIGHT = 30;

export function EventList({ events, timezone, selected, onSelect }: EventListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useRowWindow(scroller, events.length, ROW_HEIGHT);
  const { scrollTo } = rows;
  const follow = useRef(scrollTo);
  useEffect(() => {
    follow.current = scrollTo;
  });
  useEffect(() => {
    if (selected !== undefined) follow.current(selected);
  }, [selected]);
  const handleKey = (event: KeyboardEvent): void => {
    const at = selected ?? -1;
    const target = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + 12,
      PageUp: at - 12,
      Home: 0,
      End: events.length - 1,
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    onSelect(Math.max(0, Math.min(events.length - 1, target)));
  };
  const origin = events.time[0] ?? 0;
  // Where events come faster than seconds, seconds tell nothing.
  const seconds = ((events.time[events.length - 1] ?? 0) - origin) / 1000;
  const stepMs = events.length > seconds ? 1 : 1000;
  return (
    <aside className={css['side']} aria-label="Events of the session">
      <h2 className={css['sideTitle']}>
        Events <span className="num">{formatCount(events.length)}</span>
      </h2>
      <div
        ref={scroller}
        role="listbox"
        aria-label="Events in order"
        aria-activedescendant={selected === undefined ? undefined : `session-event-${selected}`}
        tabIndex={0}
        className={css['scroller']}
        onKeyDown={handleKey}
      >
        <div style={{ height: rows.height, position: 'relative' }}>
          {rows.items.map(({ index, top }) => {
            const time = events.time[index] ?? 0;
            return (
              // Keys are handled by the list, which keeps the focus.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={index}
                id={`session-event-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === selected}
                aria-setsize={events.length}
                aria-posinset={index + 1}
                className={cx(css['row'], index === selected && css['chosen'])}
                style={{ transform: `translateY(${top}px)`, height: ROW_HEIGHT }}
                onClick={() => {
                  onSelect(index);
                }}
              >
                <span className={css['elapsed']} title={formatClock(time, timezone)}>
                  {elapsedLabel(time - origin, stepMs)}
                </span>
                <span className={css['kind']}>
                  <KindIcon kind={events.kind[index] ?? 'custom'} size={13} />
                </span>
                <EventName name={events.event[index] ?? ''} />
                {(events.kind[index] === 'page' || events.kind[index] === 'screen') && (
                  <span className={css['path']}>{events.page[index]}</span>
                )}
              </div>
            );
          })}
        </div>
      </div>
    </aside>
  );
}
