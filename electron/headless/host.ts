/**
 * A workspace opened without Electron: its lock, its engine, and the API in front of it. `waymark serve` puts HTTP
 * around that; other commands use it in process.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { HostInfo } from '../../shared/contract/commands';
import { AppFailure } from '../../shared/contract/errors';
import { EngineClient } from '../api/engine-client';
import { clearUploads } from '../api/files';
import { createWaymarkApi, type WaymarkApi } from '../api/waymark-api';
import { lockWorkspace, type LockInfo, type WorkspaceLock } from '../api/workspace-lock';
import { createLogger, type LogLevel, type Logger } from '../log/logger';
import { forkEngine } from './fork-engine';

export interface Host {
  readonly engine: EngineClient;
  readonly api: WaymarkApi;
  readonly lock: WorkspaceLock;
  readonly log: Logger;
  /** What the API says about itself; `serve` adds where it listens. */
  describe(more: Pick<HostInfo, 'collectorUrl' | 'collectorProblem'>): void;
  /** Flushes and closes the database, then gives the workspace free. */
  close(): Promise<void>;
}

export interface HostOptions {
  readonly workspaceDir: string;
  readonly version: string;
  readonly logLevel: LogLevel;
  readonly pageDir?: string;
}

export type OpenOutcome =
  { readonly is: 'open'; readonly host: Host } | { readonly is: 'in-use'; readonly by: LockInfo };

/** Opens the workspace or says who has it. Rejects with an {@link AppFailure} where it cannot be opened at all. */
export async function openHost({ workspaceDir, version, logLevel, pageDir }: HostOptions): Promise<OpenOutcome> {
  try {
    // What people do is nobody else's business on a shared machine.
    mkdirSync(workspaceDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new AppFailure({
      code: 'file_unreadable',
      message: `The workspace folder ${workspaceDir} cannot be made: ${error instanceof Error ? error.message : String(error)}.`,
    });
  }
  const log = createLogger(join(workspaceDir, 'logs'), logLevel, 'host');
  const outcome = await lockWorkspace(workspaceDir, log);
  if (outcome.is === 'in-use') {
    await log.close();
    return outcome;
  }
  const { lock } = outcome;
  // Whatever ends this process, the workspace is free afterwards.
  process.once('exit', lock.release);
  await clearUploads(join(workspaceDir, 'uploads'));
  const engine = new EngineClient({ spawn: forkEngine, start: { workspaceDir, version, logLevel }, log });
  let info: HostInfo = { version, host: 'headless', workspace: workspaceDir };
  const close = async (): Promise<void> => {
    await engine.stop();
    lock.release();
    process.off('exit', lock.release);
    await log.close();
  };
  try {
    await engine.ready();
  } catch (error) {
    await close();
    throw error;
  }
  const api = createWaymarkApi({
    engine,
    hostInfo: () => info,
    workspaceDir,
    ...(pageDir === undefined ? {} : { pageDir }),
    log,
  });
  return {
    is: 'open',
    host: {
      engine,
      api,
      lock,
      log,
      describe: (more) => {
        info = { ...info, ...more };
      },
      close,
    },
  };
}
