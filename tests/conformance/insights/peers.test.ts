/**
 * What other systems' own tests and documentation assert of funnels, paths and retention, as cases of ours. Facts only;
 * where they disagree with each other, the rules that each case names decide.
 */
import { describe, expect, it } from 'vitest';
import { funnel } from '../../../shared/insights/funnel';
import { paths } from '../../../shared/insights/paths';
import { retention } from '../../../shared/insights/retention';
import { eventLog, type LoggedEvent } from '../../support/event-log';
import { runInsight } from '../../support/run-insight';

const steps = (...events: string[]): { event: string }[] => events.map((event) => ({ event }));
const countsOf = (spec: object, log: readonly LoggedEvent[]): number[] =>
  runInsight(funnel, { kind: 'funnel', ...spec }, log).steps.map(({ count }) => count);

describe('conversion times, as PostHog tests them', () => {
  it('are those of the try that came furthest; later tries that came less far change nothing', () => {
    const log = eventLog`
      ana 10:00 up 11:00 pay 12:00 view | 13:00 up 13:10 pay
    `;
    const result = runInsight(funnel, { kind: 'funnel', steps: steps('up', 'pay', 'view') }, log);
    expect(result.steps.map(({ avgSeconds }) => avgSeconds)).toEqual([undefined, 3600, 3600]);
  });

  it('median of 1, 2 and 2 hours is 2 hours, the mean 6,000 s; of two converters in 1.5 hours both are 5,400 s', () => {
    const log = eventLog`
      ana 10:00 up 11:00 pay 12:30 view
      ben 10:00 up 12:00 pay 13:30 view
      cid 10:00 up 12:00 pay
    `;
    const result = runInsight(funnel, { kind: 'funnel', steps: steps('up', 'pay', 'view') }, log);
    expect(result.steps.map(({ medianSeconds }) => medianSeconds)).toEqual([undefined, 7200, 5400]);
    expect(result.steps.map(({ avgSeconds }) => avgSeconds)).toEqual([undefined, 6000, 5400]);
  });

  it('a window of 14 days takes both, one of 5 minutes the one who took exactly 5 minutes', () => {
    const log = eventLog`
      ana 10:00 up 10:05 pay
      ben 10:00 up 10:15 pay
    `;
    const within = (value: number, unit: string): unknown => {
      const spec = { kind: 'funnel', steps: steps('up', 'pay'), window: { value, unit } };
      const [, pay] = runInsight(funnel, spec, log).steps;
      return [pay?.count, pay?.avgSeconds];
    };
    expect(within(14, 'day')).toEqual([2, 600]);
    expect(within(5, 'minute')).toEqual([1, 300]);
  });
});

describe('steps, as PostHog tests them', () => {
  it('two different ones at the same moment are both done', () => {
    expect(countsOf({ steps: steps('up', 'pay'), rules: 'posthog' }, eventLog`ana 10:00 pay 10:00 up`)).toEqual([1, 1]);
  });

  it('the same one three times wants three events', () => {
    const log = eventLog`
      ana 10:00 pay 10:01 pay 10:02 pay
      ben 10:00 pay 10:01 pay
      cid 10:00 pay
    `;
    expect(countsOf({ steps: steps('pay', 'pay', 'pay'), rules: 'posthog' }, log)).toEqual([3, 2, 1]);
  });

  it('an exclusion between them takes the person out of the whole funnel; a clean try brings it back', () => {
    const log = eventLog`
      ana 10:00 up 10:01 oops 10:02 pay
      ben 10:00 up 10:01 oops 10:02 pay 11:00 up 11:01 pay
      cid 10:00 up 10:02 pay 10:03 oops
    `;
    const exclusions = [{ match: { event: 'oops' }, fromStep: 1, toStep: 2 }];
    expect(countsOf({ steps: steps('up', 'pay'), exclusions, rules: 'posthog' }, log)).toEqual([2, 2]);
  });

  it('in any order every permutation within the window converts', () => {
    const log = eventLog`
      ana 10:00 a 10:01 b 10:02 c
      ben 10:00 c 10:01 a 10:02 b
      cid 10:00 b 10:01 c
    `;
    expect(countsOf({ steps: steps('a', 'b', 'c'), order: 'any', rules: 'posthog' }, log)).toEqual([3, 3, 2]);
  });

  it('in strict order a foreign event between two ends the try', () => {
    const log = eventLog`
      ana 10:00 a 10:01 b 10:02 c
      ben 10:00 a 10:01 x 10:02 b 10:03 c
      cid 10:00 a 10:01 b 10:02 x 10:03 c
    `;
    expect(countsOf({ steps: steps('a', 'b', 'c'), order: 'strict', rules: 'posthog' }, log)).toEqual([3, 2, 1]);
  });
});

describe('windows', () => {
  it('count their far edge in, as ClickHouse, PostHog and retentioneering do', () => {
    const log = eventLog`
      ana 10:00:00.000 a 11:00:00.000 b
      ben 10:00:00.000 a 11:00:00.001 b
    `;
    expect(countsOf({ steps: steps('a', 'b'), window: { value: 1, unit: 'hour' } }, log)).toEqual([2, 1]);
  });

  it('do not depend on the order in which events of one moment were stored, as ClickHouse asserts', () => {
    const told = eventLog`ana 10:00 a 10:00 b 10:00 c`;
    const reversed = told.toReversed().map((event, index) => ({ ...event, id: `r${index}` }));
    for (const log of [told, reversed]) expect(countsOf({ steps: steps('a', 'b', 'c') }, log)).toEqual([1, 1, 1]);
  });
});

describe('moments, as Amplitude documents them', () => {
  it('two different events within one second are done in either order', () => {
    const log = eventLog`
      ana 10:00:00.900 b 10:00:00.950 a
      ben 10:00:00.900 b 10:00:01.100 a
    `;
    expect(countsOf({ steps: steps('a', 'b'), rules: 'amplitude' }, log)).toEqual([2, 1]);
    expect(countsOf({ steps: steps('a', 'b') }, log)).toEqual([2, 0]);
  });
});

describe('paths, as PostHog tests them', () => {
  const pages = (log: readonly LoggedEvent[], more: object = {}): unknown =>
    runInsight(paths, { kind: 'paths', of: 'pages', within: 'session', ...more }, log)
      .links.map(
        ({ source, target, sessions, medianSeconds }) => `${source} ${target} ${sessions} × ${medianSeconds} s`,
      )
      .sort();

  it('a page seen again at once is one step, and a slash at the end is no other page', () => {
    const log = eventLog`
      ana 10:00 $pageview{page=/one} 10:00:30 $pageview{page=/one/} 10:01 $pageview{page=/two} 10:04 $pageview{page=/three}
      ben 10:00 $pageview{page=/one} 10:01 $pageview{page=/two} 10:04 $pageview{page=/three/}
    `;
    expect(pages(log)).toEqual(['0:/one 1:/two 2 × 60 s', '1:/two 2:/three 2 × 180 s']);
  });

  it('a path does not run on into the next session', () => {
    const log = eventLog`
      ana 10:00 $pageview{page=/one} 10:01 $pageview{page=/two} | d1/10:01 $pageview{page=/three}
    `;
    expect(pages(log)).toEqual(['0:/one 1:/two 1 × 60 s']);
  });

  it('a start cuts off everything before its first match', () => {
    const log = eventLog`
      ana 10:00 $pageview{page=/one} 10:01 $pageview{page=/two} 10:02 $pageview{page=/three} 10:04 $pageview{page=/two}
    `;
    const startAt = { event: '*', where: { property: 'page', op: 'eq', value: '/two' } };
    expect(pages(log, { startAt })).toEqual(['0:/two 1:/three 1 × 60 s', '1:/three 2:/two 1 × 120 s']);
  });
});

describe('retention, as ClickHouse asserts it of its function of that name', () => {
  it('whoever was not there at first is not retained later, however often it came', () => {
    const log = eventLog`
      ana 09:00 open d1/09:00 open d2/09:00 open
      ben d1/09:00 open d2/09:00 open
      cid 09:00 open d2/09:00 open
    `;
    const spec = {
      kind: 'retention',
      start: { event: 'open' },
      return: { event: 'open' },
      interval: 'day',
      periods: 2,
    };
    const [first] = runInsight(retention, { ...spec, cohortBy: 'first_in_range' }, log).cohorts;
    expect([first?.size, first?.values]).toEqual([2, [0, 1, 2]]);
  });

  it('80 users of one day, 50 and 60 of them on the next two, and one more who came a day late (Databend’s case too)', () => {
    const came = (day: number, users: readonly string[]): LoggedEvent[] =>
      users.map((person) => ({
        id: `${day} ${person}`,
        person,
        event: 'open',
        time: Date.UTC(2018, 7, 6 + day),
        session: `${day} ${person}`,
        properties: {},
      }));
    const users = (count: number): string[] => Array.from({ length: count }, (_, user) => String(user));
    const log = [...came(0, users(80)), ...came(1, [...users(50), '999']), ...came(2, users(60))];
    const spec = {
      kind: 'retention',
      start: { event: 'open' },
      return: { event: 'open' },
      interval: 'day',
      periods: 2,
    };
    const { cohorts } = runInsight(retention, { ...spec, cohortBy: 'first_in_range' }, log);
    expect(cohorts[0]).toMatchObject({ size: 80, values: [0, 50, 60] });
    expect(cohorts[1]).toMatchObject({ size: 1, values: [0, 0, 0] });
  });
});
