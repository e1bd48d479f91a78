/** A context to put results into words in, and facts of data in which nothing is wrong. */
import type { ExplainContext } from '../../shared/insights/explain/context';
import type { EventFacts, Facts } from '../../shared/insights/explain/facts';
import { NO_NAMES } from '../../shared/insights/explain/names';
import { type Phrase, phrasesText } from '../../shared/insights/explain/phrases';

export const DAY = 86_400_000;
/** Monday. */
export const FIRST = Date.UTC(2026, 0, 5);
/** A year of data, asked about long after. */
export const EXTENT = { from: FIRST, to: FIRST + 365 * DAY - 1000 };

export const explainContext = (more: Partial<ExplainContext> = {}): ExplainContext => ({
  timezone: 'UTC',
  weekStart: 'monday',
  now: FIRST + 800 * DAY,
  extent: EXTENT,
  names: NO_NAMES,
  ...more,
});

/** As read: narrow no-break spaces are spaces. */
export const plain = (text: string): string => text.replaceAll('\u202f', ' ');
export const spoken = (phrases: readonly Phrase[]): string => plain(phrasesText(phrases));

export const eventFacts = (more: Partial<EventFacts> = {}): EventFacts => ({
  count: 1000,
  first: EXTENT.from,
  last: EXTENT.to,
  wholeSeconds: 0,
  ...more,
});

/** Data that begins with a trickle. */
export const soundFacts = (more: Partial<Facts> = {}): Facts => ({
  total: 10_000,
  names: new Map([
    ['$pageview', eventFacts()],
    ['paid', eventFacts()],
    ['signed up', eventFacts()],
  ]),
  days: new Map(Array.from({ length: 365 }, (_, day) => [FIRST / DAY + day, day < 7 ? 1 : 28])),
  junk: 0,
  skewed: 0,
  future: 0,
  matched: () => undefined,
  withoutSession: 0,
  numbers: new Map(),
  ...more,
});
