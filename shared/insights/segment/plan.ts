/** Segment plan: the filter as one predicate, and those of its behaviours whose events speak for a person. */
import { type Behaviour, type Filter, isBehaviour } from '../../model/filter';
import { type BehaviourParams, planBehaviour } from '../behaviour/plan';
import type { Plan, PlanContext } from '../insight';
import { NeedsList } from '../needs';
import { planTime, type Span } from '../range';
import type { SegmentSpec } from './spec';

/** A behaviour that, where it holds, is shown by events. Predicates are places in the plan's needs. */
export interface Evidence {
  /** Keeps all events of the persons of whom the behaviour holds. */
  readonly holds: number;
  readonly matching: readonly number[];
  readonly window: Span;
  /** The first of the matching events alone says it. */
  readonly firstOnly: boolean;
}

export interface SegmentParams {
  /** Keeps all events of the persons that belong. */
  readonly belongs: number;
  /** UTC ms, half-open; infinite without a range. */
  readonly from: number;
  readonly to: number;
  readonly evidence: readonly Evidence[];
}

/** Plans a segment. Throws `SpecProblem` where a behaviour's durations do not fit each other. */
export function planSegment(spec: SegmentSpec, context: PlanContext): Plan<SegmentParams> {
  const needs = new NeedsList(undefined);
  const { from, to } = planTime(spec, context).asked;
  const belongs = needs.regardless(spec.filter);
  const evidence = shownBehaviours(spec.filter).map((behaviour): Evidence => {
    const { predicates, params } = planBehaviour(behaviour, context);
    return {
      holds: needs.regardless(behaviour),
      matching: predicates.map((predicate) => needs.regardless(predicate)),
      window: windowOf(params),
      firstOnly: params.type === 'first',
    };
  });
  return { needs: needs.get(), params: { belongs, from, to, evidence } };
}

const windowOf = (params: BehaviourParams): Span => (params.type === 'stopped' ? params.active : params.window);

/** The behaviours that a person belongs by doing something; what is negated shows itself in nothing. */
function shownBehaviours(filter: Filter): Behaviour[] {
  if ('all' in filter) return filter.all.flatMap(shownBehaviours);
  if ('any' in filter) return filter.any.flatMap(shownBehaviours);
  if ('not' in filter) return 'not' in filter.not ? shownBehaviours(filter.not.not) : [];
  return isBehaviour(filter) && !('notPerformed' in filter) ? [filter] : [];
}
