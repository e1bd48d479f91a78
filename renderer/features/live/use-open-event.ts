/** The event in the panel: one of the list, or the one that the address names (`#/live?eid=7`), as links from elsewhere do. */
import { useEffect, useState } from 'react';
import type { StoredEvent } from '../../../shared/contract/commands';
import { call } from '../../data/client';
import { navigate, useNavigation } from '../../state/navigation';
import { toast } from '../../ui/toast-store';

export function useOpenEvent(): [StoredEvent | undefined, (event: StoredEvent | undefined) => void] {
  const [open, setOpen] = useState<StoredEvent>();
  const named = useNavigation((state) => (state.view === 'live' ? state.params['eid'] : undefined));
  useEffect(() => {
    const eid = Number(named);
    if (named === undefined || !Number.isSafeInteger(eid)) return undefined;
    const gone = new AbortController();
    void call('events.get', { eid }, { signal: gone.signal }).then((answer) => {
      if (gone.signal.aborted) return;
      if (answer.ok) setOpen(answer.value);
      else toast({ tone: 'bad', title: 'The event cannot be shown', text: answer.error.message });
    });
    return () => {
      gone.abort();
    };
  }, [named]);
  const choose = (event: StoredEvent | undefined): void => {
    setOpen(event);
    if (named === undefined) return;
    // From here on the list decides.
    const { eid: _named, ...params } = useNavigation.getState().params;
    navigate('live', params, { replace: true });
  };
  return [open, choose];
}
