/** Stickiness and frequency in words and figures. Pure. */
import type { FrequencyResult, FrequencySpec } from '../../../shared/insights/frequency/spec';
import type { StickinessResult, StickinessSpec } from '../../../shared/insights/stickiness/spec';
import { matcherTitle } from '../../parts/matcher-words';
import { phrase, type Phrase } from '../../parts/phrases';
import { formatCount, formatNumber, formatPlural, formatShare } from '../../ui/number-format';

/** `exact`: in exactly n buckets; `orMore`: in n or more. */
export type Reach = 'exact' | 'orMore';

/** One bar: persons by the number of buckets they were active in. */
export interface StickyBar {
  /** Active buckets, from 1. */
  readonly count: number;
  readonly persons: number;
  readonly share: number | null;
}

/** From 1 to the highest number anybody reached: what nobody did is only air at the right. */
export function stickyBars(result: StickinessResult, reach: Reach): readonly StickyBar[] {
  const { counts, persons } = result;
  const last = counts.findLastIndex((count) => count > 0);
  let orMore = persons;
  return Array.from({ length: Math.max(0, last) }, (_, index): StickyBar => {
    const exact = counts[index + 1] ?? 0;
    const shown = reach === 'exact' ? exact : orMore;
    orMore -= exact;
    return { count: index + 1, persons: shown, share: persons === 0 ? null : shown / persons };
  });
}

/** `1,204 people did Page view on 3.4 of 60 days on average; half of them on 2 or fewer.` */
export function stickinessSentence(spec: StickinessSpec, result: StickinessResult): readonly Phrase[] {
  const what = matcherTitle(spec.match);
  if (result.persons === 0) return phrase`Nobody did ${what} in these days.`;
  const half = medianCount(result.counts, result.persons);
  const { interval } = spec;
  return [
    ...phrase`${formatPlural(result.persons, 'person', 'people')} did ${what}`,
    { text: interval === 'day' ? ' on ' : ' in ' },
    ...phrase`${formatNumber(result.average)} of ${formatPlural(result.intervals, interval)}`,
    { text: ` on average, half of them ${interval === 'day' ? 'on' : 'in'} ` },
    ...phrase`${half === 1 ? `only 1 ${interval}` : `at most ${formatPlural(half, interval)}`}`,
    { text: '.' },
  ];
}

/** The least number of buckets that half of the persons do not go beyond. */
function medianCount(counts: readonly number[], persons: number): number {
  let passed = 0;
  for (const [count, number] of counts.entries()) {
    passed += number;
    if (passed * 2 >= persons) return count;
  }
  return 0;
}

/** What the two ratios are of. */
export const ratioHint = (share: number | null, window: 'week' | 'month'): string =>
  share === null ? 'Nobody was active' : `of the ${window}’s people, each day`;

const UNITS: Readonly<Record<FrequencySpec['per'], { readonly one: string; readonly many: string }>> = {
  person: { one: 'person', many: 'people' },
  session: { one: 'session', many: 'sessions' },
  hour: { one: 'hour of a person', many: 'hours of people' },
  day: { one: 'day of a person', many: 'days of people' },
  week: { one: 'week of a person', many: 'weeks of people' },
  month: { one: 'month of a person', many: 'months of people' },
};

/** 1 person, 2 people; 1 session; 1 day of a person. */
export const unitsWords = (per: FrequencySpec['per'], count: number): string =>
  formatPlural(count, UNITS[per].one, UNITS[per].many);

export const unitName = (per: FrequencySpec['per']): string => UNITS[per].many;

/** `Page view happened 12,400 times in 1,204 sessions: half of them hold 6 or fewer, one in ten 31 or more, none more than 40.` */
export function frequencySentence(spec: FrequencySpec, result: FrequencyResult): readonly Phrase[] {
  const what = matcherTitle(spec.match);
  const { per } = spec;
  if (result.units === 0) return phrase`Nobody did ${what} in these days.`;
  const times = formatPlural(result.events, 'time');
  const units = unitsWords(per, result.units);
  const opening =
    per === 'person' ? phrase`${units} did ${what} ${times}` : phrase`${what} happened ${times} in ${units}`;
  return [
    ...opening,
    { text: per === 'person' ? ': half of them ' : ': half of them hold ' },
    ...phrase`${formatNumber(result.median)}`,
    { text: ' or fewer, one in ten ' },
    ...phrase`${formatNumber(result.p90)}`,
    { text: ' or more, none more than ' },
    ...phrase`${formatNumber(result.max)}`,
    { text: '.' },
  ];
}

export const binTitle = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  from === to ? formatCount(from) : `${formatCount(from)}–${formatCount(to)}`;

/** How many events: `exactly 3`, `11 to 20`. */
export const binWords = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  from === to ? formatPlural(from, 'time') : `${formatCount(from)} to ${formatCount(to)} times`;

export const shareOf = (part: number, of: number): string => formatShare(of === 0 ? null : part / of);
