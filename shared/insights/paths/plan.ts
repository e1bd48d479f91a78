/** Paths plan. */
import { durationMs } from '../../base/time-duration';
import { DEFAULT_LIMIT } from '../breakdown-values';
import type { Plan, PlanContext } from '../insight';
import { NeedsList } from '../needs';
import { openedSpan, planTime } from '../range';
import type { PathsSpec } from './spec';

export const DEFAULT_STEPS = 5;
export const DEFAULT_EDGES = 50;

export interface PathsParams {
  /** Code column and the table of its cleaned names. */
  readonly column: number;
  readonly names: number;
  /** Predicates; -1 for none. */
  readonly seen: number;
  readonly startAt: number;
  readonly endAt: number;
  readonly exclude: readonly number[];
  /** Silence that ends a path (ms); -1: a path is a session's. */
  readonly gapMs: number;
  readonly steps: number;
  readonly collapse: boolean;
  /** Code column of the breakdown, -1 for none; and how many values are shown by name. */
  readonly breakdown: number;
  readonly limit: number;
  /** At most so many bins of the breakdown's numbers; 0 for values as they are. */
  readonly bins: number;
  /** UTC ms, half-open; may be infinite. */
  readonly from: number;
  readonly to: number;
}

export function planPaths(spec: PathsSpec, context: PlanContext): Plan<PathsParams> {
  const needs = new NeedsList(spec.filter);
  const { from, to } = openedSpan(planTime(spec, context).asked, context.extent);
  const property = spec.of === 'events' ? 'event' : spec.of === 'pages' ? 'page' : spec.of.property;
  const names = needs.cleaned(property, { foldIds: spec.of === 'pages', rules: spec.clean ?? [] });
  const params: PathsParams = {
    column: needs.codes(property),
    names,
    seen: needs.seen(),
    startAt: spec.startAt === undefined ? -1 : needs.matching(spec.startAt),
    endAt: spec.endAt === undefined ? -1 : needs.matching(spec.endAt),
    exclude: (spec.exclude ?? []).map((matcher) => needs.matching(matcher)),
    gapMs: spec.within === 'session' ? -1 : durationMs(spec.within),
    steps: spec.steps ?? DEFAULT_STEPS,
    collapse: spec.collapseRepeats ?? true,
    breakdown: spec.breakdown === undefined ? -1 : needs.codes(spec.breakdown.property),
    limit: spec.breakdown?.limit ?? DEFAULT_LIMIT,
    bins: spec.breakdown?.bins ?? 0,
    from,
    to,
  };
  return { needs: needs.get(), params };
}
