import { expect, test } from 'vitest';
import { funnelOfEvents, stepsOfRange } from '../../../renderer/parts/timeline/funnel-of-events';
import { eventsWithin, rangeFacts } from '../../../renderer/parts/timeline/range-facts';
import { funnelSpecSchema } from '../../../shared/insights/funnel/spec';
import type { JsonObject } from '../../../shared/model/json';
import { eventsOf } from './events-of';

const EVENTS = eventsOf([
  { time: 0, event: '$pageview', kind: 'page', page: '/' },
  { time: 2000, event: '$web_vitals', kind: 'vitals', detail: 'LCP', value: 1800 },
  { time: 10_000, event: '$pageview', kind: 'page', page: '/cart(1)' },
  { time: 12_000, event: 'request', kind: 'network', detail: 'https://shop.test/api', durationMs: 80, status: 200 },
  { time: 13_000, event: 'request', kind: 'network', detail: 'https://shop.test/api', durationMs: 900, status: 500 },
  { time: 14_000, event: '$exception', kind: 'error', detail: 'No stock' },
  { time: 20_000, event: 'Paid' },
  { time: 21_000, event: 'Paid' },
  { time: 90_000, event: 'Came back', session: 's2' },
]);

test('a range says what happened in it, and nothing of what did not', () => {
  const facts = rangeFacts(EVENTS, { from: 8000, to: 20_000 });
  expect(facts).toEqual({
    durationMs: 12_000,
    events: 5,
    sessions: 1,
    byEvent: [
      { event: 'request', count: 2 },
      { event: '$pageview', count: 1 },
      { event: '$exception', count: 1 },
      { event: 'Paid', count: 1 },
    ],
    pages: [
      { page: '/cart(1)', views: 1, ms: 10_000 },
      { page: '/', views: 0, ms: 2000 },
    ],
    errors: 1,
    errorDetails: [{ detail: 'No stock', count: 1 }],
    requests: 2,
    failedRequests: 1,
    medianRequestMs: 80,
    slowestRequestMs: 900,
  });
});

test('both ends belong to a range; a range in a pause is empty', () => {
  expect(eventsWithin(EVENTS, { from: 20_000, to: 21_000 })).toEqual({ first: 6, end: 8 });
  const empty = rangeFacts(EVENTS, { from: 40_000, to: 50_000 });
  expect(empty.events).toBe(0);
  expect(empty.medianRequestMs).toBeUndefined();
});

test('no page is on screen between two sessions', () => {
  expect(rangeFacts(EVENTS, { from: 21_000, to: 90_000 }).pages).toEqual([]);
});

test('picked events make a funnel in the order in which they happened', () => {
  const spec = funnelOfEvents(EVENTS, [6, 2], () => ({ $pathname: '/cart(1)', $current_url: 'https://shop.test/x' }));
  expect(funnelSpecSchema.safeParse(spec).success).toBe(true);
  expect(spec?.steps).toEqual([
    {
      event: '$pageview',
      label: 'Page view /cart(1)',
      where: { property: 'properties.$pathname', op: 'eq', value: '/cart(1)' },
    },
    { event: 'Paid' },
  ]);
});

test('a page is named in the way its source names it', () => {
  const where = (properties: JsonObject): unknown => {
    const step = funnelOfEvents(EVENTS, [2, 6], () => properties)?.steps[0];
    return step !== undefined && 'where' in step ? step.where : undefined;
  };
  expect(where({ $screen_name: '/cart(1)' })).toMatchObject({ property: 'properties.$screen_name', op: 'eq' });
  expect(where({ name: '/cart(1)' })).toMatchObject({ property: 'properties.name', op: 'eq' });
  const byUrl = where({ $current_url: 'https://shop.test/cart(1)?a=b' });
  expect(byUrl).toMatchObject({ property: 'properties.$current_url', op: 'matches' });
  const { value } = byUrl as { readonly value: string };
  const matches = (url: string): boolean => new RegExp(value, 'u').test(url);
  expect(matches('https://shop.test/cart(1)?a=b')).toBe(true);
  expect(matches('https://shop.test/cart(1)')).toBe(true);
  expect(matches('https://shop.test/cart(1)/more')).toBe(false);
  expect(matches('https://shop.test/x/cart(1)')).toBe(false);
});

test('one event is no funnel, nor are more than twenty', () => {
  expect(funnelOfEvents(EVENTS, [6], () => undefined)).toBeUndefined();
  expect(
    funnelOfEvents(
      EVENTS,
      Array.from({ length: 21 }, () => 6),
      () => undefined,
    ),
  ).toBeUndefined();
});

test('a range gives the first of each sort as steps, without what happens in the background', () => {
  const { first, end } = eventsWithin(EVENTS, { from: 0, to: 90_000 });
  expect(stepsOfRange(EVENTS, first, end)).toEqual([0, 2, 5, 6, 8]);
});
