/** Mistakes with names, properties and times, and what looks like them and is right. */
import { describe, expect, it } from 'vitest';
import { autocaptureDoubled } from '../../../shared/doctor/rules/autocapture-doubled';
import { clockSkew } from '../../../shared/doctor/rules/clock-skew';
import { endlessSession } from '../../../shared/doctor/rules/endless-session';
import { firedTwice } from '../../../shared/doctor/rules/fired-twice';
import { idInName } from '../../../shared/doctor/rules/id-in-name';
import { missingProperty } from '../../../shared/doctor/rules/missing-property';
import { spelling } from '../../../shared/doctor/rules/spelling';
import { typeFlip } from '../../../shared/doctor/rules/type-flip';
import { AT, examine, found, type Shown } from '../../support/doctor';

const times = (count: number, make: (n: number) => Shown): Shown[] => Array.from({ length: count }, (_, n) => make(n));
const HOUR = 3_600_000;

describe('fired twice', () => {
  const paid = (after: number, more: Partial<Shown> = {}): Shown => ({
    event: 'paid',
    timestamp: AT + after,
    properties: { amount: 12, items: ['a', 'b'] },
    ...more,
  });
  it('is found, and what is volatile does not hide it', () => {
    const properties = { amount: 12, items: ['a', 'b'], $insert_id: 'x', $time: 7 };
    expect(found(firedTwice, paid(0), paid(200, { properties }))).toEqual(['paid ×1']);
    expect(found(firedTwice, paid(200), paid(0), paid(100))).toEqual(['paid ×2']);
  });
  it('is found for page views by their address', () => {
    const page = (after: number, url: string): Shown => ({
      event: '$pageview',
      kind: 'page',
      timestamp: AT + after,
      properties: { $current_url: url, $pageview_id: String(after) },
    });
    expect(found(firedTwice, page(0, '/a'), page(30, '/a'))).toEqual(['$pageview ×1']);
    expect(found(firedTwice, page(0, '/a'), page(30, '/b'))).toEqual([]);
  });
  it.each([
    ['later', [paid(0), paid(501)]],
    ['another person', [paid(0), paid(1, { distinct_id: 'ben' })]],
    ['another value', [paid(0), paid(1, { properties: { amount: 12, items: ['a', 'c'] } })]],
    ['one property more', [paid(0), paid(1, { properties: { amount: 12, items: ['a', 'b'], tip: 1 } })]],
    ['another name', [paid(0), paid(1, { event: 'shipped' })]],
    ['a double click', [0, 80].map((after) => paid(after, { event: '$autocapture', kind: 'click' }))],
    ['a server’s', [paid(0, { lib: 'posthog-node' }), paid(1, { lib: 'posthog-node' })]],
    ['whole seconds of a file', [0, 0].map(() => ({ ...paid(0), timestamp: AT - 123, source: 'csv' }))],
  ])('leaves alone: %s', (_, events) => {
    expect(found(firedTwice, ...events)).toEqual([]);
  });
});

describe('spelling', () => {
  it('is found across case and separators, under the most frequent name', () => {
    const events = [...times(3, () => ({ event: 'Signed Up' })), { event: 'signed_up' }, { event: 'signedUp' }];
    expect(found(spelling, ...events)).toEqual(['Signed Up ×2']);
    expect(examine([spelling], events)[0]?.examples[0]?.eids).toEqual([2, 3]);
  });
  it('is found for plurals that carry the same', () => {
    const properties = { plan: 'pro' };
    const events = [
      { event: 'orders completed', properties },
      { event: 'order completed', properties },
    ];
    expect(found(spelling, ...events)).toEqual(['orders completed ×1']);
  });
  it.each([
    ['other words', ['signed up', 'signed in']],
    ['plurals that carry other things', ['item viewed', 'items viewed']],
    ['the SDK’s own names', ['$pageview', '$page_view']],
    ['words that end in s', ['pass', 'pas']],
    ['one spelling', ['Signed Up', 'Signed Up']],
  ])('leaves alone: %s', (_, names) => {
    const events = names.map((event, n) => ({ event, properties: { [`p${n}`]: 1 } }));
    expect(found(spelling, ...events)).toEqual([]);
  });
});

describe('ids in names', () => {
  it('are found at once where they are long', () => {
    expect(found(idInName, { event: 'Viewed 7f9c24e8-3b1a-4a6e-9d3f-0c2b1a4d5e6f' })).toEqual(['Viewed {id} ×1']);
    expect(found(idInName, { event: 'order 1048576 paid' }, { event: 'order 1048577 paid' })).toEqual([
      'order {id} paid ×2',
    ]);
  });
  it('are found where they are many', () => {
    expect(found(idInName, ...times(25, (n) => ({ event: `open doc ${n}` })))).toEqual(['open doc {id} ×6']);
  });
  it.each([
    ['a handful of steps', times(9, (n) => ({ event: `step ${n + 1}` }))],
    ['versions', [{ event: 'checkout v2' }, { event: 'error 404' }]],
    ['Matomo’s goals', times(40, (n) => ({ event: `goal ${n}`, source: 'matomo' }))],
    ['the SDK’s own', times(40, (n) => ({ event: `$web_vitals_${n}` }))],
    ['words of hexadecimal letters', [{ event: 'facade decade' }]],
  ])('leaves alone: %s', (_, events) => {
    expect(found(idInName, ...events)).toEqual([]);
  });
});

describe('type flips', () => {
  const order = (total: NonNullable<Shown['properties']>[string]): Shown => ({
    event: 'order',
    properties: { total },
  });
  it('are found each time the rarer type comes', () => {
    const events = [order(1), order(2), order('3'), order(4), order('5')];
    expect(found(typeFlip, ...events)).toEqual(['order · total ×2']);
    expect(examine([typeFlip], events)[0]?.examples[0]).toMatchObject({
      eids: [1, 2],
      message: '`total` of «order» is a text here and was a number 2 times.',
    });
  });
  it('are told apart by event, and show nothing personal', () => {
    expect(found(typeFlip, order(1), { event: 'cart', properties: { total: '1' } })).toEqual([]);
    const [finding] = examine([typeFlip], [order(1), order('ana@example.com')]);
    expect(JSON.stringify(finding)).not.toContain('ana@example.com');
  });
  it('are not: null, empty, or the SDK’s own properties', () => {
    expect(found(typeFlip, order(1), order(null), order(''))).toEqual([]);
    expect(
      found(typeFlip, { event: 'a', properties: { $feature: true } }, { event: 'a', properties: { $feature: 'b' } }),
    ).toEqual([]);
  });
});

describe('missing properties', () => {
  const checkout = (properties: Shown['properties'], more: Partial<Shown> = {}): Shown => ({
    event: 'checkout',
    properties: properties ?? {},
    ...more,
  });
  it('are found once most events have them', () => {
    const events = [...times(30, () => checkout({ plan: 'pro', step: 1 })), checkout({ step: 1 })];
    expect(found(missingProperty, ...events)).toEqual(['checkout · plan ×1']);
  });
  it('end where the property was taken out', () => {
    const events = [...times(40, () => checkout({ plan: 'pro' })), ...times(100, () => checkout({}))];
    expect(found(missingProperty, ...events)).toEqual(['checkout · plan ×3']);
  });
  it.each([
    ['null', [...times(30, () => checkout({ plan: 'pro' })), checkout({ plan: null })]],
    ['too few to tell', [...times(29, () => checkout({ plan: 'pro' })), checkout({})]],
    ['one that every tenth lacks', times(60, (n) => checkout(n % 10 === 0 ? {} : { plan: 'pro' }))],
    ['another version', [...times(30, () => checkout({ plan: 'pro' })), checkout({}, { lib_version: '2' })]],
    ['the SDK’s own', [...times(30, () => checkout({ $referrer: 'x' })), checkout({})]],
  ])('leaves alone: %s', (_, events) => {
    expect(found(missingProperty, ...events)).toEqual([]);
  });
});

describe('clock skew', () => {
  it('is found where a time was put right or lies ahead', () => {
    expect(found(clockSkew, { event: 'a', timestamp: AT, original_timestamp: AT + HOUR })).toEqual([
      'posthog · web ×1',
    ]);
    const [ahead] = examine([clockSkew], [{ event: 'a', timestamp: AT + HOUR, received_at: AT }]);
    expect(ahead).toMatchObject({ subject: 'posthog · web, in the future', severity: 'error' });
  });
  it('is not: the road, or a queue of yesterday', () => {
    expect(found(clockSkew, { event: 'a', timestamp: AT, original_timestamp: AT + 60_000 })).toEqual([]);
    expect(found(clockSkew, { event: 'a', timestamp: AT, received_at: AT + 24 * HOUR })).toEqual([]);
  });
});

describe('endless sessions', () => {
  const beats = (hours: number, everyMinutes: number): Shown[] =>
    times((hours * 60) / everyMinutes, (n) => ({ event: 'heartbeat', timestamp: AT + n * everyMinutes * 60_000 }));
  it('are found once, by what keeps them alive', () => {
    expect(found(endlessSession, ...beats(50, 10))).toEqual(['heartbeat ×1']);
  });
  it('are not: a long day, pauses, a server', () => {
    expect(found(endlessSession, ...beats(23, 10))).toEqual([]);
    expect(found(endlessSession, ...beats(50, 31))).toEqual([]);
    expect(found(endlessSession, ...beats(50, 10).map((event) => ({ ...event, lib: 'posthog-node' })))).toEqual([]);
  });
});

describe('doubled autocapture', () => {
  const pair = (n: number, own: string): Shown[] => [
    { event: '$autocapture', kind: 'click', timestamp: AT + n * 10_000 },
    { event: own, timestamp: AT + n * 10_000 + 20 },
  ];
  const pairs = (count: number, own: string): Shown[] =>
    times(count, (n) => ({ event: String(n) })).flatMap((_, n) => pair(n, own));
  it('is found after a few times', () => {
    expect(found(autocaptureDoubled, ...pairs(4, 'Button Clicked'))).toEqual(['Button Clicked and $autocapture ×2']);
  });
  it('is found for page views', () => {
    const events = [0, 1, 2].flatMap((n) => [
      { event: 'Page Viewed', timestamp: AT + n * 10_000 },
      { event: '$pageview', kind: 'page' as const, timestamp: AT + n * 10_000 + 5 },
    ]);
    expect(found(autocaptureDoubled, ...events)).toEqual(['Page Viewed and $pageview ×1']);
  });
  it('is not: an event that says what happened, once by chance, or far apart', () => {
    expect(found(autocaptureDoubled, ...pairs(9, 'Signed Up'))).toEqual([]);
    expect(found(autocaptureDoubled, ...pairs(2, 'Button Clicked'))).toEqual([]);
    const apart = pairs(5, 'clicked').map((event, n) => ({ ...event, timestamp: AT + n * 5_000 }));
    expect(found(autocaptureDoubled, ...apart)).toEqual([]);
  });
});
