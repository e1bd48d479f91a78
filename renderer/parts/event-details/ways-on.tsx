/** From an event on to its person and its session. */
import { ListTree, UserRound } from 'lucide-react';
import type { StoredEvent } from '../../../shared/contract/commands';
import { call } from '../../data/client';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { toast } from '../../ui/toast-store';

export function WaysOn({ event }: { readonly event: StoredEvent }) {
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
