/** One event in a drawer, for views that have no room of their own for it. */
import type { StoredEvent } from '../../../shared/contract/commands';
import { Drawer } from '../../ui/drawer';
import { EventName } from '../../ui/event-name';
import { EventDetails } from './event-details';
import { formatMoment } from './format-moment';

export interface EventDrawerProps {
  readonly event: StoredEvent | undefined;
  readonly onClose: () => void;
  /** IANA zone that times are shown in. */
  readonly timezone: string;
  /** Offers the way to the sessions of the event's person. */
  readonly onShowSessions?: ((event: StoredEvent) => void) | undefined;
}

export function EventDrawer({ event, onClose, timezone, onShowSessions }: EventDrawerProps) {
  return (
    <Drawer
      id="event"
      open={event !== undefined}
      onClose={onClose}
      title={event === undefined ? '' : <EventName name={event.event} />}
      subtitle={event === undefined ? undefined : `${formatMoment(event.timestamp, timezone)} ${timezone}`}
    >
      {event !== undefined && (
        <EventDetails key={event.eid} event={event} timezone={timezone} onShowSessions={onShowSessions} />
      )}
    </Drawer>
  );
}
