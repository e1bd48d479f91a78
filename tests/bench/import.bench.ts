/**
 * Importing the same events as CSV, JSON lines and Parquet: 2 million (or BENCH_EVENTS), from opening the file to the
 * answer to the first question, against DuckDB alone reading the same file into a table on disk. Prints rows per second,
 * the share of DuckDB's, the times of the stages, and the most memory that was resident.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openEngine } from '../../electron/engine/engine';
import type { ImportReport } from '../../shared/contract/commands';
import type { ImportMap } from '../../shared/formats/import-map';

process.env['BENCH_EVENTS'] ??= '2000000';
const FORMATS = ['csv', 'jsonl', 'parquet'] as const;
const asked = (process.env['BENCH_FORMATS'] ?? FORMATS.join(',')).split(',');

const MAP: ImportMap = {
  time: { column: 'timestamp' },
  event: { column: 'event' },
  distinctId: { column: 'distinct_id' },
  eventId: { column: 'event_id' },
};
const READ = {
  csv: (path: string) => `read_csv('${path}')`,
  jsonl: (path: string) => `read_json('${path}')`,
  parquet: (path: string) => `read_parquet('${path}')`,
};

async function withDuckDb<T>(path: string, work: (run: (sql: string) => Promise<unknown>) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run('SET threads = 2');
  await connection.run("SET memory_limit = '4GB'");
  try {
    return await work((sql) => connection.run(sql));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const seconds = (from: number): number => (performance.now() - from) / 1000;

async function writeFiles(dir: string): Promise<void> {
  const { DRAWN, PROPERTIES } = await import('./rivals/data');
  const names = Object.keys(PROPERTIES).map((name) => `"${name}"`);
  const common = `'e' || i AS event_id, name AS event, 'person ' || person AS distinct_id`;
  await withDuckDb(join(dir, 'source.duckdb'), async (run) => {
    await run(`CREATE TABLE events AS ${DRAWN}`);
    const time = 'make_timestamp(ts * 1000) AS "timestamp"';
    const flat = `SELECT ${common}, ${time}, ${names.join(', ')} FROM events`;
    const iso = `strftime(make_timestamp(ts * 1000), '%Y-%m-%dT%H:%M:%S.%gZ') AS "timestamp"`;
    await run(`COPY (SELECT ${common}, ${iso}, ${names.join(', ')} FROM events) TO '${join(dir, 'events.csv')}'`);
    await run(
      `COPY (SELECT ${common}, ${iso}, {${names.map((name) => `${name}: ${name}`).join(', ')}} AS properties FROM events) TO '${join(dir, 'events.jsonl')}' (FORMAT json)`,
    );
    await run(`COPY (${flat}) TO '${join(dir, 'events.parquet')}' (FORMAT parquet)`);
  });
  await rm(join(dir, 'source.duckdb'));
}

async function plain(dir: string, format: (typeof FORMATS)[number]): Promise<number> {
  const path = join(dir, 'plain.duckdb');
  const took = await withDuckDb(path, async (run) => {
    const started = performance.now();
    await run(`CREATE TABLE events AS SELECT * FROM ${READ[format](join(dir, `events.${format}`))}`);
    await run('CHECKPOINT');
    return seconds(started);
  });
  await rm(path, { force: true });
  return took;
}

interface Ours {
  readonly report: ImportReport;
  readonly total: number;
  readonly stages: ReadonlyMap<string, number>;
  readonly peak: number;
}

async function ours(dir: string, format: (typeof FORMATS)[number]): Promise<Ours> {
  const workspaceDir = join(dir, `workspace-${format}`);
  const engine = await openEngine({ workspaceDir, version: '0', logLevel: 'error', workers: 0, workerPath: '' });
  const token = `bench-${format}`;
  engine.grant({ token, path: join(dir, `events.${format}`), name: `events.${format}` });
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50);
  const stages = new Map<string, number>();
  let [stage, since] = ['reading', performance.now()];
  const enter = (next: string): void => {
    stages.set(stage, (stages.get(stage) ?? 0) + seconds(since));
    [stage, since] = [next, performance.now()];
  };
  const started = performance.now();
  let report: ImportReport | undefined;
  const never = new AbortController().signal;
  for await (const progress of engine.stream['import.run']({ files: [token], format: 'auto', map: MAP }, never)) {
    if (progress.type === 'done') report = progress.report;
    else if (progress.type === 'progress' && progress.phase !== stage) enter(progress.phase);
  }
  enter('first question');
  await engine.json['insight.run'](
    { spec: { kind: 'trends', interval: 'day', series: [{ match: { event: '*' }, math: 'sessions' }] } },
    never,
  );
  enter('');
  const total = seconds(started);
  clearInterval(watch);
  await engine.close();
  await rm(workspaceDir, { recursive: true, force: true });
  if (report === undefined) throw new Error('the import ended without a report');
  return { report, total, stages, peak };
}

const dir = await mkdtemp(join(tmpdir(), 'waymark-import-'));
try {
  await writeFiles(dir);
  for (const format of FORMATS.filter((each) => asked.includes(each))) {
    const { size } = await stat(join(dir, `events.${format}`));
    const alone = await plain(dir, format);
    const { report, total, stages, peak } = await ours(dir, format);
    const again = await plain(dir, format);
    const best = Math.min(alone, again);
    const rate = (took: number): string => `${Math.round(report.rows / took / 1000)} k rows/s`;
    console.log(
      `${format.padEnd(8)} ${(size / 1e6).toFixed(0)} MB, ${report.rows} rows, ${report.imported} events: ${total.toFixed(2)} s, ${rate(total)}; DuckDB alone ${best.toFixed(2)} s, ${rate(best)}: ${((100 * best) / total).toFixed(0)} %`,
    );
    console.log(
      `         ${[...stages].map(([name, took]) => `${name} ${took.toFixed(2)} s`).join(', ')}; ${(peak / 1e6).toFixed(0)} MB resident at most`,
    );
  }
} finally {
  await rm(dir, { recursive: true, force: true });
}
