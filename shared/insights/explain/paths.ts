/** What paths say, in words. */
import { eventLabel } from '../../base/event-label';
import { formatCount, formatPlural, formatShare } from '../../base/number-format';
import { MORE, type PathsResult, type PathsSpec } from '../paths/spec';
import { type ExplainContext, spokenTime } from './context';
import { matcherWords } from './matcher-words';
import { phrase, type Phrase } from './phrases';
import { spanWords } from './span-words';

type Node = PathsResult['nodes'][number];

/** Nodes of a path at most, where the spec does not say. */
const DEFAULT_STEPS = 5;

/** What one path is: a session, or a run of events without a long silence. */
export const unitOf = (spec: PathsSpec): 'session' | 'path' => (spec.within === 'session' ? 'session' : 'path');

/** What a node is called. */
export function nodeTitle(of: PathsSpec['of'], name: string): string {
  if (name === MORE) return 'More between';
  if (name === '') return '(empty)';
  return of === 'events' ? eventLabel(name) : name;
}

const most = (nodes: readonly Node[]): Node | undefined =>
  nodes.reduce<Node | undefined>(
    (best, node) => (best === undefined || node.sessions > best.sessions ? node : best),
    undefined,
  );

/** `312 (7.4 %)`. */
export const figures = (count: number, of: number): string => `${formatCount(count)} (${formatShare(count / of)})`;

/** How many took which way, in a sentence or two. */
export function pathsSentence(spec: PathsSpec, result: PathsResult, context: ExplainContext): readonly Phrase[] {
  const { sessions, persons } = result;
  const when = spanWords(spokenTime(spec, context));
  if (sessions === 0) return [{ text: `There are no such paths ${when}.` }];
  const opening = [
    ...phrase`${formatPlural(sessions, unitOf(spec))}`,
    { text: ' of ' },
    ...phrase`${formatPlural(persons, 'person', 'people')}`,
    { text: ` ${when}` },
  ];
  if (spec.startAt !== undefined) return [...opening, ...fromStart(spec, result, context), { text: '.' }];
  if (spec.endAt !== undefined) return [...opening, ...toEnd(spec, result, context), { text: '.' }];
  return [...opening, ...anywhere(spec, result), { text: '.' }];
}

function toEnd(spec: PathsSpec, { nodes, sessions }: PathsResult, { names }: ExplainContext): readonly Phrase[] {
  if (spec.endAt === undefined) return [];
  const before = most(nodes.filter(({ step }) => step === (spec.steps ?? DEFAULT_STEPS) - 2));
  return [
    ...phrase` came to ${matcherWords(spec.endAt, names)}`,
    ...(before === undefined
      ? []
      : phrase`, most often from ${nodeTitle(spec.of, before.name)}: ${figures(before.sessions, sessions)}`),
  ];
}

function fromStart(spec: PathsSpec, result: PathsResult, { names }: ExplainContext): readonly Phrase[] {
  const { startAt, endAt } = spec;
  if (startAt === undefined) return [];
  const { nodes, dropoffs, sessions } = result;
  const next = most(nodes.filter(({ step }) => step === 1));
  const starts = new Set(nodes.filter(({ step }) => step === 0).map(({ id }) => id));
  const ended = dropoffs.filter(({ node }) => starts.has(node)).reduce((sum, drop) => sum + drop.sessions, 0);
  return [
    ...(endAt === undefined
      ? phrase` began at ${matcherWords(startAt, names)}`
      : phrase` led from ${matcherWords(startAt, names)} to ${matcherWords(endAt, names)}`),
    ...(next === undefined
      ? []
      : phrase`. Next came most often ${nodeTitle(spec.of, next.name)}: ${figures(next.sessions, sessions)}`),
    ...(ended === 0 ? [] : phrase`; ${figures(ended, sessions)} went no further`),
  ];
}

function anywhere(spec: PathsSpec, { nodes, links, dropoffs, sessions }: PathsResult): readonly Phrase[] {
  const first = most(nodes.filter(({ step }) => step === 0));
  if (first === undefined) return [];
  const onward = links.find(({ source }) => source === first.id);
  const target = nodes.find(({ id }) => id === onward?.target);
  const ended = dropoffs.find(({ node }) => node === first.id)?.sessions ?? 0;
  return [
    ...phrase`: ${figures(first.sessions, sessions)} began at ${nodeTitle(spec.of, first.name)}`,
    ...(onward === undefined || target === undefined
      ? []
      : phrase`. From there, most went on to ${nodeTitle(spec.of, target.name)}: ${figures(onward.sessions, first.sessions)}`),
    ...(ended === 0 ? [] : phrase`; ${figures(ended, first.sessions)} ended there`),
  ];
}
