/**
 * What the engine holds in memory and what for, on the events of the rivals bench (5 million, or BENCH_EVENTS): after the
 * first view is made, after it is read from the kept copy, and after the questions of that bench, which are timed too.
 * Each in a process of its own, since memory that was once used shows for long. BENCH_MEMORY_MB is the engine's budget
 * (2,048). BENCH_WORKSPACE names a folder in which the events stay for the next time, BENCH_ROLES which of them are wanted,
 * BENCH_ROUNDS how often each question is asked (3; 0 for none), BENCH_QUESTION a part of the titles that are wanted. With
 * BENCH_EVENTS=100000000 the events lie in files; with a smaller number and a smaller budget, too.
 */
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { type Engine, openEngine } from '../../electron/engine/engine';
import { openDatabase } from '../../electron/engine/store/database';
import { readNumber } from '../../electron/engine/store/read';
import { DEFAULT_SETTINGS } from '../../shared/model/settings';
import { EVENTS, fillWorkspace, PERSONS, START, WEEK_MS, WEEKS } from './rivals/data';
import { QUESTIONS } from './rivals/questions';

const ALL_ROLES = ['fill', 'from the events', 'from the kept copy'];
const ROLES = process.env['BENCH_ROLES']?.split(',') ?? ALL_ROLES;
const ROLE = process.env['BENCH_ROLE'];
const BUDGET_MB = Number(process.env['BENCH_MEMORY_MB'] ?? 2_048);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const ASKED = process.env['BENCH_QUESTION'] ?? '';
const COPY_DELAY_MS = 1_000;
/** In one transaction; one that was cut off goes on with the next. */
const EVENTS_PER_FILL = 10_000_000;
const signal = new AbortController().signal;
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0).padStart(7)} MB`;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function main(): Promise<void> {
  const kept = process.env['BENCH_WORKSPACE'];
  const dir = kept ?? (await mkdtemp(join(tmpdir(), 'waymark-memory-')));
  // Beside node_modules, as the bench itself.
  const workerDir = await mkdtemp(join(process.cwd(), 'node_modules/.bench-worker-'));
  try {
    await build({
      configFile: false,
      logLevel: 'warn',
      build: { ssr: 'electron/engine/folds/worker.ts', outDir: workerDir, emptyOutDir: false, target: 'node20' },
    });
    console.log(`${EVENTS} events of ${PERSONS} persons, a budget of ${BUDGET_MB} MB`);
    for (const role of ROLES) {
      if (role === 'from the events') await rm(join(dir, 'cache'), { recursive: true, force: true });
      await run(role, dir, join(workerDir, 'worker.js'));
    }
  } finally {
    await rm(workerDir, { recursive: true, force: true });
    if (kept === undefined) await rm(dir, { recursive: true, force: true });
  }
}

function run(role: string, dir: string, worker: string): Promise<void> {
  return new Promise((done, failed) => {
    const env = { ...process.env, BENCH_ROLE: role, BENCH_DIR: dir, BENCH_WORKER: worker };
    const child = fork(fileURLToPath(import.meta.url), { env });
    child.on('error', failed);
    child.on('exit', (code) => (code === 0 ? done() : failed(new Error(`«${role}» ended with ${String(code)}`))));
  });
}

async function fill(dir: string): Promise<void> {
  const database = await openDatabase({ workspaceDir: dir, threads: 2, memoryLimitMb: 4_096 });
  const connection = await database.connect();
  const stored = await readNumber(connection, 'SELECT count(*) FROM events');
  for (let from = stored; from < EVENTS; from += EVENTS_PER_FILL) {
    await connection.run(fillWorkspace(from, Math.min(EVENTS, from + EVENTS_PER_FILL)));
  }
  connection.closeSync();
  await database.close();
}

/** Opens, asks every question, and tells of both. */
async function look(title: string, dir: string): Promise<void> {
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  const [started, usedBefore] = [performance.now(), process.cpuUsage()];
  const engine = await openEngine({
    workspaceDir: dir,
    version: '0',
    logLevel: 'error',
    workers: 2,
    workerPath: process.env['BENCH_WORKER'] ?? '',
    memoryLimitMb: BUDGET_MB,
    keepLimits: { minEvents: 1, delayMs: COPY_DELAY_MS, closeMs: 300_000 },
    onProblem: (what, error) => console.log(what, error),
  });
  while ((await engine.json['workspace.info']({}, signal)).state === 'building') await pause(5);
  const { user, system } = process.cpuUsage(usedBefore);
  const [seconds, processor] = [(performance.now() - started) / 1_000, (user + system) / 1e6];
  console.log(`\nopened ${title} in ${seconds.toFixed(1)} s (${processor.toFixed(1)} cpu)`);
  await tell(engine, peak);
  // The copy is written, and ids are looked up, behind the first view.
  await pause(COPY_DELAY_MS * 3);
  let highest = 0;
  let round = 0;
  for (const question of ROUNDS === 0 ? [] : QUESTIONS.filter(({ title }) => title.includes(ASKED))) {
    peak = 0;
    const times: Taken[] = [];
    for (let i = 0; i < ROUNDS; i++) times.push(await taken(() => ask(engine, question, round++)));
    const [first = NOTHING, ...more] = times;
    const [warm = first] = more.sort((a, b) => a.ms - b.ms);
    console.log(`${question.title.padEnd(40)} first ${told(first)}, then ${told(warm)}; ${megabytes(peak)} at most`);
    highest = Math.max(highest, peak);
  }
  peak = highest;
  console.log('after all questions');
  await tell(engine, peak);
  clearInterval(watch);
  await engine.close();
}

/** By the clock, and of processor time on all threads. */
interface Taken {
  readonly ms: number;
  readonly cpuMs: number;
}
const NOTHING: Taken = { ms: 0, cpuMs: 0 };
const told = ({ ms, cpuMs }: Taken): string => `${ms.toFixed(0).padStart(6)} ms (${cpuMs.toFixed(0).padStart(6)} cpu)`;

async function taken(work: () => Promise<void>): Promise<Taken> {
  const [from, used] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(used);
  return { ms: performance.now() - from, cpuMs: (user + system) / 1000 };
}

async function ask(engine: Engine, { spec }: (typeof QUESTIONS)[number], round: number): Promise<void> {
  const to = new Date(START + WEEKS * WEEK_MS + round * 1_000).toISOString();
  if (spec === undefined) await engine.json['sessions.preview']({ settings: DEFAULT_SETTINGS.sessions }, signal);
  else await engine.json['insight.run']({ spec: spec({ from: new Date(START).toISOString(), to }) }, signal);
}

async function tell(engine: Engine, peak: number): Promise<void> {
  const now = process.memoryUsage();
  for (const { what, bytes } of await engine.memory()) if (bytes > 0) console.log(`${megabytes(bytes)}  ${what}`);
  console.log(`${megabytes(now.heapTotal)}  objects and texts (V8)`);
  console.log(`${megabytes(now.rss)}  resident, ${megabytes(Math.max(peak, now.rss)).trim()} at most`);
}

if (ROLE === undefined) await main();
else if (ROLE === 'fill') await fill(process.env['BENCH_DIR'] ?? '');
else await look(ROLE, process.env['BENCH_DIR'] ?? '');
