/** Events that a spec names and that the data does not have, or has otherwise. */
import { DAY_MS } from '../../../base/time';
import { formatCount, formatPlural } from '../../../base/number-format';
import { formatDay } from '../../../base/time-format';
import { type EventMatcher, type Filter, matcherFilter } from '../../../model/filter';
import { both } from '../../needs';
import type { InsightSpec } from '../../specs';
import { eventPhrases } from '../behaviour-words';
import { type ExplainContext, type SpokenTime, spokenTime, timeOf } from '../context';
import type { EventFacts, Facts } from '../facts';
import { matchersOf, type PlacedMatcher } from '../matchers-of';
import type { Warning } from '../meta';
import { phrasesText } from '../phrases';

export function eventWarnings(spec: InsightSpec, context: ExplainContext, facts: Facts): readonly Warning[] {
  if (facts.total === 0) return [];
  const time = spokenTime(timeOf(spec) ?? {}, context);
  const told = new Set<string>();
  return matchersOf(spec).flatMap((placed) => {
    const found = ofMatcher(placed, spec, time, context, facts);
    // The same event in three steps is one thing to know.
    const fresh = found.filter(({ message }) => !told.has(message));
    for (const { message } of fresh) told.add(message);
    return fresh;
  });
}

function ofMatcher(
  { matcher, path, isInner }: PlacedMatcher,
  spec: InsightSpec,
  time: SpokenTime,
  context: ExplainContext,
  facts: Facts,
): readonly Warning[] {
  const { event } = matcher;
  if (event === '*') return isInner ? [] : emptyMatch(matcher, path, spec, context, facts);
  const own = facts.names.get(event);
  if (own === undefined) return [unknownEvent(event, path, facts)];
  return [
    ...otherSpellings(event, own, path, facts),
    ...(isInner ? [] : partOnly(event, own, path, time, context)),
    ...(isInner ? [] : emptyMatch(matcher, path, spec, context, facts)),
  ];
}

/** Letters and digits alone: what is left where case, spaces, underscores, dashes and dots differ. */
const skeleton = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

function unknownEvent(event: string, path: string, { names }: Facts): Warning {
  const candidate = nearest(event, names);
  const hint =
    candidate === undefined
      ? ''
      : ` Did you mean «${candidate}» (${formatPlural(names.get(candidate)?.count ?? 0, 'event')})?`;
  return { code: 'event_unknown', message: `No event of the data is called «${event}».${hint}`, path };
}

/** The most frequent name with the same letters, else one that is at most two letters away. */
function nearest(event: string, names: Facts['names']): string | undefined {
  const bones = skeleton(event);
  const most = (candidates: readonly string[]): string | undefined =>
    [...candidates].sort((a, b) => (names.get(b)?.count ?? 0) - (names.get(a)?.count ?? 0) || (a < b ? -1 : 1))[0];
  const all = [...names.keys()];
  const same = bones === '' ? undefined : most(all.filter((name) => skeleton(name) === bones));
  if (same !== undefined || bones.length < 5) return same;
  return most(all.filter((name) => isNear(skeleton(name), bones)));
}

const MOST_EDITS = 2;

/** Whether at most two letters must be put in, taken out or changed to make the one of the other. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > MOST_EDITS) return false;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const changed = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    if (Math.min(...next) > MOST_EDITS) return false;
    row = next;
  }
  return (row[b.length] ?? 0) <= MOST_EDITS;
}

function otherSpellings(event: string, own: EventFacts, path: string, { names }: Facts): readonly Warning[] {
  const bones = skeleton(event);
  if (bones === '') return [];
  const others = [...names.keys()].filter((name) => name !== event && skeleton(name) === bones).sort();
  if (others.length === 0) return [];
  const list = others.map((name) => `«${name}» (${formatCount(names.get(name)?.count ?? 0)})`).join(', ');
  return [
    {
      code: 'event_spelt_differently',
      message: `Beside «${event}» (${formatPlural(own.count, 'event')}) the data has ${list}: ${others.length === 1 ? 'it does' : 'they do'} not count here.`,
      path,
    },
  ];
}

/** As many events as this should have happened in a gap that is no chance. */
const EXPECTED = 20;
/** A gap shorter than this part of the range is no news. */
const LEAST_PART = 0.1;

/** Whether an event is missing at the beginning or the end of the range, where its own rate says it should be. */
function partOnly(
  event: string,
  { first, last, count }: EventFacts,
  path: string,
  { closed, zone }: SpokenTime,
  { extent }: ExplainContext,
): readonly Warning[] {
  if (extent === undefined || !(closed.from < closed.to)) return [];
  const from = Math.max(closed.from, extent.from);
  const to = Math.min(closed.to, extent.to + 1);
  const warning = (message: string): readonly Warning[] => [{ code: 'event_only_in_part', message, path }];
  if (!(from < to)) return [];
  if (last < from) return warning(`«${event}» was last seen on ${formatDay(last, zone)}, before the range begins.`);
  if (first >= to) return warning(`«${event}» was first seen on ${formatDay(first, zone)}, after the range ends.`);
  const rate = count / Math.max(last - first, DAY_MS);
  const isGap = (ms: number): boolean => ms >= 2 * DAY_MS && ms >= (to - from) * LEAST_PART && ms * rate >= EXPECTED;
  const begins = isGap(first - from) ? `only from ${formatDay(first, zone)} on` : undefined;
  const ends = isGap(to - last) ? `only until ${formatDay(last, zone)}` : undefined;
  if (begins === undefined && ends === undefined) return [];
  return warning(
    `«${event}» occurs ${[begins, ends].filter(Boolean).join(' and ')}: for the rest of the range it may not have been tracked.`,
  );
}

function emptyMatch(
  matcher: EventMatcher,
  path: string,
  spec: InsightSpec,
  { names }: ExplainContext,
  { matched }: Facts,
): readonly Warning[] {
  const filter = 'filter' in spec ? spec.filter : undefined;
  if (matcher.where === undefined && filter === undefined) return [];
  const own: Filter = both(filter, matcherFilter(matcher));
  if (matched(own) !== 0) return [];
  const { label: _label, ...unnamed } = matcher;
  const what = phrasesText(eventPhrases(unnamed, names));
  const beside = filter === undefined ? '' : ' together with the filter';
  return [
    {
      code: 'nothing_matches',
      message: `No event is ${what}${beside}, at any time: look at the spelling of the values, or at their type.`,
      path: matcher.where === undefined ? 'filter' : `${path}.where`,
    },
  ];
}
