/** The flags as they are in the file, and the changes that are not in it yet. */
import { create } from 'zustand';
import { canonicalJson } from '../../../shared/base/canonical-json';
import type { FlagsState } from '../../../shared/contract/flags';
import { call } from '../../data/client';
import { coordinator } from '../../data/runtime';
import { latest, useQuery, type QueryState } from '../../data/use-query';
import { toast } from '../../ui/toast-store';
import type { FlagsDraft } from './flag-draft';

const NOTHING = {};

/** Changes outlive a look at another view. */
const useChanged = create<{
  readonly changed: FlagsDraft | undefined;
  readonly setChanged: (changed: FlagsDraft | undefined) => void;
}>()((set) => ({
  changed: undefined,
  setChanged: (changed) => {
    set({ changed });
  },
}));

export interface FlagsOnScreen {
  readonly query: QueryState<FlagsState>;
  /** With the changes. */
  readonly draft: FlagsDraft;
  readonly isChanged: boolean;
  readonly edit: (change: Partial<FlagsDraft>) => void;
  readonly discard: () => void;
  readonly save: () => Promise<void>;
  /** Counts from the next request on: stored at once, unless other changes wait. */
  readonly switchFlag: (key: string, enabled: boolean) => void;
}

export function useFlags(): FlagsOnScreen {
  const query = useQuery('flags.get', NOTHING);
  const stored = latest(query);
  const { changed, setChanged } = useChanged();
  const kept = draftOf(stored);
  const draft = changed ?? kept;
  const isChanged = changed !== undefined && canonicalJson(changed) !== canonicalJson(kept);

  const store = async (next: FlagsDraft, stamp: string, done: string): Promise<void> => {
    const answer = await call('flags.put', { ...writable(next), stamp });
    coordinator.invalidate('flags.get');
    if (!answer.ok) {
      if (answer.error.code !== 'cancelled')
        toast({ tone: 'bad', title: 'The flags were not saved', text: answer.error.message });
      return;
    }
    setChanged(undefined);
    const now = answer.value.stamp;
    toast({
      tone: 'good',
      title: done,
      action: {
        label: 'Undo',
        run: () => {
          void call('flags.put', { ...writable(kept), stamp: now }).then((undone) => {
            coordinator.invalidate('flags.get');
            if (!undone.ok) toast({ tone: 'bad', title: 'It was not undone', text: undone.error.message });
          });
        },
      },
    });
  };
  return {
    query,
    draft,
    isChanged,
    edit: (change) => {
      setChanged({ ...draft, ...change });
    },
    discard: () => {
      setChanged(undefined);
    },
    save: () => store(draft, stored?.stamp ?? '', 'The flags are saved'),
    switchFlag: (key, enabled) => {
      const flags = draft.flags.map((flag) => (flag.key === key ? { ...flag, enabled } : flag));
      const next = { ...draft, flags };
      if (isChanged) setChanged(next);
      else void store(next, stored?.stamp ?? '', `«${key}» is ${enabled ? 'on' : 'off'}`);
    },
  };
}

const draftOf = (state: FlagsState | undefined): FlagsDraft => ({
  flags: state?.flags ?? [],
  cohorts: state?.cohorts ?? [],
});

const writable = ({ flags, cohorts }: FlagsDraft): Pick<FlagsState, 'flags' | 'cohorts'> => ({
  flags: [...flags],
  cohorts: [...cohorts],
});
