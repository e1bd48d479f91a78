/** What putting a result into words may know beside spec and result. */
import type { PlanContext } from '../insight';
import type { InsightSpec } from '../specs';
import { planTime, type PlannedTime } from '../range';
import type { SavedNames } from './names';

export interface ExplainContext extends PlanContext {
  /** What the segments and actions are called that the spec refers to. */
  readonly names: SavedNames;
}

/** The parts of every spec that say when and in which zone. */
export interface Timed {
  readonly range?: Parameters<typeof planTime>[0]['range'];
  readonly timezone?: string | undefined;
}

/** A spec's time, planned, and the zone that its days are of. */
export interface SpokenTime extends PlannedTime {
  readonly zone: string;
}

export const spokenTime = (spec: Timed, context: ExplainContext): SpokenTime => ({
  ...planTime(spec, context),
  zone: spec.timezone ?? context.timezone,
});

/** Kinds that list what there is, whenever it was, unless a range is set. */
const LISTS: ReadonlySet<string> = new Set(['sql', 'events', 'sessions', 'people']);

/** What a spec says of time; undefined for one that counts within no range. */
export function timeOf(spec: InsightSpec): Timed | undefined {
  if (spec.kind === 'correlation' && spec.funnel !== undefined) return spec.funnel;
  const range = 'range' in spec ? spec.range : undefined;
  const timezone = 'timezone' in spec ? spec.timezone : undefined;
  return range === undefined && LISTS.has(spec.kind)
    ? undefined
    : { ...(range && { range }), ...(timezone && { timezone }) };
}
