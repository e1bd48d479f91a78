/** Who may ask the API, and what its commands answer: over a real socket, with an engine whose answers the test decides. */
import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AppFailure } from '../../../shared/contract/errors';
import { type Answer, AS_JSON, BEARER, codeOf, ServedApi, TOKEN, WORKSPACE_INFO } from '../../support/served-api';

let api: ServedApi;
beforeEach(async () => {
  api = new ServedApi();
  await api.open();
});
afterEach(() => api.close());

describe('who may ask', () => {
  test('the link sets the cookie and leads to the page', async () => {
    const opened = await api.ask('GET', `/?token=${TOKEN}`, {
      headers: { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' },
    });
    expect([opened.status, opened.headers['location']]).toEqual([302, '/']);
    const set = String(opened.headers['set-cookie']);
    expect(set).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    const page = await api.ask('GET', '/', { headers: { cookie: set.split(';')[0] ?? '' } });
    expect(page.status).toBe(200);
    expect(page.text).toContain('assets/a-1234.js');
  });

  test('without the key the page says how to get in, and nothing else is answered', async () => {
    for (const path of ['/', '/?token=wrong', `/?token=${TOKEN}x`]) {
      const page = await api.ask('GET', path, { headers: { 'sec-fetch-mode': 'navigate' } });
      expect(page.status).toBe(401);
      expect(page.text).toContain('link');
      expect(page.text).not.toContain('assets');
      expect(page.headers['set-cookie']).toBeUndefined();
    }
    for (const path of ['/assets/a-1234.js', '/index.html', '/waymark/rpc/workspace.info']) {
      expect((await api.ask('GET', path)).status).toBe(403);
    }
    expect(codeOf(await api.rpc('workspace.info', {}, {}))).toBe('forbidden');
    expect(codeOf(await api.rpc('workspace.info', {}, { authorization: 'Bearer no' }))).toBe('forbidden');
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
    const refused = await api.rpc('workspace.info', {}, { ...api.cookie(), ...headers });
    expect(codeOf(refused)).toBe('forbidden');
    expect(refused.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('our own page, by any name of this machine', async () => {
    for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
      const host = `${name}:${api.port}`;
      const own = await api.rpc(
        'workspace.info',
        {},
        { ...api.cookie(), host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
      );
      expect(own.status).toBe(200);
    }
  });

  test('a preflight from elsewhere is not granted', async () => {
    const preflight = await api.ask('OPTIONS', '/waymark/rpc/workspace.info', {
      headers: { origin: 'http://evil.test', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(403);
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('commands', () => {
  test('are answered with what the contract promises', async () => {
    expect(JSON.parse((await api.rpc('workspace.info')).text)).toEqual({ ok: true, value: WORKSPACE_INFO });
    expect(JSON.parse((await api.rpc('host.info')).text)).toMatchObject({ ok: true, value: { host: 'headless' } });
  });

  test('an answer that breaks the contract is our bug, and says so', async () => {
    api.answer = () => Promise.resolve({ ...WORKSPACE_INFO, events: 'many' });
    const wrong = await api.rpc('workspace.info');
    expect([wrong.status, codeOf(wrong)]).toEqual([500, 'internal']);
    expect(wrong.text).not.toContain('many');
  });

  test.each([
    ['an input that does not fit', () => api.rpc('events.get', { eid: 'first' }), 400, 'invalid_request'],
    ['an unknown command', () => api.rpc('dance'), 404, 'not_found'],
    ['an inherited name', () => api.rpc('constructor'), 404, 'not_found'],
    ['another path', () => api.ask('POST', '/waymark/nothing', { headers: BEARER }), 404, 'not_found'],
    [
      'no JSON',
      () => api.ask('POST', '/waymark/rpc/workspace.info', { headers: { ...BEARER, ...AS_JSON }, body: '{' }),
      400,
      'invalid_request',
    ],
    [
      'a form',
      () => api.ask('POST', '/waymark/rpc/workspace.info', { headers: BEARER, body: '{}' }),
      400,
      'invalid_request',
    ],
  ])('%s is refused', async (_name, request, status, code) => {
    const refused = await request();
    expect([refused.status, codeOf(refused)]).toEqual([status, code]);
  });

  test('failures keep their code and lose their detail', async () => {
    api.answer = () =>
      Promise.reject(new AppFailure({ code: 'not_found', message: 'No such event.', detail: '/home/ana' }));
    const missing = await api.rpc('events.get', { eid: 1 });
    expect(missing.status).toBe(404);
    expect(JSON.parse(missing.text)).toEqual({ ok: false, error: { code: 'not_found', message: 'No such event.' } });
    api.answer = () => Promise.reject(new TypeError('x is not a function'));
    expect((await api.rpc('events.get', { eid: 1 })).text).not.toContain('not a function');
  });

  test('a table comes as its bytes; one that fails comes as JSON', async () => {
    api.values = async function* () {
      yield new Uint8Array([1, 2, 3]);
    };
    const table = await api.rpc('sessions.events', { session: 's' });
    expect(table.headers['content-type']).toBe('application/vnd.apache.arrow.stream');
    expect(Buffer.from(table.text)).toEqual(Buffer.from([1, 2, 3]));
    // oxlint-disable-next-line require-yield -- it fails before its first value
    api.values = async function* () {
      throw new AppFailure({ code: 'not_found', message: 'No such session.' });
    };
    const failed = await api.rpc('sessions.events', { session: 's' });
    expect([failed.status, codeOf(failed)]).toEqual([404, 'not_found']);
  });

  test('a stream that fails on its way says so in its last line', async () => {
    api.values = async function* () {
      yield { type: 'beat' };
      await Promise.resolve();
      throw new AppFailure({ code: 'engine_restarting', message: 'Back soon.' });
    };
    const lines = (await api.rpc('live')).text
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
    api.values = async function* (_command, _input, signal) {
      signals.push(signal);
      yield { type: 'beat' };
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    };
    api.answer = (_command, _input, signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    /** Goes away once the engine was asked. */
    const leave = async (path: string): Promise<void> => {
      const before = signals.length;
      const request = httpRequest({
        host: '127.0.0.1',
        port: api.port,
        method: 'POST',
        path,
        headers: { ...BEARER, ...AS_JSON },
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
    const other = new Promise<typeof WORKSPACE_INFO>((resolve) => (end = () => resolve(WORKSPACE_INFO)));
    api.answer = (_command, _input, signal) => {
      if (++asked === 2) begin();
      const given = new Promise<never>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new AppFailure({ code: 'cancelled', message: 'Given up.' })));
      });
      return Promise.race([given, other]);
    };
    const named = (name: string): Promise<Answer> =>
      api.rpc('workspace.info', {}, { ...BEARER, 'waymark-request': name });
    const [first, second] = [named('page-1'), named('page-2')];
    await begun;
    const told = await api.ask('POST', '/waymark/give-up/page-1', { headers: BEARER });
    expect(told.status).toBe(204);
    expect(codeOf(await first)).toBe('cancelled');
    end();
    expect((await second).status).toBe(200);
  });

  test('may be answered already', async () => {
    expect((await api.ask('POST', '/waymark/give-up/page-1', { headers: BEARER })).status).toBe(204);
    expect((await api.ask('POST', '/waymark/give-up/page-1')).status).toBe(403);
  });
});
