import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalEventSchema, rejectCodeSchema } from '../../../shared/model/event';
import { runs } from '../../support/runs';
import { decodeSent } from '../../support/wire';

/** Every path that takes events, with the list its items go into. */
const ROUTES = [
  ['/e/', (items: unknown[]) => ({ api_key: 'k', batch: items, sent_at: '2026-01-31T09:59:59Z' })],
  ['/i/v1/analytics/events', (items: unknown[]) => ({ created_at: '2026-01-31T09:59:59Z', batch: items })],
  ['/engage/?ver=1.57.4', (items: unknown[]) => items],
  ['/v1/batch', (items: unknown[]) => ({ writeKey: 'k', batch: items, sentAt: 12 })],
  ['/rudderstack/v1/batch', (items: unknown[]) => ({ batch: items, sentAt: '2026-01-31T09:59:59Z' })],
  ['/ingest', (items: unknown[]) => items],
  ['/track?verbose=1', (items: unknown[]) => items],
  ['/engage/?verbose=1', (items: unknown[]) => items],
  ['/groups/?verbose=1', (items: unknown[]) => items],
  ['/import?strict=1', (items: unknown[]) => items],
  ['/2/httpapi', (items: unknown[]) => ({ api_key: 'k', events: items, client_upload_time: '2026-01-31T09:59:59Z' })],
  ['/batch', (items: unknown[]) => ({ api_key: 'k', events: items })],
] as const;

/** The path and the query of an address, as decoders see them. */
function addressed(address: string): { path: string; query: Record<string, string> } {
  const [path = '', query = ''] = address.split('?');
  return { path, query: Object.fromEntries(query.split('&').map((pair) => pair.split('=') as [string, string])) };
}

const ids = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.constant(''), fc.object());
const times = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.double(),
  fc.string(),
  fc.constant('2026-02-31T00:00:00Z'),
  fc.constant(null),
);
const properties = fc.oneof(
  fc.record(
    {
      distinct_id: ids,
      $device_id: ids,
      $is_identified: fc.oneof(fc.boolean(), fc.string()),
      $user_id: ids,
      $groups: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
      $set: fc.jsonValue(),
      $time: times,
      $session_id: ids,
      $lib: ids,
      $insert_id: ids,
      $anon_distinct_id: ids,
      $distinct_ids: fc.array(ids),
      alias: ids,
      time: times,
      token: ids,
      mp_lib: fc.oneof(fc.constantFrom('web', 'node'), ids),
    },
    { requiredKeys: [] },
  ),
  fc.jsonValue(),
);
/** Almost right: the field names are real, what is in them is anything. */
const items = fc.oneof(
  fc.record(
    {
      event: fc.oneof(
        fc.string(),
        fc.constantFrom('$identify', '$create_alias', '$merge', '$pageview', '__proto__'),
        fc.jsonValue(),
      ),
      type: fc.oneof(fc.constantFrom('track', 'page', 'screen', 'identify', 'group', 'alias'), fc.jsonValue()),
      distinct_id: ids,
      userId: ids,
      anonymousId: ids,
      previousId: ids,
      groupId: ids,
      name: ids,
      uuid: ids,
      messageId: ids,
      timestamp: times,
      sentAt: times,
      offset: fc.double(),
      properties,
      event_type: fc.oneof(fc.constantFrom('$identify', '$groupidentify', '[Amplitude] Page Viewed'), ids),
      user_id: ids,
      device_id: ids,
      session_id: ids,
      insert_id: ids,
      time: times,
      library: ids,
      user_agent: ids,
      event_properties: fc.jsonValue(),
      user_properties: fc.oneof(
        fc.dictionary(fc.constantFrom('$set', '$clearAll', '$preInsert', '__proto__', 'x'), fc.jsonValue()),
        fc.jsonValue(),
      ),
      group_properties: fc.jsonValue(),
      groups: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
      traits: fc.jsonValue(),
      context: fc.oneof(
        fc.record({ page: fc.jsonValue(), userAgent: fc.oneof(fc.string(), fc.jsonValue()), campaign: fc.jsonValue() }),
        fc.jsonValue(),
      ),
      $set: fc.jsonValue(),
      $unset: fc.jsonValue(),
      $delete: fc.jsonValue(),
      $token: ids,
      $distinct_id: ids,
      $time: times,
      $group_key: ids,
      $group_id: ids,
      options: fc.jsonValue(),
    },
    { requiredKeys: [] },
  ),
  fc.jsonValue(),
);

describe.each(ROUTES)('%s', (address, wrap) => {
  const to = addressed(address);

  test('makes of any items events that are valid and rejects that say where, and loses none', () => {
    fc.assert(
      fc.property(fc.array(items, { maxLength: 6 }), (list) => {
        const { events, rejects, answer } = decodeSent({ ...to, body: wrap(list) });
        for (const event of events) canonicalEventSchema.parse(event);
        for (const { code, message } of rejects) {
          rejectCodeSchema.parse(code);
          expect(message.length).toBeGreaterThan(10);
        }
        expect(events.length + rejects.length).toBe(list.length);
        expect([200, 400]).toContain(answer.status);
        expect(JSON.parse(answer.body)).toBeTypeOf('object');
      }),
      runs(300),
    );
  });

  test('never throws, whatever text comes as a body', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json(),
          fc.json().map((text) => text.slice(0, -1)),
        ),
        (body) => {
          expect([200, 400]).toContain(decodeSent({ ...to, body }).answer.status);
        },
      ),
      runs(300),
    );
  });
});
