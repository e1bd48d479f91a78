/** What SDKs, browsers and proxies really do at the edges of HTTP, over raw sockets: each is answered, and costs no event. */
import { connect } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CollectorOptions } from '../../../electron/collector/collector';
import { listen, portOf } from '../../../electron/collector/listen';
import type { IngestAnswer } from '../../../shared/contract/engine';
import { closeCollectors, openCollector } from '../../support/collector';

afterEach(closeCollectors);

async function setup(options: Partial<CollectorOptions> = {}) {
  const collector = await openCollector(options);
  const names = () => collector.batches.flatMap(({ events }) => events.map(({ event }) => event));
  return { ...collector, names };
}

/** Sends the parts one after the other and gives all that comes back until the other side closes. */
function raw(port: number, ...parts: (string | Buffer)[]): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => parts.forEach((part) => socket.write(part)));
    socket.on('data', (data) => (answer += data.toString('latin1')));
    socket.on('close', () => resolve(answer));
    socket.on('error', () => resolve(answer));
  });
}

const body = (event: string): string => JSON.stringify({ event, distinct_id: 'ana' });
const post = (path: string, sent: string | Buffer, ...headers: string[]): Buffer =>
  Buffer.concat([
    Buffer.from(
      [
        `POST ${path} HTTP/1.1`,
        'Host: 127.0.0.1',
        `Content-Length: ${Buffer.byteLength(sent)}`,
        ...headers,
        '',
        '',
      ].join('\r\n'),
    ),
    Buffer.from(sent),
  ]);
const LAST = 'Connection: close';
const statuses = (answer: string): string[] =>
  [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => status ?? '');

describe('addresses', () => {
  test.each([
    '/ingest',
    '/ingest/',
    '//ingest',
    'http://127.0.0.1:8787/ingest',
    'HTTP://shop.test/ingest?a=1',
    '/posthog//capture/',
    '/posthog/capture//',
  ])('%s is understood', async (path) => {
    const { port, names } = await setup();
    expect(statuses(await raw(port, post(path, body('seen'), LAST)))).toEqual(['200']);
    expect(names()).toEqual(['seen']);
  });

  test('of a thousand slashes cost nothing', async () => {
    const { port, url } = await setup();
    const path = `/a${'/'.repeat(15_000)}b`;
    const startedAt = performance.now();
    for (let i = 0; i < 5; i++) expect(statuses(await raw(port, post(path, '{}', LAST)))).toEqual(['404']);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect((await fetch(`${url}/ingest`, { method: 'POST', body: body('seen') })).status).toBe(200);
  });
});

describe('one line for several requests', () => {
  test('goes on after one that was refused, and answers in order', async () => {
    const { port, names } = await setup();
    const answer = await raw(
      port,
      post('/ingest', '{"event":'),
      post('/ingest', body('one')),
      post('/ingest', Buffer.from('1f8b', 'hex'), 'Content-Encoding: gzip'),
      post('/ingest', body('two'), LAST),
    );
    expect(statuses(answer)).toEqual(['400', '200', '400', '200']);
    expect(names()).toEqual(['one', 'two']);
  });

  test('is let go of by a sender that leaves before its answer', async () => {
    const commits: ((answer: IngestAnswer) => void)[] = [];
    const { port, url } = await setup({
      queue: { requests: 1, bytes: 1_000_000 },
      ingest: () => new Promise((resolve) => commits.push(resolve)),
    });
    const socket = connect(port, '127.0.0.1');
    socket.write(post('/ingest', body('one')));
    await vi.waitFor(() => expect(commits).toHaveLength(1));
    const isClosed = new Promise((resolve) => socket.on('close', resolve));
    socket.destroy();
    await isClosed;
    const sendOne = (): Promise<Response> => fetch(`${url}/ingest`, { method: 'POST', body: body('two') });
    expect((await sendOne()).status).toBe(503);
    commits[0]?.({ stored: 1, duplicates: 0 });
    const next = vi.waitFor(async () => expect((await sendOne()).status).toBe(200));
    await vi.waitFor(() => expect(commits).toHaveLength(2));
    commits[1]?.({ stored: 1, duplicates: 0 });
    await next;
  });
});

describe('headers', () => {
  test('with all the cookies of a machine’s development servers do not keep an event out', async () => {
    const { port, names } = await setup();
    const cookies = Array.from({ length: 10 }, (_, i) => `session${i}=${'x'.repeat(3_500)}`).join('; ');
    expect(statuses(await raw(port, post('/ingest', body('seen'), `Cookie: ${cookies}`, LAST)))).toEqual(['200']);
    expect(names()).toEqual(['seen']);
  });

  test('beyond all measure are refused', async () => {
    const { port } = await setup();
    const answer = await raw(port, post('/ingest', '{}', `X-A: ${'x'.repeat(200_000)}`));
    expect(statuses(answer)).toEqual(['431']);
  });

  test('that say a body is packed where there is none, do no harm', async () => {
    const { port, names } = await setup();
    const data = encodeURIComponent(body('seen'));
    const get = `GET /capture?data=${data} HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n${LAST}\r\n\r\n`;
    expect(statuses(await raw(port, get))).toEqual(['200']);
    const flags = `GET /api/surveys/ HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n${LAST}\r\n\r\n`;
    expect(statuses(await raw(port, flags))).toEqual(['200']);
    expect(names()).toEqual(['seen']);
  });

  const PACKED: readonly (readonly [encoding: string, pack: (bytes: Buffer) => Buffer])[] = [
    ['GZIP', (bytes) => gzipSync(bytes)],
    ['gzip, identity', (bytes) => gzipSync(bytes)],
    ['deflate', (bytes) => deflateSync(bytes)],
    ['deflate', (bytes) => deflateRawSync(bytes)],
    ['br', (bytes) => brotliCompressSync(bytes)],
    // A proxy in between unpacked it, or said so once more.
    ['gzip', (bytes) => bytes],
    ['gzip, gzip', (bytes) => gzipSync(bytes)],
  ];
  test.each(PACKED)('Content-Encoding %s is undone', async (encoding, pack) => {
    const { port, names } = await setup();
    const packed = pack(Buffer.from(`\uFEFF${body('seen')}`));
    expect(statuses(await raw(port, post('/ingest', packed, `Content-Encoding: ${encoding}`, LAST)))).toEqual(['200']);
    expect(names()).toEqual(['seen']);
  });

  test('HEAD is answered as GET is, without a body', async () => {
    const { port } = await setup();
    const answer = await raw(port, `HEAD /api/surveys HTTP/1.1\r\nHost: x\r\n${LAST}\r\n\r\n`);
    expect(statuses(answer)).toEqual(['200']);
    expect(answer.split('\r\n\r\n')[1]).toBe('');
  });
});

test('a connection that cannot be taken is told of, and ends nothing', async () => {
  const told: string[] = [];
  const servers = await listen((_request, response) => void response.end('here'), {
    port: 0,
    onTrouble: ({ message }) => void told.push(message),
  });
  const [server] = servers;
  if (server === undefined) throw new Error('nothing listens');
  // As Node does where the process has no file left to open.
  server.emit('error', new Error('accept EMFILE'));
  expect(told).toEqual(['accept EMFILE']);
  expect(await (await fetch(`http://127.0.0.1:${portOf(server)}/`)).text()).toBe('here');
  for (const each of servers) each.close().closeAllConnections();
});
