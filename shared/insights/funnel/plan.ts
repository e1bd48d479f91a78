/** Funnel plan: from the spec to the predicates, columns and numbers that the fold works with. */
import { durationMs } from '../../base/time-duration';
import { DEFAULT_LIMIT } from '../breakdown-values';
import type { Plan, PlanContext } from '../insight';
import { NeedsList } from '../needs';
import { openedSpan, planBuckets, planTime } from '../range';
import { decisionsOf, type FunnelDecisions } from './rules';
import type { FunnelSpec } from './spec';

/** An event between two steps that breaks a chain. Steps are counted among the required ones, from 1. */
export interface PlannedExclusion {
  readonly predicate: number;
  readonly from: number;
  readonly to: number;
}

/** All that the fold knows of the spec. Predicates and columns are places in the plan's needs. */
export interface FunnelParams {
  readonly order: 'sequential' | 'strict' | 'any';
  /** UTC ms, half-open. Infinite where no event lies beyond. */
  readonly from: number;
  readonly to: number;
  readonly windowMs: number;
  /** `persons`: whoever the sequences are grouped by, which may be groups. */
  readonly countBy: 'persons' | 'sessions';
  readonly decisions: Pick<FunnelDecisions, 'starts' | 'ties' | 'tieGraceMs' | 'exclusionEffect'>;
  /** One predicate per step of the spec. */
  readonly steps: readonly number[];
  /** The spec's places (from 0) of the steps that are required, ascending. */
  readonly required: readonly number[];
  /** The spec's places (from 0) of the optional steps, ascending. */
  readonly optional: readonly number[];
  readonly exclusions: readonly PlannedExclusion[];
  /** Predicate of all events the insight sees, which strict order looks at; -1 where that is every event. */
  readonly seen: number;
  /** Code columns whose values a chain's events share. */
  readonly held: readonly number[];
  /** Every completed chain counts, not every unit once. */
  readonly reentry: boolean;
  /** Code column of the breakdown (-1 for none), and the step whose event speaks for the person (from 0). */
  readonly breakdown: number;
  /** `all`: a chain per value. */
  readonly attribution: 'first' | 'last' | 'all' | number;
  /** Breakdown values shown by name. */
  readonly limit: number;
  /** At most so many bins of its numbers; 0 for values as they are. */
  readonly bins: number;
  /** Boundaries of the trend's buckets; empty for none. */
  readonly buckets: Float64Array;
}

/** A value of each unit is looked at, unless chains are told apart by it. */
function planBreakdown(needs: NeedsList, property: string, { breakdown, holdConstant }: FunnelSpec): number {
  const ofMany = breakdown?.attribution === 'all' || holdConstant?.includes(property) === true;
  return ofMany ? needs.codes(property) : needs.fewCodes(property);
}

/** Plans a funnel. Throws `SpecProblem` where the trend would have too many buckets. */
export function planFunnel(spec: FunnelSpec, context: PlanContext): Plan<FunnelParams> {
  const needs = new NeedsList(spec.filter);
  const time = planTime(spec, context);
  const { from, to } = openedSpan(time.asked, context.extent);
  const order = spec.order ?? 'sequential';
  const { window, countBy, ...decisions } = decisionsOf(spec);
  const places = spec.steps.map((_, place) => place);
  const required = places.filter((place) => spec.steps[place]?.optional !== true);
  const attribution = spec.breakdown?.attribution ?? 'first';
  const buckets =
    spec.trend === undefined
      ? new Float64Array(0)
      : planBuckets(time, spec.trend.interval, context.weekStart, 'trend.interval');
  const params: FunnelParams = {
    order,
    from,
    to,
    windowMs: durationMs(window),
    countBy: countBy === 'sessions' ? 'sessions' : 'persons',
    decisions,
    steps: spec.steps.map((step) => needs.matching(step)),
    required,
    optional: places.filter((place) => !required.includes(place)),
    exclusions: (spec.exclusions ?? []).map(({ match, fromStep, toStep }) => ({
      predicate: needs.matching(match),
      from: required.indexOf(fromStep - 1) + 1,
      to: required.indexOf(toStep - 1) + 1,
    })),
    seen: order === 'strict' ? needs.seen() : -1,
    held: (spec.holdConstant ?? []).map((property) => needs.codes(property)),
    reentry: spec.reentry ?? false,
    breakdown: spec.breakdown === undefined ? -1 : planBreakdown(needs, spec.breakdown.property, spec),
    attribution: typeof attribution === 'object' ? attribution.step - 1 : attribution,
    limit: spec.breakdown?.limit ?? DEFAULT_LIMIT,
    bins: spec.breakdown?.bins ?? 0,
    buckets,
  };
  const groupedBy = typeof countBy === 'object' ? countBy.group : undefined;
  return { needs: { ...needs.get(), ...(groupedBy === undefined ? {} : { groupedBy }) }, params };
}
