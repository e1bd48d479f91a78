/**
 * Vendors' exports of 30,000 rows (or BENCH_ROWS) through the real engine: rows in a second of processor time, all threads
 * taken together, over and above what a file of ten rows takes; how much of it is making events of rows; and whether every
 * row became one. BENCH_EXPORTS names files of tests/bench/vendors/rows.ts to be measured alone.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../electron/engine/engine';
import type { ImportReport } from '../../shared/contract/commands';
import { EXPORTS } from './vendors/rows';

const ROWS = Number(process.env['BENCH_ROWS'] ?? 30_000);
const FEW = 10;
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const asked = process.env['BENCH_EXPORTS']?.split(',') ?? Object.keys(EXPORTS);
const never = new AbortController().signal;

interface Took {
  readonly report: ImportReport;
  /** Seconds of processor time, of all threads. */
  readonly cpu: number;
}

async function imported(dir: string, path: string, name: string): Promise<Took> {
  const workspaceDir = join(dir, 'workspace');
  const engine = await openEngine({ workspaceDir, version: '0', logLevel: 'error', workers: 0, workerPath: '' });
  engine.grant({ token: name, path, name });
  const before = process.cpuUsage();
  let report: ImportReport | undefined;
  for await (const progress of engine.stream['import.run']({ files: [name], format: 'auto' }, never)) {
    if (progress.type === 'done') report = progress.report;
  }
  const { user, system } = process.cpuUsage(before);
  await engine.close();
  await rm(workspaceDir, { recursive: true, force: true });
  if (report === undefined) throw new Error(`${name} ended without a report`);
  return { report, cpu: (user + system) / 1e6 };
}

const least = (took: readonly Took[]): number => Math.min(...took.map(({ cpu }) => cpu));

const dir = await mkdtemp(join(tmpdir(), 'waymark-vendors-'));
try {
  for (const name of asked) {
    const text = EXPORTS[name]?.(ROWS);
    if (text === undefined)
      throw new Error(`There is no export ${name}. There are: ${Object.keys(EXPORTS).join(', ')}.`);
    const [whole, few] = [join(dir, name), join(dir, `few-${name}`)];
    await writeFile(whole, text);
    await writeFile(few, EXPORTS[name]?.(FEW) ?? '');
    const [all, some]: [Took[], Took[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      some.push(await imported(dir, few, name));
      all.push(await imported(dir, whole, name));
    }
    const cpu = least(all) - least(some);
    const { imported: events, rejected } = (all[0] as Took).report;
    console.log(
      `${name.padEnd(20)} ${String(Math.round(ROWS / cpu)).padStart(7)} rows/s of processor  ${((cpu / ROWS) * 1e6).toFixed(1).padStart(6)} µs a row` +
        `  ${(text.length / ROWS).toFixed(0).padStart(5)} bytes a row  ${events} events, ${rejected} rejects  (${least(some).toFixed(2)} s for ${FEW} rows)`,
    );
  }
} finally {
  await rm(dir, { recursive: true, force: true });
}
