/** Frequency plan. */
import type { Plan, PlanContext } from '../insight';
import { NeedsList } from '../needs';
import { planBuckets, planTime } from '../range';
import type { FrequencySpec } from './spec';

export interface FrequencyParams {
  readonly match: number;
  /** UTC ms, half-open; may be infinite. */
  readonly from: number;
  readonly to: number;
  readonly per: 'person' | 'session' | 'bucket';
  /** Boundaries of the buckets; empty unless `per` is `bucket`. */
  readonly buckets: Float64Array;
}

/** Plans a frequency. Throws `SpecProblem` where the interval makes too many buckets. */
export function planFrequency(spec: FrequencySpec, context: PlanContext): Plan<FrequencyParams> {
  const needs = new NeedsList(spec.filter);
  const time = planTime(spec, context);
  const { from, to } = time.asked;
  const match = needs.matching(spec.match);
  const params: FrequencyParams =
    spec.per === 'person' || spec.per === 'session'
      ? { match, from, to, per: spec.per, buckets: new Float64Array(0) }
      : { match, from, to, per: 'bucket', buckets: planBuckets(time, spec.per, context.weekStart, 'per') };
  return { needs: needs.get(), params };
}
