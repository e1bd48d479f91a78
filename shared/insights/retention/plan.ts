/** Retention plan: the cohorts' buckets, and the buckets in which their members may return. */
import { computeBuckets } from '../../base/time-buckets';
import { durationMs } from '../../base/time-duration';
import { DEFAULT_LIMIT } from '../breakdown-values';
import type { ColumnPlace } from '../bucket-column';
import { SpecProblem } from '../common';
import type { Plan, PlanContext } from '../insight';
import { NeedsList } from '../needs';
import { planBuckets, planTime } from '../range';
import type { RetentionSpec } from './spec';

export interface RetentionParams {
  readonly start: number;
  readonly back: number;
  readonly cohortBy: 'first_ever' | 'first_in_range' | 'recurring';
  /** UTC ms, half-open: in it a person may join a cohort. */
  readonly from: number;
  readonly to: number;
  /** Boundaries of the cohorts' buckets (the first `cohorts`) and of the later ones up to the last period. */
  readonly bounds: Float64Array;
  readonly cohorts: number;
  /** The buckets' column; undefined where none is wanted. */
  readonly column: ColumnPlace | undefined;
  /** Length of a period counted from each person's own start (ms); 0: by the calendar. */
  readonly rollingMs: number;
  /** Columns of the result after the cohort's own period, as [first, last] period, both inclusive. */
  readonly brackets: readonly (readonly [number, number])[];
  /** A return also counts in every earlier period but the cohort's own. */
  readonly orAfter: boolean;
  /** UTC ms after the last event there is. */
  readonly dataEnd: number;
  readonly breakdown: number;
  readonly limit: number;
  /** At most so many bins of the breakdown's numbers; 0 for values as they are. */
  readonly bins: number;
  readonly minCohort: number;
}

/** More cells than this would fit no screen and no message. */
const MAX_CELLS = 1_000_000;

/** Plans retention. Throws `SpecProblem` where there would be too many buckets or cells. */
export function planRetention(spec: RetentionSpec, context: PlanContext): Plan<RetentionParams> {
  const needs = new NeedsList(spec.filter);
  const time = planTime(spec, context);
  const { closed } = time;
  const own = planBuckets(time, spec.interval, context.weekStart, 'interval');
  const cohorts = Math.max(0, own.length - 1);
  if (cohorts * (spec.periods + 1) > MAX_CELLS) {
    throw new SpecProblem(
      'periods',
      `makes ${cohorts} cohorts of ${spec.periods + 1} periods; choose fewer periods, a longer interval or a shorter range.`,
    );
  }
  const mode = spec.mode ?? 'on';
  const brackets =
    typeof mode === 'object'
      ? mode.brackets
      : Array.from({ length: spec.periods }, (_, period): [number, number] => [period + 1, period + 1]);
  const params: Omit<RetentionParams, 'column'> = {
    start: needs.matching(spec.start),
    back: needs.matching(spec.return),
    cohortBy: spec.cohortBy ?? 'first_ever',
    from: closed.from,
    to: closed.to,
    bounds: cohorts === 0 ? own : withPeriods(own, spec, time.table, context),
    cohorts,
    rollingMs: spec.counting === 'rolling' ? durationMs({ value: 1, unit: spec.interval }) : 0,
    brackets,
    orAfter: mode === 'on_or_after',
    dataEnd: (context.extent?.to ?? closed.from - 1) + 1,
    breakdown: spec.breakdown === undefined ? -1 : needs.codes(spec.breakdown.property),
    limit: spec.breakdown?.limit ?? DEFAULT_LIMIT,
    bins: spec.breakdown?.bins ?? 0,
    minCohort: spec.minCohort ?? 0,
  };
  const column = isPlain(params) ? planColumn(needs, params, context) : undefined;
  return { needs: needs.get(), params: { ...params, column } };
}

/** Joins end with the range but returns do not, so a bucket that the range's end cuts in two would have to be two. */
function planColumn(
  needs: NeedsList,
  { bounds, cohorts, from, to }: Pick<RetentionParams, 'bounds' | 'cohorts' | 'from' | 'to'>,
  { extent }: PlanContext,
): ColumnPlace | undefined {
  const isCut = to < (bounds[cohorts] as number) && extent !== undefined && to <= extent.to;
  return isCut ? undefined : needs.buckets(bounds, { from, to: Infinity }, extent);
}

/** As it is asked for most: one cohort a person, a column a period, periods by the calendar, no breakdown. */
export const isPlain = ({
  cohortBy,
  rollingMs,
  orAfter,
  breakdown,
  brackets,
  cohorts,
}: Omit<RetentionParams, 'column'>): boolean =>
  cohorts > 0 &&
  cohortBy !== 'recurring' &&
  rollingMs === 0 &&
  !orAfter &&
  breakdown < 0 &&
  brackets.every(([first, last], place) => first === place + 1 && last === place + 1);

/**
 * The cohorts' boundaries and those of `periods` buckets after the last of them. The zone is known as far as the data
 * goes and a month more; what lies beyond has not happened yet and is not complete, whatever its clocks do.
 */
function withPeriods(
  own: Float64Array,
  { interval, periods }: RetentionSpec,
  table: Parameters<typeof computeBuckets>[0],
  { weekStart }: PlanContext,
): Float64Array {
  const end = own.at(-1) as number;
  const later = computeBuckets(table, interval, weekStart, end, Infinity, periods);
  return Float64Array.from([...own, ...later.subarray(1)]);
}
