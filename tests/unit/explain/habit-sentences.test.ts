import { describe, expect, it } from 'vitest';
import { frequencySentence, stickinessSentence } from '../../../shared/insights/explain/habits';
import { finalBuckets, lifecycleSentence } from '../../../shared/insights/explain/lifecycle';
import { isLastBucketOpen } from '../../../shared/insights/explain/open-bucket';
import { pathsSentence } from '../../../shared/insights/explain/paths';
import { retentionSentence } from '../../../shared/insights/explain/retention';
import { segmentSentence } from '../../../shared/insights/explain/segment';
import type { SegmentSpec } from '../../../shared/insights/segment/spec';
import type { FrequencyResult, FrequencySpec } from '../../../shared/insights/frequency/spec';
import type { LifecycleResult, LifecycleSpec } from '../../../shared/insights/lifecycle/spec';
import type { PathsResult, PathsSpec } from '../../../shared/insights/paths/spec';
import type { RetentionResult, RetentionSpec } from '../../../shared/insights/retention/spec';
import type { StickinessResult, StickinessSpec } from '../../../shared/insights/stickiness/spec';
import type { Range } from '../../../shared/model/range';
import { retentionGrid } from '../../support/retention-grid';
import { DAY, explainContext, FIRST, spoken } from '../../support/explain';

const context = explainContext();
const names = { segments: new Map([['s1', 'Power users']]), actions: new Map([['a1', 'Bought']]) };
const march: Range = { from: '2026-03-01', to: '2026-03-31' };

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
