/** What no SDK sends, over real sockets: nothing of it may hang the collector, cost it much, or cost others an event. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import type { Collector } from '../../../electron/collector/collector';
import { createLogger } from '../../../electron/log/logger';
import { closeCollectors, openCollector } from '../../support/collector';
import { neverAborted, openTestEngine } from '../../support/test-engine';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  await closeCollectors();
});

const setup = openCollector;

const send = (url: string, body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { method: 'POST', body: body as BodyInit, headers });
const GOOD = JSON.stringify({ event: 'signed up', distinct_id: 'ana' });

/** After whatever was done to it, it still takes an event. */
async function expectWell({ url }: Collector): Promise<void> {
  const response = await send(`${url}/ingest`, GOOD);
  expect(await response.json()).toEqual({ accepted: 1, rejected: 0 });
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.on('error', reject);
    cleanups.push(() => socket.destroy());
  });
}

/** All that comes back until the line is closed. */
function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    socket.on('data', (data) => (answer += data.toString('latin1')));
    socket.on('close', () => resolve(answer));
  });
}

const request = (body: string, more = ''): string =>
  `POST /ingest HTTP/1.1\r\nHost: x\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

describe('connections', () => {
  test('that say what they want letter by letter are cut off', async () => {
    const collector = await setup({ headersMs: 300 });
    const socket = await open(collector.port);
    socket.on('error', () => undefined);
    socket.write('POST /ingest HTTP/1.1\r\nHost: x\r\n');
    const drip = setInterval(() => socket.write('X-A: b\r\n'), 50);
    cleanups.push(() => clearInterval(drip));
    expect(await answerOf(socket)).toMatch(/^HTTP\/1.1 408 /);
    await expectWell(collector);
  });

  test('that say nothing are cut off, and a thousand of them keep nobody out', async () => {
    const collector = await setup({ headersMs: 1_500 });
    const idle = await Promise.all(Array.from({ length: 1_000 }, () => open(collector.port)));
    const closed = Promise.all(
      idle.map((socket) => {
        socket.resume();
        return new Promise((done) => socket.on('close', done));
      }),
    );
    await expectWell(collector);
    await closed;
  });

  test('that send their bodies byte by byte are given up in the end, however busily', async () => {
    const collector = await setup({ limits: { milliseconds: 300 } });
    const socket = await open(collector.port);
    socket.on('error', () => undefined);
    socket.write('POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n');
    const drip = setInterval(() => socket.write('x'), 20);
    cleanups.push(() => clearInterval(drip));
    expect(await answerOf(socket)).toMatch(/^HTTP\/1.1 408 /);
    expect(collector.batches).toEqual([]);
  });

  test('that send a hundred requests at once get a hundred answers, in order', async () => {
    const collector = await setup();
    const socket = await open(collector.port);
    const events = Array.from({ length: 100 }, (_, n) => (n % 10 === 9 ? '{"event": ' : GOOD));
    const wanted = events.map((body) => (body === GOOD ? 200 : 400));
    socket.write(events.map((body, n) => request(body, n === 99 ? 'Connection: close\r\n' : '')).join(''));
    const answer = await answerOf(socket);
    expect([...answer.matchAll(/HTTP\/1.1 (\d+) /g)].map(([, status]) => Number(status))).toEqual(wanted);
    expect(collector.batches.flatMap(({ events: stored }) => stored)).toHaveLength(90);
  });

  test.each([
    [
      'headers of 80 KB',
      `POST /ingest HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(80_000)}\r\n\r\n`,
      /^HTTP\/1.1 431 /,
    ],
    ['fifty thousand headers', `GET / HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(50_000)}\r\n`, /^HTTP\/1.1 431 /],
    [
      'a chunk of no size',
      'POST /ingest HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}',
      /^HTTP\/1.1 4\d\d /,
    ],
    [
      'a chunk beyond all bounds',
      `POST /ingest HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${'f'.repeat(40)}\r\n`,
      /^HTTP\/1.1 4\d\d /,
    ],
    [
      'two lengths',
      'POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}',
      /^HTTP\/1.1 400 /,
    ],
    ['a negative length', 'POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: -2\r\n\r\n{}', /^HTTP\/1.1 400 /],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', /^HTTP\/1.1 4\d\d /],
    ['a tunnel', 'CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test\r\n\r\n', /^(?:HTTP\/1.1 4\d\d |$)/],
    ['TLS', Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]), /^HTTP\/1.1 400 /],
  ])('with %s are refused', async (_what, bytes, wanted) => {
    const collector = await setup({ limits: { milliseconds: 300 }, headersMs: 1_000 });
    const socket = await open(collector.port);
    socket.on('error', () => undefined);
    socket.write(bytes);
    expect(await answerOf(socket)).toMatch(wanted);
    await expectWell(collector);
  });
});

/** A way in of each family that reads JSON. */
const PATHS = ['/ingest', '/e/', '/v1/batch', '/track/', '/2/httpapi', '/api/event', '/api/send'];
const DEEP = 100_000;
const manyKeys = (): Record<string, number> =>
  Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`key ${n}`, n]));

describe('bodies', () => {
  test.each([
    ['arrays of 100,000 levels', '['.repeat(DEEP)],
    ['arrays of 100,000 levels, closed', '['.repeat(DEEP) + ']'.repeat(DEEP)],
    ['objects of 100,000 levels', `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`],
    [
      'an event with 100,000 levels',
      `{"event":"x","distinct_id":"a","properties":${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}}`,
    ],
    ['a string of 15 MB', JSON.stringify({ event: 'x', distinct_id: 'a', properties: { s: 'x'.repeat(15e6) } })],
    ['100,000 keys', JSON.stringify({ event: 'x', distinct_id: 'a', properties: manyKeys() })],
    ['100,000 keys beside each other', JSON.stringify(manyKeys())],
    ['a number of 100,000 digits', `{"event":"x","distinct_id":"a","timestamp":${'9'.repeat(100_000)}}`],
    [
      '__proto__',
      '{"event":"x","distinct_id":"a","properties":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}',
    ],
    ['base64 that is none', 'data=%%%_-=!'],
    ['base64 of nothing', 'data='],
    ['base64 of gzip that is broken', `data=${Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]).toString('base64')}`],
    ['half a gzip', gzipSync(GOOD).subarray(0, 20)],
    [
      'bytes that are no UTF-8',
      Buffer.concat([
        Buffer.from('{"event":"'),
        Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80]),
        Buffer.from('","distinct_id":"a"}'),
      ]),
    ],
    ['bytes of nothing', Buffer.alloc(100_000)],
  ])(
    'with %s are answered soon by every family',
    async (_what, body) => {
      const collector = await setup();
      for (const path of PATHS) {
        const started = performance.now();
        const response = await send(collector.url + path, body);
        expect([200, 202, 400, 413, 422]).toContain(response.status);
        expect(performance.now() - started).toBeLessThan(10_000);
        // Whatever is handed on must survive being sent on and written down.
        for (const batch of collector.batches.splice(0))
          expect(() => JSON.stringify(structuredClone(batch))).not.toThrow();
      }
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      await expectWell(collector);
    },
    60_000,
  );

  test('packed in themselves over and over are not unpacked over and over', async () => {
    const { url } = await setup();
    let body: Buffer = Buffer.from(GOOD);
    for (let layer = 0; layer < 5; layer++) body = gzipSync(body);
    const response = await send(`${url}/ingest`, body, { 'content-encoding': 'gzip,gzip,gzip,gzip,gzip' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('packed 5 times over');
  });

  test('with a bomb inside base64 inside a form are refused', async () => {
    const { url } = await setup();
    const bomb = gzipSync(Buffer.alloc(100 * 2 ** 20, 0x20)).toString('base64');
    const response = await send(`${url}/e/`, `data=${encodeURIComponent(bomb)}`);
    expect(response.status).toBe(413);
  });
});

describe('what is stored', () => {
  async function setupEngine() {
    const engine = await openTestEngine();
    cleanups.push(() => engine.close());
    const collector = await setup({ ingest: (batch) => engine.engine.ingest(batch) });
    const stored = () => engine.engine.json['events.recent']({ limit: 1000 }, neverAborted());
    return { engine, collector, stored };
  }

  test('is each event once and in its order, when batches come twice and backwards', async () => {
    const { collector, stored } = await setupEngine();
    const batch = (from: number): string =>
      JSON.stringify(
        Array.from({ length: 20 }, (_, n) => ({
          event: 'e',
          distinct_id: 'ana',
          event_id: `id-${from + n}`,
          timestamp: Date.UTC(2026, 0, 1) + (from + n) * 1000,
        })),
      );
    const sent = [40, 20, 0, 20, 40, 10].map((from) => send(`${collector.url}/ingest`, batch(from)));
    for (const response of await Promise.all(sent)) expect(response.status).toBe(200);
    const events = await stored();
    expect(events.map(({ event_id }) => event_id).toSorted()).toEqual(
      Array.from({ length: 60 }, (_, n) => `id-${n}`).toSorted(),
    );
    for (const event of events) {
      expect(event.timestamp).toBe(Date.UTC(2026, 0, 1) + Number(event.event_id.slice(3)) * 1000);
    }
  });

  test('has its time put right where the sender’s clock is a year off, either way', async () => {
    const { collector, stored } = await setupEngine();
    const YEAR_MS = 365 * 24 * 3600 * 1000;
    for (const [name, off] of [
      ['slow', -YEAR_MS],
      ['fast', YEAR_MS],
    ] as const) {
      const sentAt = Date.now() + off;
      await send(
        `${collector.url}/v1/batch`,
        JSON.stringify({
          sentAt: new Date(sentAt).toISOString(),
          batch: [{ type: 'track', event: name, userId: 'ana', timestamp: new Date(sentAt - 60_000).toISOString() }],
        }),
      );
    }
    const events = await stored();
    expect(events).toHaveLength(2);
    for (const event of events) {
      expect(Math.abs(event.timestamp - (event.received_at - 60_000))).toBeLessThan(5_000);
      expect(Math.abs((event.original_timestamp ?? 0) - event.timestamp)).toBeGreaterThan(YEAR_MS - 5_000);
    }
  });

  test('is text, wherever it looks like SQL, a path or a page', async () => {
    const { engine, collector, stored } = await setupEngine();
    const before = readdirSync(engine.dir).toSorted();
    const nasty = [
      `'); DROP TABLE events; --`,
      '../../../../tmp/waymark-was-here',
      '<img src=x onerror=alert(1)>',
      '$1 ${x} %s',
    ];
    for (let time = 0; time < 2; time++) {
      for (const text of nasty) {
        const properties = { [text]: text, $session_id: text };
        const item = {
          event: text,
          distinct_id: text,
          user_id: text,
          event_id: text,
          session_id: text,
          groups: { [text]: text },
          lib: text,
          properties,
        };
        const response = await send(`${collector.url}/ingest?token=${encodeURIComponent(text)}`, JSON.stringify(item));
        expect(response.status).toBe(200);
        await send(`${collector.url}/e/?x=${encodeURIComponent(text)}`, `{"batch": ["${text}`);
      }
    }
    const events = await stored();
    expect(events.map(({ event }) => event).toSorted()).toEqual(nasty.toSorted());
    expect(
      events.every(({ event, distinct_id, properties }) => distinct_id === event && properties[event] === event),
    ).toBe(true);
    const { rows } = await engine.engine.json['rejects.recent']({ limit: 100 }, neverAborted());
    expect(rows.filter(({ raw }) => raw.includes('DROP TABLE'))).toHaveLength(2);
    for (const text of nasty) {
      const filter = { property: text.startsWith('$') ? 'event' : 'distinct_id', op: 'eq' as const, value: text };
      const found = await engine.engine.json['events.recent']({ limit: 10, filter }, neverAborted());
      expect(found.map(({ event }) => event)).toEqual([text]);
    }
    expect(readdirSync(engine.dir).toSorted()).toEqual(before);
  });
});

describe('what is said', () => {
  const MARK = 'mark-7f3a';
  const NASTY = `${MARK}\u001b[31m"</script><script>alert(1)</script>`;

  test('in the log is nothing of a header, a query, a path or a body', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'waymark-log-'));
    cleanups.push(() => rmSync(dir, { recursive: true, force: true }));
    const log = createLogger(dir, 'info', 'host');
    const collector = await setup({
      log,
      ingest: () => Promise.reject(new Error('not now')),
      limits: { unpackedBytes: 2_000 },
    });
    const query = encodeURIComponent(NASTY);
    for (const path of ['/ingest', '/e/', `/${query}`, `/posthog/${query}`, '/v1/batch', '/track/']) {
      for (const body of [GOOD.replace('ana', MARK), MARK, JSON.stringify([NASTY]), gzipSync('x'.repeat(5_000))]) {
        await send(`${collector.url}${path}?q=${query}`, body, {
          'user-agent': MARK,
          authorization: `Bearer ${MARK}`,
          'x-waymark': MARK,
        });
      }
      await send(`${collector.url}${path}`, GOOD, { 'content-encoding': MARK });
    }
    await collector.close();
    await log.close();
    const lines = readdirSync(dir).flatMap((name) => readFileSync(join(dir, name), 'utf8').trim().split('\n'));
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
    expect(lines.filter((line) => line.includes(MARK))).toEqual([]);
  });

  test('to the sender is never a page', async () => {
    const collector = await setup();
    const query = encodeURIComponent(NASTY);
    for (const path of [
      `/${query}`,
      `/ingest?x=${query}`,
      `/e/?callback=${query}`,
      `/track/?callback=${query}&data=${query}`,
    ]) {
      for (const method of ['GET', 'POST']) {
        const response = await fetch(collector.url + path, { method, ...(method === 'POST' ? { body: NASTY } : {}) });
        expect(response.headers.get('content-type') ?? '').not.toMatch(/html|svg|xml/);
        expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      }
    }
  });
});
