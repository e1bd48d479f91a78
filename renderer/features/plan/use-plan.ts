/** The plan as it is stored, the changes that are not stored yet, and what the events say to it. */
import { create } from 'zustand';
import { canonicalJson } from '../../../shared/base/canonical-json';
import type { CommandOutput } from '../../../shared/contract/commands';
import type { TrackingPlan } from '../../../shared/plan/document';
import { call } from '../../data/client';
import { coordinator } from '../../data/runtime';
import { latest, useQuery, type QueryState } from '../../data/use-query';
import { toast } from '../../ui/toast-store';

const NOTHING = {};

/** Changes outlive a look at another view. */
const useDraft = create<{
  readonly draft: TrackingPlan | undefined;
  readonly setDraft: (draft: TrackingPlan | undefined) => void;
}>()((set) => ({
  draft: undefined,
  setDraft: (draft) => {
    set({ draft });
  },
}));

export interface PlanOnScreen {
  readonly query: QueryState<CommandOutput<'plan.get'>>;
  /** With the changes; undefined where there is none yet. */
  readonly plan: TrackingPlan | undefined;
  readonly isChanged: boolean;
  readonly edit: (plan: TrackingPlan) => void;
  readonly discard: () => void;
  /** Stores the changes. */
  readonly save: () => Promise<void>;
  /** Stores another plan at once; tells so, with a way back. */
  readonly replace: (plan: TrackingPlan, done: string) => Promise<boolean>;
}

export function usePlan(): PlanOnScreen {
  const query = useQuery('plan.get', NOTHING);
  const stored = latest(query);
  const { draft, setDraft } = useDraft();
  const isChanged =
    draft !== undefined && (stored?.plan === undefined || canonicalJson(draft) !== canonicalJson(stored.plan));

  const store = async (plan: TrackingPlan | null, stamp?: string): Promise<boolean> => {
    const answer = await call('plan.put', { plan, ...(stamp === undefined ? {} : { stamp }) });
    if (!answer.ok) {
      if (answer.error.code !== 'cancelled') {
        toast({ tone: 'bad', title: 'The plan was not saved', text: answer.error.message });
      }
      return false;
    }
    coordinator.invalidate();
    return true;
  };
  const replace = async (plan: TrackingPlan, done: string): Promise<boolean> => {
    const before = stored?.plan ?? null;
    if (!(await store(plan, stored?.stamp))) return false;
    setDraft(undefined);
    toast({ tone: 'good', title: done, action: { label: 'Undo', run: () => void store(before) } });
    return true;
  };
  return {
    query,
    plan: draft ?? stored?.plan,
    isChanged,
    edit: setDraft,
    discard: () => {
      setDraft(undefined);
    },
    save: async () => {
      if (draft !== undefined) await replace(draft, 'The plan is saved');
    },
    replace,
  };
}
