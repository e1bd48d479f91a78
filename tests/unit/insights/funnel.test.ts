/** Funnels over drawn logs: one rule of the contract a test. */
import { describe, expect, test } from 'vitest';
import { funnel } from '../../../shared/insights/funnel';
import type { FunnelResult } from '../../../shared/insights/funnel/spec';
import { eventLog, type LoggedEvent } from '../../support/event-log';
import { formatFunnel } from '../../support/format-funnel';
import { drillInsight, runInsight } from '../../support/run-insight';

const steps = (...names: string[]) => names.map((event) => ({ event }));
const HOUR = { value: 1, unit: 'hour' };
const run = (log: LoggedEvent[], spec: object): FunnelResult =>
  runInsight(funnel, { kind: 'funnel', window: HOUR, ...spec }, log);
const counts = (log: LoggedEvent[], spec: object): number[] => run(log, spec).steps.map(({ count }) => count);

describe('a funnel', () => {
  const log = eventLog`
    ana   09:00 visit   09:05 signup   09:40 pay
    ben   09:01 visit   09:31 signup
    cho   09:02 visit
    dan   09:03 signup
  `;

  test('counts persons by the deepest step', () => {
    const result = run(log, { steps: steps('visit', 'signup', 'pay') });
    expect(formatFunnel(result)).toEqual(['visit 3', 'signup 2 (67%)', 'pay 1 (50%)']);
    expect(result.overall).toEqual({ conversion: 1 / 3, medianSeconds: 2400 });
    expect(result.steps.map(({ dropped }) => dropped)).toEqual([0, 1, 1]);
  });

  test('tells times from the previous step', () => {
    const { steps: rows } = run(log, { steps: steps('visit', 'signup', 'pay') });
    expect(rows[1]).toMatchObject({ medianSeconds: 1050, avgSeconds: 1050 });
    expect(rows[1]?.p90Seconds).toBeCloseTo(300 + 0.9 * 1500);
    expect(rows[0]).not.toHaveProperty('medianSeconds');
  });

  test('leaves out what it cannot know', () => {
    const result = run(log, { steps: steps('nothing', 'pay') });
    expect(result.steps).toEqual([
      { label: 'nothing', count: 0, dropped: 0 },
      { label: 'pay', count: 0, dropped: 0 },
    ]);
    expect(result.overall).toEqual({});
  });

  test('of no data at all is empty', () => {
    expect(counts([], { steps: steps('visit', 'pay') })).toEqual([0, 0]);
  });

  test('opens every bar', () => {
    const spec = { kind: 'funnel', window: HOUR, steps: steps('visit', 'signup', 'pay') };
    expect(drillInsight(funnel, spec, log, { step: 2, outcome: 'reached' })).toEqual({
      ana: ['e0000', 'e0001', 'e0002'],
      ben: ['e0003', 'e0004'],
    });
    expect(drillInsight(funnel, spec, log, { step: 2, outcome: 'dropped' })).toEqual({ cho: ['e0005'] });
    expect(drillInsight(funnel, spec, log, { step: 1, outcome: 'dropped' })).toEqual({});
  });
});

describe('the window', () => {
  test('includes its last millisecond and no more', () => {
    const spec = { steps: steps('a', 'b') };
    expect(counts(eventLog`ana 09:00 a 10:00 b`, spec)).toEqual([1, 1]);
    expect(counts(eventLog`ana 09:00 a 10:00:00.001 b`, spec)).toEqual([1, 0]);
  });

  test('runs from the first step, not from the one before', () => {
    expect(counts(eventLog`ana 09:00 a 09:50 b 10:10 c`, { steps: steps('a', 'b', 'c') })).toEqual([1, 1, 0]);
  });

  test('opens anew with every start', () => {
    expect(counts(eventLog`ana 00:00 a 01:30 a 02:00 b`, { steps: steps('a', 'b') })).toEqual([1, 1]);
    expect(counts(eventLog`ana 00:00 a 00:40 a 01:10 b`, { steps: steps('a', 'b') })).toEqual([1, 1]);
  });

  test('is 14 days where none is given', () => {
    const spec = { steps: steps('a', 'b'), window: undefined };
    expect(counts(eventLog`ana 09:00 a d14/09:00 b`, spec)).toEqual([1, 1]);
    expect(counts(eventLog`ana 09:00 a d14/09:00:01 b`, spec)).toEqual([1, 0]);
  });
});

describe('ties and shared events', () => {
  test('an equal timestamp never costs a conversion', () => {
    expect(counts(eventLog`ana 09:00 b 09:00 a`, { steps: steps('a', 'b') })).toEqual([1, 1]);
    expect(counts(eventLog`ana 09:00 c 09:00 b 09:00 a`, { steps: steps('a', 'b', 'c') })).toEqual([1, 1, 1]);
    expect(counts(eventLog`ana 09:00:00.900 a 09:00 b`, { steps: steps('a', 'b') })).toEqual([1, 0]);
  });

  test('one event is one step', () => {
    const twice = { steps: steps('view', 'view') };
    expect(counts(eventLog`ana 09:00 view`, twice)).toEqual([1, 0]);
    expect(counts(eventLog`ana 09:00 view 09:00 view`, twice)).toEqual([1, 1]);
    expect(counts(eventLog`ana 09:00 view 09:10 view`, twice)).toEqual([1, 1]);
  });

  test('overlapping steps share tied events out', () => {
    const spec = { steps: [{ event: '*' }, { event: 'a' }, { anyOf: steps('a', 'b') }] };
    expect(counts(eventLog`ana 09:00 a 09:00 b 09:00 c`, spec)).toEqual([1, 1, 1]);
    expect(counts(eventLog`ana 09:00 a 09:00 b`, spec)).toEqual([1, 1, 0]);
  });

  test('thousands of events of one moment are no trouble', () => {
    const log = Array.from({ length: 5000 }, (_, index) => ({
      id: `e${index}`,
      person: 'ana',
      event: index % 2 === 0 ? 'a' : 'b',
      time: 0,
      session: 's',
      properties: {},
    }));
    const spec = { steps: [{ event: 'a' }, { event: '*' }, { event: 'b' }, { event: '*' }] };
    expect(counts(log, spec)).toEqual([1, 1, 1, 1]);
  });
});

describe('the reported chain', () => {
  test('ends first, then starts last', () => {
    const spec = { kind: 'funnel', window: HOUR, steps: steps('a', 'b') };
    const log = eventLog`ana 09:00 a 09:10 a 09:20 b 09:30 a 09:31 b`;
    expect(drillInsight(funnel, spec, log, { step: 2, outcome: 'reached' })).toEqual({ ana: ['e0001', 'e0002'] });
  });

  test('takes steps between as early as they come', () => {
    const spec = { kind: 'funnel', window: HOUR, steps: steps('a', 'b', 'c') };
    const log = eventLog`ana 09:00 a 09:10 b 09:15 b 09:20 c`;
    expect(drillInsight(funnel, spec, log, { step: 3, outcome: 'reached' })).toEqual({
      ana: ['e0000', 'e0001', 'e0003'],
    });
  });
});

describe('order', () => {
  const log = eventLog`
    ana  09:00 a  09:01 x  09:02 b
    ben  09:00 a  09:01 b
    cho  09:00 b  09:01 a
  `;

  test('strict lets nothing between', () => {
    expect(counts(log, { steps: steps('a', 'b'), order: 'strict' })).toEqual([3, 1]);
    const filter = { property: 'event', op: 'neq', value: 'x' };
    expect(counts(log, { steps: steps('a', 'b'), order: 'strict', filter })).toEqual([3, 2]);
  });

  test('strict starts again', () => {
    expect(counts(eventLog`ana 09:00 a 09:01 a 09:02 b`, { steps: steps('a', 'b'), order: 'strict' })).toEqual([1, 1]);
  });

  test('any counts distinct steps of one window', () => {
    expect(counts(log, { steps: steps('a', 'b'), order: 'any' })).toEqual([3, 3]);
    const spec = { steps: steps('a', 'b', 'c'), order: 'any' };
    expect(counts(eventLog`ana 09:00 c 09:30 a 10:15 b`, spec)).toEqual([1, 1, 0]);
    expect(counts(eventLog`ana 09:00 c 09:30 a 10:00 b`, spec)).toEqual([1, 1, 1]);
  });
});

describe('exclusions', () => {
  const between = (fromStep: number, toStep: number) => ({ exclusions: [{ match: { event: 'x' }, fromStep, toStep }] });

  test('break the chain that they fall in', () => {
    const result = run(eventLog`ana 09:00 a 09:10 x 09:20 b`, { steps: steps('a', 'b'), ...between(1, 2) });
    expect(formatFunnel(result)).toEqual(['a 1', 'b 0 (0%)']);
    expect(result.excluded).toBe(1);
  });

  test('leave another chain alone', () => {
    const result = run(eventLog`ana 09:00 a 09:10 x 09:15 a 09:20 b`, { steps: steps('a', 'b'), ...between(1, 2) });
    expect(formatFunnel(result)).toEqual(['a 1', 'b 1 (100%)']);
    expect(result.excluded).toBe(0);
  });

  test('at the very time of a step are not between', () => {
    const spec = { steps: steps('a', 'b'), ...between(1, 2) };
    expect(counts(eventLog`ana 09:00 a 09:00 x 09:20 b`, spec)).toEqual([1, 1]);
    expect(counts(eventLog`ana 09:00 a 09:20 x 09:20 b`, spec)).toEqual([1, 1]);
  });

  test('keep the steps done before them', () => {
    const spec = { steps: steps('a', 'b', 'c'), ...between(1, 3) };
    expect(counts(eventLog`ana 09:00 a 09:10 b 09:15 x 09:20 c`, spec)).toEqual([1, 1, 0]);
    expect(counts(eventLog`ana 09:00 a 09:05 x 09:10 b 09:20 c`, spec)).toEqual([1, 0, 0]);
  });

  test('may save a later middle step', () => {
    const spec = { steps: steps('a', 'b', 'c'), ...between(2, 3) };
    const log = eventLog`ana 09:00 a 09:10 b 09:15 x 09:20 b 09:25 c`;
    expect(counts(log, spec)).toEqual([1, 1, 1]);
    const whole = { kind: 'funnel', window: HOUR, ...spec };
    expect(drillInsight(funnel, whole, log, { step: 3, outcome: 'reached' })).toEqual({
      ana: ['e0000', 'e0003', 'e0004'],
    });
  });
});

describe('optional steps', () => {
  const spec = { steps: [{ event: 'a' }, { event: 'o', optional: true }, { event: 'b' }] };

  test('never block, and count where they happened in the chain', () => {
    const log = eventLog`
      ana  09:00 a  09:10 o  09:20 b
      ben  09:00 a  09:20 b
      cho  09:00 a  09:10 o
      dan  09:00 o  09:10 b
      eve  09:00 a  09:10 b  09:20 o
    `;
    const result = run(log, spec);
    expect(formatFunnel(result)).toEqual(['a 4', 'o 2 (50%)', 'b 3 (75%)']);
    expect(result.steps[2]?.dropped).toBe(1);
    expect(result.overall.conversion).toBe(0.75);
  });
});

describe('holding a property constant', () => {
  const spec = { steps: steps('view', 'buy'), holdConstant: ['properties.item'] };

  test('asks all events of a chain to agree', () => {
    const log = eventLog`
      ana  09:00 view{item=1}  09:10 buy{item=2}
      ben  09:00 view{item=1}  09:05 view{item=2}  09:10 buy{item=1}
      cho  09:00 view          09:10 buy
    `;
    expect(counts(log, spec)).toEqual([2, 1]);
  });
});

describe('counting sessions', () => {
  test('makes each session a unit of its own', () => {
    const log = eventLog`ana 09:00 a 09:10 b | 09:20 a | 09:30 b`;
    expect(counts(log, { steps: steps('a', 'b') })).toEqual([1, 1]);
    expect(counts(log, { steps: steps('a', 'b'), countBy: 'sessions' })).toEqual([2, 1]);
  });
});

describe('a breakdown', () => {
  const log = eventLog`
    ana  09:00 a{from=web}   09:10 b{from=app}
    ben  09:00 a{from=web}
    cho  09:00 a{from=app}   09:10 b
    dan  09:00 a             09:10 b{from=web}
    eve  09:00 a{from=tv}
  `;
  const rows = (attribution: unknown, limit?: number): string[] =>
    (
      run(log, { steps: steps('a', 'b'), breakdown: { property: 'properties.from', attribution, limit } }).breakdowns ??
      []
    ).map(({ value, steps: own }) => `${value}: ${own.map(({ count }) => count).join(' ')}`);

  test('gives every person the value of one event of the chain', () => {
    expect(rows('first')).toEqual(['web: 2 1', '$none: 1 1', 'app: 1 1', 'tv: 1 0']);
    expect(rows('last')).toEqual(['web: 2 1', '$none: 1 1', 'app: 1 1', 'tv: 1 0']);
    expect(rows({ step: 2 })).toEqual(['$none: 3 1', 'app: 1 1', 'web: 1 1']);
  });

  test('folds what is beyond the limit', () => {
    expect(rows('first', 2)).toEqual(['web: 2 1', '$none: 1 1', '$other: 2 1']);
  });

  test('opens the folded rest too', () => {
    const spec = { kind: 'funnel', steps: steps('a', 'b'), breakdown: { property: 'properties.from', limit: 2 } };
    const cell = { step: 1, outcome: 'reached', breakdown: '$other' };
    expect(Object.keys(drillInsight(funnel, spec, log, cell))).toEqual(['cho', 'eve']);
  });

  test('says how sure it is', () => {
    const [web] = run(log, { steps: steps('a', 'b'), breakdown: { property: 'properties.from' } }).breakdowns ?? [];
    expect(web?.interval?.[0]).toBeCloseTo(0.0945, 4);
    expect(web?.interval?.[1]).toBeCloseTo(0.9055, 4);
    // One of two against two of three: z = −0.3727.
    expect(web?.pValue).toBeCloseTo(0.7094, 3);
  });
});

describe('the trend', () => {
  test('puts persons into the bucket in which they entered', () => {
    const log = eventLog`
      ana  23:50 a  d1/00:10 b
      ben  d1/09:00 a
      cho  d3/09:00 a  d3/09:10 b
    `;
    const { trend } = run(log, { steps: steps('a', 'b'), trend: { interval: 'day' } });
    expect(trend).toEqual({
      buckets: ['02', '03', '04', '05'].map((day) => `2026-03-${day}T00:00:00.000Z`),
      entered: [1, 1, 0, 1],
      completed: [1, 0, 0, 1],
      conversion: [1, 0, null, 1],
    });
  });
});

describe('the range', () => {
  const log = eventLog`ana 08:59 a 09:00 a 09:59:59.999 b 10:00 c`;
  const within = (range: object) => counts(log, { steps: steps('a', 'b', 'c'), range });

  test('is half-open between instants', () => {
    expect(within({ from: '2026-03-02T09:00:00Z', to: '2026-03-02T10:00:00Z' })).toEqual([1, 1, 0]);
    expect(within({ from: '2026-03-02T09:00:00.001Z' })).toEqual([0, 0, 0]);
  });

  test('takes whole days, in the zone asked for', () => {
    expect(within({ from: '2026-03-02', to: '2026-03-02' })).toEqual([1, 1, 1]);
    expect(within({ to: '2026-03-01' })).toEqual([0, 0, 0]);
    const tokyo = { range: { to: '2026-03-02' }, timezone: 'Asia/Tokyo' };
    expect(counts(eventLog`ana 14:59 a 15:00 b`, { steps: steps('a', 'b'), ...tokyo })).toEqual([1, 0]);
  });

  test('of the last days ends with the day of now', () => {
    const last = { range: { last: { value: 2, unit: 'day' }, now: '2026-03-03T08:00:00Z' } };
    expect(counts(eventLog`ana 00:00 a d1/23:59 b`, { steps: steps('a', 'b'), window: undefined, ...last })).toEqual([
      1, 1,
    ]);
    expect(counts(eventLog`ana 00:00 a d2/00:00 b`, { steps: steps('a', 'b'), window: undefined, ...last })).toEqual([
      1, 0,
    ]);
  });
});
