/** The flags as they are in the file, and the changes that are not in it yet. */
import { useState } from 'react';
import { canonicalJson } from '../../../shared/base/canonical-json';
import type { FlagsState } from '../../../shared/contract/flags';
import type { Flag } from '../../../shared/flags/flag';
import { call } from '../../data/client';
import { coordinator } from '../../data/runtime';
import { latest, useQuery, type QueryState } from '../../data/use-query';
import { toast } from '../../ui/toast-store';

const NOTHING = {};

export interface FlagsOnScreen {
  readonly query: QueryState<FlagsState>;
  /** With the changes. */
  readonly flags: readonly Flag[];
  readonly isChanged: boolean;
  readonly edit: (flags: readonly Flag[]) => void;
  readonly discard: () => void;
  readonly save: () => Promise<void>;
  /** Counts from the next request on: stored at once, unless other changes wait. */
  readonly switchFlag: (key: string, enabled: boolean) => void;
}

export function useFlags(): FlagsOnScreen {
  const query = useQuery('flags.get', NOTHING);
  const stored = latest(query);
  const [draft, setDraft] = useState<readonly Flag[]>();
  const flags = draft ?? stored?.flags ?? [];
  const isChanged = draft !== undefined && canonicalJson(draft) !== canonicalJson(stored?.flags ?? []);

  const store = async (next: readonly Flag[], stamp: string, done: string): Promise<void> => {
    const before = stored?.flags ?? [];
    const answer = await call('flags.put', { flags: [...next], stamp });
    coordinator.invalidate('flags.get');
    if (!answer.ok) {
      if (answer.error.code !== 'cancelled')
        toast({ tone: 'bad', title: 'The flags were not saved', text: answer.error.message });
      return;
    }
    setDraft(undefined);
    const now = answer.value.stamp;
    toast({
      tone: 'good',
      title: done,
      action: {
        label: 'Undo',
        run: () => {
          void call('flags.put', { flags: [...before], stamp: now }).then((undone) => {
            coordinator.invalidate('flags.get');
            if (!undone.ok) toast({ tone: 'bad', title: 'It was not undone', text: undone.error.message });
          });
        },
      },
    });
  };
  return {
    query,
    flags,
    isChanged,
    edit: setDraft,
    discard: () => {
      setDraft(undefined);
    },
    save: () => store(flags, stored?.stamp ?? '', 'The flags are saved'),
    switchFlag: (key, enabled) => {
      const next = flags.map((flag) => (flag.key === key ? { ...flag, enabled } : flag));
      if (isChanged) setDraft(next);
      else void store(next, stored?.stamp ?? '', `«${key}» is ${enabled ? 'on' : 'off'}`);
    },
  };
}
