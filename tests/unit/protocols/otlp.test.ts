import { BinaryReader } from '@bufbuild/protobuf/wire';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalEventSchema, type CanonicalEvent } from '../../../shared/model/event';
import type { Decoded } from '../../../shared/protocols/wire';
import { jsonRecord, jsonRequest, wireRecord, wireRequest, type Plain, type PlainRecord } from '../../support/otlp';
import { CAPTURES, recordings, sentOf } from '../../support/recordings';
import { runs } from '../../support/runs';
import { decodeSent, RECEIVED_AT } from '../../support/wire';

const AT = RECEIVED_AT - 5_000;
const NANOS = `${AT}123456`;
const RESOURCE = { 'service.name': 'shop', 'telemetry.sdk.language': 'webjs', 'telemetry.sdk.version': '2.0.0' };
const NODE = { 'user-agent': 'OTel-OTLP-Exporter-JavaScript/0.223.1' };

const sendJson = (records: readonly unknown[], resource: Record<string, Plain> = RESOURCE, headers = {}): Decoded =>
  decodeSent({ path: '/v1/logs', headers, body: jsonRequest(resource, records) });
const sendWire = (bytes: Uint8Array): Decoded => decodeSent({ path: '/v1/logs', bytes });
const one = ({ events, rejects }: Decoded): CanonicalEvent => {
  expect(rejects).toEqual([]);
  const [event] = events;
  if (event === undefined || events.length > 1) throw new Error(`${events.length} events, not one`);
  return event;
};
const RECORD: PlainRecord = {
  eventName: 'order.completed',
  nanos: NANOS,
  body: { total: 42.5, items: [{ sku: 'a' }] },
  attributes: {
    'user.id': 'ana',
    'user.email': 'ana@shop.test',
    'session.id': 's-1',
    'app.installation.id': 'phone-1',
    'url.full': 'https://shop.test/cart?utm_source=news',
    n: 3n,
    big: 2n ** 60n,
    nothing: null,
    bytes: new Uint8Array([1, 2, 3]),
  },
  traceId: '0af7651916cd43dd8448eb211c80319c',
};

describe('/v1/logs', () => {
  test('a record with a name, in full', () => {
    const event = one(sendJson([{ ...jsonRecord(RECORD), severityNumber: 9, severityText: 'INFO', flags: 0 }]));
    expect(event).toEqual({
      event_id: expect.stringMatching(new RegExp(`^${NANOS}-0000-[0-9a-f]{16}$`)),
      event: 'order.completed',
      kind: 'custom',
      timestamp: AT,
      received_at: RECEIVED_AT,
      distinct_id: 'ana',
      anonymous_id: 'phone-1',
      user_id: 'ana',
      session_id: 's-1',
      groups: {},
      properties: {
        $current_url: 'https://shop.test/cart?utm_source=news',
        $pathname: '/cart',
        utm_source: 'news',
        trace_id: '0af7651916cd43dd8448eb211c80319c',
        total: 42.5,
        items: [{ sku: 'a' }],
        'user.email': 'ana@shop.test',
        'app.installation.id': 'phone-1',
        'url.full': 'https://shop.test/cart?utm_source=news',
        n: 3,
        big: '1152921504606846976',
        nothing: null,
        bytes: 'AQID',
        $set: { email: 'ana@shop.test' },
        $otlp: { severityNumber: 9, severityText: 'INFO', resource: RESOURCE, scope: { name: 'shop', version: '1' } },
      },
      source: 'otlp',
      project: 'shop',
      lib: 'opentelemetry-webjs',
      lib_version: '2.0.0',
    });
  });

  test('the same as protobuf', () => {
    const { event_id: _, ...json } = one(sendJson([jsonRecord(RECORD)]));
    const { event_id, ...wire } = one(sendWire(wireRequest(RESOURCE, [wireRecord(RECORD)])));
    expect(wire).toEqual(json);
    expect(event_id.startsWith(`${NANOS}-0000-`)).toBe(true);
  });

  test.each([
    ['browser.page_view', 'page'],
    ['session.start', 'session'],
    ['browser.web_vital', 'vitals'],
    ['feature_flag.evaluation', 'flag'],
    ['anything', 'custom'],
  ])('%s is of kind %s', (eventName, kind) => {
    expect(one(sendJson([jsonRecord({ eventName, nanos: NANOS })])).kind).toBe(kind);
  });

  test('older SDKs have the name among the attributes; an exception needs none; a plain log is no event', () => {
    const { events, rejects, answer } = sendJson([
      jsonRecord({ nanos: NANOS, attributes: { 'event.name': 'old.way' } }),
      jsonRecord({ nanos: NANOS, body: 'plain log', attributes: { 'user.id': 'ana' } }),
      jsonRecord({ nanos: NANOS, body: 'oh', attributes: { 'exception.type': 'TypeError' } }),
    ]);
    expect(events.map(({ event, kind }) => [event, kind])).toEqual([
      ['old.way', 'custom'],
      ['exception', 'error'],
    ]);
    expect(events[1]?.properties).toMatchObject({ body: 'oh', 'exception.type': 'TypeError' });
    expect([rejects, answer.body]).toEqual([[], '{}']);
  });

  test('whoever sends nothing but plain logs is told', () => {
    const { events, rejects, answer } = sendJson([jsonRecord({ nanos: NANOS, body: 'plain log' })]);
    expect([events, rejects, answer.status]).toEqual([[], [], 200]);
    expect(JSON.parse(answer.body)).toMatchObject({
      partialSuccess: { rejectedLogRecords: '0', errorMessage: expect.stringContaining('event name') },
    });
  });

  test('times: nanoseconds as text or number, else when it was observed, else now', () => {
    const timesOf = (record: object): [number, string] => {
      const { timestamp, event_id } = one(sendJson([{ eventName: 'e', attributes: [], ...record }]));
      return [timestamp, event_id];
    };
    expect(timesOf({ timeUnixNano: '0', observedTimeUnixNano: NANOS })[0]).toBe(AT);
    expect(timesOf({ timeUnixNano: AT * 1e6 })[0]).toBe(AT);
    expect(timesOf({})).toEqual([RECEIVED_AT, 'fresh-1']);
  });

  test('a request that is sent again has the same ids, and its events keep their order', () => {
    const twice = [jsonRecord({ eventName: 'click', nanos: NANOS }), jsonRecord({ eventName: 'click', nanos: NANOS })];
    const first = sendJson(twice).events.map(({ event_id }) => event_id);
    expect(new Set(first).size).toBe(2);
    expect(first.toSorted()).toEqual(first);
    expect(sendJson(twice).events.map(({ event_id }) => event_id)).toEqual(first);
  });

  test('who it is: a pseudonym, else the session, else a browser, else the service', () => {
    const who = (attributes: Record<string, Plain>, resource: Record<string, Plain>, headers = {}): unknown => {
      const { distinct_id, anonymous_id, user_id } = one(
        sendJson([jsonRecord({ eventName: 'e', nanos: NANOS, attributes })], resource, headers),
      );
      return [distinct_id, anonymous_id, user_id];
    };
    expect(who({ 'enduser.pseudo.id': 'p' }, {})).toEqual(['p', 'p', undefined]);
    expect(who({ 'session.id': 's' }, {}, NODE)).toEqual(['s', 's', undefined]);
    expect(who({ 'enduser.id': 'ana', 'session.id': 's' }, {})).toEqual(['ana', undefined, 'ana']);
    expect(who({ posthogDistinctId: 'd' }, {})).toEqual(['d', undefined, undefined]);
    const browser = expect.stringMatching(/^visitor-2026-01-31-/) as string;
    expect(who({}, { 'telemetry.sdk.language': 'webjs' })).toEqual([browser, browser, undefined]);
    expect(who({}, { 'service.name': 'api' }, NODE)).toEqual(['$service_api', undefined, undefined]);
    expect(who({}, { 'service.instance.id': 'i-1' }, NODE)).toEqual(['i-1', undefined, undefined]);
  });

  test('a server’s event is a server’s, and what a server passes on from a browser is not', () => {
    const propertiesOf = (attributes: Record<string, Plain>): unknown =>
      one(sendJson([jsonRecord({ eventName: 'e', nanos: NANOS, attributes })], {}, NODE)).properties;
    expect(propertiesOf({})).toMatchObject({ $is_server: true });
    const agent =
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
    expect(propertiesOf({ 'user_agent.original': agent })).toMatchObject({ $browser: 'Chrome', $os: 'Linux' });
    expect(propertiesOf({ 'user_agent.original': agent })).not.toHaveProperty('$is_server');
  });

  test('what is wrong anywhere is refused alone, with its place', () => {
    const good = jsonRecord({ eventName: 'good', nanos: NANOS });
    const scope = (logRecords: unknown): object => ({ scopeLogs: [{ logRecords }] });
    const { events, rejects, answer } = decodeSent({
      path: '/v1/logs',
      body: {
        resourceLogs: [
          7,
          scope([good, 'x', { eventName: 'a', attributes: {} }, { eventName: 'b', timeUnixNano: 'soon' }]),
          scope({}),
          { scopeLogs: [null, { logRecords: [good] }] },
        ],
      },
    });
    expect(events.map(({ event }) => event)).toEqual(['good', 'good']);
    expect(rejects.map(({ code, place }) => `${code} ${place}`).toSorted()).toEqual([
      'invalid_time resourceLogs[1].scopeLogs[0].logRecords[3].timeUnixNano',
      'malformed_event resourceLogs[0]',
      'malformed_event resourceLogs[1].scopeLogs[0].logRecords[1]',
      'malformed_event resourceLogs[1].scopeLogs[0].logRecords[2].attributes',
      'malformed_event resourceLogs[2].scopeLogs[0].logRecords',
      'malformed_event resourceLogs[3].scopeLogs[0]',
    ]);
    expect(JSON.parse(answer.body)).toMatchObject({ partialSuccess: { rejectedLogRecords: '6' } });
  });

  test('a broken record among others in protobuf', () => {
    const good = wireRecord({ eventName: 'good', nanos: NANOS, attributes: { 'user.id': 'ana' } });
    const { events, rejects, answer } = sendWire(wireRequest(RESOURCE, [good, good.slice(0, -3), good]));
    expect(events).toHaveLength(2);
    expect(rejects).toMatchObject([
      {
        code: 'malformed_event',
        place: 'resourceLogs[0].scopeLogs[0].logRecords[1]',
        raw: expect.stringMatching(/^C/),
      },
    ]);
    const reader = new BinaryReader(answer.bytes ?? new Uint8Array());
    reader.tag();
    reader.uint32();
    reader.tag();
    expect(Number(reader.int64())).toBe(1);
    reader.tag();
    expect(reader.string()).toContain('logRecords[1]: This is no protobuf');
  });

  test('answers come in the encoding of the request', () => {
    const good = sendWire(wireRequest(RESOURCE, [wireRecord(RECORD)])).answer;
    expect([good.status, good.contentType, good.bytes?.length]).toEqual([200, 'application/x-protobuf', 0]);
    const bad = sendWire(new Uint8Array([0xff]));
    expect([bad.answer.status, bad.answer.contentType]).toEqual([400, 'application/x-protobuf']);
    expect(bad.rejects).toMatchObject([{ code: 'malformed_body', raw: '/w==' }]);
    expect(decodeSent({ path: '/v1/logs', body: '[]' }).answer).toMatchObject({ status: 400 });
  });

  test('values nested without end are refused', () => {
    const endless = Array.from({ length: 200 }).reduce<Plain>((inner) => [inner], 'x');
    const { events, rejects } = sendWire(wireRequest({}, [wireRecord({ eventName: 'e', attributes: { endless } })]));
    expect(events).toEqual([]);
    expect(rejects).toMatchObject([{ message: expect.stringContaining('nested deeper') }]);
  });

  test.each(['/v1/traces', '/v1/metrics', '/otlp/v1/traces'])('%s is taken and not kept', (path) => {
    expect(decodeSent({ path, body: '{"resourceSpans":[{}]}' })).toMatchObject({
      events: [],
      rejects: [],
      answer: { status: 200, body: '{}' },
    });
    expect(decodeSent({ path, bytes: new Uint8Array([10, 0]) }).answer).toMatchObject({
      status: 200,
      contentType: 'application/x-protobuf',
    });
  });
});

const key = fc.oneof(
  fc.constantFrom('user.id', 'session.id', 'url', '__proto__', 'event.name'),
  fc.string({ minLength: 1 }),
);
const { plain } = fc.letrec<{ plain: Plain }>((tie) => ({
  plain: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.boolean(),
    // JSON has no negative zero.
    fc.double().map((value) => value + 0),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.uint8Array({ maxLength: 8 }),
    fc.constant(null),
    fc.array(tie('plain'), { maxLength: 3 }),
    fc.dictionary(key, tie('plain'), { maxKeys: 3 }),
  ),
}));
const record = fc.record(
  { eventName: fc.string({ minLength: 1 }), body: plain, attributes: fc.dictionary(key, plain, { maxKeys: 4 }) },
  { requiredKeys: ['eventName'] },
);

describe('anything at all', () => {
  test('JSON and protobuf of the same records are the same events', () => {
    const gist = ({ events, rejects }: Decoded): unknown => [events, rejects.map(({ code, place }) => [code, place])];
    fc.assert(
      fc.property(fc.array(record, { maxLength: 3 }), (records) => {
        const json = sendJson(records.map(jsonRecord), RESOURCE);
        for (const event of json.events) canonicalEventSchema.parse(event);
        expect(gist(sendWire(wireRequest(RESOURCE, records.map(wireRecord))))).toEqual(gist(json));
      }),
      runs(200),
    );
  });

  test('bytes with something wrong in them: no throw, only valid events, and the good request is still good', () => {
    const good = wireRequest(RESOURCE, [wireRecord(RECORD), wireRecord({ ...RECORD, eventName: 'other' })]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (wounds) => {
          const bytes = good.slice();
          for (const [at, byte] of wounds) bytes[at] = byte;
          const { events, rejects, answer } = sendWire(bytes);
          for (const event of events) canonicalEventSchema.parse(event);
          for (const { message } of rejects) expect(message.length).toBeGreaterThan(10);
          expect([200, 400]).toContain(answer.status);
        },
      ),
      runs(1000),
    );
  });

  test('any bytes and any JSON', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void sendWire(bytes)),
      runs(500),
    );
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (records) => {
        const { events } = sendJson(records);
        for (const event of events) canonicalEventSchema.parse(event);
      }),
      runs(300),
    );
  });
});

describe.skipIf(!existsSync(CAPTURES))(`recordings in ${CAPTURES} (skipped where absent)`, () => {
  test('every request is understood, every event is taken, none refused, and repeats have the same ids', async () => {
    const idsOf = new Map<string, Set<string>>();
    let requests = 0;
    for (const recorded of recordings('opentelemetry-logs')) {
      const { events, rejects, answer } = decodeSent(await sentOf(recorded));
      const scenario = recorded.file.split('__')[0] ?? '';
      requests += 1;
      expect([rejects, answer.status]).toEqual([[], 200]);
      for (const event of events) canonicalEventSchema.parse(event);
      const full = /^(json|json-gzip|proto|env-endpoint)$/.test(scenario);
      expect(
        events.map(({ event }) => event),
        recorded.file,
      ).toEqual(
        full
          ? ['order.completed', 'exception']
          : [scenario.startsWith('browser') ? (recorded.file.includes('__001') ? 'browser.page_view' : 'last') : 'e'],
      );
      if (!scenario.startsWith('retry')) continue;
      const ids = idsOf.get(scenario) ?? new Set();
      idsOf.set(scenario, ids);
      for (const { event_id } of events) ids.add(event_id);
    }
    expect(requests).toBe(25);
    expect([...idsOf.values()].map(({ size }) => size)).toEqual([1, 1, 1, 1, 1]);
  });
});
