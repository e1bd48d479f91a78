/** Stickiness plan: the buckets of the range, and its days with the 29 before them for the trailing windows. */
import { computeBuckets, dayOfInstant, startOfDay } from '../../base/time-buckets';
import type { Plan, PlanContext } from '../insight';
import { NeedsList } from '../needs';
import { planBuckets, planTime } from '../range';
import type { StickinessSpec } from './spec';

/** A month of trailing days, as `mau` has it. */
export const MONTH_DAYS = 30;
export const WEEK_DAYS = 7;

export interface StickinessParams {
  readonly match: number;
  /** UTC ms, half-open; equal where there is nothing to look at. */
  readonly from: number;
  readonly to: number;
  readonly buckets: Float64Array;
  /** Boundaries of local days; the range's begin at index `firstDay`. */
  readonly days: Float64Array;
  readonly firstDay: number;
}

/** Plans stickiness. Throws `SpecProblem` where the interval makes too many buckets. */
export function planStickiness(spec: StickinessSpec, context: PlanContext): Plan<StickinessParams> {
  const needs = new NeedsList(spec.filter);
  const time = planTime(spec, context);
  const { closed, table } = time;
  const buckets = planBuckets(time, spec.interval, context.weekStart, 'interval');
  const isEmpty = closed.from >= closed.to;
  const begin = isEmpty ? 0 : startOfDay(table, dayOfInstant(table, closed.from) - MONTH_DAYS + 1);
  const days = isEmpty ? new Float64Array(0) : computeBuckets(table, 'day', context.weekStart, begin, closed.to);
  let firstDay = 0;
  while (firstDay + 1 < days.length && (days[firstDay + 1] as number) <= closed.from) firstDay += 1;
  const params = { match: needs.matching(spec.match), from: closed.from, to: closed.to, buckets, days, firstDay };
  return { needs: needs.get(), params };
}
