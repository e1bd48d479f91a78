/** Funnels that count chains instead of persons, or a chain per value: worked examples, and what is refused. */
import { describe, expect, test } from 'vitest';
import { funnel } from '../../../shared/insights/funnel';
import { funnelSpecSchema, type FunnelResult } from '../../../shared/insights/funnel/spec';
import { eventLog, type LoggedEvent } from '../../support/event-log';
import { drillInsight, runInsight } from '../../support/run-insight';

const steps = [{ event: 'visit' }, { event: 'pay' }];
const spec = (more: object): object => ({ kind: 'funnel', steps, window: { value: 1, unit: 'hour' }, ...more });
const run = (log: LoggedEvent[], more: object): FunnelResult => runInsight(funnel, spec(more), log);
const counts = (result: Pick<FunnelResult, 'steps'>): number[] => result.steps.map(({ count }) => count);

describe('re-entry', () => {
  const reentry = true;

  test('counts every completed chain, and what was begun after the last', () => {
    const log = eventLog`
      ana  09:00 visit  09:10 pay  09:20 visit  09:30 pay  09:40 visit
      ben  09:00 visit
    `;
    expect(counts(run(log, {}))).toEqual([2, 1]);
    expect(counts(run(log, { reentry }))).toEqual([4, 2]);
  });

  test('takes the chain that ends first and starts last; starts given up before it are no chains', () => {
    const log = eventLog`ana 08:00 visit 09:00 visit 09:10 visit 09:20 pay 09:30 pay`;
    const result = run(log, { reentry });
    expect(counts(result)).toEqual([1, 1]);
    expect(result.steps[1]?.medianSeconds).toBe(600);
  });

  test('uses what happened at the moment of the end and was not used', () => {
    const log = eventLog`ana 09:10 visit 09:10 pay 09:10 visit 09:10 pay 09:20 pay`;
    expect(counts(run(log, { reentry }))).toEqual([2, 2]);
  });

  test('leaves no event to the next chain that an optional step has taken', () => {
    const log = eventLog`ana 09:00 visit 09:01 pay 09:02 visit 09:03 pay`;
    const optional = { steps: [...steps, { event: 'visit', optional: true }] };
    expect(counts(run(log, { reentry, ...optional }))).toEqual([1, 1, 1]);
  });

  test('goes on within a session where sessions are counted', () => {
    const log = eventLog`ana 09:00 visit 09:01 pay 09:02 visit 09:03 pay | 09:04 visit`;
    expect(counts(run(log, { reentry, countBy: 'sessions' }))).toEqual([3, 2]);
  });

  test('opens to each person once, with the events of all chains', () => {
    const log = eventLog`ana 09:00 visit 09:10 pay 09:20 visit 09:30 pay`;
    const drilled = drillInsight(funnel, spec({ reentry }), log, { step: 2, outcome: 'reached' });
    expect(drilled).toEqual({ ana: ['e0000', 'e0001', 'e0002', 'e0003'] });
  });

  test('gives no p-values and intervals: chains of one person are not independent', () => {
    const log = eventLog`
      ana  09:00 visit{plan=pro}  09:10 pay  09:20 visit{plan=free}
      ben  09:00 visit{plan=free}  09:10 pay
    `;
    const breakdown = { property: 'properties.plan' };
    expect(run(log, { breakdown }).breakdowns?.every(({ interval }) => interval !== undefined)).toBe(true);
    for (const row of run(log, { breakdown, reentry }).breakdowns ?? []) {
      expect(row).not.toHaveProperty('pValue');
      expect(row).not.toHaveProperty('interval');
    }
  });

  test.each([
    [
      { starts: 'first' },
      'must not be set with starts "first": only the first start counts there; use starts "every".',
    ],
    [
      { rules: 'mixpanel' },
      'must not be set with rules "mixpanel": only the first start counts there; use starts "every".',
    ],
    [
      { rules: 'mixpanel-reentry' },
      'must not be set with rules "mixpanel-reentry": with a grace it is open where a chain ends; use tieGraceMs 0.',
    ],
    [
      { rules: 'posthog', exclusions: [{ match: { event: 'x' }, fromStep: 1, toStep: 2 }] },
      'must not be set with exclusions and rules "posthog", which decide on whole persons; use exclusionEffect "breakChain".',
    ],
  ])('with %o is refused', (more, message) => {
    const issues = funnelSpecSchema.safeParse(spec({ reentry, ...more })).error?.issues;
    expect(issues?.map((issue) => [issue.path.join('.'), issue.message])).toEqual([['reentry', message]]);
  });

  test.each(['waymark', 'posthog', 'amplitude', 'openpanel'])('goes with the rules of %s', (rules) => {
    expect(funnelSpecSchema.safeParse(spec({ reentry, rules })).success).toBe(true);
  });
});

describe('attribution to all steps', () => {
  const breakdown = { property: 'properties.plan', attribution: 'all' };

  test('wants a chain of each value, and counts a person under several', () => {
    const log = eventLog`
      ana  09:00 visit{plan=pro}  09:10 visit{plan=free}  09:20 pay{plan=free}
      ben  09:00 visit{plan=pro}  09:10 pay{plan=free}
      cho  09:00 visit  09:10 pay
    `;
    const result = run(log, { breakdown });
    expect(counts(result)).toEqual([3, 3]);
    expect(result.breakdowns?.map((row) => [row.value, ...counts(row)])).toEqual([
      ['pro', 2, 0],
      ['$none', 1, 1],
      ['free', 1, 1],
    ]);
    expect(result.breakdowns?.every((row) => row.pValue === undefined)).toBe(true);
  });

  test('opens each value to the persons with its own chain', () => {
    const log = eventLog`ana 09:00 visit{plan=pro} 09:10 visit{plan=free} 09:20 pay{plan=free}`;
    const open = (value: string, outcome: string): object =>
      drillInsight(funnel, spec({ breakdown }), log, { step: 2, outcome, breakdown: value });
    expect(open('free', 'reached')).toEqual({ ana: ['e0001', 'e0002'] });
    expect(open('pro', 'dropped')).toEqual({ ana: ['e0000'] });
    expect(open('pro', 'reached')).toEqual({});
  });
});
