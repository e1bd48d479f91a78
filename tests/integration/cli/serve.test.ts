/** `waymark serve` with the real engine: durability, restarts, locks, ports, the door to the API. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clearedAway } from '../../support/cli-workspace';
import { eventually, serveWorkspace, tempWorkspace, waymark, type RunningHost } from '../../support/host';

const cleanups = clearedAway();

function workspace(): string {
  const { dir, remove } = tempWorkspace();
  cleanups.push(remove);
  return dir;
}

async function serve(dir: string, more: readonly string[] = ['--no-ui']): Promise<RunningHost> {
  const host = await serveWorkspace(dir, more);
  cleanups.push(() => host.kill());
  return host;
}

const ingest = (host: RunningHost, id: string): Promise<Response> =>
  fetch(`${host.url}/ingest`, {
    method: 'POST',
    body: JSON.stringify({ event: 'paid', distinct_id: 'ana', event_id: id }),
  });

const storedIds = async (host: RunningHost): Promise<string[]> =>
  (await host.call('events.recent', { limit: 1000 })).map(({ event_id }) => event_id).toSorted();

/** Once there are so many: who asks while an engine ends is told to ask again. */
const storedAgain = (host: RunningHost, least: number): Promise<string[]> =>
  eventually(
    () => storedIds(host).catch(() => []),
    (ids) => ids.length >= least,
  );

const kill = (pid: number): void => {
  process.kill(pid, 'SIGKILL');
};

describe('what was acknowledged is there', () => {
  test('after the engine was killed right behind the answer', async () => {
    const host = await serve(workspace());
    expect((await ingest(host, 'e-1')).status).toBe(200);
    kill(host.enginePid());
    expect(await storedAgain(host, 1)).toEqual(['e-1']);
  });

  test('after both were killed, by whoever opens the workspace next', async () => {
    const dir = workspace();
    const host = await serve(dir);
    for (let index = 0; index < 20; index++) expect((await ingest(host, `e-${index}`)).status).toBe(200);
    kill(host.enginePid());
    await host.kill();
    const next = await serve(dir);
    expect(await storedIds(next)).toHaveLength(20);
    expect(readFileSync(join(dir, 'logs', 'host.log'), 'utf8')).toContain('taking over the workspace');
  });

  test('after the host alone was killed: its engine closes the file by itself', async () => {
    const dir = workspace();
    const host = await serve(dir);
    await ingest(host, 'e-1');
    await host.kill();
    const next = await serve(dir);
    expect(await storedIds(next)).toEqual(['e-1']);
  });

  test('requests that come while the engine is away wait for the next one, and none is stored twice', async () => {
    const host = await serve(workspace());
    expect((await ingest(host, 'before')).status).toBe(200);
    kill(host.enginePid());
    const during = await Promise.all(
      Array.from({ length: 10 }, (_value, index) => ingest(host, `during-${index % 5}`)),
    );
    expect(during.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(await storedAgain(host, 6)).toEqual(['before', 'during-0', 'during-1', 'during-2', 'during-3', 'during-4']);
  });

  test('after Ctrl+C, which ends with status 0 and frees the workspace', async () => {
    const dir = workspace();
    const host = await serve(dir);
    await ingest(host, 'e-1');
    expect(await host.stop()).toBe(0);
    const next = await serve(dir);
    expect(await storedIds(next)).toEqual(['e-1']);
  });

  test('rejects are stored with their bytes', async () => {
    const host = await serve(workspace());
    await fetch(`${host.url}/e/`, { method: 'POST', body: '{"batch":[{"event":"x"}]}' });
    const { total, rows } = await host.call('rejects.recent', { limit: 10 });
    expect(total).toBe(1);
    expect(rows).toMatchObject([{ source: 'posthog', code: 'missing_id', place: 'batch[0]', raw: '{"event":"x"}' }]);
  });
});

describe('one process per workspace', () => {
  test('a second serve says so and gives the link to the first', async () => {
    const host = await serve(workspace(), []);
    const second = await waymark(['serve', '--workspace', host.workspace]);
    expect(second.code).toBe(0);
    expect(second.stdout).toContain('already running');
    expect(second.stdout).toContain(host.link);
  });

  test('the lock is readable by its owner alone', async () => {
    const host = await serve(workspace());
    const { mode } = await import('node:fs').then(({ statSync }) => statSync(join(host.workspace, 'waymark.lock')));
    if (process.platform !== 'win32') expect(mode & 0o077).toBe(0);
  });

  test('a port that is taken is named together with one that is free', async () => {
    const host = await serve(workspace());
    const second = await waymark(['serve', '--workspace', workspace(), '--port', String(host.port)]);
    expect(second.code).toBe(3);
    expect(second.stderr).toMatch(
      new RegExp(`Port ${host.port} is in use by another program. Port \\d+ is free: use --port \\d+`),
    );
  });

  test('so is a port for HTTPS, and an address that this machine has not', async () => {
    const host = await serve(workspace());
    const secure = await waymark(['serve', '--workspace', workspace(), '--port', '0', '--https', String(host.port)]);
    expect(secure.stderr).toMatch(new RegExp(`Port ${host.port} is in use .* is free: use --https \\d+`));
    const away = await waymark(['serve', '--workspace', workspace(), '--port', '0', '--host', '192.0.2.1']);
    expect([secure.code, away.code]).toEqual([3, 3]);
    expect(away.stderr).toContain('«192.0.2.1» is no address of this machine');
    expect(away.stderr).not.toContain('    at ');
  });

  test('a workspace file that is no database is said to be broken, and left as it is', async () => {
    const dir = workspace();
    mkdirSync(dir, { recursive: true });
    const garbage = 'this is not a database '.repeat(1000);
    writeFileSync(join(dir, 'waymark.duckdb'), garbage);
    const { code, stderr } = await waymark(['serve', '--workspace', dir, '--port', '0']);
    expect(code).toBe(3);
    expect(stderr).toContain('waymark.duckdb');
    expect(stderr).not.toContain('    at ');
    expect(readFileSync(join(dir, 'waymark.duckdb'), 'utf8')).toBe(garbage);
  });
});

describe('the API over loopback', () => {
  const info = (host: RunningHost, headers: Record<string, string>): Promise<Response> =>
    fetch(`${host.url}/waymark/rpc/workspace.info`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json', ...headers },
    });

  test('answers the token alone', async () => {
    const host = await serve(workspace());
    expect((await info(host, { authorization: `Bearer ${host.token}` })).status).toBe(200);
    expect((await info(host, {})).status).toBe(403);
    expect((await info(host, { authorization: 'Bearer wrong' })).status).toBe(403);
    expect((await info(host, { cookie: `waymark_${host.port}=${host.token}` })).status).toBe(200);
  });

  test('a log never has the token in it, at any level', async () => {
    const host = await serve(workspace(), ['--no-ui', '--log-level', 'debug']);
    await info(host, { authorization: `Bearer ${host.token}` });
    await fetch(host.link);
    await ingest(host, 'e-1');
    await host.stop();
    for (const name of ['host.log', 'engine.log']) {
      expect(readFileSync(join(host.workspace, 'logs', name), 'utf8')).not.toContain(host.token);
    }
  });

  test('the live feed brings an event by itself, and ends when its reader goes', async () => {
    const host = await serve(workspace());
    const abort = new AbortController();
    const response = await fetch(`${host.url}/waymark/rpc/live`, {
      method: 'POST',
      body: '{}',
      signal: abort.signal,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${host.token}` },
    });
    await ingest(host, 'live-1');
    let seen = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      seen += decoder.decode(chunk as Uint8Array);
      if (seen.includes('live-1')) break;
    }
    expect(seen).toContain('live-1');
    abort.abort();
    expect((await ingest(host, 'live-2')).status).toBe(200);
  });
});
