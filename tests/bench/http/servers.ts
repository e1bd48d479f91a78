/**
 * The two servers that Waymark is held against, each run in a process of its own: the collector with decoding and storing
 * switched off, which is the most that ours could reach, and what a team would write in an afternoon.
 */
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { startCollector } from '../../../electron/collector/collector';
import { SILENT_LOGGER } from '../../../electron/log/logger';

/** What the bench uses of `pg`, which only it installs. */
interface Pg {
  readonly Pool: new (options: object) => { query(sql: string, values?: readonly unknown[]): Promise<unknown> };
}

/** Gives its port. */
export async function serveAnswersOnly(): Promise<number> {
  const { port } = await startCollector({
    port: 0,
    log: SILENT_LOGGER,
    answersOnly: true,
    ingest: () => Promise.reject(new Error('nothing is stored here')),
  });
  return port;
}

/** One row per request: the body as it came, and when. Gives its port. */
export async function serveIntoPostgres(socketDir: string): Promise<number> {
  const { Pool } = createRequire(resolve('tests/bench/http/package.json'))('pg') as Pg;
  const pool = new Pool({ host: socketDir, user: 'postgres', database: 'postgres', max: 20 });
  await pool.query(
    'CREATE TABLE IF NOT EXISTS events (id bigserial PRIMARY KEY, received_at timestamptz DEFAULT now(), body jsonb)',
  );
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      pool.query('INSERT INTO events (body) VALUES ($1)', [Buffer.concat(chunks).toString('utf8')]).then(
        () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  });
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port));
  });
}
