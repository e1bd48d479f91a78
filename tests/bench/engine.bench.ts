/**
 * The engine from opening a workspace to its answers, on generated events (5 million, or BENCH_EVENTS): how long the
 * first view takes, what a thousand more events cost, and what changes of identity and sessions cost. The yardstick is
 * DuckDB counting the distinct ids of the same table.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../electron/engine/engine';
import { openDatabase } from '../../electron/engine/store/database';
import { sqlEventHash } from '../../electron/engine/ingest/event-hash';
import { DEFAULT_SETTINGS, type WorkspaceSettings } from '../../shared/model/settings';
import { completeEvent } from '../support/test-engine';

const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 5_000_000);
const PERSONS = Math.max(1, Math.round(EVENTS / 40));
const START = Date.UTC(2026, 0, 1);
const SPAN_MS = 60 * 86_400_000;
const signal = new AbortController().signal;

async function ms(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
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
const report = (title: string, elapsed: number): void => {
  console.log(
    `${title.padEnd(52)} ${elapsed.toFixed(0).padStart(7)} ms  ${(elapsed / yardstick).toFixed(2).padStart(7)} × yardstick`,
  );
};
let yardstick = 1;
try {
  const database = await openDatabase({ workspaceDir: dir, threads: 2, memoryLimitMb: 2_048 });
  const connection = await database.connect();
  await connection.run(GENERATE);
  yardstick = await ms(() => connection.runAndReadAll('SELECT count(DISTINCT distinct_id) FROM events'));
  connection.closeSync();
  await database.close();
  console.log(`${EVENTS} events of ${PERSONS} persons; the yardstick took ${yardstick.toFixed(0)} ms`);

  const opened = performance.now();
  const engine = await openEngine({ workspaceDir: dir, version: '0', logLevel: 'error', workers: 0, workerPath: '' });
  const sessions = (): Promise<unknown> =>
    engine.arrow['sessions.table']({ orderBy: { column: 'start', descending: true }, limit: 100 }, signal);
  const people = (): Promise<unknown> =>
    engine.arrow['people.table']({ orderBy: { column: 'events', descending: true }, limit: 100 }, signal);
  while ((await engine.json['workspace.info']({}, signal)).state === 'building') {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  report('open to first view', performance.now() - opened);
  report('sessions table, first', await ms(sessions));
  report('sessions table, again', await ms(sessions));
  report('people table, first', await ms(people));
  report('people table, again', await ms(people));

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
  const info = (): Promise<unknown> => engine.json['workspace.info']({}, signal);
  await arrive(false);
  report('view after 1,000 events of known persons', await ms(info));
  report('sessions table after them', await ms(sessions));
  report('people table after them', await ms(people));
  await arrive(true);
  report('view after 1,000 events of new persons', await ms(info));
  report('sessions table after them', await ms(sessions));
  report('people table after them', await ms(people));

  const change = async (settings: Partial<WorkspaceSettings>): Promise<number> => {
    const started = performance.now();
    await engine.json['settings.set']({ settings: { ...DEFAULT_SETTINGS, ...settings } }, signal);
    while ((await engine.json['workspace.info']({}, signal)).work !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return performance.now() - started;
  };
  const timeout = { value: 10, unit: 'minute' } as const;
  report('session timeout of 10 minutes', await change({ sessions: { ...DEFAULT_SETTINGS.sessions, timeout } }));
  report('sessions table after it', await ms(sessions));
  const campaignChange = true;
  report('sessions split by campaign', await change({ sessions: { ...DEFAULT_SETTINGS.sessions, campaignChange } }));
  report('identity rules posthog', await change({ identity: { rules: 'posthog', maxIdsPerPerson: 1_000 } }));
  report('identity rules waymark again', await change({}));
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last - 5);
    last = performance.now();
  }, 5);
  report('identity rules amplitude', await change({ identity: { rules: 'amplitude', maxIdsPerPerson: 1_000 } }));
  clearInterval(timer);
  console.log(`longest time without a turn for others meanwhile: ${longest.toFixed(0)} ms`);
  console.log(`resident memory: ${(process.memoryUsage().rss / 1024 ** 2).toFixed(0)} MB`);
  await engine.close();
} finally {
  await rm(dir, { recursive: true, force: true });
}
