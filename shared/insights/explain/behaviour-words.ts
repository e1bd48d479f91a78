/**
 * What people did, and filters of any depth, as phrases that follow «people who …». One file, since a behaviour holds
 * filters and a filter holds behaviours.
 */
import { eventLabel } from '../../base/event-label';
import { formatCount } from '../../base/number-format';
import { durationMs } from '../../base/time-duration';
import { type Behaviour, type Filter, isBehaviour, isSegmentRef, isTest, type Matcher } from '../../model/filter';
import type { Duration, Interval, Range } from '../../model/range';
import { NO_NAMES, type SavedNames } from './names';
import { type Phrase, phrasesText } from './phrases';
import { formatDurationWords, propertyLabel, testWords } from './property-words';
import { duringWords } from './range-words';

export const COMPARISON_WORDS = { gte: 'at least', lte: 'at most', eq: 'exactly' } as const;
const AGGREGATE_WORDS = { sum: 'a sum of', avg: 'an average', min: 'a smallest', max: 'a largest' } as const;

/** A filter as one phrase: `plan is pro and country is DE`. Saved segments and actions are called by their `names`. */
export function filterWords(filter: Filter, names: SavedNames = NO_NAMES): string {
  if (isTest(filter)) return testWords(filter);
  if ('not' in filter) {
    const { not } = filter;
    return isSegmentRef(not)
      ? `not in the segment ${segmentName(not.segment, names)}`
      : `not (${filterWords(not, names)})`;
  }
  if (isBehaviour(filter)) return behaviourWords(filter, names);
  if (isSegmentRef(filter)) return `in the segment ${segmentName(filter.segment, names)}`;
  const parts = 'all' in filter ? filter.all : filter.any;
  return parts
    .map((part) => (isTest(part) || isSegmentRef(part) ? filterWords(part, names) : `(${filterWords(part, names)})`))
    .join('all' in filter ? ' and ' : ' or ');
}

const segmentName = (id: string, names: SavedNames): string => names.segments.get(id) ?? id;

/** `did paid (amount > 50) at least 2 times in the last 30 days`: everything the behaviour says, its window included. */
export const behaviourWords = (behaviour: Behaviour, names: SavedNames = NO_NAMES): string =>
  phrasesText(behaviourPhrases(behaviour, names));

/** The same in pieces, the names of events and properties standing out. */
export function behaviourPhrases(behaviour: Behaviour, names: SavedNames = NO_NAMES): readonly Phrase[] {
  const event = (matcher: Matcher): readonly Phrase[] => eventPhrases(matcher, names);
  if ('performed' in behaviour) {
    const { performed, count, window } = behaviour;
    const often = count === undefined ? '' : ` ${COMPARISON_WORDS[count.op]} ${times(count.value)}`;
    return say('did ', event(performed), often, during(window));
  }
  if ('notPerformed' in behaviour) {
    const { notPerformed, window } = behaviour;
    return say(window === undefined ? 'never did ' : 'did not do ', event(notPerformed), during(window));
  }
  if ('firstPerformed' in behaviour) {
    return say('did ', event(behaviour.firstPerformed), ' for the first time', during(behaviour.window));
  }
  if ('sequence' in behaviour) {
    const { sequence, within, window } = behaviour;
    const steps = sequence.flatMap((step, index) => say(index === 0 ? 'did ' : ', then ', event(step)));
    const soon = within === undefined ? '' : `, all within ${formatDurationWords(within)}`;
    return say(steps, soon, window === undefined ? '' : ',', during(window));
  }
  if ('stopped' in behaviour) {
    const { stopped, activeIn, inactiveIn } = behaviour;
    return say('did ', event(stopped), during(activeIn), ', but not', during(inactiveIn));
  }
  if ('restarted' in behaviour) {
    const { restarted, inactiveFor, window } = behaviour;
    const silence = ` again after ${formatDurationWords(inactiveFor)} or more without it`;
    return say('did ', event(restarted), silence, window === undefined ? '' : ',', during(window));
  }
  if ('regular' in behaviour) {
    const { regular, atLeast, of, bucket, counting = 'rolling', window } = behaviour;
    const often = ` ${bucket === 'day' ? 'on' : 'in'} at least ${countOf(atLeast, bucket)} of ${runWords(of, bucket, counting)}`;
    return say('did ', event(regular), often, window === undefined ? '' : ',', during(window));
  }
  const { aggregate, op, value, window } = behaviour;
  return say(
    `had ${AGGREGATE_WORDS[aggregate.fn]} `,
    [{ text: propertyLabel(aggregate.property), strong: true }],
    ' over ',
    event(aggregate.of),
    ` of ${COMPARISON_WORDS[op]} ${value}`,
    during(window),
  );
}

const say = (...parts: readonly (string | readonly Phrase[])[]): readonly Phrase[] =>
  parts.flatMap((part) => (typeof part === 'string' ? [{ text: part }] : part)).filter(({ text }) => text !== '');

/** A matcher inside a sentence: its name, with its conditions in brackets. */
export function eventPhrases(matcher: Matcher, names: SavedNames = NO_NAMES): readonly Phrase[] {
  if (matcher.label !== undefined) return [{ text: matcher.label, strong: true }];
  if ('anyOf' in matcher) {
    return matcher.anyOf.flatMap((one, index) => say(index === 0 ? '' : ' or ', eventPhrases(one, names)));
  }
  if ('action' in matcher) return [{ text: names.actions.get(matcher.action) ?? matcher.action, strong: true }];
  const name = matcher.event === '*' ? 'any event' : eventLabel(matcher.event);
  return say(
    [{ text: name, strong: true }],
    matcher.where === undefined ? '' : ` (${filterWords(matcher.where, names)})`,
  );
}

const times = (count: number): string => (count === 1 ? 'once' : `${formatCount(count)} times`);
const countOf = (count: number, bucket: Interval): string => `${count} ${bucket}${count === 1 ? '' : 's'}`;

function during(window: Range | undefined): string {
  const words = duringWords(window);
  return words === '' ? '' : ` ${words}`;
}

/** A rolling run in the buckets it is made of, where it is made of whole ones: `any 7 days in a row`. */
function runWords(of: Duration, bucket: Interval, counting: 'rolling' | 'calendar'): string {
  if (counting === 'calendar') return `a calendar ${of.value === 1 ? of.unit : formatDurationWords(of)}`;
  const buckets = durationMs(of) / durationMs({ value: 1, unit: bucket });
  return `any ${Number.isInteger(buckets) ? countOf(buckets, bucket) : formatDurationWords(of)} in a row`;
}
