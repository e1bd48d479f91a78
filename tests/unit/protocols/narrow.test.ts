/** What a reject keeps of its request: the bad item in its surroundings, and nothing that was taken. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RejectedRequest } from '../../../shared/model/rejected-request';
import { narrowRequest } from '../../../shared/protocols/narrow';
import { claimFor, findRoute } from '../../../shared/protocols/registry';
import type { Decoded, WireRequest } from '../../../shared/protocols/wire';
import { runs } from '../../support/runs';
import { RECEIVED_AT, type Sent } from '../../support/wire';

interface Narrowed {
  readonly decoded: Decoded;
  readonly kept: readonly (RejectedRequest | undefined)[];
  /** Decodes a kept request, with another body where given. */
  readonly again: (request: RejectedRequest, body?: string) => Decoded;
}

function narrowed(sent: Sent): Narrowed {
  const read = (method: string, path: string, more: Partial<WireRequest>): { wire: WireRequest; decoded: Decoded } => {
    const found = findRoute(method, path);
    if (found === undefined) throw new Error(`nobody claims ${path}`);
    let ids = 0;
    const wire: WireRequest = {
      method,
      path: found.path,
      query: {},
      headers: {},
      body: '',
      baseUrl: 'http://127.0.0.1:8787',
      receivedAt: RECEIVED_AT,
      newId: () => `fresh-${(ids += 1)}`,
      ...more,
    };
    return { wire, decoded: claimFor(found, wire).route.decode(wire) };
  };
  const { method = 'POST', path, query = {}, headers = {} } = sent;
  const body = typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body ?? '');
  const { wire, decoded } = read(method, path, { query, headers, body });
  const found = findRoute(method, path);
  if (found === undefined) throw new Error('gone');
  const kept = narrowRequest(wire, found.prefix, claimFor(found, wire).route.decode, decoded);
  return {
    decoded,
    kept,
    again: (request, repaired = request.body) =>
      read(request.method, request.path, { query: request.query, headers: request.headers, body: repaired }).decoded,
  };
}

function only(kept: readonly (RejectedRequest | undefined)[]): RejectedRequest {
  const [request] = kept;
  if (request === undefined || kept.length !== 1) throw new Error(`${kept.length} kept`);
  return request;
}

describe('a reject keeps', () => {
  test('its item alone, with what stands around the batch', () => {
    const good = { event: 'a', distinct_id: 'ana', uuid: 'u' };
    const bad = { distinct_id: 'ana', properties: { list: [1, 2, 3] } };
    const body = { api_key: 'phc', sent_at: '2026-01-31T10:00:00Z', batch: [good, bad, good] };
    const { kept, again } = narrowed({
      path: '/posthog/batch',
      body,
      headers: { 'posthog-sdk-info': 'posthog-js/1.2.3' },
    });
    const request = only(kept);
    expect(request).toMatchObject({ path: '/posthog/batch', place: 'batch[0].event', isNarrowed: true });
    expect(JSON.parse(request.body)).toEqual({ ...body, batch: [bad] });
    const { events } = again(request, request.body.replace('"distinct_id"', '"event":"b","distinct_id"'));
    expect(events).toMatchObject([{ event: 'b', project: 'phc', lib: 'posthog-js', properties: { list: [1, 2, 3] } }]);
  });

  test('its line alone, where each line is an event', () => {
    const lines = ['{"event":"a","distinct_id":"ana"}', '{"event":"b"', '{"event":"c","distinct_id":"ana"}'].join('\n');
    const { kept } = narrowed({ path: '/ingest', body: lines });
    expect(only(kept)).toMatchObject({ body: '{"event":"b"', place: '' });
  });

  test('the whole body, where nothing of it was taken', () => {
    const { kept } = narrowed({ path: '/v1/batch', body: '{"batch": [' });
    expect(only(kept)).toMatchObject({ body: '{"batch": [', isNarrowed: false });
  });

  test('nothing, where its item brought events too', () => {
    const item = {
      app_key: 'k',
      device_id: 'd',
      timestamp: RECEIVED_AT,
      events: JSON.stringify([{ key: 'a', count: 1 }, 7]),
    };
    const { decoded, kept } = narrowed({
      path: '/i/bulk',
      body: { app_key: 'k', device_id: 'd', requests: [item, item] },
    });
    expect(decoded.events.length).toBeGreaterThan(0);
    expect(decoded.rejects.length).toBeGreaterThan(0);
    expect(kept.every((request) => request === undefined)).toBe(true);
  });

  test('no cookies, credentials, addresses or passwords', () => {
    const headers = {
      cookie: 'a=1',
      authorization: 'Basic eDp5',
      'x-forwarded-for': '192.0.2.7',
      'openpanel-client-secret': 's3cret',
      'user-agent': 'test',
    };
    const body = { token_auth: 's3cret', requests: ['?idsite=1&rec=1&token_auth=s3cret', 7] };
    const { kept } = narrowed({ path: '/matomo.php', body, headers, query: { token_auth: 's3cret', a: 'b' } });
    for (const request of kept) {
      expect(request?.headers).toEqual({ 'user-agent': 'test' });
      expect(request?.query).toEqual({ a: 'b' });
      expect(JSON.stringify(request)).not.toContain('s3cret');
    }
    expect(kept.some((request) => request !== undefined)).toBe(true);
  });

  test('no more than fits', () => {
    const bad = { distinct_id: 'x'.repeat(300_000) };
    expect(narrowed({ path: '/ingest', body: [bad, bad] }).kept).toEqual([undefined, undefined]);
    const many = Array.from({ length: 2_000 }, () => ({ distinct_id: 'ana' }));
    const { kept } = narrowed({ path: '/ingest', body: many });
    expect(kept.filter((request) => request !== undefined)).toHaveLength(1_000);
  });
});

test('what is kept is refused in the same way and brings nothing, whatever its neighbours are', () => {
  const good = fc.record({ event: fc.string({ minLength: 1 }), distinct_id: fc.string({ minLength: 1 }) });
  const item = fc.oneof(good, fc.jsonValue(), fc.record({ event: fc.jsonValue(), distinct_id: fc.jsonValue() }));
  const wrap = fc.constantFrom(
    (items: unknown[]) => ({ path: '/ingest', body: { events: items } }),
    (items: unknown[]) => ({ path: '/ingest', body: items }),
    (items: unknown[]) => ({ path: '/batch', body: { api_key: 'k', batch: items } }),
    (items: unknown[]) => ({ path: '/v1/batch', body: { batch: items } }),
    (items: unknown[]) => ({ path: '/track', body: items }),
    (items: unknown[]) => ({ path: '/ingest', body: items.map((one) => JSON.stringify(one)).join('\n') }),
  );
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 6 }), wrap, (items, sent) => {
      const { decoded, kept, again } = narrowed(sent(items));
      expect(kept).toHaveLength(decoded.rejects.length);
      for (const [index, request] of kept.entries()) {
        if (request === undefined) continue;
        const { events, rejects } = again(request);
        expect(events).toEqual([]);
        expect(rejects.map(({ code, place }) => ({ code, place }))).toEqual([
          { code: decoded.rejects[index]?.code, place: request.place },
        ]);
      }
    }),
    runs(300),
  );
});
