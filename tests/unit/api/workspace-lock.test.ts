import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultWorkspaceDir } from '../../../electron/api/workspace-dir';
import { lockWorkspace, type LockInfo, type WorkspaceLock } from '../../../electron/api/workspace-lock';
import { SILENT_LOGGER } from '../../../electron/log/logger';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'waymark-lock-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const path = (): string => join(dir, 'waymark.lock');
const content = (): LockInfo => JSON.parse(readFileSync(path(), 'utf8')) as LockInfo;
const leave = (lock: Partial<LockInfo>): void =>
  writeFileSync(
    path(),
    JSON.stringify({ pid: 1, port: 0, token: 'x'.repeat(32), startedAt: '2026-01-01T00:00:00Z', ...lock }),
  );

async function hold(): Promise<WorkspaceLock> {
  const outcome = await lockWorkspace(dir, SILENT_LOGGER);
  if (outcome.is !== 'held') throw new Error(`in use by ${outcome.by.pid}`);
  return outcome.lock;
}

/** A process number that is free: that of a process which has just ended. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

describe('the lock', () => {
  test('is held by one, says how to reach it, and is gone after release', async () => {
    const lock = await hold();
    lock.publishPort(8787);
    expect(content()).toMatchObject({ pid: process.pid, port: 8787, token: lock.token });
    expect(lock.token.length).toBeGreaterThanOrEqual(32);
    if (process.platform !== 'win32') expect(statSync(path()).mode & 0o777).toBe(0o600);
    lock.release();
    expect(existsSync(path())).toBe(false);
  });

  test('of a living process is in use', async () => {
    leave({ pid: process.pid });
    expect(await lockWorkspace(dir, SILENT_LOGGER)).toMatchObject({ is: 'in-use', by: { pid: process.pid } });
  });

  test.each([
    ['of a process that is gone', () => leave({ pid: deadPid() })],
    ['that was never filled', () => writeFileSync(path(), '')],
    ['that is damaged', () => writeFileSync(path(), '{"pid": "me"}')],
  ])('%s is taken over', async (_name, before) => {
    before();
    const lock = await hold();
    expect(content().pid).toBe(process.pid);
    lock.release();
  });

  test('of a process number that somebody else has by now is taken over: nobody answers at its port', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    leave({ pid: process.pid, port });
    (await hold()).release();
  });

  test('is not released by one who lost it', async () => {
    const lock = await hold();
    leave({ pid: process.pid, token: 'y'.repeat(32) });
    lock.release();
    expect(content().token).toBe('y'.repeat(32));
  });

  test('goes to exactly one of many that want to take over', async () => {
    leave({ pid: deadPid() });
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => lockWorkspace(dir, SILENT_LOGGER)));
    expect(outcomes.filter(({ is }) => is === 'held')).toHaveLength(1);
  });
});

describe('the app’s own workspace', () => {
  const where = (platform: NodeJS.Platform, env: Record<string, string> = {}): string =>
    defaultWorkspaceDir({ platform, env, home: join('/', 'home', 'ana') });

  test('is where the system keeps application data', () => {
    expect(where('linux')).toBe(join('/', 'home', 'ana', '.local', 'share', 'Waymark', 'workspace'));
    expect(where('linux', { XDG_DATA_HOME: '/data' })).toBe(join('/', 'data', 'Waymark', 'workspace'));
    expect(where('darwin')).toBe(join('/', 'home', 'ana', 'Library', 'Application Support', 'Waymark', 'workspace'));
    expect(where('win32', { LOCALAPPDATA: 'L' })).toBe(join('L', 'Waymark', 'workspace'));
  });

  test('unless WAYMARK_WORKSPACE names another', () => {
    expect(where('linux', { WAYMARK_WORKSPACE: '/elsewhere' })).toBe('/elsewhere');
  });
});
