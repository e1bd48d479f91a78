/** Trends plan: from the spec to predicates, columns, bucket boundaries and what each series measures. */
import type { ZoneTable } from '../../base/time';
import { dayOfInstant, startOfDay } from '../../base/time-buckets';
import { groupKeyPath } from '../../model/property-path';
import { DEFAULT_LIMIT } from '../breakdown-values';
import type { ColumnPlace } from '../bucket-column';
import type { Plan, PlanContext } from '../insight';
import { NeedsList } from '../needs';
import { planBuckets, planTime, type PlannedTime } from '../range';
import { comparedSpan } from './compare';
import { parseFormula, seriesOf } from './formula';
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

/** What is asked of one span of time. */
export interface SpanParams {
  /** UTC ms, half-open; equal where there is nothing to look at. */
  readonly from: number;
  readonly to: number;
  readonly buckets: Float64Array;
  /** Undefined where none is wanted. */
  readonly column: ColumnPlace | undefined;
  readonly series: readonly { readonly predicate: number; readonly measure: Measure }[];
}

export interface TrendsParams extends SpanParams {
  /** `bins`: how many at most; 0 for values as they are. */
  readonly breakdown: readonly { readonly column: number; readonly limit: number; readonly bins: number }[];
  /** An event counts in its bucket and in all later ones. */
  readonly cumulative: boolean;
  /** How many buckets a value averages; 1: its own alone. */
  readonly smooth: number;
  /** The series that the formula names, in reading order; empty where there is none. */
  readonly formula: readonly number[];
  readonly compared?: SpanParams;
}

/** The same question about the compared span. */
export const paramsOfCompared = (params: TrendsParams): TrendsParams | undefined =>
  params.compared === undefined ? undefined : { ...params, ...params.compared };

const ACTIVE_DAYS = { dau: 1, wau: 7, mau: 30 } as const;

/** Plans trends. Throws `SpecProblem` where the interval makes too many buckets. */
export function planTrends(spec: TrendsSpec, context: PlanContext): Plan<TrendsParams> {
  const needs = new NeedsList(spec.filter);
  const time = planTime(spec, context);
  const params: TrendsParams = {
    ...planSpan(spec, needs, time, context),
    breakdown: (spec.breakdown ?? []).map(({ property, limit, bins }) => ({
      column: needs.codes(property),
      limit: limit ?? DEFAULT_LIMIT,
      bins: bins ?? 0,
    })),
    cumulative: spec.cumulative ?? false,
    smooth: spec.smooth ?? 1,
    formula: namedSeries(spec),
    ...(spec.compare === undefined
      ? {}
      : { compared: planSpan(spec, needs, planCompared(spec, spec.compare, time, context), context) }),
  };
  return { needs: needs.get(), params };
}

function planSpan(
  spec: TrendsSpec,
  needs: NeedsList,
  { closed, table, asked }: PlannedTime,
  context: PlanContext,
): SpanParams {
  const buckets = planBuckets({ closed, table, asked }, spec.interval, context.weekStart, 'interval');
  return {
    from: closed.from,
    to: closed.to,
    buckets,
    column: countsPersons(spec) ? needs.buckets(buckets, closed, context.extent) : undefined,
    series: spec.series.map(({ match, math }) => ({
      predicate: needs.matching(match),
      measure: planMeasure(math, needs, table, buckets),
    })),
  };
}

/** Whether some series counts persons by bucket and no more: {@link countPersons} looks at its buckets alone. */
const countsPersons = ({ series, breakdown, cumulative }: TrendsSpec): boolean =>
  (breakdown ?? []).length === 0 && cumulative !== true && series.some(({ math }) => math === 'persons');

function planCompared(
  spec: TrendsSpec,
  compare: NonNullable<TrendsSpec['compare']>,
  { closed, asked, table }: PlannedTime,
  context: PlanContext,
): PlannedTime {
  // A range without an end goes on to the end of the last day with data, as people count days.
  const isOpen = asked.to === Infinity && closed.from < closed.to;
  const to = isOpen ? startOfDay(table, dayOfInstant(table, closed.to - 1) + 1) : closed.to;
  const last = spec.range !== undefined && 'last' in spec.range ? spec.range.last : undefined;
  const zone = spec.timezone ?? context.timezone;
  const compared = comparedSpan(compare, { from: closed.from, to }, zone, last);
  return { table: compared.table, asked: compared.span, closed: compared.span };
}

function namedSeries({ formula, series }: TrendsSpec): number[] {
  if (formula === undefined) return [];
  const parsed = parseFormula(formula, series.length);
  return parsed.ok ? seriesOf(parsed.formula) : [];
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
  if ('group' in math) return { type: 'distinct', column: needs.codes(groupKeyPath(math.group)) };
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
