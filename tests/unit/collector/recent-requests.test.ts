import { describe, expect, test } from 'vitest';
import { RecentRequests, type TakenRequest } from '../../../electron/collector/recent-requests';
import { findRoute } from '../../../shared/protocols/registry';
import type { WireRequest } from '../../../shared/protocols/wire';

const MEGABYTE = 2 ** 20;
const LIMITS = { requests: 3, bytes: 10 * MEGABYTE, bodyBytes: MEGABYTE };

function taken(eventIds: readonly string[], more: Partial<WireRequest> = {}, url = '/ingest'): TakenRequest {
  const found = findRoute('POST', '/ingest');
  if (found === undefined) throw new Error('nobody claims /ingest');
  const wire: WireRequest = {
    method: 'POST',
    path: '/ingest',
    query: {},
    headers: {},
    body: '{}',
    baseUrl: 'http://127.0.0.1:8787',
    receivedAt: 1,
    newId: () => 'x',
    ...more,
  };
  const fixed = { source: 'waymark', status: 200, tookMs: 1, rejects: 0, bytesReceived: 2 };
  return { wire, found, url: `http://127.0.0.1:8787${url}`, eventIds, ...fixed };
}

const shown = (requests: RecentRequests, id: string) => {
  const answer = requests.get(id);
  if (answer.is === 'gone') throw new Error(answer.message);
  return answer.request;
};

describe('recent requests', () => {
  test('are found by each of their events', () => {
    const requests = new RecentRequests(LIMITS);
    requests.keep(taken(['a', 'b'], { body: '[1,2]' }));
    expect(shown(requests, 'a')).toEqual(shown(requests, 'b'));
    expect(shown(requests, 'a')).toMatchObject({ body: '[1,2]', events: 2, isCut: false, bytesUnpacked: 5 });
  });

  test('give way to newer ones beyond the count, and say so', () => {
    const requests = new RecentRequests(LIMITS);
    for (const id of ['a', 'b', 'c', 'd']) requests.keep(taken([id]));
    expect(requests.size.requests).toBe(3);
    expect(requests.get('a')).toMatchObject({ is: 'gone', message: expect.stringContaining('the last 3 requests') });
    expect(requests.get('b').is).toBe('kept');
  });

  test('give way to newer ones beyond the bytes', () => {
    const requests = new RecentRequests({ ...LIMITS, requests: 1_000 });
    for (let n = 0; n < 40; n += 1) requests.keep(taken([`e${n}`], { body: 'x'.repeat(MEGABYTE / 2) }));
    expect(requests.size.bytes).toBeLessThanOrEqual(10 * MEGABYTE);
    expect(requests.size.requests).toBe(19);
    expect(requests.get('e20').is).toBe('gone');
    expect(requests.get('e39').is).toBe('kept');
  });

  test('are bounded by what their ids weigh too', () => {
    const requests = new RecentRequests({ ...LIMITS, requests: 1e6, bytes: 100_000 });
    for (let n = 0; n < 100; n += 1) requests.keep(taken(Array.from({ length: 100 }, (_, i) => `${n}-${i}`)));
    expect(requests.size.bytes).toBeLessThanOrEqual(100_000);
    expect(requests.get('0-0').is).toBe('gone');
  });

  test('cut a long body between letters, and say so', () => {
    const requests = new RecentRequests(LIMITS);
    requests.keep(taken(['a'], { body: `x${'é'.repeat(MEGABYTE)}` }));
    const { body, isCut, bytesUnpacked } = shown(requests, 'a');
    expect([isCut, bytesUnpacked]).toEqual([true, 2 * MEGABYTE + 1]);
    expect(Buffer.byteLength(body)).toBe(MEGABYTE - 1);
    expect(body.endsWith('é')).toBe(true);
  });

  test('show bytes as base64', () => {
    const requests = new RecentRequests(LIMITS);
    requests.keep(taken(['a'], { body: '', bytes: Uint8Array.from([1, 2, 255]) }));
    expect(shown(requests, 'a')).toMatchObject({ isBinary: true, body: 'AQL/', bytesUnpacked: 3 });
  });

  test('show no secret of the sender, and keep it for sending again', () => {
    const requests = new RecentRequests(LIMITS);
    const headers = { authorization: 'Basic d2s6', 'openpanel-client-secret': 's3cret', accept: '*/*' };
    const body = '{"token_auth": "s3c\\"ret", "requests": ["?idsite=1&token_auth=s3cret&rec=1"]}';
    requests.keep(taken(['a'], { headers, body }, '/matomo.php?token_auth=s3cret&rec=1'));
    const request = shown(requests, 'a');
    expect(JSON.stringify(request)).not.toMatch(/s3c|d2s6/);
    expect(request.headers).toEqual({ authorization: 'Basic «…»', 'openpanel-client-secret': '«…»', accept: '*/*' });
    expect(request.url).toContain('token_auth=«…»&rec=1');
    expect(JSON.parse(request.body)).toEqual({ token_auth: '«…»', requests: ['?idsite=1&token_auth=«…»&rec=1'] });
    expect(requests.whole(request.id)?.wire.headers['authorization']).toBe('Basic d2s6');
  });

  test('are whole when they are sent again', () => {
    const requests = new RecentRequests({ ...LIMITS, requests: 1_000 });
    const wires: Partial<WireRequest>[] = Array.from({ length: 300 }, (_, n) => ({
      query: { n: String(n), 'ключ"\\': '\uFFFD\u2028' },
      repeated: { n: ['1', String(n)] },
      headers: { 'x-n': `"${n}"` },
      credential: 'k',
      body: `{"n":${n},"é":"${'💡'.repeat(n * 40)}"}`,
    }));
    wires.forEach((wire, n) => requests.keep(taken([`"e\\${n}"`], wire)));
    wires.forEach((wire, n) => {
      const { id } = shown(requests, `"e\\${n}"`);
      expect(requests.whole(id)).toMatchObject({ wire, isCut: false, bytesReceived: 2, source: 'waymark' });
      expect(requests.whole(id)?.wire.newId()).toBe('x');
    });
  });

  test('of bytes are bytes when they are sent again', () => {
    const requests = new RecentRequests(LIMITS);
    const bytes = Uint8Array.from({ length: 300 }, (_, i) => i % 256);
    requests.keep(taken(['a'], { body: '', bytes }));
    expect(requests.whole(shown(requests, 'a').id)?.wire).toMatchObject({ body: '', bytes });
  });

  test('are not found by what is in them beside the ids', () => {
    const requests = new RecentRequests(LIMITS);
    requests.keep(taken(['a'], { headers: { 'x-b': 'b' } }));
    expect(requests.get('b').is).toBe('gone');
    expect(requests.get('x-b').is).toBe('gone');
  });

  test('of an id that came twice, the first is the one that was stored', () => {
    const requests = new RecentRequests(LIMITS);
    requests.keep(taken(['a'], { body: 'first' }));
    requests.keep(taken(['a'], { body: 'second' }));
    expect(shown(requests, 'a').body).toBe('first');
  });
});
