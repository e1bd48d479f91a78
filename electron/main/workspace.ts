/** The workspace behind the window: its host with the engine as a utility process, and the collector on loopback. */
import { guardLoopback } from '../api/guard';
import { openHost, type Host } from '../api/host';
import { appDataDir } from '../api/workspace-dir';
import { linkTo } from '../api/workspace-lock';
import { PAGE_DIR, SDK_SCRIPTS_DIR } from '../api/place';
import { DEFAULT_PORT, MORE_PORTS } from '../collector/listen';
import { sdkScripts } from '../collector/sdk-scripts';
import { AppFailure } from '../../shared/contract/errors';
import { DesktopListening } from './listening';
import { spawnEngine } from './spawn-engine';

export interface Workspace {
  readonly host: Host;
  /** Lets requests under way finish, then flushes and closes the database. */
  close(): Promise<void>;
}

export interface WorkspaceOptions {
  readonly workspaceDir: string;
  readonly version: string;
  /** Absent: 8787 or one of the next twenty. */
  readonly port?: number;
}

/** Rejects with an {@link AppFailure} whose message says what to do where the workspace cannot be opened. */
export async function openWorkspace({ workspaceDir, version, port }: WorkspaceOptions): Promise<Workspace> {
  const outcome = await openHost({
    kind: 'electron',
    spawn: spawnEngine,
    workspaceDir,
    version,
    logLevel: 'info',
    pageDir: PAGE_DIR,
  });
  if (outcome.is === 'in-use') {
    const { by } = outcome;
    const where =
      by.port === 0 ? 'It serves no page; try again when it is done.' : `It is open at ${linkTo(by.port, by.token)}`;
    throw new AppFailure({
      code: 'workspace_in_use',
      message: `The workspace ${workspaceDir} is in use by another Waymark (process ${by.pid}). ${where}`,
    });
  }
  const { host } = outcome;
  const listening = await startListening(host, port);
  return {
    host,
    async close() {
      await listening.close();
      await host.close();
    },
  };
}

/** A workbench that cannot take events in is still one that can look at them, so a taken port is told, not thrown. */
async function startListening(host: Host, wanted: number | undefined): Promise<DesktopListening> {
  let port = 0;
  try {
    const listening = await DesktopListening.open({
      parts: {
        ingest: host.ingest,
        flags: host.flags,
        visitorSalt: host.visitorSalt,
        groupTypes: host.groupTypes,
        scripts: sdkScripts(SDK_SCRIPTS_DIR),
        app: guardLoopback({ token: host.lock.token, port: () => port, api: host.api }),
        log: host.log,
      },
      port: wanted ?? DEFAULT_PORT,
      tries: wanted === undefined ? MORE_PORTS : 0,
      folder: appDataDir(),
      log: host.log,
      onListening: (collector, described) => {
        host.describe(described);
        if (collector === undefined) return;
        ({ port } = collector);
        host.lock.publishPort(port);
        host.attach(collector.requests);
      },
    });
    host.attachListening(listening);
    return listening;
  } catch (error) {
    await host.close();
    throw error;
  }
}
