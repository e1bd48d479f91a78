/** Every event name of the workspace with its count; a click narrows the list to it. */
import { latest, useQuery } from '../../data/use-query';
import { cx } from '../../ui/cx';
import { eventColor } from '../../charts/event-color';
import { CountsAside } from '../../parts/counts-aside';
import { EventName } from '../../ui/event-name';
import { formatCompact, formatCount } from '../../ui/number-format';
import { Skeleton } from '../../ui/skeleton';
import css from './live.module.css';

export interface EventCountsProps {
  readonly selected: string | undefined;
  readonly onSelect: (event: string | undefined) => void;
}

const NOTHING = {};

export function EventCounts({ selected, onSelect }: EventCountsProps) {
  const events = latest(useQuery('catalog.events', NOTHING));
  if (events?.length === 0) return null;
  const most = Math.max(1, ...(events ?? []).map(({ count }) => count));
  return (
    <CountsAside
      label="Event names"
      title={<>Event names {events !== undefined && <span className="num">{formatCount(events.length)}</span>}</>}
    >
      {events === undefined ? (
        <Skeleton lines={6} />
      ) : (
        <ul>
          {events.map(({ event, count }) => (
            <li key={event}>
              <button
                type="button"
                aria-pressed={event === selected}
                className={cx(css['name'], event === selected && css['chosen'])}
                onClick={() => {
                  onSelect(event === selected ? undefined : event);
                }}
              >
                <EventName name={event} className={css['nameText']} />
                <span className={cx(css['count'], 'num')} title={formatCount(count)}>
                  {formatCompact(count)}
                </span>
                <span
                  aria-hidden
                  className={css['share']}
                  style={{ width: `${(count / most) * 100}%`, background: eventColor(event) }}
                />
              </button>
            </li>
          ))}
        </ul>
      )}
    </CountsAside>
  );
}
