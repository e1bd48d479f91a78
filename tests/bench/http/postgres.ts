/** A PostgreSQL for one comparison, as it comes: in a folder of its own, on a socket there, gone afterwards. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Postgres {
  /** Where its socket lies; the user and the database are both `postgres`. */
  readonly socketDir: string;
  readonly version: string;
  stop(): Promise<void>;
}

/** The folder of `initdb` and `postgres`: on the PATH, or where Debian puts it. */
function binaries(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** It refuses to run as root; then it runs as the user that its package made. */
function owner(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Undefined where PostgreSQL is not installed. */
export async function startPostgres(): Promise<Postgres | undefined> {
  const bin = binaries();
  if (bin === undefined) return undefined;
  const user = owner();
  const base = mkdtempSync(join(tmpdir(), 'waymark-postgres-'));
  chmodSync(base, 0o755);
  if (user.uid !== undefined && user.gid !== undefined) chownSync(base, user.uid, user.gid);
  const data = join(base, 'data');
  const options = { ...user, cwd: base, encoding: 'utf8' } as const;
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust'], { ...options, stdio: 'pipe' });
  const version = execFileSync(join(bin, 'postgres'), ['--version'], options).trim();
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-k', base, '-c', 'listen_addresses='], {
    ...user,
    cwd: base,
    stdio: 'ignore',
  });
  const ended = new Promise((done) => server.on('exit', done));
  const stop = async (): Promise<void> => {
    server.kill('SIGINT');
    await ended;
    rmSync(base, { recursive: true, force: true });
  };
  for (let attempt = 0; !existsSync(join(base, '.s.PGSQL.5432')); attempt++) {
    if (attempt > 200 || server.exitCode !== null) {
      await stop();
      throw new Error('PostgreSQL did not start within 10 s.');
    }
    await sleep(50);
  }
  return { socketDir: base, version, stop };
}
