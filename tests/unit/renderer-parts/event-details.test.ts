import { expect, test } from 'vitest';
import { flattenProperties } from '../../../renderer/parts/event-details/flatten';
import { formatMoment } from '../../../renderer/parts/event-details/format-moment';
import { describeEvent } from '../../../renderer/features/live/describe-event';
import {
  draftOf,
  draftOfGuess,
  mapOf,
  missingIn,
  withTimeColumn,
  withTimeFrom,
} from '../../../renderer/features/import/mapping-draft';
import type { StoredEvent } from '../../../shared/contract/commands';
import type { ImportMap } from '../../../shared/formats/import-map';

const event = (kind: StoredEvent['kind'], properties: StoredEvent['properties']): StoredEvent => ({
  eid: 1,
  event_id: 'e1',
  event: 'Some event',
  kind,
  timestamp: 0,
  received_at: 0,
  distinct_id: 'ada',
  groups: {},
  properties,
  source: 'posthog',
});

test("properties are rows by path: the product's own first, each with its type", () => {
  expect(
    flattenProperties({ $browser: 'Chrome', cart: { total: 12.5, items: ['tea'] }, gift: false, note: null }).map(
      ({ path, type, text }) => `${path} ${type} ${text}`,
    ),
  ).toEqual([
    'cart.items list ["tea"]',
    'cart.total number 12.5',
    'gift boolean false',
    'note null null',
    '$browser text Chrome',
  ]);
});

test('what is too deep stays JSON, an empty object too', () => {
  const rows = flattenProperties({ a: { b: { c: { d: { e: { f: 1 } } } } }, empty: {} });
  expect(rows.map(({ path, text }) => `${path} ${text}`)).toEqual(['a.b.c.d.e {"f":1}', 'empty {}']);
});

test('moments are written to the millisecond in their zone', () => {
  expect(formatMoment(Date.UTC(2026, 0, 26, 14, 3, 9, 42), 'Europe/Berlin')).toBe('26 Jan 2026, 15:03:09.042');
});

test('an event is told by its page, else by its own properties, never by what rides along on all', () => {
  expect(describeEvent(event('page', { $current_url: 'https://x.test/pay?a=1', plan: 'pro' }))).toBe('/pay?a=1');
  expect(describeEvent(event('custom', { country: 'US', plan: 'pro', seats: 3, $browser: 'C' }))).toBe(
    'plan pro · seats 3',
  );
  expect(describeEvent(event('click', { $pathname: '/pay' }))).toBe('/pay');
  expect(describeEvent(event('custom', {}))).toBe('');
});

test('a map survives the form', () => {
  const maps: ImportMap[] = [
    {
      time: { column: 'ts', format: 'epoch_ms' },
      event: { constant: 'Order' },
      distinctId: { column: 'u' },
      eventId: { column: 'id' },
    },
    {
      time: { column: 't', format: '%d.%m.%Y', timezone: 'Europe/Berlin' },
      event: { column: 'e' },
      distinctId: { column: 'a' },
      anonymousId: { column: 'a' },
      userId: { column: 'u' },
      sessionId: { column: 's' },
    },
    { time: { columns: ['day', 'clock'] }, event: { column: 'e' }, distinctId: { column: 'u' } },
    {
      time: { column: 'hour', since: '2026-01-31', unit: 'hours' },
      event: { constant: 'came' },
      also: [{ column: 'paid', event: 'paid' }],
      distinctId: { column: 'u' },
    },
    { time: { constant: '2026-01-31T08:00:00+01:00' }, event: { column: 'e' }, distinctId: { column: 'u' } },
  ];
  for (const map of maps) expect(mapOf(draftOf(map))).toEqual(map);
});

test('what is missing is asked for one by one', () => {
  const steps = [
    draftOf({}),
    draftOf({ time: { column: 't' } }),
    draftOf({ time: { column: 't' }, event: { column: 'e' } }),
  ];
  expect(steps.map(missingIn)).toEqual([
    expect.stringContaining('when each event happened'),
    expect.stringContaining('names the events'),
    expect.stringContaining('whose events'),
  ]);
  const whole = draftOf({ time: { column: 't' }, event: { column: 'e' }, distinctId: { column: 'u' } });
  expect(missingIn(whole)).toBeUndefined();
  expect(missingIn({ ...whole, timeFormat: 'soon' })).toContain('pattern');
});

test('another time column brings its format along', () => {
  const whole = draftOf({ time: { column: 't', format: 'iso' }, event: { column: 'e' }, distinctId: { column: 'u' } });
  expect(withTimeColumn(whole, 'ms', ['1767225600000']).timeFormat).toBe('epoch_ms');
  expect(withTimeColumn(whole, 'odd', ['soon']).timeFormat).toBe('iso');
});

test('a column that may count from a start is chosen with its unit, and the start is asked for', () => {
  const parts = { event: { column: 'e' }, distinctId: { column: 'u' } };
  const elapsed = { column: 'day', unit: 'days', reason: '', isUnitSaid: true } as const;
  const draft = draftOfGuess({ parts, elapsed });
  expect(draft).toMatchObject({ timeFrom: 'since', timeColumn: 'day', unit: 'days' });
  expect(missingIn(draft)).toBe('Say when the counting of «day» began.');
  expect(missingIn({ ...draft, moment: '2026-02-31' })).toBeDefined();
  expect(mapOf({ ...draft, moment: ' 2026-01-31 ' })?.time).toEqual({
    column: 'day',
    since: '2026-01-31',
    unit: 'days',
  });
  // What was said of the start stays where one time is meant for all.
  const all = withTimeFrom({ ...draft, moment: '2026-01-31' }, 'constant', elapsed);
  expect(mapOf(all)?.time).toEqual({ constant: '2026-01-31' });
  expect(missingIn(withTimeFrom(draft, 'constant', elapsed))).toContain('no order');
});
