/**
 * Importing the same events as CSV, JSON lines and Parquet: 2 million (or BENCH_EVENTS), from opening the file to the
 * answer to the first question, against DuckDB alone reading the same file into a table on disk. Prints rows per second,
 * the share of DuckDB's by the clock and by processor time (which a machine that does other things too does not change),
 * the times of the stages, the most memory that was resident, and how long the engine went without taking a turn.
 * BENCH_FORMATS names which of the three, BENCH_FILES a folder in which the files stay for the next time. BENCH_RIVAL=none
 * leaves DuckDB out: with files that are there already, what is resident is Waymark's alone then.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openEngine } from '../../electron/engine/engine';
import type { ImportReport } from '../../shared/contract/commands';
import type { ImportMap } from '../../shared/formats/import-map';

process.env['BENCH_EVENTS'] ??= '2000000';
const FORMATS = ['csv', 'jsonl', 'parquet'] as const;
const asked = (process.env['BENCH_FORMATS'] ?? FORMATS.join(',')).split(',');
const hasRival = process.env['BENCH_RIVAL'] !== 'none';

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

/** How often the bench looks. */
const TURN_MS = 50;

const told = ({ wall, cpu }: Took): string => `${wall.toFixed(2)} s (${cpu.toFixed(2)} s of processor)`;
const seconds = (from: number): number => (performance.now() - from) / 1000;

async function writeFiles(dir: string, formats: readonly (typeof FORMATS)[number][]): Promise<void> {
  if (formats.length === 0) return;
  const { DRAWN, PROPERTIES } = await import('./rivals/data');
  const names = Object.keys(PROPERTIES).map((name) => `"${name}"`);
  const common = `'e' || i AS event_id, name AS event, 'person ' || person AS distinct_id`;
  await withDuckDb(join(dir, 'source.duckdb'), async (run) => {
    await run(`CREATE TABLE events AS ${DRAWN}`);
    const time = 'make_timestamp(ts * 1000) AS "timestamp"';
    const flat = `SELECT ${common}, ${time}, ${names.join(', ')} FROM events`;
    const iso = `strftime(make_timestamp(ts * 1000), '%Y-%m-%dT%H:%M:%S.%gZ') AS "timestamp"`;
    const nested = names.map((name) => `${name}: ${name}`).join(', ');
    const written = {
      csv: `COPY (SELECT ${common}, ${iso}, ${names.join(', ')} FROM events) TO '${join(dir, 'events.csv')}'`,
      jsonl: `COPY (SELECT ${common}, ${iso}, {${nested}} AS properties FROM events) TO '${join(dir, 'events.jsonl')}' (FORMAT json)`,
      parquet: `COPY (${flat}) TO '${join(dir, 'events.parquet')}' (FORMAT parquet)`,
    };
    for (const format of formats) await run(written[format]);
  });
  await rm(join(dir, 'source.duckdb'));
}

interface Took {
  /** Seconds by the clock. */
  readonly wall: number;
  /** Seconds of processor time, of all threads. */
  readonly cpu: number;
}

/** Begins to measure; what it gives says how much it was until then. */
function measure(): () => Took {
  const [started, before] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { wall: seconds(started), cpu: (user + system) / 1e6 };
  };
}

async function plain(dir: string, format: (typeof FORMATS)[number]): Promise<Took> {
  const path = join(dir, 'plain.duckdb');
  const took = await withDuckDb(path, async (run) => {
    const took = measure();
    await run(`CREATE TABLE events AS SELECT * FROM ${READ[format](join(files, `events.${format}`))}`);
    await run('CHECKPOINT');
    return took();
  });
  await rm(path, { force: true });
  return took;
}

interface Ours {
  readonly report: ImportReport;
  readonly total: Took;
  readonly stages: ReadonlyMap<string, Took>;
  /** Bytes. */
  readonly peak: number;
  /** Milliseconds. */
  readonly longestGap: number;
}

async function ours(dir: string, format: (typeof FORMATS)[number]): Promise<Ours> {
  const workspaceDir = join(dir, `workspace-${format}`);
  const engine = await openEngine({ workspaceDir, version: '0', logLevel: 'error', workers: 0, workerPath: '' });
  const token = `bench-${format}`;
  engine.grant({ token, path: join(files, `events.${format}`), name: `events.${format}` });
  let peak = 0;
  let [lastTurn, longestGap] = [performance.now(), 0];
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
    longestGap = Math.max(longestGap, performance.now() - lastTurn - TURN_MS);
    lastTurn = performance.now();
  }, TURN_MS);
  const stages = new Map<string, Took>();
  let [stage, soFar] = ['reading', measure()];
  const enter = (next: string): void => {
    const [{ wall, cpu }, before] = [soFar(), stages.get(stage) ?? { wall: 0, cpu: 0 }];
    stages.set(stage, { wall: before.wall + wall, cpu: before.cpu + cpu });
    [stage, soFar] = [next, measure()];
  };
  const took = measure();
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
  const total = took();
  clearInterval(watch);
  await engine.close();
  await rm(workspaceDir, { recursive: true, force: true });
  if (report === undefined) throw new Error('the import ended without a report');
  return { report, total, stages, peak, longestGap };
}

const kept = process.env['BENCH_FILES'];
const dir = await mkdtemp(join(tmpdir(), 'waymark-import-'));
const files = kept ?? dir;
const formats = FORMATS.filter((each) => asked.includes(each));
try {
  await mkdir(files, { recursive: true });
  await writeFiles(
    files,
    formats.filter((format) => !existsSync(join(files, `events.${format}`))),
  );
  for (const format of formats) {
    const { size } = await stat(join(files, `events.${format}`));
    const alone = hasRival ? [await plain(dir, format)] : [];
    const { report, total, stages, peak, longestGap } = await ours(dir, format);
    if (hasRival) alone.push(await plain(dir, format));
    const rate = ({ wall }: Took): string => `${Math.round(report.rows / wall / 1000)} k rows/s`;
    const best = { wall: Math.min(...alone.map(({ wall }) => wall)), cpu: Math.min(...alone.map(({ cpu }) => cpu)) };
    const share = (of: keyof Took): string => ((100 * best[of]) / total[of]).toFixed(0);
    const beside = `; DuckDB alone ${told(best)}, ${rate(best)}: ${share('wall')} %, by processor time ${share('cpu')} %`;
    console.log(
      `${format.padEnd(8)} ${(size / 1e6).toFixed(0)} MB, ${report.rows} rows, ${report.imported} events: ${told(total)}, ${rate(total)}${hasRival ? beside : ''}`,
    );
    console.log(
      `         ${[...stages].map(([name, each]) => `${name} ${told(each)}`).join(', ')}; ${(peak / 1e6).toFixed(0)} MB resident at most; ${longestGap.toFixed(0)} ms without a turn at most`,
    );
  }
} finally {
  await rm(dir, { recursive: true, force: true });
}
