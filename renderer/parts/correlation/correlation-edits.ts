/** From a row of a correlation to an edit of the funnel it was asked of. Each gives a spec that is still valid. Pure. */
import { NONE } from '../../../shared/insights/common';
import type { FunnelSpec } from '../../../shared/insights/funnel/spec';
import type { EventMatcher, Filter, Test } from '../../../shared/model/filter';
import { bothOf } from '../within';
import type { Subject } from './correlation-words';

const MAX_STEPS = 20;
const MAX_EXCLUSIONS = 20;

const valueTest = ({ property, value }: Subject): Test | undefined => {
  if (property === undefined || value === undefined) return undefined;
  return value === NONE ? { property, op: 'is_not_set' } : { property, op: 'eq', value };
};

/** The events of a row; undefined where it is about people. */
export function subjectMatcher(subject: Subject): EventMatcher | undefined {
  if (subject.event === undefined) return undefined;
  const where = valueTest(subject);
  return { event: subject.event, ...(where === undefined ? {} : { where }) };
}

/** The step by which the funnel counts as completed, from 1. */
const goalOf = ({ steps }: FunnelSpec): number => steps.findLastIndex(({ optional }) => optional !== true) + 1;

/** With the row's event as the step before the last; undefined where no step can be added. */
export function withStep(funnel: FunnelSpec, subject: Subject): FunnelSpec | undefined {
  const matcher = subjectMatcher(subject);
  if (matcher === undefined || funnel.steps.length >= MAX_STEPS) return undefined;
  const place = goalOf(funnel) - 1;
  // What speaks of steps by number goes on speaking of the same ones.
  const moved = (step: number): number => (step > place ? step + 1 : step);
  const attribution = funnel.breakdown?.attribution;
  return {
    ...funnel,
    steps: funnel.steps.toSpliced(place, 0, matcher),
    ...(funnel.exclusions === undefined
      ? {}
      : {
          exclusions: funnel.exclusions.map(({ match, fromStep, toStep }) => ({
            match,
            fromStep: moved(fromStep),
            toStep: moved(toStep),
          })),
        }),
    ...(funnel.breakdown !== undefined && typeof attribution === 'object'
      ? { breakdown: { ...funnel.breakdown, attribution: { step: moved(attribution.step) } } }
      : {}),
  };
}

/** Without those who did the row's event on the way; undefined where the funnel takes no exclusion. */
export function withExclusion(funnel: FunnelSpec, subject: Subject): FunnelSpec | undefined {
  const matcher = subjectMatcher(subject);
  const { exclusions = [], order, rules } = funnel;
  if (matcher === undefined || order === 'any' || rules === 'openpanel') return undefined;
  if (exclusions.length >= MAX_EXCLUSIONS) return undefined;
  return { ...funnel, exclusions: [...exclusions, { match: matcher, fromStep: 1, toStep: goalOf(funnel) }] };
}

/** Of the people alone of whom the row holds. Of an event: who ever did it. */
export function withFilter(funnel: FunnelSpec, subject: Subject): FunnelSpec {
  const matcher = subjectMatcher(subject);
  const filter: Filter | undefined = matcher === undefined ? valueTest(subject) : { performed: matcher };
  return filter === undefined ? funnel : { ...funnel, filter: bothOf(funnel.filter, filter) };
}
