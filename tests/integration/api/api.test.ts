/** The API behind its guard, over a real socket, with an engine whose answers the test decides. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { guardLoopback } from '../../../electron/api/guard';
import { createWaymarkApi, type EngineCalls } from '../../../electron/api/waymark-api';
import { startCollector, type Collector } from '../../../electron/collector/collector';
import { SILENT_LOGGER } from '../../../electron/log/logger';
import type { FileGrant } from '../../../shared/contract/engine';
import { AppFailure } from '../../../shared/contract/errors';

const TOKEN = 'a-token-that-only-this-test-knows';
const INFO = {
  name: 'w',
  version: '0',
  state: 'ready',
  events: 0,
  persons: 0,
  sessions: 0,
  rejects: 0,
  dataVersion: 0,
  timezone: 'UTC',
  weekStart: 'monday',
} as const;

let base = '';
let collector: Collector;
let grants: FileGrant[] = [];
let answer: EngineCalls['call'] = () => Promise.resolve(INFO);
let values: EngineCalls['stream'] = async function* () {};

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'waymark-api-'));
  mkdirSync(join(base, 'page', 'assets'), { recursive: true });
  writeFileSync(
    join(base, 'page', 'index.html'),
    '<style nonce="%CSP_NONCE%"></style><script src="./assets/a-1234.js"></script>',
  );
  writeFileSync(join(base, 'page', 'assets', 'a-1234.js'), 'export {}');
  writeFileSync(join(base, 'page', 'assets', 'duck.wasm'), Buffer.from([0, 0x61, 0x73, 0x6d]));
  writeFileSync(join(base, 'secret.txt'), 'not for the page');
  symlinkSync(join(base, 'secret.txt'), join(base, 'page', 'assets', 'link.txt'));
  grants = [];
  answer = () => Promise.resolve(INFO);
  const api = createWaymarkApi({
    engine: {
      call: (command, input, signal) => answer(command, input, signal),
      stream: (command, input, signal) => values(command, input, signal),
      grant: (grant) => void grants.push(grant),
    },
    hostInfo: () => ({ version: '0', host: 'headless', workspace: base }),
    workspaceDir: base,
    pageDir: join(base, 'page'),
    uploadLimitBytes: 1000,
    log: SILENT_LOGGER,
  });
  collector = await startCollector({
    port: 0,
    log: SILENT_LOGGER,
    ingest: () => Promise.resolve({ stored: 0, duplicates: 0 }),
    app: guardLoopback({ token: TOKEN, port: () => collector.port, api }),
  });
});
afterEach(async () => {
  await collector.close();
  rmSync(base, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** By Node's own client, because fetch does not let a test choose `Host`, `Origin` and paths such as `/../x`. */
function ask(
  method: string,
  path: string,
  { headers = {}, body = '' }: { headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: collector.port, method, path, headers }, (response) => {
      let text = '';
      response.on('data', (data: Buffer) => (text += data.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const bearer = { authorization: `Bearer ${TOKEN}` };
const asJson = { 'content-type': 'application/json' };
const cookie = (): Record<string, string> => ({ cookie: `other=1; waymark_${collector.port}=${TOKEN}` });
const rpc = (command: string, input: unknown = {}, headers: Record<string, string> = bearer): Promise<Answer> =>
  ask('POST', `/waymark/rpc/${command}`, { headers: { ...asJson, ...headers }, body: JSON.stringify(input) });
const codeOf = ({ text }: Answer): unknown => (JSON.parse(text) as { error?: { code?: string } }).error?.code;

describe('who may ask', () => {
  test('the link sets the cookie and leads to the page', async () => {
    const opened = await ask('GET', `/?token=${TOKEN}`, {
      headers: { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' },
    });
    expect([opened.status, opened.headers['location']]).toEqual([302, '/']);
    const set = String(opened.headers['set-cookie']);
    expect(set).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    const page = await ask('GET', '/', { headers: { cookie: set.split(';')[0] ?? '' } });
    expect(page.status).toBe(200);
    expect(page.text).toContain('assets/a-1234.js');
  });

  test('without the key the page says how to get in, and nothing else is answered', async () => {
    for (const path of ['/', '/?token=wrong', `/?token=${TOKEN}x`]) {
      const page = await ask('GET', path, { headers: { 'sec-fetch-mode': 'navigate' } });
      expect(page.status).toBe(401);
      expect(page.text).toContain('link');
      expect(page.text).not.toContain('assets');
      expect(page.headers['set-cookie']).toBeUndefined();
    }
    for (const path of ['/assets/a-1234.js', '/index.html', '/waymark/rpc/workspace.info']) {
      expect((await ask('GET', path)).status).toBe(403);
    }
    expect(codeOf(await rpc('workspace.info', {}, {}))).toBe('forbidden');
    expect(codeOf(await rpc('workspace.info', {}, { authorization: 'Bearer no' }))).toBe('forbidden');
  });

  test.each([
    ['another host name, as after DNS rebinding', { host: 'evil.test' }],
    ['our name with another port', { host: '127.0.0.1:1' }],
    ['another origin', { origin: 'http://evil.test' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:3000' }],
    ['a sandboxed page', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page on another port, which browsers call the same site', { 'sec-fetch-site': 'same-site' }],
  ])('not %s, even with the right cookie', async (_name, headers) => {
    const refused = await rpc('workspace.info', {}, { ...cookie(), ...headers });
    expect(codeOf(refused)).toBe('forbidden');
    expect(refused.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('our own page, by any name of this machine', async () => {
    for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
      const host = `${name}:${collector.port}`;
      const own = await rpc(
        'workspace.info',
        {},
        { ...cookie(), host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
      );
      expect(own.status).toBe(200);
    }
  });

  test('a preflight from elsewhere is not granted', async () => {
    const preflight = await ask('OPTIONS', '/waymark/rpc/workspace.info', {
      headers: { origin: 'http://evil.test', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(403);
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('commands', () => {
  test('are answered with what the contract promises', async () => {
    expect(JSON.parse((await rpc('workspace.info')).text)).toEqual({ ok: true, value: INFO });
    expect(JSON.parse((await rpc('host.info')).text)).toMatchObject({ ok: true, value: { host: 'headless' } });
  });

  test('an answer that breaks the contract is our bug, and says so', async () => {
    answer = () => Promise.resolve({ ...INFO, events: 'many' });
    const wrong = await rpc('workspace.info');
    expect([wrong.status, codeOf(wrong)]).toEqual([500, 'internal']);
    expect(wrong.text).not.toContain('many');
  });

  test.each([
    ['an input that does not fit', () => rpc('events.get', { eid: 'first' }), 400, 'invalid_request'],
    ['an unknown command', () => rpc('dance'), 404, 'not_found'],
    ['an inherited name', () => rpc('constructor'), 404, 'not_found'],
    ['another path', () => ask('POST', '/waymark/nothing', { headers: bearer }), 404, 'not_found'],
    [
      'no JSON',
      () => ask('POST', '/waymark/rpc/workspace.info', { headers: { ...bearer, ...asJson }, body: '{' }),
      400,
      'invalid_request',
    ],
    [
      'a form',
      () => ask('POST', '/waymark/rpc/workspace.info', { headers: bearer, body: '{}' }),
      400,
      'invalid_request',
    ],
  ])('%s is refused', async (_name, request, status, code) => {
    const refused = await request();
    expect([refused.status, codeOf(refused)]).toEqual([status, code]);
  });

  test('failures keep their code and lose their detail', async () => {
    answer = () =>
      Promise.reject(new AppFailure({ code: 'not_found', message: 'No such event.', detail: '/home/ana' }));
    const missing = await rpc('events.get', { eid: 1 });
    expect(missing.status).toBe(404);
    expect(JSON.parse(missing.text)).toEqual({ ok: false, error: { code: 'not_found', message: 'No such event.' } });
    answer = () => Promise.reject(new TypeError('x is not a function'));
    expect((await rpc('events.get', { eid: 1 })).text).not.toContain('not a function');
  });

  test('a table comes as its bytes; one that fails comes as JSON', async () => {
    values = async function* () {
      yield new Uint8Array([1, 2, 3]);
    };
    const table = await rpc('sessions.events', { session: 's' });
    expect(table.headers['content-type']).toBe('application/vnd.apache.arrow.stream');
    expect(Buffer.from(table.text)).toEqual(Buffer.from([1, 2, 3]));
    // oxlint-disable-next-line require-yield -- it fails before its first value
    values = async function* () {
      throw new AppFailure({ code: 'not_found', message: 'No such session.' });
    };
    const failed = await rpc('sessions.events', { session: 's' });
    expect([failed.status, codeOf(failed)]).toEqual([404, 'not_found']);
  });

  test('a stream that fails on its way says so in its last line', async () => {
    values = async function* () {
      yield { type: 'beat' };
      await Promise.resolve();
      throw new AppFailure({ code: 'engine_restarting', message: 'Back soon.' });
    };
    const lines = (await rpc('live')).text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toEqual([
      { type: 'beat' },
      { ok: false, error: { code: 'engine_restarting', message: 'Back soon.' } },
    ]);
  });

  test('whoever goes away ends what was begun', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    values = async function* (_command, _input, signal) {
      signals.push(signal);
      yield { type: 'beat' };
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    };
    answer = (_command, _input, signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    /** Goes away once the engine was asked. */
    const leave = async (path: string): Promise<void> => {
      const before = signals.length;
      const request = httpRequest({
        host: '127.0.0.1',
        port: collector.port,
        method: 'POST',
        path,
        headers: { ...bearer, ...asJson },
      });
      const gone = new Promise<void>((resolve) => request.on('error', () => resolve()));
      request.end('{}');
      await vi.waitFor(() => expect(signals).toHaveLength(before + 1));
      request.destroy(new Error('left'));
      await gone;
    };
    await leave('/waymark/rpc/workspace.info');
    await leave('/waymark/rpc/live');
    await vi.waitFor(() => expect(signals.map((signal) => signal?.aborted)).toEqual([true, true]));
  });
});

describe('a request that is given up by name', () => {
  test('ends in the engine, though its connection stays open; others go on', async () => {
    let asked = 0;
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    let end = (): void => undefined;
    const other = new Promise<typeof INFO>((resolve) => (end = () => resolve(INFO)));
    answer = (_command, _input, signal) => {
      if (++asked === 2) begin();
      const given = new Promise<never>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new AppFailure({ code: 'cancelled', message: 'Given up.' })));
      });
      return Promise.race([given, other]);
    };
    const named = (name: string): Promise<Answer> => rpc('workspace.info', {}, { ...bearer, 'waymark-request': name });
    const [first, second] = [named('page-1'), named('page-2')];
    await begun;
    const told = await ask('POST', '/waymark/give-up/page-1', { headers: bearer });
    expect(told.status).toBe(204);
    expect(codeOf(await first)).toBe('cancelled');
    end();
    expect((await second).status).toBe(200);
  });

  test('may be answered already', async () => {
    expect((await ask('POST', '/waymark/give-up/page-1', { headers: bearer })).status).toBe(204);
    expect((await ask('POST', '/waymark/give-up/page-1')).status).toBe(403);
  });
});

describe('the page', () => {
  test('comes with its policy, and a nonce that is new each time', async () => {
    const [first, second] = [
      await ask('GET', '/', { headers: cookie() }),
      await ask('GET', '/', { headers: cookie() }),
    ];
    const nonce = /nonce="([^"]+)"/.exec(first.text)?.[1] ?? '';
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(first.headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(first.headers['content-security-policy']).toContain("default-src 'none'");
    expect(first.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(first.headers['x-content-type-options']).toBe('nosniff');
    expect(second.text).not.toContain(nonce);
  });

  test('its files have the types that browsers insist on, and are kept where their name has a hash', async () => {
    const script = await ask('GET', '/assets/a-1234.js', { headers: cookie() });
    expect(script.headers['content-type']).toContain('text/javascript');
    expect(script.headers['cache-control']).toContain('immutable');
    expect((await ask('GET', '/assets/duck.wasm', { headers: cookie() })).headers['content-type']).toBe(
      'application/wasm',
    );
  });

  test.each([
    '/assets/../../secret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets/link.txt',
    '/assets/%00',
    '/assets/',
    '/assets/%E0%A4%A',
  ])('nothing outside its folder: %s', async (path) => {
    const response = await ask('GET', path, { headers: cookie() });
    expect(response.status).toBe(404);
    expect(response.text).not.toContain('not for the page');
  });

  test('DuckDB-Wasm is told plainly that there are no extensions', async () => {
    expect((await ask('GET', '/duckdb-ext/v1/json.wasm', { headers: cookie() })).status).toBe(404);
  });
});

describe('files', () => {
  test('an upload becomes a token that the engine may open', async () => {
    const up = await ask('POST', '/waymark/upload?name=my%20events.csv', { headers: bearer, body: 'a,b\n1,2\n' });
    expect(JSON.parse(up.text)).toEqual({
      ok: true,
      value: { token: grants[0]?.token, name: 'my events.csv', size: 8 },
    });
    expect(grants[0]?.path.startsWith(join(base, 'uploads'))).toBe(true);
    expect(readFileSync(grants[0]?.path ?? '', 'utf8')).toBe('a,b\n1,2\n');
  });

  test('a name cannot lead out of the folder', async () => {
    await ask('POST', '/waymark/upload?name=..%2F..%2Fevil.csv', { headers: bearer, body: 'x' });
    expect(grants[0]?.name).toBe('evil.csv');
    expect(grants[0]?.path).toMatch(/uploads[/\\][\w-]+\.csv$/);
  });

  test('an upload over the limit, or one that breaks off, leaves nothing', async () => {
    const large = await ask('POST', '/waymark/upload?name=a.csv', { headers: bearer, body: 'x'.repeat(1001) });
    expect([large.status, codeOf(large)]).toEqual([400, 'invalid_request']);
    const left = (): string[] => (existsSync(join(base, 'uploads')) ? readdirSync(join(base, 'uploads')) : []);
    const request = httpRequest({
      host: '127.0.0.1',
      port: collector.port,
      method: 'POST',
      path: '/waymark/upload?name=b.csv',
      headers: { ...bearer, 'content-length': '900' },
    });
    const gone = new Promise<void>((resolve) => request.on('error', () => resolve()));
    request.write('half');
    await vi.waitFor(() => expect(left()).toHaveLength(1));
    request.destroy(new Error('left'));
    await gone;
    // The server hears of a connection that broke off when its socket closes, not when ours does.
    await vi.waitFor(() => expect(left()).toEqual([]), { timeout: 5_000 });
    expect(grants).toEqual([]);
  });

  test('what the engine wrote for a page is streamed to it once, under a name that is none but a name', async () => {
    const headers = { ...cookie(), ...asJson };
    const made = await ask('POST', '/waymark/download', { headers, body: '{"name":"../../böse\\n\\"x\\".csv"}' });
    const { value } = JSON.parse(made.text) as { value: { token: string; name: string } };
    expect(value.name).toBe('böse-x-.csv');
    expect(grants).toEqual([
      { token: value.token, path: join(base, 'downloads', value.token), name: value.name, access: 'write' },
    ]);
    const path = `/waymark/download/${value.token}`;
    const early = await ask('GET', path, { headers: cookie() });
    expect([early.status, codeOf(early)]).toEqual([404, 'not_found']);
    writeFileSync(grants[0]?.path ?? '', 'event,time\n');
    for (const refused of [
      {},
      { ...cookie(), origin: 'http://evil.test' },
      { ...cookie(), 'sec-fetch-site': 'cross-site' },
    ]) {
      expect((await ask('GET', path, { headers: refused })).status).toBe(403);
    }
    const sent = await ask('GET', path, { headers: cookie() });
    expect(sent.text).toBe('event,time\n');
    expect(sent.headers).toMatchObject({
      'content-length': '11',
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="b_se-x-.csv"; filename*=UTF-8\'\'b%C3%B6se-x-.csv',
      'cache-control': 'no-store',
    });
    await vi.waitFor(() => expect(readdirSync(join(base, 'downloads'))).toEqual([]));
    expect((await ask('GET', path, { headers: cookie() })).status).toBe(404);
    expect((await ask('GET', '/waymark/download/..%2f..%2fsecret.txt', { headers: cookie() })).status).toBe(404);
  });

  test('paths of this machine may be named with the token, never by a page', async () => {
    const body = JSON.stringify({ path: join(base, 'secret.txt') });
    const byPage = await ask('POST', '/waymark/grant', { headers: { ...cookie(), ...asJson }, body });
    expect(codeOf(byPage)).toBe('forbidden');
    const byScript = await ask('POST', '/waymark/grant', { headers: { ...bearer, ...asJson }, body });
    expect(JSON.parse(byScript.text)).toMatchObject({ ok: true, value: { name: 'secret.txt', size: 16 } });
    expect(grants).toHaveLength(1);
    const missing = await ask('POST', '/waymark/grant', {
      headers: { ...bearer, ...asJson },
      body: '{"path":"/no/such/file.csv"}',
    });
    expect(codeOf(missing)).toBe('file_unreadable');
    expect(missing.text).not.toContain('/no/such');
  });
});
