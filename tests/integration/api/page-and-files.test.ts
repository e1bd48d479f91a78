/** The page and the files that come and go through the API, over a real socket. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AS_JSON, BEARER, codeOf, ServedApi } from '../../support/served-api';

let api: ServedApi;
beforeEach(async () => {
  api = new ServedApi();
  await api.open();
});
afterEach(() => api.close());

describe('the page', () => {
  test('comes with its policy, and a nonce that is new each time', async () => {
    const [first, second] = [
      await api.ask('GET', '/', { headers: api.cookie() }),
      await api.ask('GET', '/', { headers: api.cookie() }),
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
    const script = await api.ask('GET', '/assets/a-1234.js', { headers: api.cookie() });
    expect(script.headers['content-type']).toContain('text/javascript');
    expect(script.headers['cache-control']).toContain('immutable');
    expect((await api.ask('GET', '/assets/duck.wasm', { headers: api.cookie() })).headers['content-type']).toBe(
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
    const response = await api.ask('GET', path, { headers: api.cookie() });
    expect(response.status).toBe(404);
    expect(response.text).not.toContain('not for the page');
  });

  test('DuckDB-Wasm is told plainly that there are no extensions', async () => {
    expect((await api.ask('GET', '/duckdb-ext/v1/json.wasm', { headers: api.cookie() })).status).toBe(404);
  });
});

describe('files', () => {
  test('an upload becomes a token that the engine may open', async () => {
    const up = await api.ask('POST', '/waymark/upload?name=my%20events.csv', { headers: BEARER, body: 'a,b\n1,2\n' });
    expect(JSON.parse(up.text)).toEqual({
      ok: true,
      value: { token: api.grants[0]?.token, name: 'my events.csv', size: 8 },
    });
    expect(api.grants[0]?.path.startsWith(join(api.base, 'uploads'))).toBe(true);
    expect(readFileSync(api.grants[0]?.path ?? '', 'utf8')).toBe('a,b\n1,2\n');
  });

  test('a name cannot lead out of the folder', async () => {
    await api.ask('POST', '/waymark/upload?name=..%2F..%2Fevil.csv', { headers: BEARER, body: 'x' });
    expect(api.grants[0]?.name).toBe('evil.csv');
    expect(api.grants[0]?.path).toMatch(/uploads[/\\][\w-]+\.csv$/);
  });

  test('an upload over the limit, or one that breaks off, leaves nothing', async () => {
    const large = await api.ask('POST', '/waymark/upload?name=a.csv', { headers: BEARER, body: 'x'.repeat(1001) });
    expect([large.status, codeOf(large)]).toEqual([400, 'invalid_request']);
    const left = (): string[] => (existsSync(join(api.base, 'uploads')) ? readdirSync(join(api.base, 'uploads')) : []);
    const request = httpRequest({
      host: '127.0.0.1',
      port: api.port,
      method: 'POST',
      path: '/waymark/upload?name=b.csv',
      headers: { ...BEARER, 'content-length': '900' },
    });
    const gone = new Promise<void>((resolve) => request.on('error', () => resolve()));
    request.write('half');
    await vi.waitFor(() => expect(left()).toHaveLength(1));
    request.destroy(new Error('left'));
    await gone;
    // The server hears of a connection that broke off when its socket closes, not when ours does.
    await vi.waitFor(() => expect(left()).toEqual([]), { timeout: 5_000 });
    expect(api.grants).toEqual([]);
  });

  test('what the engine wrote for a page is streamed to it once, under a name that is none but a name', async () => {
    const headers = { ...api.cookie(), ...AS_JSON };
    const made = await api.ask('POST', '/waymark/download', { headers, body: '{"name":"../../böse\\n\\"x\\".csv"}' });
    const { value } = JSON.parse(made.text) as { value: { token: string; name: string } };
    expect(value.name).toBe('böse-x-.csv');
    expect(api.grants).toEqual([
      { token: value.token, path: join(api.base, 'downloads', value.token), name: value.name, access: 'write' },
    ]);
    const path = `/waymark/download/${value.token}`;
    const early = await api.ask('GET', path, { headers: api.cookie() });
    expect([early.status, codeOf(early)]).toEqual([404, 'not_found']);
    writeFileSync(api.grants[0]?.path ?? '', 'event,time\n');
    for (const refused of [
      {},
      { ...api.cookie(), origin: 'http://evil.test' },
      { ...api.cookie(), 'sec-fetch-site': 'cross-site' },
    ]) {
      expect((await api.ask('GET', path, { headers: refused })).status).toBe(403);
    }
    const sent = await api.ask('GET', path, { headers: api.cookie() });
    expect(sent.text).toBe('event,time\n');
    expect(sent.headers).toMatchObject({
      'content-length': '11',
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="b_se-x-.csv"; filename*=UTF-8\'\'b%C3%B6se-x-.csv',
      'cache-control': 'no-store',
    });
    await vi.waitFor(() => expect(readdirSync(join(api.base, 'downloads'))).toEqual([]));
    expect((await api.ask('GET', path, { headers: api.cookie() })).status).toBe(404);
    expect((await api.ask('GET', '/waymark/download/..%2f..%2fsecret.txt', { headers: api.cookie() })).status).toBe(
      404,
    );
  });

  test('paths of this machine may be named with the token, never by a page', async () => {
    const body = JSON.stringify({ path: join(api.base, 'secret.txt') });
    const byPage = await api.ask('POST', '/waymark/grant', { headers: { ...api.cookie(), ...AS_JSON }, body });
    expect(codeOf(byPage)).toBe('forbidden');
    const byScript = await api.ask('POST', '/waymark/grant', { headers: { ...BEARER, ...AS_JSON }, body });
    expect(JSON.parse(byScript.text)).toMatchObject({ ok: true, value: { name: 'secret.txt', size: 16 } });
    expect(api.grants).toHaveLength(1);
    const missing = await api.ask('POST', '/waymark/grant', {
      headers: { ...BEARER, ...AS_JSON },
      body: '{"path":"/no/such/file.csv"}',
    });
    expect(codeOf(missing)).toBe('file_unreadable');
    expect(missing.text).not.toContain('/no/such');
  });
});
