/** `waymark serve`: the workbench and the collector on a loopback port, until Ctrl+C. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { guardLoopback } from '../../api/guard';
import { appDataDir } from '../../api/workspace-dir';
import { linkTo } from '../../api/workspace-lock';
import { describeCertificate, ensureCertificate, type Certificate } from '../../collector/certificate';
import { startCollector, type Collector } from '../../collector/collector';
import {
  DEFAULT_HTTPS_PORT,
  DEFAULT_PORT,
  isOpenToOthers,
  MORE_PORTS,
  namesOf,
  nextFreePort,
  openWarning,
  PortInUseError,
} from '../../collector/listen';
import { sdkScripts } from '../../collector/sdk-scripts';
import type { LogLevel } from '../../log/logger';
import { openHost, type Host } from '../host';
import { appVersion, PAGE_DIR, SDK_SCRIPTS_DIR } from '../../api/place';
import { fail } from '../../../shared/contract/errors';
import type { ListeningDesk, ListeningState } from '../../../shared/contract/listening';
import { readPlanFile } from '../plan-argument';
import { EXIT, print, say, UsageError } from '../terminal';

export interface ServeOptions {
  readonly workspaceDir: string;
  /** Absent: 8787 or one of the next twenty. */
  readonly port?: number;
  readonly host?: string;
  /** The port for HTTPS; `true` for 8788 or one of the next twenty. Absent: no HTTPS. */
  readonly https?: number | true;
  readonly page: boolean;
  readonly open: boolean;
  readonly logLevel: LogLevel;
  /** Serves a test run: its events may be removed by `POST /waymark/reset`. */
  readonly test?: boolean;
  /** A tracking plan to take on, in any format that can be read. */
  readonly plan?: string;
}

/** Resolves with the exit status once it was asked to stop and everything is closed. */
export async function serve(options: ServeOptions): Promise<number> {
  // From the first moment on: opening a large workspace takes a while, and Ctrl+C must not leave it half open.
  const stopped = stopSignal();
  const hasPage = options.page && existsSync(PAGE_DIR);
  const token = tokenOfEnvironment();
  const plan = options.plan === undefined ? undefined : readPlanFile(options.plan);
  const outcome = await openHost({
    workspaceDir: options.workspaceDir,
    version: appVersion(),
    logLevel: options.logLevel,
    ...(hasPage ? { pageDir: PAGE_DIR } : {}),
    ...(token === undefined ? {} : { token }),
    isTestRun: options.test === true,
  });
  if (outcome.is === 'in-use') return reportRunning(outcome.by, options);
  const { host } = outcome;
  process.on('uncaughtExceptionMonitor', (error) => host.log.error('bug that ends the process', { err: error }));
  let collector: Collector;
  let certificate: Certificate | undefined;
  try {
    if (plan !== undefined) await host.engine.call('plan.put', { plan });
    if (options.https !== undefined) {
      certificate = await ensureCertificate(join(appDataDir(), 'https'), namesOf(options.host));
    }
    collector = await listen(host, options, certificate);
  } catch (error) {
    await host.close();
    const told = await whyNotListening(error, options);
    if (told === undefined) throw error;
    say(told);
    return EXIT.failed;
  }
  host.lock.publishPort(collector.port);
  const warning = isOpenToOthers(options.host) ? openWarning(options.host ?? '') : undefined;
  host.describe({
    collectorUrl: collector.url,
    ...(warning === undefined ? {} : { collectorWarning: warning }),
    ...(collector.httpsUrl === undefined || certificate === undefined
      ? {}
      : { collectorHttps: { url: collector.httpsUrl, certificate: certificate.path } }),
  });
  host.attach(collector.requests);
  host.attachListening(fixedListening(collector, options, certificate));
  const link = linkTo(collector.port, host.lock.token);
  if (options.test === true) print(`Waymark is ready for tests: ${link}`);
  else print(hasPage ? `Waymark is ready: ${link}` : `Waymark takes events at ${collector.url}`);
  if (hasPage) say(`SDKs send to ${collector.url}. Press Ctrl+C to stop.`);
  if (collector.httpsUrl !== undefined) {
    say(
      `Over HTTPS they send to ${collector.httpsUrl}, once your browser or system trusts ${certificate?.path}: open that address and accept it, or add the file to the certificates you trust.`,
    );
  }
  if (warning !== undefined) say(`WARNING: ${warning}`);
  if (options.open && hasPage) openBrowser(link);
  const watching = sayTroubles(host);
  await stopped;
  clearInterval(watching);
  say('Stopping …');
  await collector.close();
  await host.close();
  return 0;
}

const LOOK_MS = 1_000;

/** Whoever watches the terminal learns that events are refused, and when no longer; not each time, as it may come and go. */
function sayTroubles({ trouble }: Pick<Host, 'trouble'>): NodeJS.Timeout {
  let isSaid = false;
  return setInterval(() => {
    const now = trouble();
    if ((now !== undefined) === isSaid) return;
    isSaid = now !== undefined;
    say(
      now === undefined ? 'Events are taken in again.' : `Events are refused; senders are asked to try again. ${now}`,
    );
  }, LOOK_MS);
}

/** What the command line asked for is for the command line to change. */
function fixedListening(
  { httpsUrl }: Collector,
  { host }: ServeOptions,
  certificate: Certificate | undefined,
): ListeningDesk {
  const state: ListeningState = {
    settings: {
      version: 1,
      https: httpsUrl !== undefined,
      ...(host !== undefined && isIP(host) !== 0 ? { address: host } : {}),
    },
    isChangeable: false,
    addresses: [],
    ...(httpsUrl === undefined || certificate === undefined
      ? {}
      : { https: { url: httpsUrl, certificate: describeCertificate(certificate) } }),
  };
  return {
    get: () => state,
    set: () =>
      fail(
        'forbidden',
        'This Waymark was started by «waymark serve»; how it listens is said there: --https, --host, --port.',
      ),
  };
}

/** What to say where the port or the address cannot be had; undefined where it is something else. */
async function whyNotListening(error: unknown, { host, https }: ServeOptions): Promise<string | undefined> {
  if (error instanceof PortInUseError) {
    const option = error.port === https ? '--https' : '--port';
    const free = await nextFreePort(error.port);
    const hint =
      free === undefined ? `Name a free one with ${option}.` : `Port ${free} is free: use ${option} ${free}.`;
    return `${error.message} ${hint}`;
  }
  const isNoAddress = error instanceof Error && 'code' in error && NO_ADDRESS.has(String(error.code));
  return host !== undefined && isNoAddress
    ? `«${host}» is no address of this machine. Name one with --host, 0.0.0.0 for all, or leave it out.`
    : undefined;
}

const NO_ADDRESS = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL']);

/** `WAYMARK_TOKEN`, so that a pipeline knows the token before Waymark has started. */
function tokenOfEnvironment(): string | undefined {
  const token = process.env['WAYMARK_TOKEN'];
  if (token === undefined || token === '') return undefined;
  if (/^[\w-]{16,200}$/.test(token)) return token;
  throw new UsageError('WAYMARK_TOKEN must be 16 to 200 letters, digits, hyphens or underscores.');
}

async function listen(host: Host, options: ServeOptions, tls: Certificate | undefined): Promise<Collector> {
  let port = 0;
  const collector = await startCollector({
    port: options.port ?? DEFAULT_PORT,
    // A port that was asked for by name is that port or none: what sends there would go astray.
    tries: options.port === undefined ? MORE_PORTS : 0,
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(tls === undefined ? {} : { https: { ...httpsPort(options.https), tls } }),
    ingest: host.ingest,
    flags: host.flags,
    visitorSalt: host.visitorSalt,
    groupTypes: host.groupTypes,
    scripts: sdkScripts(SDK_SCRIPTS_DIR),
    app: guardLoopback({ token: host.lock.token, port: () => port, api: host.api }),
    log: host.log,
  });
  port = collector.port;
  if (options.port === undefined && port !== DEFAULT_PORT) say(`Port ${DEFAULT_PORT} is in use; using ${port}.`);
  return collector;
}

const httpsPort = (wanted: number | true | undefined): { port: number; tries: number } =>
  typeof wanted === 'number' ? { port: wanted, tries: 0 } : { port: DEFAULT_HTTPS_PORT, tries: MORE_PORTS };

function reportRunning(by: { pid: number; port: number; token: string }, options: ServeOptions): number {
  if (by.port === 0) {
    say(
      `Another waymark command (process ${by.pid}) is at work on ${options.workspaceDir}. Try again when it is done.`,
    );
    return EXIT.failed;
  }
  const link = linkTo(by.port, by.token);
  print(`Waymark is already running on this workspace (process ${by.pid}): ${link}`);
  if (options.open) openBrowser(link);
  return 0;
}

/** Ctrl+C reaches us from the terminal and again through npm; that is one wish, not two. */
const ECHO_MS = 1_000;

/** Resolves at the first Ctrl+C or polite kill; another one later ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    const ask = (): void => {
      if (askedAt !== undefined && Date.now() - askedAt > ECHO_MS) process.exit(EXIT.failed);
      askedAt ??= Date.now();
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  });
}

function openBrowser(link: string): void {
  const [command, ...before] = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }[process.platform as string] ?? [
    'xdg-open',
  ];
  const child = spawn(command ?? 'xdg-open', [...before, link], { stdio: 'ignore', detached: true });
  // Without a browser the printed link is all there is.
  child.on('error', () => say('No browser could be opened; use the link above.'));
  child.unref();
}
