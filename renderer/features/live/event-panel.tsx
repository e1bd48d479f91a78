/** The panel beside the list: one event, the request that brought it, and the ways on from here. */
import type { StoredEvent } from '../../../shared/contract/commands';
import { EventDetails } from '../../parts/event-details/event-details';
import { formatMoment } from '../../parts/event-details/format-moment';
import { WaysOn } from '../../parts/event-details/ways-on';
import { navigate } from '../../state/navigation';
import { Drawer } from '../../ui/drawer';
import { EventName } from '../../ui/event-name';
import { RequestTab } from './request-tab';

export interface EventPanelProps {
  readonly event: StoredEvent | undefined;
  readonly timezone: string;
  readonly onClose: () => void;
}

/** Two texts stand beside each other where the window has room for that and for the list. */
const width = (): number => Math.round(Math.min(840, Math.max(480, window.innerWidth * 0.56)));

export function EventPanel({ event, timezone, onClose }: EventPanelProps) {
  return (
    <Drawer
      id="live-event"
      width={width()}
      keepsFocus
      open={event !== undefined}
      onClose={onClose}
      title={event === undefined ? '' : <EventName name={event.event} />}
      subtitle={event === undefined ? undefined : `${formatMoment(event.timestamp, timezone)} ${timezone}`}
    >
      {event !== undefined && (
        // Not by event: going from row to row keeps the part that is looked at.
        <EventDetails
          event={event}
          timezone={timezone}
          actions={<WaysOn event={event} />}
          more={[{ id: 'request', label: 'Request', content: <RequestTab key={event.eid} event={event} /> }]}
          onShowSessions={(stored) => {
            navigate('sessions', { person: stored.user_id ?? stored.distinct_id });
          }}
        />
      )}
    </Drawer>
  );
}
