/** On how many days people come, and how often, in words. */
import { formatNumber, formatPlural } from '../../base/number-format';
import type { FrequencyResult, FrequencySpec } from '../frequency/spec';
import type { StickinessResult, StickinessSpec } from '../stickiness/spec';
import { eventPhrases } from './behaviour-words';
import { type ExplainContext, spokenTime } from './context';
import { phrase, type Phrase } from './phrases';
import { spanWords } from './span-words';

/** `1,204 people did Page view on 3.4 of 60 days on average between …, half of them on at most 2 days.` */
export function stickinessSentence(
  spec: StickinessSpec,
  result: StickinessResult,
  context: ExplainContext,
): readonly Phrase[] {
  const what = eventPhrases(spec.match, context.names);
  const when = spanWords(spokenTime(spec, context));
  if (result.persons === 0) return [{ text: 'Nobody did ' }, ...what, { text: ` ${when}.` }];
  const half = medianCount(result.counts, result.persons);
  const { interval } = spec;
  const on = interval === 'day' ? 'on' : 'in';
  return [
    ...phrase`${formatPlural(result.persons, 'person', 'people')}`,
    { text: ' did ' },
    ...what,
    { text: ` ${on} ` },
    ...phrase`${formatNumber(result.average)} of ${formatPlural(result.intervals, interval)}`,
    { text: ` on average ${when}, half of them ${on} ` },
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

/** Many of them: `people`, `days of people`. */
export const unitsName = (per: FrequencySpec['per']): string => UNITS[per].many;

/** `Page view happened 12,400 times in 1,204 sessions between …: half of them hold 6 or fewer, one in ten 31 or more.` */
export function frequencySentence(
  spec: FrequencySpec,
  result: FrequencyResult,
  context: ExplainContext,
): readonly Phrase[] {
  const what = eventPhrases(spec.match, context.names);
  const when = spanWords(spokenTime(spec, context));
  const { per } = spec;
  if (result.units === 0) return [{ text: 'Nobody did ' }, ...what, { text: ` ${when}.` }];
  const times = phrase`${formatPlural(result.events, 'time')}`;
  const units = phrase`${unitsWords(per, result.units)}`;
  const opening =
    per === 'person'
      ? [...units, { text: ' did ' }, ...what, { text: ' ' }, ...times]
      : [...what, { text: ' happened ' }, ...times, { text: ' in ' }, ...units];
  return [
    ...opening,
    { text: per === 'person' ? ` ${when}: half of them ` : ` ${when}: half of them hold ` },
    ...phrase`${formatNumber(result.median)}`,
    { text: ' or fewer, one in ten ' },
    ...phrase`${formatNumber(result.p90)}`,
    { text: ' or more, none more than ' },
    ...phrase`${formatNumber(result.max)}`,
    { text: '.' },
  ];
}
