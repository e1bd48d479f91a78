/**
 * One process per workspace: whoever holds `waymark.lock` owns the folder, and says in it how to be reached. Only this
 * user may read it, for it carries the token.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

/** Takes the workspace, or says who has it. A lock whose process is gone is taken over. */
export async function lockWorkspace(dir: string, log: Logger): Promise<LockOutcome> {
  const path = join(dir, FILE);
  for (;;) {
    const mine: LockInfo = {
      pid: process.pid,
      port: 0,
      token: randomBytes(24).toString('base64url'),
      startedAt: new Date().toISOString(),
    };
    if (create(path, mine)) return { is: 'held', lock: holdLock(path, mine) };
    const holder = await readLock(path);
    if (holder !== undefined && (await isAlive(holder))) return { is: 'in-use', by: holder };
    log.warn('taking over the workspace from a process that is gone', { pid: holder?.pid });
    // Of several that want to take over, one gets to move the old lock away; all try again.
    const debris = `${path}.${process.pid}.old`;
    try {
      renameSync(path, debris);
      rmSync(debris, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
}

function create(path: string, info: LockInfo): boolean {
  try {
    writeFileSync(path, JSON.stringify(info), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
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
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
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
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
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
