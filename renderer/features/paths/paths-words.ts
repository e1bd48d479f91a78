/** Paths in words: what steps are called, what each place says, what the limits cut. Pure. */
import { figures, nodeTitle, unitOf } from '../../../shared/insights/explain/paths';
import type { PathsResult, PathsSpec } from '../../../shared/insights/paths/spec';
import { formatCount, formatPlural, formatShare } from '../../ui/number-format';
import { formatDuration } from '../../ui/time-format';
import { cutBy, DEFAULT_STEPS, moreLinks, MOST_LINKS, DEFAULT_LINKS } from './edit-spec';
import type { FlowPlace } from './flow-way';

export { matcherWords } from '../../../shared/insights/explain/matcher-words';
export { nodeTitle, unitOf };

type Node = PathsResult['nodes'][number];

/** What a column is called; paths that only end somewhere are counted back from there. */
export function stepTitle(spec: PathsSpec, step: number): string {
  if (spec.startAt === undefined && spec.endAt !== undefined) {
    const back = (spec.steps ?? DEFAULT_STEPS) - 1 - step;
    return back === 0 ? 'End' : formatPlural(back, 'step before', 'steps before');
  }
  return spec.startAt !== undefined && step === 0 ? 'Start' : `Step ${step + 1}`;
}

const nodeAt = (result: PathsResult, id: string): Node | undefined => result.nodes.find((node) => node.id === id);

/** What one place of the flow says in full. */
export function placeWords(spec: PathsSpec, result: PathsResult, place: FlowPlace): string {
  const unit = unitOf(spec);
  const named = (id: string): string => nodeTitle(spec.of, nodeAt(result, id)?.name ?? '');
  const sessionsOf = (id: string): number => nodeAt(result, id)?.sessions ?? 0;
  switch (place.of) {
    case 'node': {
      const node = nodeAt(result, place.id);
      if (node === undefined) return '';
      const onward = result.links.find(({ source }) => source === place.id);
      const ended = result.dropoffs.find((drop) => drop.node === place.id)?.sessions ?? 0;
      return [
        `${stepTitle(spec, node.step)}, ${named(place.id)}: ${formatPlural(node.sessions, unit)}, ${formatShare(node.sessions / result.sessions)} of all`,
        ...(onward === undefined
          ? []
          : [`most went on to ${named(onward.target)}: ${figures(onward.sessions, node.sessions)}`]),
        ...(ended === 0 ? [] : [`${figures(ended, node.sessions)} ended here`]),
      ].join('; ');
    }
    case 'link': {
      const link = result.links.find(({ source, target }) => source === place.source && target === place.target);
      if (link === undefined) return '';
      return `${named(link.source)} → ${named(link.target)}: ${formatPlural(link.sessions, unit)} of ${formatPlural(link.persons, 'person', 'people')}, ${formatShare(link.sessions / sessionsOf(link.source))} of those at ${named(link.source)}, half of them within ${formatDuration(link.medianSeconds)}`;
    }
    case 'drop': {
      const ended = result.dropoffs.find(({ node }) => node === place.node)?.sessions ?? 0;
      return `Ended at ${named(place.node)}: ${formatPlural(ended, unit)}, ${formatShare(ended / sessionsOf(place.node))} of those there`;
    }
  }
}

/** What the limits hide, and what showing more would do; undefined where they hide nothing. */
export function cutWords(
  spec: PathsSpec,
  result: PathsResult,
): { readonly text: string; readonly action: string | undefined } | undefined {
  const { links, sessions } = result.other;
  if (links === 0) return undefined;
  const shown = result.links.length;
  const taken = sessions + result.links.reduce((sum, link) => sum + link.sessions, 0);
  const hidden = `${formatPlural(links, 'weaker link')}, ${formatShare(sessions / taken)} of all steps taken, ${links === 1 ? 'is' : 'are'} not shown.`;
  if (cutBy(spec, shown) === 'minEdge') {
    return {
      text: `${hidden} They have fewer than ${formatPlural(spec.minEdge ?? 1, unitOf(spec))}.`,
      action: 'Show weaker links',
    };
  }
  const isMost = (spec.maxEdges ?? DEFAULT_LINKS) >= MOST_LINKS;
  const next = Math.min(moreLinks(spec) - shown, links);
  return { text: hidden, action: isMost ? undefined : `Show ${formatCount(next)} more` };
}
