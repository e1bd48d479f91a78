/** Lifecycle in words and figures: the statuses, the pulse. Pure. */
import type { LifecycleResult, LifecycleSpec, LifecycleStatus } from '../../../shared/insights/lifecycle/spec';
import type { CatalogEvent } from '../../parts/default-events';
import { presenceEvent } from '../../parts/default-events';

const DAY_MS = 86_400_000;

/** undefined while there is no event. Times in UTC ms. */
export function defaultLifecycle(
  events: readonly CatalogEvent[],
  { from, to }: { readonly from: number; readonly to: number },
): LifecycleSpec | undefined {
  const event = presenceEvent(events);
  if (event === undefined) return undefined;
  const days = (to - from) / DAY_MS;
  return {
    kind: 'lifecycle',
    match: { event },
    interval: days <= 2 ? 'hour' : days <= 21 ? 'day' : days <= 400 ? 'week' : 'month',
  };
}

export interface StatusWords {
  readonly status: LifecycleStatus;
  readonly name: string;
  /** CSS colour. */
  readonly color: string;
}

/** In the order of the stack, from the line upwards; the dormant below it. */
export const STATUSES: readonly StatusWords[] = [
  { status: 'returning', name: 'Returning', color: 'var(--cat-1)' },
  { status: 'resurrecting', name: 'Resurrecting', color: 'var(--cat-9)' },
  { status: 'new', name: 'New', color: 'var(--cat-3)' },
  { status: 'dormant', name: 'Dormant', color: 'var(--cat-2)' },
];

/** What a status means, with the interval's name. */
export function statusMeaning(status: LifecycleStatus, interval: LifecycleSpec['interval']): string {
  switch (status) {
    case 'new':
      return `first event ever in the ${interval}`;
    case 'returning':
      return `active in this ${interval} and the one before`;
    case 'resurrecting':
      return `back after a ${interval} or more away`;
    case 'dormant':
      return `active the ${interval} before, not in this one`;
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Persons by status over all buckets; a person counts in each. The dormant as a positive number. */
export const totals = (result: LifecycleResult): Readonly<Record<LifecycleStatus, number>> => {
  const of = (status: LifecycleStatus): number => Math.abs(sum(result[status]));
  return { new: of('new'), returning: of('returning'), resurrecting: of('resurrecting'), dormant: of('dormant') };
};

/** (new + resurrecting) ÷ dormant; null where nobody went dormant. */
export function pulseOf(came: number, went: number): number | null {
  return went === 0 ? null : came / Math.abs(went);
}

/** The pulse of one bucket. */
export const pulseAt = (result: LifecycleResult, bucket: number): number | null =>
  pulseOf((result.new[bucket] ?? 0) + (result.resurrecting[bucket] ?? 0), result.dormant[bucket] ?? 0);

/** Over the buckets that are final. */
export function overallPulse(result: LifecycleResult, final: readonly number[]): number | null {
  const over = (status: LifecycleStatus): number => sum(final.map((bucket) => result[status][bucket] ?? 0));
  return pulseOf(over('new') + over('resurrecting'), over('dormant'));
}
