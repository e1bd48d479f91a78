/** Each warning where it must come, and where it must not. */
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../shared/base/canonical-json';
import type { ExplainContext } from '../../../shared/insights/explain/context';
import type { Facts } from '../../../shared/insights/explain/facts';
import { pathIn } from '../../../shared/insights/explain/matchers-of';
import type { Warning, WarningCode } from '../../../shared/insights/explain/meta';
import { warningsOf } from '../../../shared/insights/explain/warnings';
import { beginsAbruptly } from '../../../shared/insights/explain/warnings/time';
import type { FunnelResult, FunnelSpec } from '../../../shared/insights/funnel/spec';
import type { InsightResult, InsightSpec } from '../../../shared/insights/specs';
import type { LifecycleResult, LifecycleSpec } from '../../../shared/insights/lifecycle/spec';
import type { RetentionSpec } from '../../../shared/insights/retention/spec';
import type { TrendsResult, TrendsSpec } from '../../../shared/insights/trends/spec';
import type { Filter } from '../../../shared/model/filter';
import { DAY, eventFacts, explainContext, EXTENT, FIRST, plain, soundFacts } from '../../support/explain';
import { retentionGrid } from '../../support/retention-grid';

const META: InsightResult['meta'] = {
  engine: 'native',
  rowsScanned: 1,
  elapsedMs: 1,
  computedAt: '2026-06-01T00:00:00.000Z',
  dataVersion: 1,
};

/** Half a year, well inside the data. */
const RANGE = { from: '2026-02-02', to: '2026-08-02' };
const FUNNEL: FunnelSpec = { kind: 'funnel', range: RANGE, steps: [{ event: '$pageview' }, { event: 'paid' }] };
const counts = (first: number, last: number) => ({
  steps: [
    { label: 'a', count: first, dropped: 0 },
    { label: 'b', count: last, dropped: first - last },
  ],
  overall: first === 0 ? {} : { conversion: last / first },
  excluded: 0,
});
const CONVERTED: FunnelResult = { kind: 'funnel', ...counts(1000, 300) };
const TRENDS: TrendsSpec = {
  kind: 'trends',
  range: RANGE,
  series: [{ match: { event: 'paid' }, math: 'events' }],
  interval: 'week',
};
const WEEKS = Array.from({ length: 26 }, (_, week) => new Date(FIRST + (28 + week * 7) * DAY).toISOString());
const LINES: TrendsResult = { kind: 'trends', buckets: WEEKS, series: [] };

function warn(
  spec: InsightSpec,
  result: FunnelResult | TrendsResult | LifecycleResult | object,
  facts: Partial<Facts> = {},
  context: Partial<ExplainContext> = {},
): readonly Warning[] {
  const whole = { ...result, meta: META } as unknown as InsightResult;
  return warningsOf(spec, whole, explainContext(context), soundFacts(facts));
}
const codes = (...input: Parameters<typeof warn>): readonly WarningCode[] => warn(...input).map(({ code }) => code);
const messages = (...input: Parameters<typeof warn>): readonly string[] =>
  warn(...input).map(({ message }) => plain(message));

it('has nothing to say of sound questions about sound data', () => {
  expect(warn(FUNNEL, CONVERTED)).toEqual([]);
  expect(warn(TRENDS, LINES)).toEqual([]);
});

describe('names', () => {
  const step = (event: string): FunnelSpec => ({ ...FUNNEL, steps: [{ event: '$pageview' }, { event }] });
  it.each([
    ['Paid', 'Did you mean «paid» (1,000 events)?'],
    ['signed_up', 'Did you mean «signed up» (1,000 events)?'],
    ['Sined  Up', 'Did you mean «signed up» (1,000 events)?'],
  ])('«%s» is unknown: %s', (event, hint) => {
    expect(warn(step(event), CONVERTED)).toEqual([
      { code: 'event_unknown', message: `No event of the data is called «${event}». ${hint}`, path: 'steps.1' },
    ]);
  });
  it('suggest nothing that is not near, and know every event', () => {
    expect(messages(step('refunded'), CONVERTED)).toEqual(['No event of the data is called «refunded».']);
    expect(messages(step('pyd'), CONVERTED)).toEqual(['No event of the data is called «pyd».']);
    expect(codes(step('*'), CONVERTED)).toEqual([]);
  });
  it('suggest the most frequent of several', () => {
    const names = new Map([
      ['$pageview', eventFacts()],
      ['Check Out', eventFacts({ count: 5 })],
      ['check_out', eventFacts({ count: 50 })],
    ]);
    expect(messages(step('checkout'), CONVERTED, { names })[0]).toContain('«check_out» (50 events)');
  });
  it('that the data spells in two ways are told, once', () => {
    const names = new Map([...soundFacts().names, ['Paid', eventFacts({ count: 12 })]]);
    const twice: FunnelSpec = { ...FUNNEL, steps: [{ event: 'paid' }, { event: 'paid' }] };
    expect(warn(twice, CONVERTED, { names })).toEqual([
      {
        code: 'event_spelt_differently',
        message: 'Beside «paid» (1,000 events) the data has «Paid» (12): it does not count here.',
        path: 'steps.0',
      },
    ]);
  });
  it('are looked for inside behaviours and conditions too', () => {
    const filter: Filter = { any: [{ performed: { anyOf: [{ event: 'paid' }, { event: 'gone' }] } }] };
    expect(warn({ ...FUNNEL, filter }, CONVERTED)).toEqual([
      {
        code: 'event_unknown',
        message: 'No event of the data is called «gone».',
        path: 'filter.any.0.performed.anyOf.1',
      },
    ]);
  });
  it('are not asked of where there is no data', () => {
    expect(codes(FUNNEL, CONVERTED, { total: 0, names: new Map() }, { extent: undefined })).toEqual([]);
  });
});

describe('an event in a part of the range', () => {
  const seen = (first: number, last: number, count = 1000): Partial<Facts> => ({
    names: new Map([
      ['$pageview', eventFacts()],
      ['paid', eventFacts({ first, last, count })],
    ]),
  });
  const middle = Date.UTC(2026, 4, 1);
  it.each([
    [seen(middle, EXTENT.to), /occurs only from 1 May 2026 on:/],
    [seen(EXTENT.from, middle), /occurs only until 1 May 2026:/],
    [seen(middle, middle + 20 * DAY), /only from 1 May 2026 on and only until 21 May 2026/],
    [seen(EXTENT.from, FIRST + DAY), /last seen on 6 Jan 2026, before the range begins/],
    [seen(EXTENT.to - DAY, EXTENT.to), /first seen on .* after the range ends/],
  ])('is told of', (facts, message) => {
    const [only, ...others] = warn(FUNNEL, CONVERTED, facts);
    expect(only).toMatchObject({ code: 'event_only_in_part', path: 'steps.1' });
    expect(only?.message).toMatch(message);
    expect(others).toEqual([]);
  });
  it.each([
    ['rare, so that it is chance', seen(middle, EXTENT.to, 10)],
    ['missing for a day', seen(Date.UTC(2026, 1, 3), EXTENT.to)],
  ])('is not, where it is %s', (_why, facts) => {
    expect(codes(FUNNEL, CONVERTED, facts)).toEqual([]);
  });
});

describe('conditions', () => {
  const where: Filter = { property: 'properties.plan', op: 'eq', value: 'gold' };
  const spec: FunnelSpec = { ...FUNNEL, steps: [{ event: '$pageview' }, { event: 'paid', where, label: 'Paid gold' }] };
  const own = { all: [{ property: 'event', op: 'eq', value: 'paid' }, where] };
  const matched = (count: number) => (filter: Filter) =>
    canonicalJson(filter) === canonicalJson(own) ? count : undefined;
  it('that nothing meets are told of', () => {
    expect(warn(spec, CONVERTED, { matched: matched(0) })).toEqual([
      {
        code: 'nothing_matches',
        message: 'No event is paid (plan is gold), at any time: look at the spelling of the values, or at their type.',
        path: 'steps.1.where',
      },
    ]);
    expect(codes(spec, CONVERTED, { matched: matched(1) })).toEqual([]);
  });
  it('of the whole count beside them', () => {
    const all = { ...FUNNEL, filter: where };
    const [first] = warn(all, CONVERTED, { matched: () => 0 });
    expect(first).toMatchObject({ code: 'nothing_matches', path: 'filter' });
    expect(first?.message).toContain('together with the filter');
  });
});

describe('the range', () => {
  const over = (from: string | undefined, to: string | undefined): TrendsSpec => ({
    ...TRENDS,
    range: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
  });
  it.each<[TrendsSpec, WarningCode, RegExp]>([
    [over('2025-12-01', '2026-03-01'), 'range_before_data', /begins on 5 Jan 2026: the first 35 days of the range are/],
    [over('2026-12-01', '2027-02-28'), 'range_after_data', /ends on 4 Jan 2027: the last 55 days/],
    [over('2025-01-01', '2025-02-01'), 'range_without_data', /lies before all of it/],
    [over('2027-06-01', undefined), 'range_without_data', /lies after all of it/],
  ])('%j', (spec, code, message) => {
    expect(warn(spec, { ...LINES, buckets: [] })).toEqual([expect.objectContaining({ code, path: 'range' })]);
    expect(messages(spec, { ...LINES, buckets: [] })[0]).toMatch(message);
  });
  it('may end today, and have no ends', () => {
    const today = over('2026-12-01', '2027-01-10');
    expect(codes(today, { ...LINES, buckets: [] }, {}, { now: EXTENT.to + 3600_000 })).toEqual([]);
    expect(codes(over(undefined, undefined), { ...LINES, buckets: [] })).toEqual([]);
  });
});

describe('the last bucket', () => {
  const buckets = [...WEEKS, new Date(EXTENT.to - 2 * DAY).toISOString()];
  it('that the data ends in, or that still runs, is told of', () => {
    expect(codes(TRENDS, { ...LINES, buckets })).toEqual(['last_bucket_incomplete']);
    const running = Date.parse(WEEKS.at(-1) ?? '') + 3 * DAY;
    expect(codes(TRENDS, LINES, {}, { now: running })).toEqual(['last_bucket_incomplete']);
    expect(codes(TRENDS, LINES)).toEqual([]);
  });
  it('of a funnel’s trend too', () => {
    const trend = { buckets, entered: [], completed: [], conversion: [] };
    expect(codes({ ...FUNNEL, trend: { interval: 'week' } }, { ...CONVERTED, trend })).toEqual([
      'last_bucket_incomplete',
    ]);
  });
});

describe('a beginning in the middle', () => {
  const steady = new Map(Array.from({ length: 60 }, (_, day) => [FIRST / DAY + day, 100]));
  const growing = new Map(Array.from({ length: 60 }, (_, day) => [FIRST / DAY + day, 1 + day * 3]));
  it('is told by how busy the first days are', () => {
    expect(beginsAbruptly(steady)).toBe(true);
    expect(beginsAbruptly(growing)).toBe(false);
    // Three weeks at least, or nobody can tell.
    expect(beginsAbruptly(new Map([...steady].slice(0, 20)))).toBe(false);
    expect(beginsAbruptly(new Map())).toBe(false);
    // Idle days are usual where most of them are; a clock that is wrong by far makes no work of them.
    expect(beginsAbruptly(new Map([...steady].filter(([day]) => day % 3 === 0)))).toBe(false);
    expect(beginsAbruptly(new Map([...steady, [100_000_000, 1]]))).toBe(false);
  });
  const life: LifecycleSpec = { kind: 'lifecycle', match: { event: '$pageview' }, interval: 'week' };
  const lived = (start: number): LifecycleResult => ({
    kind: 'lifecycle',
    buckets: [new Date(start).toISOString()],
    new: [1],
    returning: [0],
    resurrecting: [0],
    dormant: [0],
  });
  it('makes everybody new in a lifecycle’s first bucket', () => {
    expect(codes(life, lived(FIRST))).toContain('starts_mid_history');
    expect(codes({ ...life, range: RANGE }, lived(FIRST + 28 * DAY))).not.toContain('starts_mid_history');
  });
  const spec: RetentionSpec = {
    kind: 'retention',
    start: { event: 'signed up' },
    return: { event: '$pageview' },
    interval: 'week',
    periods: 2,
  };
  const grid = { kind: 'retention', ...retentionGrid('100 80 40 20') };
  it('makes first events uncertain where the data begins busily', () => {
    expect(codes(spec, grid, { days: steady })).toEqual(['starts_mid_history']);
    expect(codes(spec, grid, { days: growing })).toEqual([]);
    expect(codes({ ...spec, cohortBy: 'recurring' }, grid, { days: steady })).toEqual([]);
    const filter: Filter = { firstPerformed: { event: 'paid' }, window: { from: '2026-01-05' } };
    expect(codes({ ...FUNNEL, filter }, CONVERTED, { days: steady })).toEqual(['starts_mid_history']);
    expect(codes({ ...FUNNEL, filter }, CONVERTED, { days: growing })).toEqual([]);
  });
  it('comes with what else a grid has to say', () => {
    const three = { kind: 'retention', ...retentionGrid('100 80 40 20\n200 150 60 10~\n50 30 5~ 0~') };
    expect(messages({ ...spec, minCohort: 5 }, three)).toEqual([
      '50 more joined too late to say: that week is not over for them.',
      'Cells that are not over when the data ends (hatched in the grid) may still grow, and no average counts them.',
      'Cohorts of fewer than 5 are left out.',
    ]);
    expect(messages(spec, { kind: 'retention', ...retentionGrid('5 4 3 1\n100 50 20 1~') }).at(-1)).toBe(
      'From week 2 on, averages rest on 5 people or fewer.',
    );
  });
});

describe('few', () => {
  it('a window as long as the range', () => {
    const short = { from: '2026-03-01', to: '2026-03-14' };
    expect(warn({ ...FUNNEL, range: short }, CONVERTED)).toEqual([
      expect.objectContaining({ code: 'window_longer_than_range', path: 'window' }),
    ]);
    expect(codes({ ...FUNNEL, range: { ...short, to: '2026-03-15' } }, CONVERTED)).toEqual([]);
  });
  it('people under a value', () => {
    const spec = { ...FUNNEL, breakdown: { property: 'properties.plan' } };
    const breakdowns = [
      { value: 'pro', ...counts(30, 3) },
      { value: '$none', ...counts(29, 3) },
      { value: 'nobody', ...counts(0, 0) },
    ];
    expect(messages(spec, { ...CONVERTED, breakdowns })).toEqual([
      'Fewer than 30 entered with No value (29): their shares say little.',
    ]);
    expect(codes(spec, { ...CONVERTED, breakdowns: breakdowns.slice(0, 1) })).toEqual([]);
  });
  it('values for a percentile', () => {
    expect(codes(FUNNEL, { kind: 'funnel', ...counts(100, 19) })).toEqual(['few_values']);
    expect(codes(FUNNEL, { kind: 'funnel', ...counts(100, 20) })).toEqual([]);
    expect(codes(FUNNEL, { kind: 'funnel', ...counts(100, 0) })).toEqual([]);
    const often = { kind: 'frequency', range: RANGE, match: { event: 'paid' }, per: 'person' } as const;
    expect(codes(often, { kind: 'frequency', units: 19 })).toEqual(['few_values']);
    expect(codes(often, { kind: 'frequency', units: 20 })).toEqual([]);
    const median: TrendsSpec = {
      ...TRENDS,
      series: [{ match: { event: 'paid' }, math: { fn: 'median', property: 'properties.amount' } }],
    };
    expect(warn(median, LINES, { matched: () => 19 })).toEqual([
      expect.objectContaining({ code: 'few_values', path: 'series.0.math' }),
    ]);
    expect(codes(median, LINES, { matched: () => 20 })).toEqual([]);
    const sum: TrendsSpec = {
      ...median,
      series: [{ match: { event: 'paid' }, math: { fn: 'sum', property: 'properties.amount' } }],
    };
    expect(codes(sum, LINES, { matched: () => 19 })).toEqual([]);
    const numbers = (numeric: number) => new Map([['properties.amount', { values: 1000, numeric }]]);
    expect(messages(sum, LINES, { numbers: numbers(900) })).toEqual([
      'Of the latest 1,000 values of amount, 100 are no numbers and are left out.',
    ]);
    expect(codes(sum, LINES, { numbers: numbers(999) })).toEqual([]);
  });
});

describe('the data', () => {
  it.each<[Partial<Facts>, WarningCode | undefined]>([
    [{ junk: 100 }, 'junk_ids'],
    [{ junk: 99 }, undefined],
    [{ skewed: 100 }, 'clock_skew'],
    [{ skewed: 99 }, undefined],
    [{ future: 1 }, 'events_in_future'],
    // A funnel by persons looks at no session.
    [{ withoutSession: 5000 }, undefined],
  ])('%j: %s', (facts, code) => {
    expect(codes(FUNNEL, CONVERTED, facts)).toEqual(code === undefined ? [] : [code]);
  });
  it('outside sessions matters where sessions count', () => {
    const outside = { withoutSession: 100 };
    const specs: InsightSpec[] = [
      { ...FUNNEL, countBy: 'sessions' },
      { ...TRENDS, series: [{ match: { event: 'paid' }, math: 'sessions' }] },
    ];
    for (const spec of specs) {
      const result = spec.kind === 'funnel' ? CONVERTED : LINES;
      expect(codes(spec, result, outside)).toEqual(['events_without_session']);
      expect(codes(spec, result, { withoutSession: 99 })).toEqual([]);
    }
    expect(codes(TRENDS, LINES, outside)).toEqual([]);
  });
  it('in whole seconds matters where order does', () => {
    const names = (whole: number, count = 1000) =>
      new Map(['$pageview', 'paid'].map((name) => [name, eventFacts({ wholeSeconds: whole, count })]));
    expect(messages(FUNNEL, CONVERTED, { names: names(950) })).toEqual([
      'Of these events, 1,900 of 2,000 have times in whole seconds: within one second any order of the steps counts.',
    ]);
    expect(messages({ ...FUNNEL, ties: 'never' }, CONVERTED, { names: names(1000) })[0]).toContain(
      'never follow one another',
    );
    expect(codes(FUNNEL, CONVERTED, { names: names(949) })).toEqual([]);
    expect(codes(FUNNEL, CONVERTED, { names: names(24, 24) })).toEqual([]);
    expect(codes(TRENDS, LINES, { names: names(1000) })).toEqual([]);
  });
  it('by the hour matters when clocks change', () => {
    const hourly = (from: string, to: string, timezone: string): TrendsSpec => ({
      ...TRENDS,
      interval: 'hour',
      range: { from, to },
      timezone,
    });
    expect(messages(hourly('2026-03-28', '2026-03-30', 'Europe/Berlin'), LINES)).toEqual([
      'On 29 Mar 2026 the clocks of Europe/Berlin go forward: that day has an hour less.',
    ]);
    expect(messages(hourly('2026-03-28', '2026-10-26', 'Europe/Berlin'), LINES)).toEqual([
      'On 29 Mar 2026 the clocks of Europe/Berlin go forward, and 1 more time in the range: that day has an hour less.',
    ]);
    expect(messages(hourly('2026-10-25', '2026-10-25', 'Europe/Berlin'), LINES)[0]).toContain(
      'go back: that day has an hour twice',
    );
    expect(codes(hourly('2026-03-28', '2026-03-30', 'UTC'), LINES)).toEqual([]);
    expect(codes({ ...hourly('2026-03-28', '2026-03-30', 'Europe/Berlin'), interval: 'day' }, LINES)).toEqual([]);
  });
});

it('points into the spec that was asked, not into what is saved', () => {
  const asked = { steps: [{ event: 'a' }, { action: 'bought' }], filter: { segment: 's' } };
  expect(pathIn(asked, 'steps.1.anyOf.0')).toBe('steps.1');
  expect(pathIn(asked, 'filter.performed')).toBe('filter');
  expect(pathIn(asked, 'steps.0.event')).toBe('steps.0.event');
});
