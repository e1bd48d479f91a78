/** Trends plan: from the spec to predicates, columns, bucket boundaries and what each series measures. */
import type { ZoneTable } from '../../base/time';
import { dayOfInstant, startOfDay } from '../../base/time-buckets';
import { DEFAULT_LIMIT } from '../breakdown-values';
import type { Plan, PlanContext } from '../insight';
import { NeedsList } from '../needs';
import { planBuckets, planTime } from '../range';
import type { PROPERTY_FNS, TrendsSpec } from './spec';

type PropertyFn = (typeof PROPERTY_FNS)[number];

/** What a series measures; columns are places in the plan's needs. */
export type Measure =
  | { readonly type: 'events' }
  | { readonly type: 'units'; readonly unit: 'person' | 'session' }
  | { readonly type: 'perPerson' }
  | { readonly type: 'numbers'; readonly fn: Exclude<PropertyFn, 'distinct'>; readonly column: number }
  | { readonly type: 'distinct'; readonly column: number }
  /** Bucket i counts the persons of [starts[i], ends[i]), in UTC ms; both ascend. */
  | { readonly type: 'active'; readonly starts: Float64Array; readonly ends: Float64Array };

export interface TrendsParams {
  /** UTC ms, half-open; equal where there is nothing to look at. */
  readonly from: number;
  readonly to: number;
  readonly buckets: Float64Array;
  readonly series: readonly { readonly predicate: number; readonly measure: Measure }[];
  readonly breakdown: readonly { readonly column: number; readonly limit: number }[];
}

const ACTIVE_DAYS = { dau: 1, wau: 7, mau: 30 } as const;

/** Plans trends. Throws `SpecProblem` where the interval makes too many buckets. */
export function planTrends(spec: TrendsSpec, context: PlanContext): Plan<TrendsParams> {
  const needs = new NeedsList(spec.filter);
  const time = planTime(spec, context);
  const { closed, table } = time;
  const buckets = planBuckets(time, spec.interval, context.weekStart, 'interval');
  const params: TrendsParams = {
    from: closed.from,
    to: closed.to,
    buckets,
    series: spec.series.map(({ match, math }) => ({
      predicate: needs.matching(match),
      measure: planMeasure(math, needs, table, buckets),
    })),
    breakdown: (spec.breakdown ?? []).map(({ property, limit }) => ({
      column: needs.codes(property),
      limit: limit ?? DEFAULT_LIMIT,
    })),
  };
  return { needs: needs.get(), params };
}

function planMeasure(
  math: TrendsSpec['series'][number]['math'],
  needs: NeedsList,
  table: ZoneTable,
  buckets: Float64Array,
): Measure {
  if (math === 'events') return { type: 'events' };
  if (math === 'persons') return { type: 'units', unit: 'person' };
  if (math === 'sessions') return { type: 'units', unit: 'session' };
  if (math === 'per_person') return { type: 'perPerson' };
  if ('active' in math) return { type: 'active', ...trailingDays(table, buckets, ACTIVE_DAYS[math.active]) };
  if (math.fn === 'distinct') return { type: 'distinct', column: needs.codes(math.property) };
  return { type: 'numbers', fn: math.fn, column: needs.numbers(math.property) };
}

/** For every bucket the `days` calendar days that end with the last day of the bucket. */
function trailingDays(
  table: ZoneTable,
  buckets: Float64Array,
  days: number,
): { starts: Float64Array; ends: Float64Array } {
  const count = Math.max(0, buckets.length - 1);
  const starts = new Float64Array(count);
  const ends = new Float64Array(count);
  for (let bucket = 0; bucket < count; bucket += 1) {
    const lastDay = dayOfInstant(table, (buckets[bucket + 1] as number) - 1);
    starts[bucket] = startOfDay(table, lastDay - days + 1);
    ends[bucket] = startOfDay(table, lastDay + 1);
  }
  return { starts, ends };
}
