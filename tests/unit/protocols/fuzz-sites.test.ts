/** Anything at all to the protocols of web analytics: no throw, only valid events, each item an event or a reject. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalEventSchema, rejectCodeSchema } from '../../../shared/model/event';
import type { Decoded } from '../../../shared/protocols/wire';
import { runs } from '../../support/runs';
import { decodeSent, type Sent } from '../../support/wire';

const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.integer().map(String),
  fc.constantFrom('', '1', '0', 'null', '[]', '{}', '%', '2026-02-31', '1795311384897', '__proto__'),
  fc.jsonValue(),
);
/** Almost right: the field names are real, what is in them is anything. */
const oddly = (names: readonly string[], more: Record<string, fc.Arbitrary<unknown>> = {}): fc.Arbitrary<object> =>
  fc.record({ ...Object.fromEntries(names.map((name) => [name, anything])), ...more }, { requiredKeys: [] });

/** Self-describing JSON in its wrapping, as an event and as contexts. */
const described = fc.record({
  schema: fc.oneof(fc.constantFrom('iglu:com.acme/order/jsonschema/1-0-0', 'iglu:x/__proto__/y/z'), anything),
  data: fc.jsonValue(),
});
const wrappedOddly = fc
  .oneof(
    fc.record({ schema: fc.string(), data: fc.oneof(described, fc.array(described), fc.jsonValue()) }),
    fc.jsonValue(),
  )
  .map((value) => JSON.stringify(value));

/** A line that is a form whatever the item is. */
const asForm = (item: unknown): string =>
  typeof item === 'object' && item !== null && Object.keys(item).length > 0
    ? Object.entries(item)
        .map(
          ([name, value]) => `${name}=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`,
        )
        .join('&')
    : `ep.x=${encodeURIComponent(JSON.stringify(item))}`;

interface Taker {
  readonly path: string;
  readonly item: fc.Arbitrary<unknown>;
  readonly send: (items: readonly unknown[]) => Sent;
  /** How many items at most one request has. */
  readonly most: number;
}

const TAKERS: readonly Taker[] = [
  {
    path: '/api/event',
    item: oddly(['u', 'd', 'r', 'p', '$', 'w', 'h', 'i', 'v', 'name', 'url', 'props', 'revenue'], {
      n: fc.oneof(fc.constantFrom('pageview', 'engagement'), anything),
    }),
    send: ([item]) => ({ path: '/api/event', body: item }),
    most: 1,
  },
  {
    path: '/api/batch',
    item: fc.record({
      type: fc.oneof(fc.constantFrom('event', 'identify'), anything),
      payload: oddly(['website', 'hostname', 'url', 'title', 'name', 'data', 'id', 'vid', 'timestamp', 'userAgent']),
    }),
    send: (items) => ({ path: '/api/batch', body: items }),
    most: 6,
  },
  {
    path: '/matomo.php',
    item: fc.oneof(
      oddly(
        ['uid', 'cid', '_id', 'cdt', 'cdo', 'e_c', 'e_a', 'e_v', 'idgoal', 'revenue', 'cvar', 'ec_items', 'url', 'ua'],
        { rec: fc.constantFrom('1', 1, '0'), idsite: anything },
      ),
      fc.webQueryParameters().map((query) => `?rec=1&${query}`),
    ),
    send: (items) => ({ path: '/matomo.php', body: { requests: items } }),
    most: 6,
  },
  {
    path: '/com.snowplowanalytics.snowplow/tp2',
    item: oddly(
      ['eid', 'tv', 'aid', 'p', 'uid', 'duid', 'sid', 'dtm', 'ttm', 'stm', 'url', 'page', 'ua', 'se_ac', 'se_va'],
      {
        e: fc.constantFrom('pv', 'pp', 'se', 'ue', 'tr', 'ti', 'zz', 1),
        ue_pr: wrappedOddly,
        ue_px: wrappedOddly.map((text) => Buffer.from(text).toString('base64url')),
        co: wrappedOddly,
        cx: fc.oneof(
          anything,
          wrappedOddly.map((text) => Buffer.from(text).toString('base64url')),
        ),
      },
    ),
    send: (items) => ({ path: '/com.snowplowanalytics.snowplow/tp2', body: { data: items } }),
    most: 6,
  },
  {
    path: '/i',
    item: oddly(['id', 'count', 'sum', 'dur', 'timestamp'], {
      key: fc.oneof(fc.constantFrom('[CLY]_view', '[CLY]_action', 'formSubmit'), anything),
      segmentation: fc.oneof(oddly(['name', 'visit', 'type', 'domain']), anything),
    }),
    send: (items) => ({
      path: '/i',
      body: `app_key=k&device_id=d&timestamp=1769853600000&events=${encodeURIComponent(JSON.stringify(items))}`,
    }),
    most: 6,
  },
  {
    path: '/i/bulk',
    item: oddly(
      ['app_key', 'device_id', 'old_device_id', 't', 'timestamp', 'metrics', 'events', 'user_details', 'crash', 'apm'],
      {
        // So that each of them reports something.
        begin_session: fc.constant('1'),
        consent: anything,
        campaign_id: anything,
        session_duration: anything,
        end_session: anything,
        location: anything,
      },
    ).map((item) => ({ ...item, begin_session: '1' })),
    send: (items) => ({ path: '/i/bulk', body: { requests: items } }),
    most: 4,
  },
  {
    path: '/g/collect',
    item: oddly(
      ['cid', 'uid', 'sid', 'dl', 'dt', '_et', 'gcs', 'gcd', 'pr1', 'ep.a', 'epn.b', 'up.c', 'upn.__proto__'],
      {
        en: fc.oneof(fc.constantFrom('page_view', 'purchase'), anything),
      },
    ),
    send: (items) => ({ path: '/g/collect', query: { cid: '1.2' }, body: items.map(asForm).join('\n') }),
    most: 6,
  },
  {
    path: '/_vercel/insights/event',
    item: oddly(['o', 'ts', 'r', 'dp', 'en', 'ed', 'f', 'sdkn', 'sdkv', '__proto__']),
    send: ([item]) => ({ path: '/_vercel/insights/event', body: item }),
    most: 1,
  },
  {
    path: '/mp/collect',
    item: oddly(['timestamp_micros'], {
      name: fc.oneof(fc.constantFrom('page_view', 'purchase'), anything),
      params: fc.oneof(oddly(['session_id', 'page_location', 'value', 'currency', 'items', '__proto__']), anything),
    }),
    send: (items) => ({ path: '/mp/collect', body: { client_id: '1.2', user_properties: items[0], events: items } }),
    most: 6,
  },
];

function check({ events, rejects, answer }: Decoded): void {
  for (const event of events) canonicalEventSchema.parse(event);
  for (const { code, message } of rejects) {
    rejectCodeSchema.parse(code);
    expect(message.length).toBeGreaterThan(10);
  }
  expect([200, 202, 204, 400]).toContain(answer.status);
}

describe.each(TAKERS)('$path', ({ path, item, send, most }) => {
  test('makes of any items events that are valid and rejects that say where, and loses none', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(item, fc.jsonValue()), { minLength: 1, maxLength: most }), (items) => {
        const decoded = decodeSent({ headers: { 'user-agent': 'Mozilla/5.0 (X11)' }, ...send(items) });
        check(decoded);
        expect(decoded.events.length + decoded.rejects.length).toBeGreaterThanOrEqual(items.length);
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
          fc.webQueryParameters(),
        ),
        (body) => check(decodeSent({ path, body })),
      ),
      runs(300),
    );
  });
});
