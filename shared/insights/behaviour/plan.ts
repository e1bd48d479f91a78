/** Behaviours, planned: windows as spans of time, runs of buckets as boundaries. INSIGHTS §2. */
import { computeBuckets } from '../../base/time-buckets';
import { durationMs } from '../../base/time-duration';
import { type Behaviour, type Filter, type Matcher, matcherFilter, runProblem } from '../../model/filter';
import type { Duration, Interval, Range } from '../../model/range';
import { SpecProblem } from '../common';
import type { PlanContext } from '../insight';
import { openedSpan, planBuckets, planTime, type Span } from '../range';

/** Predicates and the number column are places in what the plan asks for. Times UTC ms, spans half-open. */
export type BehaviourParams =
  | { readonly type: 'count'; readonly window: Span; readonly low: number; readonly high: number }
  | { readonly type: 'first'; readonly window: Span }
  | { readonly type: 'sequence'; readonly window: Span; readonly steps: number; readonly withinMs: number }
  | { readonly type: 'stopped'; readonly active: Span; readonly inactive: Span }
  | { readonly type: 'restarted'; readonly window: Span; readonly silenceMs: number }
  | {
      readonly type: 'regular';
      readonly window: Span;
      readonly atLeast: number;
      readonly bounds: Float64Array;
      /** By bucket: any run is this many buckets long; 0 where `runs` says which run each belongs to. */
      readonly runLength: number;
      readonly runs: Int32Array;
    }
  | {
      readonly type: 'aggregate';
      readonly window: Span;
      readonly fn: 'sum' | 'avg' | 'min' | 'max';
      readonly low: number;
      readonly high: number;
    };

export interface BehaviourPlan {
  readonly predicates: readonly Filter[];
  /** Property path of the number column, where one is wanted. */
  readonly numbers: string | undefined;
  readonly params: BehaviourParams;
}

/** Plans a behaviour. Throws `SpecProblem` where a run of buckets cannot be made of its durations. */
export function planBehaviour(behaviour: Behaviour, context: PlanContext): BehaviourPlan {
  const span = (range: Range | undefined): Span => openedSpan(planTime({ range }, context).asked, context.extent);
  const plan = (matchers: readonly Matcher[], params: BehaviourParams, numbers?: string): BehaviourPlan => ({
    predicates: matchers.map(matcherFilter),
    numbers,
    params,
  });
  if ('performed' in behaviour) {
    const { performed, count = { op: 'gte', value: 1 }, window } = behaviour;
    return plan([performed], { type: 'count', window: span(window), ...boundsOf(count.op, count.value) });
  }
  if ('notPerformed' in behaviour) {
    return plan([behaviour.notPerformed], { type: 'count', window: span(behaviour.window), low: 0, high: 0 });
  }
  if ('firstPerformed' in behaviour) {
    return plan([behaviour.firstPerformed], { type: 'first', window: span(behaviour.window) });
  }
  if ('sequence' in behaviour) {
    const { sequence, within, window } = behaviour;
    const withinMs = within === undefined ? Infinity : durationMs(within);
    return plan(sequence, { type: 'sequence', window: span(window), steps: sequence.length, withinMs });
  }
  if ('stopped' in behaviour) {
    const { stopped, activeIn, inactiveIn } = behaviour;
    return plan([stopped], { type: 'stopped', active: span(activeIn), inactive: span(inactiveIn) });
  }
  if ('restarted' in behaviour) {
    const { restarted, inactiveFor, window } = behaviour;
    return plan([restarted], { type: 'restarted', window: span(window), silenceMs: durationMs(inactiveFor) });
  }
  if ('regular' in behaviour) {
    const { regular, atLeast, of, bucket, counting, window } = behaviour;
    return plan([regular], {
      type: 'regular',
      window: span(window),
      atLeast,
      ...planRuns(of, bucket, counting ?? 'rolling', window, context),
    });
  }
  const { aggregate, op, value, window } = behaviour;
  const params: BehaviourParams = { type: 'aggregate', window: span(window), fn: aggregate.fn, ...boundsOf(op, value) };
  return plan([aggregate.of], params, aggregate.property);
}

const boundsOf = (op: 'gte' | 'lte' | 'eq', value: number): { low: number; high: number } => ({
  low: op === 'lte' ? -Infinity : value,
  high: op === 'gte' ? Infinity : value,
});

/** Rolling runs are counted in buckets; a calendar one is the hour, day, week or month that the bucket begins in. */
function planRuns(
  of: Duration,
  bucket: Interval,
  counting: 'rolling' | 'calendar',
  window: Range | undefined,
  context: PlanContext,
): { bounds: Float64Array; runLength: number; runs: Int32Array } {
  const problem = runProblem({ of, bucket, counting });
  if (problem !== undefined) throw new SpecProblem('of', problem);
  const time = planTime({ range: window }, context);
  const bounds = planBuckets(time, bucket, context.weekStart, 'bucket');
  if (counting === 'rolling') {
    return { bounds, runLength: durationMs(of) / durationMs({ value: 1, unit: bucket }), runs: new Int32Array(0) };
  }
  const unit = of.unit === 'day' || of.unit === 'week' ? of.unit : 'month';
  const periods = computeBuckets(time.table, unit, context.weekStart, time.closed.from, time.closed.to);
  let period = 0;
  const runs = Int32Array.from(bounds.subarray(0, -1), (start) => {
    while (period + 1 < periods.length - 1 && (periods[period + 1] as number) <= start) period += 1;
    return period;
  });
  return { bounds, runLength: 0, runs };
}
