/** One event in a drawer, for views that have no room of their own for it. */
import type { ReactNode } from 'react';
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
  /** Ways on from here. */
  readonly actions?: ReactNode;
  /** The arrow keys go on working in the list behind. */
  readonly keepsFocus?: boolean;
}

export function EventDrawer(props: EventDrawerProps) {
  const { event, onClose, timezone, onShowSessions, actions, keepsFocus = false } = props;
  return (
    <Drawer
      id="event"
      keepsFocus={keepsFocus}
      open={event !== undefined}
      onClose={onClose}
      title={event === undefined ? '' : <EventName name={event.event} />}
      subtitle={event === undefined ? undefined : `${formatMoment(event.timestamp, timezone)} ${timezone}`}
    >
      {event !== undefined && (
        <EventDetails
          key={event.eid}
          event={event}
          timezone={timezone}
          actions={actions}
          onShowSessions={onShowSessions}
        />
      )}
    </Drawer>
  );
}
