/**
 * Six streams under five products' conventions: a funnel A then B within an hour, counting persons. The expectations follow
 * from what each product documents (PostHog's and Amplitude's funnel pages, Mixpanel's conversion pages, OpenPanel's use of
 * strictly increasing times).
 */
import { describe, expect, it } from 'vitest';
import { funnel } from '../../../shared/insights/funnel';
import type { FunnelRules } from '../../../shared/insights/funnel/rules';
import { eventLog, FIRST_DAY } from '../../support/event-log';
import { runInsight } from '../../support/run-insight';

const PRODUCTS = ['posthog', 'mixpanel', 'mixpanel-reentry', 'amplitude', 'openpanel'] as const;
type Outcome = 'converted' | 'entered' | 'absent';

const STREAMS: readonly (readonly [string, ReturnType<typeof eventLog>, Partial<Record<FunnelRules, Outcome>>])[] = [
  [
    'A, again after the window, B',
    eventLog`
      ana 00:00 A 01:30 A 02:00 B
    `,
    {
      posthog: 'converted',
      mixpanel: 'entered',
      'mixpanel-reentry': 'converted',
      amplitude: 'converted',
      openpanel: 'converted',
    },
  ],
  [
    'A, again within the window, B too late for the first',
    eventLog`
      ana 00:00 A 00:40 A 01:10 B
    `,
    {
      posthog: 'converted',
      mixpanel: 'entered',
      'mixpanel-reentry': 'converted',
      amplitude: 'converted',
      openpanel: 'converted',
    },
  ],
  [
    'B 900 ms before A, in one second',
    eventLog`
      ana 10:00:00.000 B 10:00:00.900 A
    `,
    {
      posthog: 'entered',
      mixpanel: 'converted',
      'mixpanel-reentry': 'converted',
      amplitude: 'converted',
      openpanel: 'entered',
    },
  ],
  [
    'B 900 ms before A, across a second',
    eventLog`
      ana 10:00:00.500 B 10:00:01.400 A
    `,
    {
      posthog: 'entered',
      mixpanel: 'converted',
      'mixpanel-reentry': 'converted',
      amplitude: 'entered',
      openpanel: 'entered',
    },
  ],
  [
    'A and B in the same millisecond',
    eventLog`
      ana 10:00 A 10:00 B
    `,
    {
      posthog: 'converted',
      mixpanel: 'converted',
      'mixpanel-reentry': 'converted',
      amplitude: 'converted',
      openpanel: 'entered',
    },
  ],
  [
    'A, an excluded event, B',
    eventLog`
      ana 10:00 A 10:10 X 10:20 B
    `,
    { posthog: 'absent', mixpanel: 'entered', 'mixpanel-reentry': 'entered', amplitude: 'absent' },
  ],
  [
    'A, an excluded event, A again, B',
    eventLog`
      ana 10:00 A 10:10 X 10:20 A 10:30 B
    `,
    { posthog: 'converted', mixpanel: 'entered' },
  ],
];

describe.each(STREAMS)('%s', (_name, log, expected) => {
  it.each(PRODUCTS.filter((rules) => expected[rules] !== undefined))('under %s', (rules) => {
    const excludes = log.some(({ event }) => event === 'X');
    const { steps, excluded } = runInsight(
      funnel,
      {
        kind: 'funnel',
        rules,
        // The table counts profiles, which is not what OpenPanel counts by itself.
        countBy: 'persons',
        steps: [{ event: 'A' }, { event: 'B' }],
        window: { value: 1, unit: 'hour' },
        ...(excludes ? { exclusions: [{ match: { event: 'X' }, fromStep: 1, toStep: 2 }] } : {}),
      },
      log,
    );
    const counts = steps.map(({ count }) => count);
    const outcome: Outcome = counts[1] === 1 ? 'converted' : counts[0] === 1 ? 'entered' : 'absent';
    expect(outcome).toBe(expected[rules]);
    expect(excluded).toBe(excludes && outcome !== 'converted' ? 1 : 0);
  });
});

describe('default windows and units', () => {
  const late = eventLog`
    ana 00:00 A d1/00:30 B
    ben 00:00 A d6/00:00 B
    cho 00:00 A d13/00:00 B
    dan 00:00 A | 00:40 B
  `;
  it.each([
    ['waymark', 4],
    ['posthog', 4],
    ['mixpanel', 3],
    ['amplitude', 1],
    ['openpanel', 0],
  ] as const)('of %s', (rules, converted) => {
    const steps = [{ event: 'A' }, { event: 'B' }];
    const log = late.map((event) =>
      event.time >= FIRST_DAY + 86_400_000 ? { ...event, session: `${event.session}/late` } : event,
    );
    expect(runInsight(funnel, { kind: 'funnel', rules, steps }, log).steps[1]?.count).toBe(converted);
  });
});
