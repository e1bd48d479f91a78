/** What putting a result into words may know beside spec and result. */
import type { PlanContext } from '../insight';
import { planTime, type PlannedTime } from '../range';
import type { SavedNames } from './names';

export interface ExplainContext extends PlanContext {
  /** What the segments and actions are called that the spec refers to. */
  readonly names: SavedNames;
}

/** The parts of every spec that say when and in which zone. */
interface Timed {
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
