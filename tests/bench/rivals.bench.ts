/**
 * Our engine beside ClickHouse in process and plain DuckDB SQL: the same questions over the same 20 million generated
 * events (or BENCH_EVENTS), each in a process of its own on two threads. Answers are compared first; only equal ones are
 * timed against each other. Warm medians of five; ratios say how many times longer the others take, «bandwidth» which share
 * of what the machine reads from memory a question came to that read each column it is about once: the distance to the
 * physical limit (above 100 % where indexes spare reading).
 */
import { fork, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { openDatabase } from '../../electron/engine/store/database';
import { canonicalJson } from '../../shared/base/canonical-json';
import { measureBandwidth } from './rivals/bandwidth';
import { openClickHouse } from './rivals/clickhouse';
import { compete, type Report, type Timed } from './rivals/contender';
import { EVENTS, FILL_WORKSPACE, FLAT, PERSONS } from './rivals/data';
import { openDuckDb } from './rivals/duckdb';
import { openOurs } from './rivals/ours';
import { type Answer, QUESTIONS } from './rivals/questions';

const ROLE = process.env['BENCH_ROLE'];
const DIR = process.env['BENCH_DIR'] ?? '';
const PACKAGE = resolve('tests/bench/rivals');

const CONTENDERS = {
  ours: () => openOurs(join(DIR, 'workspace')),
  clickhouse: () => openClickHouse(join(DIR, 'clickhouse'), join(DIR, 'events.parquet')),
  duckdb: () => openDuckDb(join(DIR, 'events.parquet')),
} as const;
type Name = keyof typeof CONTENDERS;
const NAMES = Object.keys(CONTENDERS) as Name[];

async function main(): Promise<void> {
  if (!existsSync(join(PACKAGE, 'node_modules/chdb'))) {
    console.log('Installing ClickHouse for this comparison (about 550 MB) …');
    if (
      spawnSync('npm', ['install', '--no-package-lock', '--no-audit', '--no-fund'], { cwd: PACKAGE, stdio: 'inherit' })
        .status !== 0
    ) {
      throw new Error(`ClickHouse could not be installed in ${PACKAGE}.`);
    }
  }
  const dir = await mkdtemp(join(tmpdir(), 'waymark-rivals-'));
  try {
    await generate(dir);
    const bandwidth = await measureBandwidth();
    console.log(`${(bandwidth / 1e9).toFixed(1)} GB/s are read from memory by two threads`);
    const reports = new Map<Name, Report>();
    for (const name of NAMES) reports.set(name, await report(name, dir));
    print(reports, bandwidth);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function generate(dir: string): Promise<void> {
  const database = await openDatabase({ workspaceDir: join(dir, 'workspace'), threads: 2, memoryLimitMb: 8_192 });
  const connection = await database.connect();
  await connection.run(FILL_WORKSPACE);
  connection.closeSync();
  await database.close();
  const flat = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '10GB', temp_directory: dir });
  const other = await flat.connect();
  await other.run(`COPY (${FLAT}) TO '${join(dir, 'events.parquet')}' (FORMAT parquet)`);
  other.closeSync();
  flat.closeSync();
  console.log(`${EVENTS} events of ${PERSONS} persons, 12 properties`);
}

/** Runs a contender in a process of its own. */
function report(name: Name, dir: string): Promise<Report> {
  return new Promise((done, failed) => {
    const child = fork(fileURLToPath(import.meta.url), { env: { ...process.env, BENCH_ROLE: name, BENCH_DIR: dir } });
    child.on('message', (message) => {
      done(message as Report);
      child.kill();
    });
    child.on('error', failed);
    child.on('exit', (code) => failed(new Error(`${name} ended with ${String(code)} and without a report`)));
  });
}

const sameAs = (a: Answer, b: Answer): boolean => canonicalJson(sorted(a)) === canonicalJson(sorted(b));
const sorted = (answer: Answer): string[] => answer.map((row) => JSON.stringify(row)).sort();

/** `bandwidth` in bytes per second. */
function print(reports: ReadonlyMap<Name, Report>, bandwidth: number): void {
  for (const [name, { loadMs, residentAfterLoad, residentPeak }] of reports) {
    console.log(
      `${name.padEnd(10)} loaded in ${(loadMs / 1000).toFixed(1)} s, ${residentAfterLoad.toFixed(0)} MB then, ${residentPeak.toFixed(0)} MB at most after an answer`,
    );
  }
  const titles = ['ours', 'M rows/s', 'bandwidth', 'first', 'ClickHouse', 'ratio', 'DuckDB', 'ratio'];
  console.log(['question'.padEnd(38), ...titles.map((title) => title.padStart(11))].join(''));
  for (const [index, { title, bytesPerEvent }] of QUESTIONS.entries()) {
    const [ours, clickhouse, duckdb] = NAMES.map((name) => reports.get(name)?.timed[index]);
    if (ours === undefined || 'failed' in ours) {
      console.log(`${title.padEnd(38)} failed: ${ours?.failed ?? 'not asked'}`);
      continue;
    }
    const perSecond = (EVENTS * 1000) / ours.warmMs;
    const share = `${((100 * perSecond * bytesPerEvent) / bandwidth).toFixed(0)} %`;
    const cells = [ours.warmMs.toFixed(0), (perSecond / 1e6).toFixed(0), share, ours.firstMs.toFixed(0)];
    for (const other of [clickhouse, duckdb]) cells.push(...against(ours, other));
    console.log([title.padEnd(38), ...cells.map((cell) => cell.padStart(11))].join(''));
  }
}

function against(own: Timed, other: Report['timed'][number] | undefined): [ms: string, ratio: string] {
  if (other === undefined || 'failed' in other) {
    console.log(`  failed: ${other?.failed.slice(0, 500) ?? 'not asked'}`);
    return ['failed', ''];
  }
  const ms = other.warmMs.toFixed(0);
  if (sameAs(own.answer, other.answer)) return [ms, `${(other.warmMs / own.warmMs).toFixed(1)} ×`];
  const start = (answer: Answer): string => JSON.stringify(answer).slice(0, 300);
  console.log(`  answers differ: ${start(own.answer)}\n  from theirs:    ${start(other.answer)}`);
  return [ms, 'differs'];
}

if (ROLE === undefined) await main();
else process.send?.(await compete(CONTENDERS[ROLE as Name], QUESTIONS));
