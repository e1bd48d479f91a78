/** Each mistake that the doctor promises to find, planted once among all rules, and the same done right. */
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../shared/doctor/registry';
import type { Signals } from '../../../shared/model/signals';
import { AT, examine, type Shown } from '../../support/doctor';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const times = (count: number, one: (index: number) => Shown): Shown[] =>
  Array.from({ length: count }, (_, i) => one(i));

const large = (request: NonNullable<Signals['request']>): Signals => ({ request });

interface Planted {
  readonly mistake: string;
  readonly rule: string;
  readonly wrong: readonly Shown[];
  /** The same without the mistake. */
  readonly right?: readonly Shown[];
}

const browser = (id: string) => ({ distinct_id: id, anonymous_id: id });
const known = (user: string, device: string) => ({ distinct_id: user, user_id: user, anonymous_id: device });

const PLANTED: readonly Planted[] = [
  {
    mistake: 'late identify',
    rule: 'late-identify',
    wrong: [
      { event: 'Signed Up', timestamp: AT, ...browser('d1') },
      { event: '$identify', kind: 'identify', timestamp: AT + 30 * MINUTE, ...known('ana', 'd1') },
    ],
    right: [
      { event: '$identify', kind: 'identify', timestamp: AT, ...known('ana', 'd1') },
      { event: 'Signed Up', timestamp: AT + 1000, ...known('ana', 'd1') },
    ],
  },
  {
    mistake: 'identify with a junk id',
    rule: 'junk-id',
    wrong: [{ event: '$identify', kind: 'identify', ...known('undefined', 'd1') }],
    right: [{ event: '$identify', kind: 'identify', ...known('ana', 'd1') }],
  },
  {
    mistake: 'identify with a shared id',
    rule: 'shared-id',
    wrong: times(30, (index) => ({ event: '$identify', kind: 'identify', ...known('support', `d${index}`) })),
    right: times(3, (index) => ({ event: '$identify', kind: 'identify', ...known('ana', `d${index}`) })),
  },
  {
    mistake: 'id change without reset',
    rule: 'no-reset',
    wrong: [
      { event: '$identify', kind: 'identify', ...known('ana', 'd1') },
      { event: '$identify', kind: 'identify', ...known('ben', 'd1') },
    ],
    right: [
      { event: '$identify', kind: 'identify', ...known('ana', 'd1') },
      { event: '$identify', kind: 'identify', ...known('ben', 'd2') },
    ],
  },
  {
    mistake: 'alias misuse',
    rule: 'alias-misuse',
    wrong: [{ event: '$create_alias', kind: 'alias', ...known('ana', 'd1'), properties: { alias: 'ana' } }],
  },
  {
    mistake: 'event fired twice',
    rule: 'fired-twice',
    wrong: [
      { event: 'Order Paid', timestamp: AT, properties: { total: 12 } },
      { event: 'Order Paid', timestamp: AT + 40, properties: { total: 12 } },
    ],
    right: [
      { event: 'Order Paid', timestamp: AT, properties: { total: 12 } },
      { event: 'Order Paid', timestamp: AT + MINUTE, properties: { total: 12 } },
    ],
  },
  {
    mistake: 'same name in different spellings',
    rule: 'spelling',
    wrong: [{ event: 'Order Paid' }, { event: 'order_paid' }],
    right: [{ event: 'Order Paid' }, { event: 'Order Sent' }],
  },
  {
    mistake: 'property type flips',
    rule: 'type-flip',
    wrong: times(20, (index) => ({ event: 'Paid', properties: { total: index === 19 ? 'twelve' : index } })),
    right: times(20, (index) => ({ event: 'Paid', properties: { total: index } })),
  },
  {
    mistake: 'missing property that its siblings have',
    rule: 'missing-property',
    wrong: times(60, (index) => ({
      event: 'Paid',
      properties: index === 59 ? { a: index } : { a: index, plan: 'pro' },
    })),
    right: times(60, (index) => ({ event: 'Paid', properties: { a: index, plan: 'pro' } })),
  },
  {
    mistake: 'high-cardinality names',
    rule: 'id-in-name',
    wrong: [{ event: 'Viewed product 8472913' }],
    right: [{ event: 'Viewed step 3' }],
  },
  ...(
    [
      ['email', 'note', 'write to ben@example.com'],
      ['card', 'note', '4111 1111 1111 1111'],
      ['phone', 'note', '+49 30 1234567'],
      ['token', 'note', 'ghp_0123456789abcdefghijABCDEFGHIJ012345'],
      ['password', 'password', 'hunter2hunter2'],
    ] as const
  ).map(([what, key, value]): Planted => ({
    mistake: `PII (${what}) in properties`,
    rule: 'personal-data',
    wrong: [{ event: 'Paid', properties: { [key]: value } }],
    right: [{ event: 'Paid', properties: { plan: 'pro' } }],
  })),
  {
    mistake: 'PII in URLs',
    rule: 'personal-data',
    wrong: [
      { event: '$pageview', kind: 'page', properties: { $current_url: 'https://shop.test/?email=ben@example.com' } },
    ],
    right: [{ event: '$pageview', kind: 'page', properties: { $current_url: 'https://shop.test/?page=2' } }],
  },
  {
    mistake: 'clock skew',
    rule: 'clock-skew',
    wrong: [
      { event: 'Paid', timestamp: AT, received_at: AT, original_timestamp: AT - 2 * HOUR, sent_at: AT - 2 * HOUR },
    ],
    right: [{ event: 'Paid', timestamp: AT, received_at: AT }],
  },
  {
    mistake: 'consent or opt-out ignored',
    rule: 'opt-out-ignored',
    wrong: [
      { event: '$opt_out', ...browser('d1') },
      { event: 'Paid', ...browser('d1') },
    ],
    right: [
      { event: 'Paid', ...browser('d1') },
      { event: '$opt_out', ...browser('d1') },
    ],
  },
  { mistake: 'Do-Not-Track', rule: 'do-not-track', wrong: [{ event: 'Paid', signals: { doNotTrack: true } }] },
  { mistake: 'GPC', rule: 'do-not-track', wrong: [{ event: 'Paid', signals: { globalPrivacyControl: true } }] },
  {
    mistake: 'an event over the vendor’s own limit',
    rule: 'vendor-limit',
    wrong: [{ event: 'Paid', source: 'segment', properties: { note: 'x'.repeat(40_000) } }],
    right: [{ event: 'Paid', source: 'segment', properties: { note: 'x'.repeat(4_000) } }],
  },
  ...(
    [
      ['segment', { path: '/v1/batch', items: 90, bytes: 600_000 }, { path: '/v1/batch', items: 90, bytes: 400_000 }],
      [
        'mixpanel',
        { path: '/track', items: 2_001, bytes: 900_000 },
        { path: '/import', items: 2_000, bytes: 5_000_000 },
      ],
      ['mixpanel', { path: '/track', items: 200, bytes: 2_000_000 }, { path: '/track', items: 200, bytes: 1_000_000 }],
      [
        'amplitude',
        { path: '/2/httpapi', items: 200, bytes: 2_000_000 },
        { path: '/batch', items: 200, bytes: 2_000_000 },
      ],
      [
        'posthog',
        { path: '/batch', items: 200, bytes: 21_500_000 },
        { path: '/batch', items: 9_000, bytes: 19_000_000 },
      ],
      [
        'rudderstack',
        { path: '/v1/batch', items: 200, bytes: 4_500_000 },
        { path: '/v1/batch', items: 200, bytes: 600_000 },
      ],
      ['ga4', { path: '/mp/collect', items: 26, bytes: 9_000 }, { path: '/g/collect', items: 26, bytes: 9_000 }],
    ] as const
  ).map(([source, over, within]): Planted => ({
    mistake: `a request over the limit of ${source}: ${over.items} events, ${over.bytes} bytes to ${over.path}`,
    rule: 'vendor-limit',
    wrong: [{ event: 'paid', source, user_id: 'ana-1', signals: large(over) }],
    right: [{ event: 'paid', source, user_id: 'ana-1', signals: large(within) }],
  })),
  {
    mistake: 'sessions that never close',
    rule: 'endless-session',
    wrong: times(26 * 3, (index) => ({
      event: 'heartbeat',
      timestamp: AT + index * 20 * MINUTE,
      properties: { n: index },
    })),
    right: times(20, (index) => ({
      event: 'heartbeat',
      timestamp: AT + index * 20 * MINUTE,
      properties: { n: index },
    })),
  },
  {
    mistake: 'autocapture doubled by custom events',
    rule: 'autocapture-doubled',
    wrong: [0, 1, 2, 3].flatMap((index): Shown[] => [
      { event: '$autocapture', kind: 'click', timestamp: AT + index * MINUTE, properties: { n: index } },
      { event: 'Button Clicked', timestamp: AT + index * MINUTE + 20, properties: { n: index } },
    ]),
    right: times(4, (index) => ({ event: 'Signed Up', timestamp: AT + index * MINUTE, properties: { n: index } })),
  },
];

describe.each(PLANTED.map((planted) => [planted.mistake, planted] as const))(
  '%s',
  (_mistake, { rule, wrong, right }) => {
    it('is found, with the event that shows it and a remedy', () => {
      const findings = examine(RULES, wrong).filter((finding) => finding.rule.id === rule);
      expect(findings.length).toBeGreaterThan(0);
      for (const { examples, rule: told } of findings) {
        expect(examples.length).toBeGreaterThan(0);
        expect(examples[0]?.eids.length).toBeGreaterThan(0);
        expect(examples[0]?.message.length).toBeGreaterThan(20);
        expect(told.remedies.general.text).not.toBe('');
      }
    });
    if (right !== undefined) {
      it('is not found where it is not', () => {
        expect(examine(RULES, right).filter((finding) => finding.rule.id === rule)).toEqual([]);
      });
    }
  },
);

it('a request is told once, however many events it brought', () => {
  const signals = large({ path: '/v1/batch', items: 90, bytes: 600_000 });
  const findings = examine(
    RULES,
    times(5, (n) => ({ event: 'Paid', source: 'segment', properties: { n }, signals })),
  );
  const [finding] = findings.filter((each) => each.rule.id === 'vendor-limit');
  expect(finding?.count).toBe(1);
  expect(finding?.examples[0]?.message).toContain('585.9 kB');
});

it('has a planted mistake for every rule', () => {
  expect(new Set(PLANTED.map(({ rule }) => rule))).toEqual(new Set(RULES.map(({ id }) => id)));
});
