/**
 * The engine from opening a workspace to its answers, on generated events (5 million, or BENCH_EVENTS): how long the
 * first view takes without and with a kept copy, what a thousand more events cost, what changes of identity and sessions
 * cost, how long others wait for a turn meanwhile, and how soon a question that is taken back is done. The yardstick is
 * DuckDB counting the distinct ids of the same table. Reckon with what else the machine does: beside each time stands
 * what processor time it took, all threads together.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { type Engine, openEngine } from '../../electron/engine/engine';
import { openDatabase } from '../../electron/engine/store/database';
import { sqlEventHash } from '../../electron/engine/ingest/event-hash';
import type { CommandInput } from '../../shared/contract/commands';
import { DEFAULT_SETTINGS, type WorkspaceSettings } from '../../shared/model/settings';
import { completeEvent } from '../support/test-engine';

const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 5_000_000);
const PERSONS = Math.max(1, Math.round(EVENTS / 40));
const START = Date.UTC(2026, 0, 1);
const SPAN_MS = 60 * 86_400_000;
const signal = new AbortController().signal;

interface Measured {
  readonly ms: number;
  /** Processor time of all threads. */
  readonly cpuMs: number;
  /** The longest time without a turn for others. */
  readonly blockedMs: number;
}

async function measure(work: () => Promise<unknown>): Promise<Measured> {
  let blockedMs = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    blockedMs = Math.max(blockedMs, performance.now() - last - TICK_MS);
    last = performance.now();
  }, TICK_MS);
  const started = performance.now();
  const before = process.cpuUsage();
  await work();
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  blockedMs = Math.max(blockedMs, performance.now() - last - TICK_MS);
  clearInterval(timer);
  return { ms, cpuMs: (user + system) / 1000, blockedMs };
}

const TICK_MS = 5;
let peak = 0;
setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().rss);
}, 50).unref();
/** Resident megabytes: now, and at most since the last call. */
function memory(): string {
  const now = process.memoryUsage().rss;
  const most = Math.max(peak, now);
  peak = 0;
  return `${(now / 2 ** 20).toFixed(0)} MB resident, ${(most / 2 ** 20).toFixed(0)} at most`;
}

/** Persons with about 40 events in visits of about 8; a third of a person's events carry its user id. */
const GENERATE = `INSERT INTO events BY NAME
  SELECT eid, event_id, ${sqlEventHash('event_id')} AS event_hash, timestamp, timestamp AS received_at, event, kind,
    coalesce(user_id, anonymous_id) AS distinct_id, anonymous_id, user_id, '{}' AS groups,
    '{"plan": "pro", "utm_source": "news"}' AS properties, 'bench' AS source, page, false AS is_server,
    CASE WHEN kind = 'page' THEN 'utm_source=' || (visit % 7) END AS campaign, false AS has_operations
  FROM (
    SELECT i::UINTEGER AS eid, 'e' || i AS event_id, i % ${PERSONS} AS person, i // ${PERSONS} AS nth, nth // 8 AS visit,
      ${START} + ((hash(person * 64 + visit) % ${SPAN_MS}) + (nth % 8) * 40000)::BIGINT AS timestamp,
      'device ' || person AS anonymous_id,
      CASE WHEN nth % 3 = 2 AND person % 3 > 0 THEN 'user ' || person END AS user_id,
      CASE WHEN nth % 2 = 0 THEN 'page' ELSE 'custom' END AS kind,
      CASE WHEN nth % 2 = 0 THEN '$pageview' ELSE 'event ' || (hash(i) % 24) END AS event,
      CASE WHEN nth % 2 = 0 THEN '/page/' || (hash(i) % 40) END AS page
    FROM range(${EVENTS}) t(i))`;

const dir = await mkdtemp(join(tmpdir(), 'waymark-bench-'));
// Beside node_modules, as the bench itself.
const workerDir = await mkdtemp(join(process.cwd(), 'node_modules/.bench-worker-'));
const worker = join(workerDir, 'worker.js');
await build({
  configFile: false,
  logLevel: 'warn',
  build: { ssr: 'electron/engine/folds/worker.ts', outDir: workerDir, emptyOutDir: false, target: 'node20' },
});
const row = (title: string, { ms, cpuMs, blockedMs }: Measured): void => {
  console.log(
    `${title.padEnd(46)} ${ms.toFixed(0).padStart(7)} ms ${cpuMs.toFixed(0).padStart(7)} cpu ${blockedMs.toFixed(0).padStart(5)} blocked ${(ms / yardstick).toFixed(2).padStart(7)} ×`,
  );
};
const report = async (title: string, work: () => Promise<unknown>): Promise<void> => row(title, await measure(work));
let yardstick = 1;

async function opened(version = '0'): Promise<Engine> {
  const engine = await openEngine({ workspaceDir: dir, version, logLevel: 'error', workers: 2, workerPath: worker });
  while ((await engine.json['workspace.info']({}, signal)).state === 'building') await pause(5);
  return engine;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for the copy that is written in the background, then for nothing else. */
async function keptCopy(): Promise<number> {
  for (;;) {
    const size = await stat(join(dir, 'cache', 'view.pack')).then(
      (info) => info.size,
      () => undefined,
    );
    if (size !== undefined) return size;
    await pause(50);
  }
}

try {
  const database = await openDatabase({ workspaceDir: dir, threads: 2, memoryLimitMb: 2_048 });
  const connection = await database.connect();
  await connection.run(GENERATE);
  yardstick = (await measure(() => connection.runAndReadAll('SELECT count(DISTINCT distinct_id) FROM events'))).ms;
  connection.closeSync();
  await database.close();
  console.log(`${EVENTS} events of ${PERSONS} persons; the yardstick took ${yardstick.toFixed(0)} ms`);

  let engine = await opened('none');
  await engine.close();
  await rm(join(dir, 'cache'), { recursive: true, force: true });
  memory();
  await report('open to first view, nothing kept', async () => {
    engine = await opened();
  });
  console.log(memory());
  await report('a copy kept in the background (waits 10 s)', keptCopy);
  console.log(`${((await keptCopy()) / 2 ** 20).toFixed(0)} MB kept; ${memory()}`);
  await report('close', () => engine.close());
  await report('open to first view from the copy', async () => {
    engine = await opened();
  });
  console.log(memory());

  const sessions = (): Promise<unknown> =>
    engine.arrow['sessions.table']({ orderBy: { column: 'start', descending: true }, limit: 100 }, signal);
  const people = (): Promise<unknown> =>
    engine.arrow['people.table']({ orderBy: { column: 'events', descending: true }, limit: 100 }, signal);
  const info = (): Promise<unknown> => engine.json['workspace.info']({}, signal);
  let batch = 0;
  const arrive = async (fresh: boolean): Promise<void> => {
    batch++;
    const events = Array.from({ length: 1_000 }, (_, i) => {
      const id = fresh ? `${batch}-${i}` : String((i * 7919) % PERSONS);
      const ids = { anonymous_id: `device ${id}`, ...(i % 3 === 0 ? { user_id: `user ${id}` } : {}) };
      const at = START + SPAN_MS + batch * 60_000 + i;
      return completeEvent({ event: 'event 1', timestamp: at, ...ids, distinct_id: ids.user_id ?? ids.anonymous_id });
    });
    await engine.ingest({ events, rejects: [] });
  };
  await report('first 1,000 events stored', () => arrive(false));
  await report('view after them', info);
  await report('next 1,000 events stored', () => arrive(false));
  await report('view after them', info);
  await arrive(true);
  await report('view after 1,000 events of new persons', info);
  await report('close', () => engine.close());
  await report('open from a copy that lacks 3,000 events', async () => {
    engine = await opened();
  });

  await report('sessions table, first', sessions);
  await report('sessions table, again', sessions);
  await report('people table, first', people);
  await report('people table, again', people);
  await arrive(true);
  await info();
  await report('sessions table after 1,000 events', sessions);
  await report('people table after them', people);

  const ask = (spec: CommandInput<'insight.run'>['spec'], wanted: AbortSignal): Promise<unknown> =>
    engine.json['insight.run']({ spec }, wanted);
  const funnel = (plan: string, window: number): CommandInput<'insight.run'>['spec'] => ({
    kind: 'funnel',
    steps: [
      { event: '$pageview' },
      { event: 'event 1', where: { property: 'properties.plan', op: 'contains', value: plan } },
      { event: 'event 2', where: { property: 'properties.plan', op: 'contains', value: plan } },
    ],
    window: { value: window, unit: 'hour' },
  });
  await report('funnel, its predicates asked of the database', () => ask(funnel('pro', 24), signal));
  await report('the same with another window', () => ask(funnel('pro', 48), signal));
  for (const [index, afterMs] of [5, 20, 60, 150].entries()) {
    const controller = new AbortController();
    const gone = ask(funnel('p'.repeat(index + 1), 24), controller.signal).catch(() => undefined);
    await pause(afterMs);
    const idle = await idleAfter(() => controller.abort());
    await gone;
    console.log(`a funnel taken back after ${String(afterMs).padStart(3)} ms uses the processor for ${idle} ms more`);
  }

  const change = async (settings: Partial<WorkspaceSettings>): Promise<void> => {
    await engine.json['settings.set']({ settings: { ...DEFAULT_SETTINGS, ...settings } }, signal);
    while ((await engine.json['workspace.info']({}, signal)).work !== undefined) await pause(20);
  };
  const sessionSettings = DEFAULT_SETTINGS.sessions;
  const timeout = { value: 10, unit: 'minute' } as const;
  await report('session timeout of 10 minutes', () => change({ sessions: { ...sessionSettings, timeout } }));
  await report('sessions table after it', sessions);
  await report('sessions split by campaign', () => change({ sessions: { ...sessionSettings, campaignChange: true } }));
  for (const rules of ['posthog', 'waymark', 'amplitude'] as const) {
    await report(`identity rules ${rules}`, () => change({ identity: { rules, maxIdsPerPerson: 1_000 } }));
  }
  console.log(memory());
  await engine.close();
} finally {
  await rm(dir, { recursive: true, force: true });
  await rm(workerDir, { recursive: true, force: true });
}

/** Milliseconds from `abort` to the first stretch of 20 in which the process is all but idle. */
async function idleAfter(abort: () => void): Promise<number> {
  abort();
  const started = performance.now();
  for (;;) {
    const before = process.cpuUsage();
    const from = performance.now();
    await pause(20);
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1000 < (performance.now() - from) * 0.25) return Math.round(from - started);
  }
}
