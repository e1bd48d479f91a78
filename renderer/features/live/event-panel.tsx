/** The panel beside the list: one event, the request that brought it, and the ways on from here. */
import { ListTree, UserRound } from 'lucide-react';
import type { StoredEvent } from '../../../shared/contract/commands';
import { call } from '../../data/client';
import { EventDetails } from '../../parts/event-details/event-details';
import { formatMoment } from '../../parts/event-details/format-moment';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { Drawer } from '../../ui/drawer';
import { EventName } from '../../ui/event-name';
import { toast } from '../../ui/toast-store';
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

function WaysOn({ event }: { readonly event: StoredEvent }) {
  // Asked when it is wanted: under load the owner of an event may change with every answer.
  const go = async (to: 'person' | 'session'): Promise<void> => {
    const owner = await call('events.owner', { eid: event.eid });
    if (!owner.ok) toast({ tone: 'bad', title: 'The way there is not known', text: owner.error.message });
    else if (to === 'session' && owner.value.session !== undefined)
      navigate('sessions', { session: owner.value.session });
    else navigate('people', { person: owner.value.person });
  };
  return (
    <>
      <Button size="s" icon={UserRound} onClick={() => void go('person')}>
        Open person
      </Button>
      <Button size="s" icon={ListTree} onClick={() => void go('session')}>
        Open session
      </Button>
    </>
  );
}
