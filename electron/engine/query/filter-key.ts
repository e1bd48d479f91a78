/** What tells one filter from another, for whoever keeps answers: equal keys are equal events of a view. */
import { canonicalJson } from '../../../shared/base/canonical-json';
import { planBehaviour } from '../../../shared/insights/behaviour/plan';
import type { PlanContext } from '../../../shared/insights/insight';
import type { View } from '../sequences/view';
import { type Filter, isBehaviour, isTest } from '../../../shared/model/filter';

/** What filters of a view are planned with; `now` in UTC ms. */
export function contextOf({ settings: { timezone, weekStart }, sequences }: View, now: number): PlanContext {
  return { timezone, weekStart, now, extent: sequences.extent };
}

/**
 * The key of a filter without references. «The last 30 days» of a behaviour is the days that planning makes of it, so the
 * key stays the same for a day; a test that counts back from now is another one a moment later. Throws `SpecProblem`.
 */
export function filterKey(filter: Filter, context: PlanContext): string {
  return canonicalJson(mentionsNow(filter) ? settled(filter, context) : filter);
}

function settled(filter: Filter, context: PlanContext): unknown {
  if ('all' in filter) return { all: filter.all.map((part) => settled(part, context)) };
  if ('any' in filter) return { any: filter.any.map((part) => settled(part, context)) };
  if ('not' in filter) return { not: settled(filter.not, context) };
  if (!mentionsNow(filter)) return filter;
  if (!isBehaviour(filter)) return { filter, now: context.now };
  const { predicates, numbers = null, params } = planBehaviour(filter, context);
  // As text, since an open window is infinite, which JSON has no word for.
  const planned = Object.entries(params).map(([name, value]) => `${name} ${printed(value)}`);
  return { planned, numbers, predicates: predicates.map((predicate) => settled(predicate, context)) };
}

function printed(value: unknown): string {
  if (value instanceof Float64Array || value instanceof Int32Array) return value.join(' ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.values(value)
    .map((each) => String(each))
    .join(' ');
}

/** Whether it looks back from now. */
function mentionsNow(filter: Filter): boolean {
  if ('all' in filter) return filter.all.some(mentionsNow);
  if ('any' in filter) return filter.any.some(mentionsNow);
  if ('not' in filter) return mentionsNow(filter.not);
  // `last` is all that a behaviour's windows can say of it, and `within_last` all that its matchers can.
  if (isBehaviour(filter)) return /"(?:last|within_last)"/.test(JSON.stringify(filter));
  return isTest(filter) && filter.op === 'within_last';
}
