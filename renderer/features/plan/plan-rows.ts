/** The events of the plan and those that were seen, as one list. Pure. */
import type { CommandOutput } from '../../../shared/contract/commands';
import { isAutomaticEvent } from '../../../shared/plan/automatic';
import { eventNamesOf, type TrackingPlan } from '../../../shared/plan/document';

export type PlanRowState =
  /** In the plan, and seen. */
  | 'planned'
  /** In the plan, never seen. */
  | 'missing'
  /** Seen, not in the plan. */
  | 'unplanned';

export interface PlanRow {
  readonly event: string;
  readonly state: PlanRowState;
  /** How often it was seen, ever. */
  readonly seen: number;
  /** Of those that were judged: how many have errors, and how many only warnings. */
  readonly errors: number;
  readonly warnings: number;
}

export interface PlanRows {
  /** By name. */
  readonly inPlan: readonly PlanRow[];
  /** The most frequent first. What SDKs make by themselves is in neither list unless the plan names it. */
  readonly others: readonly PlanRow[];
}

export function planRows(
  plan: TrackingPlan | undefined,
  seen: CommandOutput<'catalog.events'>,
  judged: CommandOutput<'plan.violations'>['events'],
): PlanRows {
  const counts = new Map(seen.map(({ event, count }) => [event, count]));
  const findings = new Map(judged.map((each) => [each.event, each]));
  const rowOf = (event: string, isPlanned: boolean): PlanRow => {
    const count = counts.get(event) ?? 0;
    const { errors = 0, warnings = 0 } = findings.get(event) ?? {};
    return {
      event,
      state: !isPlanned ? 'unplanned' : count === 0 ? 'missing' : 'planned',
      seen: count,
      errors,
      warnings,
    };
  };
  const planned = new Set(plan === undefined ? [] : eventNamesOf(plan));
  return {
    inPlan: [...planned].sort((a, b) => a.localeCompare(b)).map((event) => rowOf(event, true)),
    others: seen
      .filter(({ event }) => !planned.has(event) && !isAutomaticEvent(event))
      .map(({ event }) => rowOf(event, false)),
  };
}

/** The rows whose name contains the text, in any letter case. */
export function searchRows({ inPlan, others }: PlanRows, text: string): PlanRows {
  const wanted = text.trim().toLowerCase();
  const fits = ({ event }: PlanRow): boolean => event.toLowerCase().includes(wanted);
  return wanted === '' ? { inPlan, others } : { inPlan: inPlan.filter(fits), others: others.filter(fits) };
}
