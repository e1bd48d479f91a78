import { describe, expect, it } from 'vitest';
import { funnelSentence } from '../../../shared/insights/explain/funnel';
import { scopePhrases } from '../../../shared/insights/explain/scope-words';
import { fromMarkedText, toMarkedText } from '../../../shared/insights/explain/sentence';
import { spanWords } from '../../../shared/insights/explain/span-words';
import { spokenTime } from '../../../shared/insights/explain/context';
import { trendsSentence } from '../../../shared/insights/explain/trends';
import type { FunnelResult, FunnelSpec } from '../../../shared/insights/funnel/spec';
import type { TrendsResult, TrendsSpec } from '../../../shared/insights/trends/spec';
import type { Filter } from '../../../shared/model/filter';
import type { Range } from '../../../shared/model/range';
import { explainContext, plain, spoken } from '../../support/explain';

const context = explainContext();
const names = { segments: new Map([['s1', 'Power users']]), actions: new Map([['a1', 'Bought']]) };
const march: Range = { from: '2026-03-01', to: '2026-03-31' };

describe('when', () => {
  const words = (range: Range | undefined, timezone = 'UTC', more = {}): string =>
    spanWords(spokenTime({ ...(range === undefined ? {} : { range }), timezone }, explainContext(more)));
  it.each<[Range | undefined, string]>([
    [march, 'between 1 and 31 Mar 2026'],
    [{ from: '2026-02-27', to: '2026-03-03' }, 'between 27 Feb and 3 Mar 2026'],
    [{ from: '2025-12-30', to: '2026-01-02' }, 'between 30 Dec 2025 and 2 Jan 2026'],
    [{ from: '2026-03-03', to: '2026-03-03' }, 'on 3 Mar 2026'],
    [{ from: '2026-03-03T10:00:00Z', to: '2026-03-03T12:30:00Z' }, 'between 3 Mar 2026, 10:00 and 3 Mar 2026, 12:30'],
    [{ last: { value: 7, unit: 'day' }, now: '2026-03-31' }, 'between 25 and 31 Mar 2026'],
    [{ from: '2026-12-01' }, 'between 1 Dec 2026 and 4 Jan 2027'],
    [undefined, 'between 5 Jan 2026 and 4 Jan 2027'],
  ])('%j is %s', (range, text) => {
    expect(words(range)).toBe(text);
  });
  it('is in the days of the zone, the day of 23 hours included', () => {
    expect(words({ from: '2026-03-29', to: '2026-03-29' }, 'Europe/Berlin')).toBe('on 29 Mar 2026');
    expect(words({ from: '2026-03-28T23:00:00Z', to: '2026-03-29T22:00:00Z' }, 'Europe/Berlin')).toBe('on 29 Mar 2026');
  });
  it('is no date while there is no event', () => {
    expect(words(undefined, 'UTC', { extent: undefined })).toBe('in these days');
  });
});

describe('a funnel', () => {
  const spec: FunnelSpec = {
    kind: 'funnel',
    range: march,
    steps: [{ event: '$pageview' }, { event: 'paid', label: 'Paid' }],
  };
  const result = (...counts: readonly number[]): FunnelResult => {
    const [first = 0] = counts;
    const last = counts.at(-1) ?? 0;
    return {
      kind: 'funnel',
      steps: counts.map((count, index) => ({
        label: `step ${index}`,
        count,
        dropped: index === 0 ? 0 : (counts[index - 1] ?? 0) - count,
        ...(first === 0 ? {} : { conversion: count / first }),
      })),
      overall: first === 0 ? {} : { conversion: last / first, medianSeconds: 7200 },
      excluded: 0,
    };
  };
  const sentence = (of: FunnelSpec, answer: FunnelResult): string =>
    spoken(funnelSentence(of, answer, explainContext({ names })));

  it('says who entered, who converted, how soon', () => {
    expect(sentence(spec, result(2010, 312))).toBe(
      'Of 2,010 people who did Page view between 1 and 31 Mar 2026, 312 (15.5 %) went on to Paid within 14 days, half of them in less than 2 h.',
    );
  });
  it('follows the unit, the window and the order', () => {
    const sessions: FunnelSpec = { ...spec, countBy: 'sessions', window: { value: 1, unit: 'hour' } };
    expect(sentence(sessions, result(1, 1))).toBe(
      'Of 1 session with Page view between 1 and 31 Mar 2026, 1 (100 %) went on to Paid within 1 hour, after 2 h.',
    );
    expect(sentence({ ...spec, order: 'any' }, result(10, 4))).toMatch(
      /^Of 10 people who did at least one step between .*, 4 \(40 %\) did all steps within 14 days/,
    );
    expect(sentence({ ...spec, order: 'strict' }, result(10, 4))).toContain('went straight on to Paid');
    expect(sentence({ ...spec, steps: [...spec.steps, { event: 'used' }] }, result(10, 4, 2))).toContain(
      'went on through all steps to used',
    );
  });
  it('speaks of the last step that must be reached, not of an optional one after it', () => {
    const steps = [...spec.steps, { event: 'rated', optional: true }];
    const answer = { ...result(100, 40, 5), overall: { conversion: 0.4, medianSeconds: 60 } };
    expect(sentence({ ...spec, steps }, answer)).toMatch(/, 40 \(40 %\) went on to Paid within/);
  });
  it('names conditions, exclusions, what is held constant, the rules', () => {
    const careful: FunnelSpec = {
      ...spec,
      steps: [{ event: '$pageview', where: { property: 'page', op: 'eq', value: '/pricing' } }, { action: 'a1' }],
      exclusions: [{ match: { event: 'refunded' }, fromStep: 1, toStep: 2 }],
      holdConstant: ['properties.cart'],
      rules: 'mixpanel',
    };
    expect(sentence(careful, { ...result(10, 4), excluded: 1 })).toBe(
      'Of 10 people who did Page view (page is /pricing) between 1 and 31 Mar 2026, 4 (40 %) went on to Bought without refunded on the way with the same cart within 7 days, half of them in less than 2 h. An excluded event held 1 person back. Counted by the rules of Mixpanel.',
    );
    expect(sentence({ ...spec, ties: 'never' }, result(1, 0))).toContain('Some of the rules are set for this funnel');
  });
  it('says how far apart the values of a breakdown lie, those of few left aside', () => {
    const part = (value: string, first: number, last: number) => {
      const { kind: _kind, ...rest } = result(first, last);
      return { value, ...rest };
    };
    const broken = {
      ...result(300, 60),
      breakdowns: [part('pro', 100, 40), part('$none', 150, 15), part('odd', 2, 2)],
    };
    expect(sentence({ ...spec, breakdown: { property: 'properties.plan' } }, broken)).toMatch(
      / By plan, it ranges from 10 % \(No value\) to 40 % \(pro\)\.$/,
    );
  });
  it('divides nothing by nobody', () => {
    expect(sentence(spec, result(0, 0))).toBe('Nobody did Page view between 1 and 31 Mar 2026.');
    expect(sentence({ ...spec, countBy: 'sessions' }, result(0, 0))).toMatch(/^No session had Page view/);
  });
});

describe('trends', () => {
  const spec: TrendsSpec = {
    kind: 'trends',
    range: { from: '2026-03-02', to: '2026-03-04' },
    series: [{ match: { event: 'paid' }, math: 'events' }],
    interval: 'day',
  };
  const buckets = [2, 3, 4].map((day) => new Date(Date.UTC(2026, 2, day)).toISOString());
  const line = (total: number | null, values: (number | null)[] = [1, 8, 3], more = {}) => ({
    label: 'paid',
    series: 0,
    values,
    total,
    ...more,
  });
  const says = (
    math: TrendsSpec['series'][number]['math'],
    total: number | null,
    more: Partial<TrendsSpec> = {},
  ): string =>
    spoken(
      trendsSentence(
        { ...spec, series: [{ match: { event: 'paid' }, math }], ...more },
        { kind: 'trends', buckets, series: [line(total)] },
        context,
      ),
    );
  const when = 'between 2 and 4 Mar 2026';
  it.each<[TrendsSpec['series'][number]['math'], number | null, string]>([
    ['events', 12, `paid happened 12 times ${when}, most on Tue, 3 Mar 2026 (8).`],
    ['events', 1, `paid happened 1 time ${when}, most on Tue, 3 Mar 2026 (8).`],
    ['persons', 5, `5 people did paid ${when}, most on Tue, 3 Mar 2026 (8).`],
    ['sessions', 1, `1 session had paid ${when}, most on Tue, 3 Mar 2026 (8).`],
    ['per_person', 2.4, `People who did paid did it 2.4 times on average ${when}.`],
    ['per_person', null, `Nobody did paid ${when}.`],
    [{ active: 'wau' }, 9, `9 people did paid, 4 in an average 7 days ${when}, most on Tue, 3 Mar 2026 (8).`],
    [
      { fn: 'sum', property: 'properties.amount' },
      1234.5,
      `The sum of amount over paid was 1,234.5 ${when}, most on Tue, 3 Mar 2026 (8).`,
    ],
    [{ fn: 'p90', property: 'properties.amount' }, 20, `The 90th percentile of amount over paid was 20 ${when}.`],
    [{ fn: 'max', property: 'properties.amount' }, 20, `The greatest amount over paid was 20 ${when}.`],
    [{ fn: 'avg', property: 'properties.amount' }, null, `paid had no amount that is a number ${when}.`],
    [{ fn: 'distinct', property: 'properties.plan' }, 1, `paid had 1 distinct value of plan ${when}.`],
  ])('%j of %d', (math, total, text) => {
    expect(says(math, total)).toBe(text);
  });
  it('of nothing at all have no peak', () => {
    const none: TrendsResult = { kind: 'trends', buckets, series: [line(0, [0, 0, 0])] };
    expect(spoken(trendsSentence(spec, none, context))).toBe(`paid happened 0 times ${when}.`);
    expect(spoken(trendsSentence(spec, { kind: 'trends', buckets: [], series: [] }, context))).toBe(
      `Nothing happened ${when}.`,
    );
  });
  it('go on in small letters, but for names', () => {
    const both: TrendsSpec = {
      ...spec,
      series: [
        { match: { event: 'Paid' }, math: 'events' },
        { match: { event: 'Paid' }, math: 'per_person' },
        { match: { event: 'Paid' }, math: 'events' },
      ],
    };
    const series = [line(4, [4, 0, 0]), line(2, [], { series: 1 }), line(4, [4, 0, 0], { series: 2 })];
    expect(spoken(trendsSentence(both, { kind: 'trends', buckets, series }, context))).toMatch(
      /; people who did Paid did it 2 times on average; Paid happened 4 times/,
    );
  });
  it('name several series, and how many more', () => {
    const series = ['a', 'b', 'c', 'd', 'e'].map((event) => ({ match: { event }, math: 'events' as const }));
    const lines = series.map((_, index) => line(index, [index, 0, 0], { series: index }));
    expect(spoken(trendsSentence({ ...spec, series }, { kind: 'trends', buckets, series: lines }, context))).toMatch(
      /^a happened 0 times between .*; b happened 1 time, most on .* \(1\); c happened 2 times, .*; and 2 more series\.$/,
    );
  });
  it('say what a formula comes to, and for which values most and least', () => {
    const asked: TrendsSpec = { ...spec, formula: 'B / A * 100' };
    const of = (series: TrendsResult['series']): string =>
      spoken(trendsSentence(asked, { kind: 'trends', buckets, series }, context));
    const sum = (total: number | null, more = {}) => ({ label: 'B / A * 100', values: [], total, ...more });
    expect(of([sum(7.456)])).toBe(`B / A * 100 comes to 7.46 ${when}.`);
    expect(of([sum(null)])).toBe(`B / A * 100 has no value ${when}.`);
    const broken = { ...asked, breakdown: [{ property: 'properties.plan' }] };
    const lines = [[3, 'free'] as const, [9, 'pro'] as const].map(([total, plan]) => sum(total, { breakdown: [plan] }));
    expect(spoken(trendsSentence(broken, { kind: 'trends', buckets, series: lines }, context))).toBe(
      `By plan, B / A * 100 comes to 9 for pro and 3 for free ${when}.`,
    );
  });
  it('say how a single line changed', () => {
    const of = (now: number, before: number): string => {
      const compare = { buckets, series: [line(before)] };
      return spoken(
        trendsSentence({ ...spec, smooth: 2 }, { kind: 'trends', buckets, series: [line(now)], compare }, context),
      );
    };
    expect(of(12, 10)).toBe(`paid happened 12 times ${when}. In the compared days it was 10 (+20 %).`);
    expect(of(12, 0)).toBe(`paid happened 12 times ${when}. In the compared days it was 0 (new).`);
    expect(of(0, 10)).toBe(`paid happened 0 times ${when}. In the compared days it was 10 (−100 %).`);
    expect(of(7, 7)).toBe(`paid happened 7 times ${when}. In the compared days it was 7 (no change).`);
  });
  it('name the leader of a breakdown', () => {
    const lines = [
      line(300, [], { breakdown: ['pro'] }),
      line(200, [], { breakdown: ['$none'] }),
      line(9, [], { breakdown: ['x'] }),
      line(700, [], { breakdown: ['$other'] }),
    ];
    const broken = { ...spec, breakdown: [{ property: 'properties.plan' }] };
    expect(spoken(trendsSentence(broken, { kind: 'trends', buckets, series: lines }, context))).toBe(
      `By plan, pro leads with 300 events of paid, before No value (200) and all others ${when}.`,
    );
  });
});

describe('what is looked at', () => {
  const scope = (filter: Filter | undefined): string => spoken(scopePhrases(filter, names));
  const isPro: Filter = { property: 'properties.plan', op: 'eq', value: 'pro' };
  it.each<[Filter | undefined, string]>([
    [undefined, ''],
    [{ all: [] }, ''],
    [isPro, ' Only events where plan is pro count.'],
    [{ segment: 's1' }, ' Counted among people in the segment Power users.'],
    [{ not: { segment: 's1' } }, ' Counted among people not in the segment Power users.'],
    [{ performed: { event: 'paid' } }, ' Counted among people who did paid.'],
    [{ property: 'person.plan', op: 'is_set' }, ' Counted among people for whom person plan is set.'],
    [
      { all: [{ performed: { action: 'a1' } }, { segment: 'gone' }, isPro] },
      ' Counted among people who did Bought, and in the segment gone, only in events where plan is pro.',
    ],
    [{ any: [{ performed: { event: 'a' } }, isPro] }, ' Only events where (did a) or plan is pro count.'],
  ])('%j', (filter, text) => {
    expect(scope(filter)).toBe(text);
  });
});

it('goes over the wire as a text with marks, and back', () => {
  const phrases = [
    { text: 'Of ' },
    { text: '1\u202fperson', strong: true },
    { text: ' – ' },
    { text: '💡', strong: true },
  ];
  const marked = toMarkedText(phrases);
  expect(plain(marked.text)).toBe('Of 1 person – 💡');
  expect(fromMarkedText(marked)).toEqual(phrases);
  expect(fromMarkedText(toMarkedText([]))).toEqual([]);
});
