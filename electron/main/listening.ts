/**
 * How the desktop app listens: on loopback always, over HTTPS and for others where that is set. The settings are of this
 * user on this machine, not of the workspace: a folder that came from somebody must not open a port. What cannot be had
 * (a port in use, an address that is gone) is told, and loopback without it goes on.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { HostInfo } from '../../shared/contract/commands';
import { fail } from '../../shared/contract/errors';
import {
  type ListeningDesk,
  type ListeningSettings,
  listeningSettingsSchema,
  type ListeningState,
} from '../../shared/contract/listening';
import { type Certificate, describeCertificate, ensureCertificate } from '../collector/certificate';
import type { Collector, CollectorOptions } from '../collector/collector';
import { startCollector } from '../collector/collector';
import {
  DEFAULT_HTTPS_PORT,
  isOpenToOthers,
  MORE_PORTS,
  namesOf,
  openWarning,
  PortInUseError,
} from '../collector/listen';
import { PRIVATE_MODE, replaceFile } from '../disk/replace-file';
import type { Logger } from '../log/logger';

export type Described = Pick<
  HostInfo,
  'collectorUrl' | 'collectorHttps' | 'collectorWarning' | 'collectorShortfall' | 'collectorProblem'
>;

export interface ListeningOptions {
  /** What the collector is made of but for where it listens. */
  readonly parts: Omit<CollectorOptions, 'port' | 'tries' | 'host' | 'https'>;
  readonly port: number;
  /** How many further ports to try. */
  readonly tries: number;
  /** The first port for HTTPS; default 8788. */
  readonly httpsPort?: number;
  /** The user's folder for what is kept beside workspaces. */
  readonly folder: string;
  /** Told whenever it listens otherwise than before. */
  readonly onListening: (collector: Collector | undefined, described: Described) => void;
  readonly log: Logger;
}

interface Wanted {
  readonly https: boolean;
  readonly address: string | undefined;
}

const FILE = 'listening.json';
const NOWHERE = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL', 'ENOTFOUND']);

export class DesktopListening implements ListeningDesk {
  readonly #options: ListeningOptions;
  readonly #path: string;
  #settings: ListeningSettings = listeningSettingsSchema.parse({});
  #collector: Collector | undefined;
  #certificate: Certificate | undefined;
  #problem: string | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(options: ListeningOptions) {
    this.#options = options;
    this.#path = join(options.folder, FILE);
  }

  /** Listens as it was set last. Rejects only for what is a bug. */
  static async open(options: ListeningOptions): Promise<DesktopListening> {
    const listening = new DesktopListening(options);
    const problem = await listening.#read();
    await listening.#listen(options.port, problem === undefined ? [] : [problem]);
    return listening;
  }

  get(): ListeningState {
    const { httpsUrl } = this.#collector ?? {};
    const certificate = this.#certificate;
    return {
      settings: this.#settings,
      isChangeable: true,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
      addresses: addressesOfMachine(),
      ...(httpsUrl === undefined || certificate === undefined
        ? {}
        : { https: { url: httpsUrl, certificate: describeCertificate(certificate) } }),
    };
  }

  set(settings: ListeningSettings): Promise<ListeningState> {
    const turn = this.#turn.then(async () => {
      await this.#keep(settings);
      this.#settings = settings;
      const port = this.#collector?.port ?? this.#options.port;
      await this.#collector?.close();
      this.#collector = undefined;
      await this.#listen(port);
      return this.get();
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#collector?.close();
    this.#collector = undefined;
  }

  /** As set; else without what cannot be had, one after the other. */
  async #listen(port: number, before: readonly string[] = []): Promise<void> {
    const { https, address } = this.#settings;
    const problems = [...before];
    let wanted: Wanted = { https, address };
    for (;;) {
      try {
        await this.#start(port, wanted);
        break;
      } catch (error) {
        if (error instanceof PortInUseError && wanted.https && error.port === this.#httpsPort) {
          problems.push(
            `HTTPS is off: port ${error.port} and the ${MORE_PORTS} after it are in use by other programs. Close one of them, then switch HTTPS off and on.`,
          );
          wanted = { ...wanted, https: false };
        } else if (wanted.address !== undefined && (error instanceof PortInUseError || NOWHERE.has(codeOf(error)))) {
          problems.push(
            `Waymark does not listen on ${wanted.address}: ${error instanceof PortInUseError ? 'the port is in use there' : 'this machine has no such address now'}. Choose another one.`,
          );
          wanted = { ...wanted, address: undefined };
        } else if (error instanceof CertificateProblem) {
          problems.push(`HTTPS is off: ${error.message} Put that right, then switch HTTPS off and on.`);
          wanted = { ...wanted, https: false };
        } else if (error instanceof PortInUseError) {
          this.#tellNothing(error.port);
          return;
        } else throw error;
        this.#options.log.warn('the collector does not listen as it is set', { problem: problems.at(-1) });
      }
    }
    this.#problem = problems.length === 0 ? undefined : problems.join(' ');
    this.#tell(wanted);
  }

  async #start(port: number, { https, address }: Wanted): Promise<void> {
    const { parts, tries, folder } = this.#options;
    this.#certificate = https ? await certificateIn(join(folder, 'https'), address) : undefined;
    const tls = this.#certificate;
    this.#collector = await startCollector({
      ...parts,
      port,
      tries: port === this.#options.port ? tries : 0,
      ...(address === undefined ? {} : { host: address }),
      ...(tls === undefined ? {} : { https: { port: this.#httpsPort, tries: MORE_PORTS, tls } }),
    });
  }

  get #httpsPort(): number {
    return this.#options.httpsPort ?? DEFAULT_HTTPS_PORT;
  }

  #tell({ address }: Wanted): void {
    const { url, httpsUrl } = this.#collector ?? {};
    const certificate = this.#certificate?.path;
    this.#options.onListening(this.#collector, {
      ...(url === undefined ? {} : { collectorUrl: url }),
      ...(httpsUrl === undefined || certificate === undefined
        ? {}
        : { collectorHttps: { url: httpsUrl, certificate } }),
      ...(address !== undefined && isOpenToOthers(address) ? { collectorWarning: openWarning(address) } : {}),
      ...(this.#problem === undefined ? {} : { collectorShortfall: this.#problem }),
    });
  }

  #tellNothing(port: number): void {
    const range = this.#options.tries > 0 ? ` and the ${this.#options.tries} after it are` : ' is';
    const collectorProblem = `Events cannot be taken in: port ${port}${range} in use by other programs. Close one of them and start Waymark again, or start it with --port=<a free one>.`;
    this.#options.log.warn('the collector could not start', { port });
    this.#problem = collectorProblem;
    this.#options.onListening(undefined, { collectorProblem });
  }

  /** What is wrong with the file, where it cannot be used. */
  async #read(): Promise<string | undefined> {
    try {
      const parsed = listeningSettingsSchema.safeParse(JSON.parse(await readFile(this.#path, 'utf8')));
      if (!parsed.success)
        return `${this.#path} does not fit and is left aside: Waymark listens on this machine alone.`;
      this.#settings = parsed.data;
      return undefined;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      if (!(error instanceof Error)) throw error;
      return `${this.#path} cannot be read and is left aside: Waymark listens on this machine alone.`;
    }
  }

  async #keep(settings: ListeningSettings): Promise<void> {
    try {
      await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
      await replaceFile(this.#path, `${JSON.stringify(settings, null, 2)}\n`, PRIVATE_MODE);
    } catch (error) {
      fail(
        'file_unreadable',
        `${this.#path} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
      );
    }
  }
}

/** The certificate, or why there is none: the folder of a user may be full, or not theirs to write to. */
async function certificateIn(folder: string, address: string | undefined): Promise<Certificate> {
  try {
    return await ensureCertificate(folder, namesOf(address));
  } catch (error) {
    if (codeOf(error) === '') throw error;
    throw new CertificateProblem(`its certificate cannot be kept in ${folder} (${codeOf(error)}).`, { cause: error });
  }
}

class CertificateProblem extends Error {
  override readonly name = 'CertificateProblem';
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

const addressesOfMachine = (): string[] =>
  Object.values(networkInterfaces()).flatMap((cards = []) =>
    cards.filter(({ internal, address }) => !internal && !address.startsWith('fe80:')).map(({ address }) => address),
  );
