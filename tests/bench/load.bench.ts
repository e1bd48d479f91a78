/**
 * Fifty people ask at once while events arrive: 2 million events (or BENCH_EVENTS) in the workspace, 5,000 more a second
 * in commits of 250, fifty questions always under way for 20 seconds. Prints how long commits and answers took, what
 * failed, and how soon the machine is idle after questions were taken back.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Engine, openEngine } from '../../electron/engine/engine';
import { openDatabase } from '../../electron/engine/store/database';
import { AppFailure } from '../../shared/contract/errors';
import type { InsightSpec } from '../../shared/insights/specs';
import { completeEvent } from '../support/test-engine';
import { FILL_WORKSPACE, PERSONS, START, WEEK_MS, WEEKS } from './rivals/data';

const ASKING = 50;
const SECONDS = 20;
const RATE = 5_000;
const BATCH = 250;
/** Longer than background work waits for quiet. */
const LONG_MS = 5_000;
const WORKER = resolve('out/main/fold-worker.js');
const never = (): AbortSignal => new AbortController().signal;

const event = (n: number): { event: string } => ({ event: `event ${n % 24}` });
const where = (n: number) => ({ property: 'properties.country', op: 'eq' as const, value: `country-${n % 40}` });

/** A different question for every number; some look at properties, persons or sessions. */
function question(n: number): InsightSpec {
  const steps = [event(n % 4), event(n % 5), { ...event(n % 7), where: where(n) }];
  switch (n % 6) {
    case 0:
      return { kind: 'funnel', steps, window: { value: 1 + (n % 400), unit: 'hour' } };
    case 1:
      return {
        kind: 'trends',
        interval: 'day',
        series: [{ match: { ...event(n), where: where(n) }, math: 'persons' }],
      };
    case 2:
      return { kind: 'retention', start: event(n), return: event(n + 1), interval: 'week', periods: 2 + (n % 12) };
    case 3:
      return { kind: 'lifecycle', match: event(n), interval: 'week' };
    case 4:
      return { kind: 'paths', of: 'events', within: 'session', steps: 3 + (n % 5), maxEdges: 20 + (n % 30) };
    default:
      return { kind: 'trends', interval: 'week', series: [{ match: event(n), math: 'sessions' }], filter: where(n) };
  }
}

const percentile = (values: number[], p: number): string =>
  (values.sort((a, b) => a - b)[Math.floor((values.length - 1) * p)] ?? Number.NaN).toFixed(0);

async function ask(engine: Engine, until: number, times: number[], failures: Map<string, number>): Promise<void> {
  while (performance.now() < until) {
    const started = performance.now();
    try {
      await engine.json['insight.run']({ spec: question(asked++) }, never());
      times.push(performance.now() - started);
    } catch (error) {
      const name = error instanceof AppFailure ? error.error.code : String(error);
      failures.set(name, (failures.get(name) ?? 0) + 1);
    }
  }
}
let asked = 0;

/** Commits of {@link BATCH} events at the rate, however long each takes. */
async function arrive(engine: Engine, until: number, times: number[]): Promise<number> {
  const under: Promise<unknown>[] = [];
  let stored = 0;
  for (let due = performance.now(); due < until; due += (BATCH / RATE) * 1_000) {
    await new Promise((done) => setTimeout(done, Math.max(0, due - performance.now())));
    const started = performance.now();
    const events = Array.from({ length: BATCH }, (_, i) =>
      completeEvent({
        event: `event ${i % 24}`,
        distinct_id: `person ${(stored + i * 37) % PERSONS}`,
        timestamp: START + WEEKS * WEEK_MS + stored + i,
        properties: { country: `country-${i % 40}`, plan: 'pro' },
      }),
    );
    stored += BATCH;
    under.push(engine.ingest({ events, rejects: [] }).then(() => times.push(performance.now() - started)));
  }
  await Promise.all(under);
  return stored;
}

const TENTH_OF_A_CORE = 0.1;

/** Resolves once a stretch of so many milliseconds has passed with less than a tenth of a core used; gives the time until then. */
async function idle(stretchMs: number): Promise<number> {
  const started = performance.now();
  for (;;) {
    const before = process.cpuUsage();
    await new Promise((done) => setTimeout(done, stretchMs));
    const { user, system } = process.cpuUsage(before);
    if (user + system < stretchMs * 1_000 * TENTH_OF_A_CORE) return performance.now() - started - stretchMs;
  }
}

/** How long the folds of a question that was taken back go on, told by how soon a hundredth of a second is idle. */
async function takeBack(engine: Engine): Promise<number> {
  const abort = new AbortController();
  const long = engine.json['insight.run']({ spec: { ...question(4), steps: 19 } as InsightSpec }, abort.signal);
  await new Promise((done) => setTimeout(done, 15));
  abort.abort();
  await Promise.resolve(long).catch(() => undefined);
  return idle(10);
}

const dir = await mkdtemp(join(tmpdir(), 'waymark-load-'));
try {
  const database = await openDatabase({ workspaceDir: dir, threads: 2, memoryLimitMb: 4_096 });
  const connection = await database.connect();
  await connection.run(FILL_WORKSPACE);
  connection.closeSync();
  await database.close();
  const workers = existsSync(WORKER) ? 2 : 0;
  const engine = await openEngine({ workspaceDir: dir, version: '0', logLevel: 'error', workers, workerPath: WORKER });
  for (let n = 0; n < 6; n++) await engine.json['insight.run']({ spec: question(n) }, never());

  const quiet: number[] = [];
  await arrive(engine, performance.now() + 5_000, quiet);
  console.log(
    `${workers} fold workers; commits while nobody asks: p50 ${percentile(quiet, 0.5)} ms, p99 ${percentile(quiet, 0.99)} ms`,
  );
  const answers: number[] = [];
  const commits: number[] = [];
  const failures = new Map<string, number>();
  const until = performance.now() + SECONDS * 1_000;
  const asking = Array.from({ length: ASKING }, () => ask(engine, until, answers, failures));
  const stored = await arrive(engine, until, commits);
  await Promise.all(asking);
  console.log(
    `${answers.length} answers to ${ASKING} at once: p50 ${percentile(answers, 0.5)} ms, p99 ${percentile(answers, 0.99)} ms`,
  );
  console.log(
    `${stored} events meanwhile, ${(stored / SECONDS).toFixed(0)} a second: commits p50 ${percentile(commits, 0.5)} ms, p99 ${percentile(commits, 0.99)} ms, longest ${percentile(commits, 1)} ms`,
  );
  console.log(
    failures.size === 0 ? 'none failed' : `failed: ${[...failures].map(([name, n]) => `${n} × ${name}`).join(', ')}`,
  );
  // What stood back for the questions is done now: what nobody waits for must not be taken for a question's.
  console.log(`background work went on for ${(await idle(LONG_MS)).toFixed(0)} ms afterwards`);
  const back: number[] = [];
  for (let round = 0; round < 10; round++) back.push(await takeBack(engine));
  console.log(
    `idle after a question was taken back: median ${percentile(back, 0.5)} ms, longest ${percentile(back, 1)} ms`,
  );
  await engine.close();
} finally {
  await rm(dir, { recursive: true, force: true });
}
