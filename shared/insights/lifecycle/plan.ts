/** Lifecycle plan: the buckets of the range and the one before them, which says who was active before. */
import { computeBuckets } from '../../base/time-buckets';
import type { ColumnPlace } from '../bucket-column';
import type { Plan, PlanContext } from '../insight';
import { NeedsList } from '../needs';
import { planBuckets, planTime, type Span } from '../range';
import type { LifecycleSpec } from './spec';

export interface LifecycleParams {
  readonly match: number;
  /** Predicate of all events that the insight sees; -1 where that is every event. */
  readonly seen: number;
  /** UTC ms, half-open; equal where there is nothing to look at. */
  readonly from: number;
  readonly to: number;
  /** Boundaries: the bucket before the range's first (index 0), then the range's. */
  readonly bounds: Float64Array;
  /**
   * Their column; undefined where none is wanted. `hasGap`: its second bucket is what of the range's first one lies before the
   * range, which is no activity, but a first event may lie there.
   */
  readonly column: (ColumnPlace & { readonly hasGap: boolean }) | undefined;
}

/** Plans a lifecycle. Throws `SpecProblem` where the interval makes too many buckets. */
export function planLifecycle(spec: LifecycleSpec, context: PlanContext): Plan<LifecycleParams> {
  const needs = new NeedsList(spec.filter);
  const time = planTime(spec, context);
  const buckets = planBuckets(time, spec.interval, context.weekStart, 'interval');
  const [first] = buckets;
  const before =
    first === undefined
      ? undefined
      : computeBuckets(time.table, spec.interval, context.weekStart, first - 1, first).at(0);
  const bounds = before === undefined ? new Float64Array(0) : Float64Array.from([before, ...buckets]);
  const params: LifecycleParams = {
    match: needs.matching(spec.match),
    seen: needs.seen(),
    from: time.closed.from,
    to: time.closed.to,
    bounds,
    column: planColumn(needs, bounds, time.closed, context),
  };
  return { needs: needs.get(), params };
}

function planColumn(
  needs: NeedsList,
  bounds: Float64Array,
  { from, to }: Span,
  { extent }: PlanContext,
): LifecycleParams['column'] {
  const [before, start, ...later] = bounds;
  if (before === undefined || start === undefined || extent === undefined) return undefined;
  const hasGap = from > start && from > extent.from;
  const parts = hasGap ? Float64Array.from([before, start, from, ...later]) : bounds;
  const place = needs.buckets(parts, { from: before, to }, extent);
  return place && { ...place, hasGap };
}
