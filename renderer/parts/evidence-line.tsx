/** One of the events that put somebody in a number; opens the session in which it happened. */
import type { PersonRow } from '../../shared/contract/commands';
import { navigate } from '../state/navigation';
import { cx } from '../ui/cx';
import { EventName } from '../ui/event-name';
import { formatClock, formatDateTime, formatDay, formatDuration } from '../ui/time-format';
import css from './persons-drawer.module.css';

/** Its height in pixels. */
export const EVENT_LINE = 30;

type Evidence = PersonRow['evidence'][number];

export interface EvidenceLineProps {
  readonly event: Evidence;
  /** The one above it. */
  readonly before: Evidence | undefined;
  readonly zone: string;
  /** Whose event it is, where that is not said above. */
  readonly person?: string;
}

export function EvidenceLine({ event, before, zone, person }: EvidenceLineProps) {
  return (
    <li>
      <button
        type="button"
        className={css['event']}
        title={`Open the session of ${formatDateTime(event.timestamp, zone)}`}
        onClick={() => {
          navigate('sessions', { session: event.session });
        }}
      >
        <EventName name={event.event} />
        {person !== undefined && (
          <span className={css['whose']} title={person}>
            {person}
          </span>
        )}
        <span className={cx(css['gap'], 'num')}>
          {before && `+ ${formatDuration((event.timestamp - before.timestamp) / 1000)}`}
        </span>
        <time className={cx(css['time'], 'num')} dateTime={new Date(event.timestamp).toISOString()}>
          {formatDay(event.timestamp, zone)} {formatClock(event.timestamp, zone)}
        </time>
      </button>
    </li>
  );
}
