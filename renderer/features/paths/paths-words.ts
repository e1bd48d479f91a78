/** Paths in words: what nodes and steps are called, the sentence, what each place says, what the limits cut. Pure. */
import { MORE, type PathsResult, type PathsSpec } from '../../../shared/insights/paths/spec';
import type { Matcher } from '../../../shared/model/filter';
import { matcherTitle } from '../../parts/matcher-words';
import { phrase, type Phrase } from '../../parts/phrases';
import { filterWords } from '../../parts/behaviour-words';
import { eventLabel } from '../../ui/event-label';
import { formatCount, formatPlural, formatShare } from '../../ui/number-format';
import { formatDuration } from '../../ui/time-format';
import { cutBy, DEFAULT_STEPS, moreLinks, MOST_LINKS, DEFAULT_LINKS } from './edit-spec';
import type { FlowPlace } from './flow-way';

type Node = PathsResult['nodes'][number];

/** What one path is: a session, or a run of events without a long silence. */
export const unitOf = (spec: PathsSpec): 'session' | 'path' => (spec.within === 'session' ? 'session' : 'path');

export function nodeTitle(of: PathsSpec['of'], name: string): string {
  if (name === MORE) return 'More between';
  if (name === '') return '(empty)';
  return of === 'events' ? eventLabel(name) : name;
}

/** What paths begin or end at or pass over: by its name, else by its condition where it is one on any event. */
export function matcherWords(matcher: Matcher): string {
  const isAny = 'event' in matcher && matcher.event === '*' && matcher.label === undefined;
  return isAny && matcher.where !== undefined ? filterWords(matcher.where) : matcherTitle(matcher);
}

/** What a column is called; paths that only end somewhere are counted back from there. */
export function stepTitle(spec: PathsSpec, step: number): string {
  if (spec.startAt === undefined && spec.endAt !== undefined) {
    const back = (spec.steps ?? DEFAULT_STEPS) - 1 - step;
    return back === 0 ? 'End' : formatPlural(back, 'step before', 'steps before');
  }
  return spec.startAt !== undefined && step === 0 ? 'Start' : `Step ${step + 1}`;
}

const nodeAt = (result: PathsResult, id: string): Node | undefined => result.nodes.find((node) => node.id === id);

const most = (nodes: readonly Node[]): Node | undefined =>
  nodes.reduce<Node | undefined>(
    (best, node) => (best === undefined || node.sessions > best.sessions ? node : best),
    undefined,
  );

const figures = (count: number, of: number): string => `${formatCount(count)} (${formatShare(count / of)})`;

/** How many took which way, in a sentence or two. */
export function pathsSentence(spec: PathsSpec, result: PathsResult): readonly Phrase[] {
  const { sessions, persons } = result;
  const unit = unitOf(spec);
  if (sessions === 0) return [{ text: 'There are no such paths in these days.' }];
  const opening = [
    ...phrase`${formatPlural(sessions, unit)}`,
    { text: ' of ' },
    ...phrase`${formatPlural(persons, 'person', 'people')}`,
  ];
  const title = (node: Node): string => nodeTitle(spec.of, node.name);
  const { startAt, endAt } = spec;
  if (startAt === undefined && endAt !== undefined) {
    const before = most(result.nodes.filter(({ step }) => step === (spec.steps ?? DEFAULT_STEPS) - 2));
    return [
      ...opening,
      ...phrase` came to ${matcherWords(endAt)}`,
      ...(before === undefined
        ? []
        : phrase`, most often from ${title(before)}: ${figures(before.sessions, sessions)}`),
      { text: '.' },
    ];
  }
  if (startAt !== undefined) {
    const next = most(result.nodes.filter(({ step }) => step === 1));
    const ended = result.dropoffs
      .filter(({ node }) => nodeAt(result, node)?.step === 0)
      .reduce((sum, drop) => sum + drop.sessions, 0);
    return [
      ...opening,
      ...(endAt === undefined
        ? phrase` began at ${matcherWords(startAt)}`
        : phrase` led from ${matcherWords(startAt)} to ${matcherWords(endAt)}`),
      ...(next === undefined ? [] : phrase`. Next came most often ${title(next)}: ${figures(next.sessions, sessions)}`),
      ...(ended === 0 ? [] : phrase`; ${figures(ended, sessions)} went no further`),
      { text: '.' },
    ];
  }
  const first = most(result.nodes.filter(({ step }) => step === 0));
  if (first === undefined) return [...opening, { text: '.' }];
  const onward = result.links.find(({ source }) => source === first.id);
  const target = onward === undefined ? undefined : nodeAt(result, onward.target);
  const ended = result.dropoffs.find(({ node }) => node === first.id)?.sessions ?? 0;
  return [
    ...opening,
    ...phrase`: ${figures(first.sessions, sessions)} began at ${title(first)}`,
    ...(onward === undefined || target === undefined
      ? []
      : phrase`. From there, most went on to ${title(target)}: ${figures(onward.sessions, first.sessions)}`),
    ...(ended === 0 ? [] : phrase`; ${figures(ended, first.sessions)} ended there`),
    { text: '.' },
  ];
}

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
