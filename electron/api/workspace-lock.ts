/**
 * One process per workspace: whoever holds `waymark.lock` owns the folder, and says in it how to be reached. Only this
 * user may read it, for it carries the token.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Logger } from '../log/logger';

const lockSchema = z.object({
  pid: z.number().int().positive(),
  /** 0 where the holder answers no HTTP, such as an import on the command line. */
  port: z.number().int().min(0).max(65535),
  token: z.string().min(16),
  /** ISO instant. */
  startedAt: z.string(),
});
export type LockInfo = z.infer<typeof lockSchema>;

export interface WorkspaceLock {
  readonly token: string;
  /** Tells others where to ask. */
  publishPort(port: number): void;
  release(): void;
}

export type LockOutcome =
  { readonly is: 'held'; readonly lock: WorkspaceLock } | { readonly is: 'in-use'; readonly by: LockInfo };

const FILE = 'waymark.lock';
/** Between making and filling the file lie microseconds; after this long it is debris. */
const FILL_MS = 1_000;
const PROBE_MS = 1_500;
/** Looking and removing takes a moment; a turn this old was never ended. */
const TURN_MS = 5_000;

const newToken = (): string => randomBytes(24).toString('base64url');

/** Takes the workspace, or says who has it. A lock whose process is gone is taken over. */
export async function lockWorkspace(dir: string, log: Logger, token = newToken()): Promise<LockOutcome> {
  const path = join(dir, FILE);
  for (;;) {
    const mine: LockInfo = {
      pid: process.pid,
      port: 0,
      token,
      startedAt: new Date().toISOString(),
    };
    if (create(path, mine)) return { is: 'held', lock: holdLock(path, mine) };
    const holder = await readLock(path);
    if (holder !== undefined && (await isAlive(holder))) return { is: 'in-use', by: holder };
    if (removeStale(path, holder)) {
      log.warn('taking over the workspace from a process that is gone', { pid: holder?.pid });
    } else {
      await sleep(50);
    }
  }
}

/**
 * Removes a lock that was found stale, unless it is another one by now. Only one process at a time may look and remove,
 * or the second would remove the lock that the first has just made. False where it is not its turn.
 */
function removeStale(path: string, stale: LockInfo | undefined): boolean {
  const turn = `${path}.takeover`;
  try {
    writeFileSync(turn, String(process.pid), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    if (ageMs(turn) > TURN_MS) rmSync(turn, { force: true });
    return false;
  }
  try {
    const isSame = parseLock(path)?.token === stale?.token;
    const age = ageMs(path);
    const isBeingMade = stale === undefined && age >= 0 && age < FILL_MS;
    if (!isSame || isBeingMade) return false;
    rmSync(path, { force: true });
    return true;
  } finally {
    rmSync(turn, { force: true });
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** How long ago the file was written; 0 where there is none. */
function ageMs(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? 0 : Date.now() - stats.mtimeMs;
}

function create(path: string, info: LockInfo): boolean {
  try {
    writeFileSync(path, JSON.stringify(info), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function holdLock(path: string, mine: LockInfo): WorkspaceLock {
  const isMine = (): boolean => parseLock(path)?.token === mine.token;
  return {
    token: mine.token,
    publishPort(port) {
      const next = `${path}.${process.pid}.new`;
      writeFileSync(next, JSON.stringify({ ...mine, port }), { mode: 0o600 });
      renameSync(next, path);
    },
    release() {
      if (isMine()) rmSync(path, { force: true });
    },
  };
}

/** The lock as it stands, without waiting; undefined where there is none that can be read. */
function parseLock(path: string): LockInfo | undefined {
  try {
    const parsed = lockSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function readLock(path: string): Promise<LockInfo | undefined> {
  const deadline = Date.now() + FILL_MS;
  for (;;) {
    const found = parseLock(path);
    if (found !== undefined || Date.now() > deadline) return found;
    await sleep(50);
  }
}

/** A process with this number may be another one by now, so a holder with a port must also answer for itself. */
async function isAlive({ pid, port, token }: LockInfo): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!hasCode(error, 'EPERM')) return false;
  }
  if (port === 0) return true;
  try {
    const response = await fetch(`http://127.0.0.1:${port}/waymark/rpc/host.info`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
      signal: AbortSignal.timeout(PROBE_MS),
    });
    return response.ok;
  } catch (error) {
    // A busy holder is a living one; a port that nobody listens on is not.
    return error instanceof DOMException && error.name === 'TimeoutError';
  }
}

/** The way into a running Waymark: the address with the key at its end. */
export const linkTo = (port: number, token: string): string => `http://127.0.0.1:${port}/?token=${token}`;
