/** Edits of a paths spec that must keep it askable. Pure. */
import type { PathsSpec } from '../../../shared/insights/paths/spec';
import type { Matcher } from '../../../shared/model/filter';

/** As the engine has them where the spec does not say. */
export const DEFAULT_STEPS = 5;
export const DEFAULT_LINKS = 50;
/** The most that a spec may ask for. */
export const MOST_LINKS = 5_000;
export const MOST_STEPS = 20;

/** Between a start and an end one node must stand for the middle, so two steps are too few. */
export const fewestSteps = ({ startAt, endAt }: PathsSpec): number =>
  startAt !== undefined && endAt !== undefined ? 3 : 2;

function fitted(spec: PathsSpec): PathsSpec {
  const fewest = fewestSteps(spec);
  return spec.steps !== undefined && spec.steps < fewest ? { ...spec, steps: fewest } : spec;
}

export const beginAt = (spec: PathsSpec, startAt: Matcher | undefined): PathsSpec => fitted({ ...spec, startAt });
export const endAt = (spec: PathsSpec, last: Matcher | undefined): PathsSpec => fitted({ ...spec, endAt: last });

export const leaveOut = (spec: PathsSpec, matcher: Matcher): PathsSpec => ({
  ...spec,
  exclude: [...(spec.exclude ?? []), matcher],
});

/** Cleaning rules speak of the names they were written for, so they go with them. */
export const through = (spec: PathsSpec, of: PathsSpec['of']): PathsSpec => ({ ...spec, of, clean: undefined });

/** Which limit hides the links that are not shown: the least sessions, or the number of links. */
export const cutBy = (spec: PathsSpec, shownLinks: number): 'minEdge' | 'maxEdges' =>
  shownLinks < (spec.maxEdges ?? DEFAULT_LINKS) ? 'minEdge' : 'maxEdges';

/** How many links the next press of «show more» asks for. */
export const moreLinks = (spec: PathsSpec): number => Math.min(MOST_LINKS, 2 * (spec.maxEdges ?? DEFAULT_LINKS));

/** Asks for more of the links that the limits hid. */
export function showMore(spec: PathsSpec, shownLinks: number): PathsSpec {
  return cutBy(spec, shownLinks) === 'minEdge'
    ? { ...spec, minEdge: undefined }
    : { ...spec, maxEdges: moreLinks(spec) };
}
