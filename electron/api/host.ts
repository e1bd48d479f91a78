/**
 * A workspace opened by a host process: its lock, its engine, and the API in front of it. What the desktop app, `waymark
 * serve` and every other command have in common; each brings the way it starts an engine.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { COMMANDS, type HostInfo } from '../../shared/contract/commands';
import type { EngineStart, Ingest } from '../../shared/contract/engine';
import type { ListeningDesk } from '../../shared/contract/listening';
import type { RejectDesk } from '../../shared/contract/rejects';
import type { RequestDesk } from '../../shared/contract/requests';
import { AppFailure } from '../../shared/contract/errors';
import { createLogger, type Logger, type LogLevel } from '../log/logger';
import { EngineClient } from './engine-client';
import { EventJournal } from './event-journal';
import type { SpawnEngine } from './engine-process';
import { clearScratch } from './files';
import { FlagsDesk } from './flags-desk';
import { visitorSalt } from './visitor-salt';
import { createWaymarkApi, DOWNLOADS, type WaymarkApi } from './waymark-api';
import { lockWorkspace, type LockInfo, type WorkspaceLock } from './workspace-lock';

export interface Host {
  readonly engine: EngineClient;
  /** Where the collector puts what it took in. */
  readonly ingest: Ingest;
  /** Why events are refused right now, in a sentence for people; undefined where they are not. */
  trouble(): string | undefined;
  readonly api: WaymarkApi;
  readonly lock: WorkspaceLock;
  readonly log: Logger;
  /** The workspace's feature flags as they are now. */
  readonly flags: FlagsDesk['forSdk'];
  /** What ids of visitors who have none are made with. */
  readonly visitorSalt: string;
  /** The types of groups that stored events name. */
  readonly groupTypes: () => Promise<readonly string[]>;
  /** What the API says about itself; the owner adds where its collector listens. */
  describe(
    more: Pick<
      HostInfo,
      'collectorUrl' | 'collectorHttps' | 'collectorWarning' | 'collectorShortfall' | 'collectorProblem'
    >,
  ): void;
  /** Lets the API answer for the requests that the collector took in. */
  attach(requests: RequestDesk & RejectDesk): void;
  /** Lets the API tell and change how the collector listens. */
  attachListening(listening: ListeningDesk): void;
  /** Flushes and closes the database, then gives the workspace free. */
  close(): Promise<void>;
}

export interface HostOptions {
  readonly kind: HostInfo['host'];
  readonly spawn: SpawnEngine;
  readonly workspaceDir: string;
  readonly version: string;
  readonly logLevel: LogLevel;
  readonly pageDir?: string;
  /** What askers prove themselves with; by default a fresh secret. */
  readonly token?: string;
  /** Serves a test run: what it receives may be removed again. */
  readonly isTestRun?: boolean;
  /** Works out anew what is kept of the events. */
  readonly rebuild?: boolean;
}

export type OpenOutcome =
  { readonly is: 'open'; readonly host: Host } | { readonly is: 'in-use'; readonly by: LockInfo };

/** Opens the workspace or says who has it. Rejects with an {@link AppFailure} where it cannot be opened at all. */
export async function openHost(options: HostOptions): Promise<OpenOutcome> {
  const { kind, spawn, workspaceDir, version, logLevel, pageDir } = options;
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
  const outcome = await lockWorkspace(workspaceDir, log, options.token);
  if (outcome.is === 'in-use') {
    await log.close();
    return outcome;
  }
  const { lock } = outcome;
  // Whatever ends this process, the workspace is free afterwards.
  process.once('exit', lock.release);
  for (const scratch of ['uploads', DOWNLOADS]) await clearScratch(join(workspaceDir, scratch));
  let requests: (RequestDesk & RejectDesk) | undefined;
  let listening: ListeningDesk | undefined;
  const about: HostInfo = { version, host: kind, workspace: workspaceDir };
  let info = about;
  const free = async (): Promise<void> => {
    lock.release();
    process.off('exit', lock.release);
    await log.close();
  };
  const start = {
    workspaceDir,
    version,
    logLevel,
    ...(options.isTestRun === true ? { testRunSince: Date.now() } : {}),
    ...(options.rebuild === true ? { rebuild: true } : {}),
  };
  let engine: EngineClient;
  try {
    engine = await startEngine(spawn, start, log);
  } catch (error) {
    await free();
    throw error;
  }
  const flags = new FlagsDesk({
    workspaceDir,
    log,
    known: async ({ distinctId, groups = {} }, { segments, continuity }) => {
      const keys = Object.fromEntries(Object.entries(groups).map(([type, { key }]) => [type, key]));
      const known = COMMANDS['flags.known'].output.parse(
        await engine.call('flags.known', { distinctId, groups: keys, segments, continuity }),
      );
      return known.isKnown || Object.keys(known.groups).length > 0 ? known : undefined;
    },
  });
  const journal = new EventJournal({ engine, workspaceDir, log });
  const api = createWaymarkApi({
    engine,
    flags,
    hostInfo: () => (journal.trouble === undefined ? info : { ...info, collectorTrouble: journal.trouble }),
    requests: () => requests,
    listening: () => listening,
    workspaceDir,
    ...(pageDir === undefined ? {} : { pageDir }),
    log,
  });
  return {
    is: 'open',
    host: {
      engine,
      ingest: (batch, tells) => journal.ingest(batch, tells),
      trouble: () => journal.trouble,
      api,
      lock,
      log,
      flags: flags.forSdk,
      visitorSalt: await visitorSalt(workspaceDir, log),
      groupTypes: async () => {
        const types = COMMANDS['catalog.groups'].output.parse(await engine.call('catalog.groups', {}));
        return types.map(({ type }) => type);
      },
      describe: (more) => {
        info = { ...about, ...more };
      },
      attachListening: (desk) => {
        listening = desk;
      },
      attach: (desk) => {
        requests = desk;
      },
      async close() {
        await journal.close();
        await engine.stop();
        await free();
      },
    },
  };
}

/** The engine of a host that was killed closes the file by itself, which takes it a moment. */
const LEFTOVER_MS = 20_000;

/** The lock is ours, so whoever still has the database open is on its way out: worth waiting for. */
async function startEngine(spawn: SpawnEngine, start: EngineStart, log: Logger): Promise<EngineClient> {
  const deadline = Date.now() + LEFTOVER_MS;
  for (;;) {
    const engine = new EngineClient({ spawn, start, log });
    try {
      await engine.ready();
      return engine;
    } catch (error) {
      await engine.stop();
      const isLeftover = error instanceof AppFailure && error.error.code === 'workspace_in_use';
      if (!isLeftover || Date.now() > deadline) throw error;
      await sleep(250);
    }
  }
}
