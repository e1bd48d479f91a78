import { describe, expect, it } from 'vitest';
import { funnelSentence } from '../../../shared/insights/explain/funnel';
import { frequencySentence, stickinessSentence } from '../../../shared/insights/explain/habits';
import { finalBuckets, lifecycleSentence } from '../../../shared/insights/explain/lifecycle';
import { isLastBucketOpen } from '../../../shared/insights/explain/open-bucket';
import { pathsSentence } from '../../../shared/insights/explain/paths';
import { retentionSentence } from '../../../shared/insights/explain/retention';
import { scopePhrases } from '../../../shared/insights/explain/scope-words';
import { fromMarkedText, toMarkedText } from '../../../shared/insights/explain/sentence';
import { spanWords } from '../../../shared/insights/explain/span-words';
import { spokenTime } from '../../../shared/insights/explain/context';
import { segmentSentence } from '../../../shared/insights/explain/segment';
import { trendsSentence } from '../../../shared/insights/explain/trends';
import type { SegmentSpec } from '../../../shared/insights/segment/spec';
import type { FrequencyResult, FrequencySpec } from '../../../shared/insights/frequency/spec';
import type { FunnelResult, FunnelSpec } from '../../../shared/insights/funnel/spec';
import type { LifecycleResult, LifecycleSpec } from '../../../shared/insights/lifecycle/spec';
import type { PathsResult, PathsSpec } from '../../../shared/insights/paths/spec';
import type { RetentionResult, RetentionSpec } from '../../../shared/insights/retention/spec';
import type { StickinessResult, StickinessSpec } from '../../../shared/insights/stickiness/spec';
import type { TrendsResult, TrendsSpec } from '../../../shared/insights/trends/spec';
import type { Filter } from '../../../shared/model/filter';
import type { Range } from '../../../shared/model/range';
import { retentionGrid } from '../../support/retention-grid';
import { DAY, explainContext, FIRST, plain, spoken } from '../../support/explain';

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
      `By plan, pro leads with 300 events of paid, before No value (200) and 2 others ${when}.`,
    );
  });
});

describe('lifecycle', () => {
  const spec: LifecycleSpec = { kind: 'lifecycle', match: { event: '$pageview' }, interval: 'week' };
  const lived: LifecycleResult = {
    kind: 'lifecycle',
    buckets: [0, 1, 2].map((week) => new Date(FIRST + week * 7 * DAY).toISOString()),
    new: [10, 6, 4],
    returning: [0, 7, 8],
    resurrecting: [0, 0, 2],
    dormant: [0, -3, -5],
  };
  const until = (days: number) => explainContext({ extent: { from: FIRST, to: FIRST + days * DAY } });
  it('counts the buckets that are final', () => {
    expect(finalBuckets(lived, false)).toEqual([1, 2]);
    expect(finalBuckets(lived, true)).toEqual([1]);
    // People are known from before the first.
    expect(finalBuckets({ ...lived, returning: [4, 7, 8] }, false)).toEqual([0, 1, 2]);
  });
  it('speaks of the last bucket that is over', () => {
    expect(spoken(lifecycleSentence(spec, lived, until(21)))).toBe(
      '14 people did Page view in the week of 19 Jan 2026: 4 new, 8 returning, 2 back after a while; 5 of the week before did not.',
    );
    expect(spoken(lifecycleSentence(spec, lived, until(16)))).toContain(
      '13 people did Page view in the week of 12 Jan',
    );
    const nobody = { ...lived, new: [0, 0, 0], returning: [0, 0, 0], resurrecting: [0, 0, 0], dormant: [0, 0, 0] };
    expect(spoken(lifecycleSentence(spec, nobody, until(20)))).toBe('Nobody did Page view between 5 and 25 Jan 2026.');
  });
  it('knows that a week is cut short by the end of the data, but not a day by its last hours', () => {
    const open = (
      buckets: readonly string[],
      interval: 'hour' | 'day' | 'week' | 'month',
      to: number,
      now = FIRST + 400 * DAY,
    ) => isLastBucketOpen(buckets, interval, { now, extent: { from: FIRST, to } });
    expect(open(lived.buckets, 'week', FIRST + 16 * DAY)).toBe(true);
    expect(open(lived.buckets, 'week', FIRST + 20.5 * DAY)).toBe(false);
    expect(open(lived.buckets, 'day', FIRST + 14.5 * DAY)).toBe(true);
    expect(open(lived.buckets, 'day', FIRST + 14.8 * DAY)).toBe(false);
    expect(open(lived.buckets, 'hour', FIRST + 14 * DAY)).toBe(false);
    expect(open(lived.buckets, 'hour', FIRST + 14 * DAY, FIRST + 14 * DAY + 60_000)).toBe(true);
    // Data that goes on beyond the bucket does not end in it.
    expect(open(lived.buckets, 'week', FIRST + 90 * DAY)).toBe(false);
    expect(open(['2026-02-01T00:00:00Z'], 'month', Date.UTC(2026, 1, 28, 0, 30))).toBe(false);
    expect(open(['2026-02-01T00:00:00Z'], 'month', Date.UTC(2026, 1, 20))).toBe(true);
    expect(open([], 'week', FIRST)).toBe(false);
  });
});

describe('stickiness and frequency', () => {
  const sticky: StickinessSpec = { kind: 'stickiness', range: march, match: { event: '$pageview' }, interval: 'day' };
  const stuck: StickinessResult = {
    kind: 'stickiness',
    intervals: 5,
    counts: [0, 6, 0, 3, 1, 0],
    persons: 10,
    average: 1.9,
    dauWau: 0.4,
    dauMau: null,
  };
  it('say how many days half of the people do not go beyond', () => {
    expect(spoken(stickinessSentence(sticky, stuck, context))).toBe(
      '10 people did Page view on 1.9 of 5 days on average between 1 and 31 Mar 2026, half of them on only 1 day.',
    );
    const weekly = { ...stuck, counts: [0, 4, 1, 5] };
    expect(spoken(stickinessSentence({ ...sticky, interval: 'week' }, weekly, context))).toMatch(
      /^10 people did Page view in 1.9 of 5 weeks on average .*, half of them in at most 2 weeks\.$/,
    );
    expect(spoken(stickinessSentence(sticky, { ...stuck, persons: 0 }, context))).toMatch(/^Nobody did Page view/);
  });
  const often: FrequencySpec = { kind: 'frequency', range: march, match: { event: 'paid' }, per: 'session' };
  const counted: FrequencyResult = {
    kind: 'frequency',
    units: 4,
    events: 30,
    min: 1,
    avg: 7.5,
    median: 4.5,
    p90: 15,
    p99: 19.5,
    max: 20,
    histogram: [],
  };
  it('say the middle, the busiest and the most', () => {
    expect(spoken(frequencySentence(often, counted, context))).toBe(
      'paid happened 30 times in 4 sessions between 1 and 31 Mar 2026: half of them hold 4.5 or fewer, one in ten 15 or more, none more than 20.',
    );
    expect(spoken(frequencySentence({ ...often, per: 'person' }, counted, context))).toMatch(
      /^4 people did paid 30 times between .*: half of them 4\.5 or fewer/,
    );
    expect(spoken(frequencySentence({ ...often, per: 'day' }, { ...counted, units: 0 }, context))).toMatch(
      /^Nobody did/,
    );
  });
});

describe('retention', () => {
  const spec: RetentionSpec = {
    kind: 'retention',
    start: { event: 'signed up' },
    return: { event: '$pageview' },
    interval: 'week',
    periods: 2,
  };
  const sentence = (of: RetentionSpec, text: string, more: Partial<RetentionResult> = {}): string =>
    spoken(retentionSentence(of, { kind: 'retention', ...retentionGrid(text), ...more }, context));
  it('speaks of those for whom the first period is over', () => {
    expect(sentence(spec, '100 80 40 20\n200 150 60 10~\n50 30 5~ 0~')).toBe(
      'Of 300 people who did signed up for the first time in the weeks of 5 Jan 2026 to 12 Jan 2026, 100 (33.3 %) did Page view in week 1.',
    );
  });
  it('names the cohorts where all of them count', () => {
    expect(sentence(spec, '10 5 2\n30 10 8')).toBe(
      'Of 40 people who did signed up for the first time in the weeks of 5 Jan 2026 to 12 Jan 2026, 10 (25 %) did Page view in week 1.',
    );
  });
  it('follows who joins and what coming back is', () => {
    expect(sentence({ ...spec, cohortBy: 'recurring', return: spec.start }, '10 5 2')).toBe(
      'Of 10 starts of people who did signed up (each week in which they did counts) in the week of 5 Jan 2026, 2 (20 %) did it again in week 1.',
    );
  });
  it('falls back on the cohorts’ own period, and says when it is too early or nobody began', () => {
    expect(sentence(spec, '10 5 0~')).toMatch(/5 \(50 %\) did Page view later in the same week\.$/);
    expect(sentence(spec, '10 5~ 0~')).toBe(
      '10 people who did signed up for the first time in the week of 5 Jan 2026; it is too early to say how many came back.',
    );
    expect(sentence({ ...spec, range: march }, '')).toBe('Nobody did signed up between 1 and 31 Mar 2026.');
    expect(sentence({ ...spec, minCohort: 500 }, '')).toMatch(/^No cohort of 500 or more did signed up/);
  });
  it('says how far the values of a breakdown lie apart', () => {
    const breakdowns = [
      { value: 'DE', ...retentionGrid('100 50 20') },
      { value: 'FR', ...retentionGrid('100 50 40') },
    ];
    expect(sentence({ ...spec, breakdown: { property: 'properties.country' } }, '200 100 60', { breakdowns })).toMatch(
      / By country, it ranges from 20 % \(DE\) to 40 % \(FR\)\.$/,
    );
  });
});

describe('paths', () => {
  const PAGES: PathsSpec = { kind: 'paths', range: march, of: 'pages', within: 'session' };
  const RESULT: PathsResult = {
    kind: 'paths',
    sessions: 100,
    persons: 80,
    nodes: [
      { id: '0:/', step: 0, name: '/', sessions: 70 },
      { id: '0:/docs', step: 0, name: '/docs', sessions: 30 },
      { id: '1:/pricing', step: 1, name: '/pricing', sessions: 50 },
    ],
    links: [
      { source: '0:/', target: '1:/pricing', sessions: 40, persons: 35, medianSeconds: 12 },
      { source: '0:/docs', target: '1:/pricing', sessions: 10, persons: 9, medianSeconds: 90 },
    ],
    dropoffs: [{ node: '0:/', sessions: 30 }],
    other: { links: 0, sessions: 0 },
  };
  const sentence = (spec: PathsSpec, result: PathsResult = RESULT): string =>
    spoken(pathsSentence(spec, result, context));
  it('say where they begin, lead and end', () => {
    expect(sentence(PAGES)).toBe(
      '100 sessions of 80 people between 1 and 31 Mar 2026: 70 (70 %) began at /. From there, most went on to /pricing: 40 (57.1 %); 30 (42.9 %) ended there.',
    );
    expect(sentence({ ...PAGES, startAt: { event: 'visited' } })).toMatch(
      /2026 began at visited\. Next came most often \/pricing: 50 \(50 %\); 30 \(30 %\) went no further\.$/,
    );
    expect(sentence({ ...PAGES, steps: 3, endAt: { event: 'paid' } })).toMatch(
      /2026 came to paid, most often from \/pricing: 50 \(50 %\)\.$/,
    );
    expect(sentence({ ...PAGES, startAt: { event: 'visited' }, endAt: { event: 'paid' } })).toContain(
      'led from visited to paid. Next',
    );
    const nothing = { ...RESULT, sessions: 0, persons: 0, nodes: [], links: [], dropoffs: [] };
    expect(sentence(PAGES, nothing)).toBe('There are no such paths between 1 and 31 Mar 2026.');
    const anyHome = { event: '*', where: { property: 'page', op: 'eq' as const, value: '/' } };
    expect(sentence({ ...PAGES, startAt: anyHome })).toContain('began at page is /.');
  });
});

it('a segment says how many belong, and who they are', () => {
  const spec: SegmentSpec = {
    kind: 'segment',
    range: march,
    filter: { all: [{ performed: { event: 'paid' } }, { segment: 's1' }] },
  };
  const says = (count: number, total: number): string =>
    spoken(
      segmentSentence(
        spec,
        { kind: 'segment', count, total, ...(total === 0 ? {} : { share: count / total }) },
        explainContext({ names }),
      ),
    );
  expect(says(312, 2010)).toBe(
    'Of 2,010 people seen between 1 and 31 Mar 2026, 312 (15.5 %) belong: people who did paid, and in the segment Power users.',
  );
  expect(says(1, 1)).toMatch(/^Of 1 person seen .*, 1 \(100 %\) belongs: /);
  expect(says(0, 0)).toBe('Nobody was seen between 1 and 31 Mar 2026.');
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
