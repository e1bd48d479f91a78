/** The collector over real sockets, with an engine whose answers the test decides. */
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { PortInUseError } from '../../../electron/collector/listen';
import type { IngestAnswer } from '../../../shared/contract/engine';
import { AppFailure } from '../../../shared/contract/errors';
import { closeCollectors, openCollector } from '../../support/collector';

const setup = openCollector;
afterEach(closeCollectors);

const EVENT = { event: 'signed up', distinct_id: 'ana' };
const send = (url: string, body: unknown = EVENT, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), ...init });

/** Sends bytes as they are and gives everything that comes back until the line is closed. */
function raw(port: number, ...parts: (string | Buffer)[]): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => parts.forEach((part) => socket.write(part)));
    socket.on('data', (data) => (answer += data.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', () => resolve(answer));
  });
}

describe('events', () => {
  test('come with what the browser asks for, which is not stored with them', async () => {
    const { url, batches } = await setup();
    for (const headers of [{ dnt: '1', 'sec-gpc': '1' }, { 'sec-gpc': '1' }, { dnt: '0' }, {}] as const) {
      await send(`${url}/ingest`, EVENT, { headers });
    }
    expect(batches.map(({ signals }) => signals)).toEqual([
      { doNotTrack: true, globalPrivacyControl: true },
      { globalPrivacyControl: true },
      undefined,
      undefined,
    ]);
    expect(JSON.stringify(batches.map(({ events }) => events))).not.toMatch(/gpc|dnt/i);
  });

  test('of a large request come with how much it brought', async () => {
    const { url, batches } = await setup();
    const many = Array.from({ length: 30 }, () => EVENT);
    const body = JSON.stringify(many);
    await send(`${url}/ingest`, body);
    await send(`${url}/ingest`, { ...EVENT, properties: { note: 'ü'.repeat(60_000) } });
    expect(batches.map(({ signals }) => signals?.request?.items)).toEqual([30, 1]);
    expect(batches[0]?.signals?.request).toEqual({ path: '/ingest', items: 30, bytes: body.length });
    expect(batches[1]?.signals?.request?.bytes).toBeGreaterThan(120_000);
  });

  test('of visitors without ids tell them apart by address, which is kept nowhere', async () => {
    const { url, port, batches } = await setup();
    const visit = (base: string, forwarded?: string): Promise<Response> =>
      send(
        `${base}/api/event`,
        { n: 'pageview', u: 'https://shop.test/', d: 'shop.test' },
        { headers: { 'user-agent': 'one', ...(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }) } },
      );
    for (const forwarded of [undefined, '203.0.113.9', '203.0.113.10', '203.0.113.9']) await visit(url, forwarded);
    const visitors = batches.flatMap(({ events }) => events.map(({ distinct_id }) => distinct_id));
    expect(new Set(visitors).size).toBe(3);
    expect(visitors[3]).toBe(visitors[1]);
    // Both families are the same browser.
    const other = await visit(`http://[::1]:${port}`).catch(() => undefined);
    if (other !== undefined) expect(batches.at(-1)?.events[0]?.distinct_id).toBe(visitors[0]);
    expect(JSON.stringify(batches)).not.toMatch(/203\.0|127\.0/);
  });

  test('are answered only once they are stored', async () => {
    const commits: ((answer: IngestAnswer) => void)[] = [];
    const { url } = await setup({ ingest: () => new Promise((resolve) => commits.push(resolve)) });
    let answered = false;
    const sending = send(`${url}/ingest`).then((response) => {
      answered = true;
      return response;
    });
    await vi.waitFor(() => expect(commits).toHaveLength(1));
    // Others come, are answered and go meanwhile.
    for (let i = 0; i < 5; i++) expect((await fetch(`${url}/nowhere`)).status).toBe(404);
    expect(answered).toBe(false);
    commits[0]?.({ stored: 1, duplicates: 0 });
    const response = await sending;
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ accepted: 1, rejected: 0 });
  });

  test('that cannot be stored are asked for again, never lost in silence', async () => {
    const { url } = await setup({ ingest: () => Promise.reject(new Error('disk full')) });
    const response = await send(`${url}/ingest`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
  });

  test('whoever stores them may say why it cannot, and nothing else of its own', async () => {
    const failures = [
      new AppFailure({ code: 'overloaded', message: 'The disk is full.' }),
      new AppFailure({ code: 'workspace_corrupt', message: '/home/ana/secret is broken.' }),
    ];
    const { url } = await setup({ ingest: () => Promise.reject(failures.shift() ?? new Error('none left')) });
    const messages: unknown[] = [];
    for (let i = 0; i < 2; i++)
      messages.push(((await (await send(`${url}/ingest`)).json()) as { message: string }).message);
    expect(messages).toEqual([
      'Waymark cannot store events right now: The disk is full. Send them again in a moment.',
      'Waymark cannot store events right now. Send them again in a moment.',
    ]);
  });

  test('get no answer where it cannot be said whether they are stored: no would be as wrong as yes', async () => {
    const { url } = await setup({ ingest: () => new Promise(() => undefined), patienceMs: 50 });
    await expect(send(`${url}/ingest`)).rejects.toThrow('fetch failed');
  });

  test('beyond what the queue holds are asked for later', async () => {
    const commits: ((answer: IngestAnswer) => void)[] = [];
    const { url } = await setup({
      queue: { requests: 1, bytes: 1e6 },
      ingest: () => new Promise((resolve) => commits.push(resolve)),
    });
    const first = send(`${url}/ingest`);
    await vi.waitFor(() => expect(commits).toHaveLength(1));
    const second = await send(`${url}/ingest`);
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '2']);
    commits[0]?.({ stored: 1, duplicates: 0 });
    expect((await first).status).toBe(200);
    const third = send(`${url}/ingest`);
    await vi.waitFor(() => expect(commits).toHaveLength(2));
    commits[1]?.({ stored: 1, duplicates: 0 });
    expect((await third).status).toBe(200);
  });

  test('come compressed without saying so, and with the key as Basic user', async () => {
    const { url, batches } = await setup();
    const body = gzipSync(JSON.stringify({ batch: [{ type: 'track', event: 'paid', userId: 'ana' }] }));
    const authorization = `Basic ${Buffer.from('wk_demo:').toString('base64')}`;
    const response = await fetch(`${url}/v1/batch/`, { method: 'POST', body, headers: { authorization } });
    expect(response.status).toBe(200);
    expect(batches[0]?.events).toMatchObject([{ event: 'paid', project: 'wk_demo', source: 'segment' }]);
  });

  test('carry no cookies along, and every event without an id gets one', async () => {
    const { url, batches } = await setup();
    await send(`${url}/ingest`, [EVENT, EVENT], { headers: { cookie: 'secret=1' } });
    const ids = batches[0]?.events.map(({ event_id }) => event_id) ?? [];
    expect(new Set(ids).size).toBe(2);
    expect(JSON.stringify(batches)).not.toContain('secret');
  });

  test('arrive over ::1 as over 127.0.0.1', async () => {
    const { port, batches } = await setup();
    expect((await send(`http://[::1]:${port}/ingest`)).status).toBe(200);
    expect((await send(`http://localhost:${port}/ingest`)).status).toBe(200);
    expect(batches).toHaveLength(2);
  });
});

describe('what cannot be read', () => {
  test('is kept with its reason, and answered so that no SDK sends it again', async () => {
    const { url, batches } = await setup();
    const response = await send(`${url}/e/`, '{"batch": [');
    expect(response.status).toBe(400);
    expect(batches).toMatchObject([
      {
        events: [],
        rejects: [{ code: 'malformed_body', raw: '{"batch": [', source: 'posthog', receivedAt: expect.any(Number) }],
      },
    ]);
  });

  test('a body that is announced too large is refused unread', async () => {
    const { port, batches } = await setup();
    const answer = await raw(port, 'POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n{"event"');
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain('larger than 20 MB');
    expect(batches[0]?.rejects).toMatchObject([{ code: 'malformed_body', raw: '' }]);
  });

  test('a body that grows too large is refused on its way', async () => {
    const { url } = await setup({ limits: { bytes: 1000 } });
    const chunk = new TextEncoder().encode('x'.repeat(400));
    let chunks = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        chunks += 1;
        if (chunks > 10) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const response = await fetch(`${url}/ingest`, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(response.status).toBe(413);
  });

  test('a zip bomb is refused and costs little', async () => {
    const { url } = await setup();
    const bomb = gzipSync(Buffer.alloc(200 * 2 ** 20, 0x20));
    const before = process.memoryUsage().rss;
    const response = await fetch(`${url}/e/`, { method: 'POST', body: bomb });
    expect(response.status).toBe(413);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 2 ** 20);
  });

  test('a body that does not come is given up', async () => {
    const { port, batches } = await setup({ limits: { milliseconds: 100 } });
    const answer = await raw(port, 'POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"eve');
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(batches).toEqual([]);
  });

  test('a sender that goes away halfway leaves nothing behind', async () => {
    const { port, url, batches } = await setup();
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write('POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"eve');
        setTimeout(() => socket.destroy(), 30);
      });
      socket.on('close', () => resolve());
    });
    expect((await send(`${url}/ingest`)).status).toBe(200);
    expect(batches).toHaveLength(1);
  });

  test.each([
    'GET / HTTP/1.1\r\nHost: a b\r\n\r\n',
    'POST //evil.test/ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    'NONSENSE\r\n\r\n',
    'GET /%E0%A4%A HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  ])('the request %j does no harm', async (request) => {
    const { port, url } = await setup();
    expect(await raw(port, request)).toMatch(/^HTTP\/1.1 4\d\d /);
    expect((await send(`${url}/ingest`)).status).toBe(200);
  });
});

describe('routes', () => {
  test('that nobody knows are answered with what is understood here', async () => {
    const { url } = await setup();
    const response = await send(`${url}/nobody/knows`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: 'not_found',
      message: 'Nothing is understood at POST /nobody/knows.',
      understood: expect.arrayContaining([expect.stringContaining('PostHog'), expect.stringContaining('/ingest')]),
    });
  });

  test('of trackers that send forms and pictures are answered as those want it', async () => {
    const { url, batches } = await setup();
    const form = new URLSearchParams({
      app_key: 'ck',
      device_id: 'd',
      events: JSON.stringify([{ key: 'tea & cake', segmentation: { 'a=b': '50 %' } }]),
    });
    const written = await fetch(`${url}/i`, { method: 'POST', body: form });
    expect(await written.json()).toEqual({ result: 'Success' });
    const picture = await fetch(`${url}/i?e=pv&duid=d&url=${encodeURIComponent('https://x.test/a?utm_source=é')}`);
    expect(picture.headers.get('content-type')).toBe('image/gif');
    expect((await picture.arrayBuffer()).byteLength).toBeGreaterThan(40);
    const beacon = new Blob(['idsite=1&rec=1&action_name=A+page&send_image=0'], {
      type: 'application/x-www-form-urlencoded; charset=UTF-8',
    });
    expect((await fetch(`${url}/matomo.php`, { method: 'POST', body: beacon })).status).toBe(200);
    expect(batches.flatMap(({ events }) => events)).toMatchObject([
      { source: 'countly', event: 'tea & cake', properties: { 'a=b': '50 %' } },
      { source: 'snowplow', event: 'page_view', properties: { $pathname: '/a', utm_source: 'é' } },
      { source: 'matomo', event: 'pageview', properties: { $title: 'A page' } },
    ]);
  });

  test('a port that is taken is named; with tries, the next one is taken', async () => {
    const { port } = await setup();
    await expect(setup({ port })).rejects.toThrow(PortInUseError);
    const next = await setup({ port, tries: 20 });
    expect(next.port).toBeGreaterThan(port);
  });
});

describe('pages of any origin may send', () => {
  test.each(['http://shop.test:3000', 'null'])('from %s, with credentials and any header', async (origin) => {
    const { url } = await setup();
    const preflight = await fetch(`${url}/anything/at/all`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-retry-count,traceparent',
        'access-control-request-private-network': 'true',
      },
    });
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'content-type,x-retry-count,traceparent',
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-private-network': 'true',
      'access-control-max-age': '86400',
      vary: 'Origin',
    });
    for (const path of ['/ingest', '/nowhere', '/array/k/config.js']) {
      const method = path.startsWith('/array') ? 'GET' : 'POST';
      const response = await fetch(url + path, {
        method,
        headers: { origin },
        ...(method === 'POST' ? { body: JSON.stringify(EVENT) } : {}),
      });
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
      expect(response.headers.get('access-control-expose-headers')).toBe('Retry-After');
    }
  });
});
