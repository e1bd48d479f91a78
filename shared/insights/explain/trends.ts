/** What trends say, in words: each series' figure over the whole range, and its peak. */
import { formatCount, formatNumber, formatPlural } from '../../base/number-format';
import type { Matcher } from '../../model/filter';
import { OTHER } from '../common';
import type { Math as Measure, PROPERTY_FNS, TrendsResult, TrendsSpec } from '../trends/spec';
import { eventPhrases } from './behaviour-words';
import { changeWords } from './change-words';
import { type ExplainContext, spokenTime } from './context';
import { groupNoun } from './group-words';
import { bucketWords } from './lifecycle';
import { phrase, type Phrase } from './phrases';
import { propertyLabel } from './property-words';
import { spanWords } from './span-words';
import { valueName } from './value-words';

/** What each function makes of the values of a property. */
export const FN_WORDS: Readonly<Record<(typeof PROPERTY_FNS)[number], string>> = {
  sum: 'sum',
  avg: 'average',
  min: 'least',
  max: 'most',
  median: 'median',
  p75: '75th percentile',
  p90: '90th percentile',
  p95: '95th percentile',
  p99: '99th percentile',
  distinct: 'distinct values',
};

type Line = TrendsResult['series'][number];

/** No sentence speaks of more series than this one by one. */
const MOST_SERIES = 3;

/** `Paid happened 1,204 times between 1 and 31 Mar 2026, most on Tue, 3 Mar 2026 (85).` */
export function trendsSentence(spec: TrendsSpec, result: TrendsResult, context: ExplainContext): readonly Phrase[] {
  const time = spokenTime(spec, context);
  const when = spanWords(time);
  if (result.buckets.length === 0) return [{ text: `Nothing happened ${when}.` }];
  if (spec.formula !== undefined) return formulaPhrases(spec, spec.formula, result, when);
  const own = spec.series.map((series, index) => ({
    series,
    lines: result.series.filter((line) => line.series === index),
  }));
  const spoken = own.filter(({ lines }) => lines.length > 0).slice(0, MOST_SERIES);
  const more = own.filter(({ lines }) => lines.length > 0).length - spoken.length;
  return [
    ...spoken.flatMap(({ series: { match, math }, lines }, index) => [
      ...(index === 0
        ? seriesPhrases(spec, match, math, lines, context)
        : [{ text: '; ' }, ...midSentence(seriesPhrases(spec, match, math, lines, context))]),
      ...(index === 0 ? [{ text: ` ${when}` }] : []),
      ...(lines.length === 1 && isCounted(math) && isPlain(spec) ? peakPhrases(spec, result, lines[0], time.zone) : []),
    ]),
    ...(more > 0 ? [{ text: `; and ${formatPlural(more, 'more series', 'more series')}` }] : []),
    { text: '.' },
    ...beforePhrases(result),
  ];
}

/** Begins small; names, which stand out, keep their letters. */
function midSentence([first, ...rest]: readonly Phrase[]): readonly Phrase[] {
  if (first === undefined) return [];
  const { text, strong } = first;
  return [strong === true ? first : { ...first, text: `${text.slice(0, 1).toLowerCase()}${text.slice(1)}` }, ...rest];
}

/** `B / A * 100 comes to 7.4 between 1 and 31 Mar 2026.` */
function formulaPhrases(spec: TrendsSpec, formula: string, result: TrendsResult, when: string): readonly Phrase[] {
  const figure = ({ total }: Line): Phrase => ({ text: formatNumber(total), strong: true });
  const [first, ...others] = result.series;
  if (first === undefined) return [{ text: `Nothing happened ${when}.` }];
  if (first.breakdown === undefined) {
    return [
      { text: formula.trim(), strong: true },
      ...(first.total === null
        ? [{ text: ` has no value ${when}.` }]
        : [{ text: ' comes to ' }, figure(first), { text: ` ${when}.` }]),
      ...beforePhrases(result),
    ];
  }
  const by = (spec.breakdown ?? []).map(({ property }) => propertyLabel(property)).join(' and ');
  const name = ({ breakdown }: Line): string => (breakdown ?? []).map(valueName).join(' · ');
  const known = [first, ...others]
    .filter(({ total }) => total !== null)
    .toSorted((a, b) => (b.total ?? 0) - (a.total ?? 0));
  const [most, least] = [known[0], known.at(-1)];
  if (most === undefined || least === undefined) return [{ text: `By ${by}, ${formula.trim()} has no value ${when}.` }];
  return [
    { text: `By ${by}, ` },
    { text: formula.trim(), strong: true },
    { text: ' comes to ' },
    figure(most),
    { text: ` for ${name(most)}` },
    ...(most === least ? [] : [{ text: ' and ' }, figure(least), { text: ` for ${name(least)}` }]),
    { text: ` ${when}.` },
  ];
}

/** ` In the compared days it was 1,204 (+12 %).` Only where one line is compared. */
function beforePhrases({ series, compare }: TrendsResult): readonly Phrase[] {
  const [now, ...more] = series;
  const [before, ...others] = compare?.series ?? [];
  if (now === undefined || before === undefined || more.length + others.length > 0) return [];
  const change = changeWords(now.total, before.total);
  return [
    ...phrase` In the compared days it was ${formatNumber(before.total)}`,
    { text: change === undefined ? '.' : ` (${change}).` },
  ];
}

/** A figure that is at its greatest somewhere; an average or a percentile of many buckets is not led by its greatest. */
const isCounted = (math: Measure): boolean =>
  typeof math === 'string' ? math !== 'per_person' : !('fn' in math) || math.fn === 'sum';

/** Running totals are greatest at their end, and moving averages nowhere that anything happened. */
const isPlain = ({ cumulative, smooth }: TrendsSpec): boolean => cumulative !== true && smooth === undefined;

function seriesPhrases(
  spec: TrendsSpec,
  match: Matcher,
  math: Measure,
  lines: readonly Line[],
  { names }: ExplainContext,
): readonly Phrase[] {
  const what = eventPhrases(match, names);
  const [line] = lines;
  if (spec.breakdown === undefined || spec.breakdown.length === 0) return whole(what, math, line);
  const by = spec.breakdown.map(({ property }) => propertyLabel(property)).join(' and ');
  // Bins stand in the order of their numbers, not of their totals.
  const told = lines
    .filter(({ breakdown }) => !(breakdown ?? []).includes(OTHER))
    .toSorted((a, b) => (b.total ?? -Infinity) - (a.total ?? -Infinity))
    .slice(0, 2);
  const [leader, next] = told;
  if (leader === undefined) return [...what, { text: ` by ${by} has no values` }];
  const name = ({ breakdown }: Line): string => (breakdown ?? []).map(valueName).join(' · ');
  const rest = lines.length - told.length;
  const isFolded = lines.some(({ breakdown }) => (breakdown ?? []).includes(OTHER));
  return [
    { text: `By ${by}, ` },
    ...phrase`${name(leader)}`,
    { text: ' leads with ' },
    ...figurePhrases(math, leader.total),
    { text: ' of ' },
    ...what,
    ...(next === undefined ? [] : phrase`, before ${name(next)} (${formatNumber(next.total)})`),
    ...(rest > 0 ? [{ text: ` and ${isFolded ? 'all others' : formatPlural(rest, 'other')}` }] : []),
  ];
}

function figurePhrases(math: Measure, total: number | null): readonly Phrase[] {
  if (math === 'per_person') return phrase`${formatNumber(total)} per person`;
  if (math === 'events') return phrase`${formatPlural(total ?? 0, 'event')}`;
  if (math === 'sessions') return phrase`${formatPlural(total ?? 0, 'session')}`;
  if (math === 'persons' || 'active' in math) return phrase`${formatPlural(total ?? 0, 'person', 'people')}`;
  if ('group' in math) return groupsPhrase(math, total);
  return [...fnPhrases(math), ...phrase` ${formatNumber(total)}`];
}

const groupsPhrase = ({ group }: { readonly group: string }, total: number | null): readonly Phrase[] =>
  phrase`${`${formatCount(total ?? 0)} ${groupNoun(group, total ?? 0)}`}`;

const fnPhrases = ({ fn, property }: Extract<Measure, { fn: unknown }>): readonly Phrase[] => [
  { text: fn === 'distinct' ? 'distinct values of ' : `a ${FN_WORDS[fn]} of ` },
  { text: propertyLabel(property), strong: true },
  { text: ' of' },
];

/** A series as a clause: who did it how often. */
function whole(what: readonly Phrase[], math: Measure, line: Line | undefined): readonly Phrase[] {
  const total = line?.total ?? null;
  const people = phrase`${formatPlural(total ?? 0, 'person', 'people')}`;
  if (math === 'events') return [...what, { text: ' happened ' }, ...phrase`${formatPlural(total ?? 0, 'time')}`];
  if (math === 'sessions') return [...phrase`${formatPlural(total ?? 0, 'session')}`, { text: ' had ' }, ...what];
  if (math === 'persons') return [...people, { text: ' did ' }, ...what];
  if (typeof math === 'object' && 'group' in math) return [...groupsPhrase(math, total), { text: ' did ' }, ...what];
  if (math === 'per_person') {
    return total === null
      ? [{ text: 'Nobody did ' }, ...what]
      : [
          { text: 'People who did ' },
          ...what,
          { text: ' did it ' },
          ...phrase`${formatNumber(total)} times on average`,
        ];
  }
  if ('active' in math) {
    const own = (line?.values ?? []).filter((value) => value !== null);
    const mean = own.length === 0 ? 0 : own.reduce((sum, value) => sum + value, 0) / own.length;
    const reach = { dau: 'on an average day', wau: 'in an average 7 days', mau: 'in an average 30 days' }[math.active];
    return [...people, { text: ' did ' }, ...what, { text: ', ' }, ...phrase`${formatNumber(mean)} ${reach}`];
  }
  const property: Phrase = { text: propertyLabel(math.property), strong: true };
  if (total === null) return [...what, { text: ' had no ' }, property, { text: ' that is a number' }];
  if (math.fn === 'distinct') {
    return [...what, { text: ' had ' }, ...phrase`${formatPlural(total, 'distinct value')} of `, property];
  }
  return [
    { text: math.fn === 'min' ? 'The least ' : math.fn === 'max' ? 'The greatest ' : `The ${FN_WORDS[math.fn]} of ` },
    property,
    { text: ' over ' },
    ...what,
    { text: ' was ' },
    ...phrase`${formatNumber(total)}`,
  ];
}

/** `, most on Tue, 3 Mar 2026 (85)`; nothing where there is one bucket, or nothing in any. */
function peakPhrases(
  spec: TrendsSpec,
  { buckets }: TrendsResult,
  line: Line | undefined,
  zone: string,
): readonly Phrase[] {
  if (line === undefined || buckets.length < 2 || spec.cumulative === true) return [];
  const most = line.values.reduce<number>((best, value) => Math.max(best, value ?? 0), 0);
  const start = buckets[line.values.indexOf(most)];
  if (most <= 0 || start === undefined) return [];
  return [{ text: `, most ${bucketWords(Date.parse(start), spec.interval, zone)} (${formatCount(most)})` }];
}
