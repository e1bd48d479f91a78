/**
 * People on generated events (4 million of a million persons, or BENCH_EVENTS of a quarter as many): making all profiles,
 * pages of the list, filters by what persons are and were, and what a thousand more events cost. A fifth of the events
 * carries property operations. The yardstick is DuckDB counting the distinct ids of the same table.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../electron/engine/engine';
import { sqlEventHash } from '../../electron/engine/ingest/event-hash';
import { openDatabase } from '../../electron/engine/store/database';
import { COMMANDS } from '../../shared/contract/commands';
import { trendsSpecSchema } from '../../shared/insights/trends/spec';
import { completeEvent } from '../support/test-engine';

const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 4_000_000);
const PERSONS = Math.max(1, Math.round(EVENTS / 4));
const START = Date.UTC(2026, 0, 1);
const SPAN_MS = 60 * 86_400_000;
const signal = new AbortController().signal;

async function ms(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const GENERATE = `INSERT INTO events BY NAME
  SELECT i::UINTEGER AS eid, 'e' || i AS event_id, ${sqlEventHash('event_id')} AS event_hash,
    (${START} + hash(i * 11) % ${SPAN_MS})::BIGINT AS timestamp, ${START} AS received_at,
    CASE WHEN changes THEN '$identify' ELSE 'event ' || (hash(i * 3) % 40) END AS event,
    CASE WHEN changes THEN 'identify' ELSE 'custom' END AS kind,
    'user ' || person AS distinct_id, 'user ' || person AS user_id, '{}' AS groups,
    CASE WHEN changes
      THEN '{"$set":{"plan":"' || ['free', 'pro', 'team'][1 + (hash(i * 7) % 3)::INTEGER] || '","logins":' || (hash(i * 5) % 100)
        || ',"name":"Person ' || person || '","email":"p' || person || '@shop.example"},"$set_once":{"first":' || i || '}}'
      ELSE '{"$current_url":"https://shop.example/p/' || (hash(i) % 50) || '"}' END AS properties,
    'bench' AS source, false AS is_server, changes AS has_operations
  FROM (SELECT i, i % 5 = 0 AS changes, CASE WHEN i < ${PERSONS} THEN i ELSE hash(i) % ${PERSONS} END AS person
    FROM range(${EVENTS}) t(i))`;

const dir = await mkdtemp(join(tmpdir(), 'waymark-bench-'));
let yardstick = 1;
const report = async (title: string, work: () => Promise<unknown>): Promise<void> => {
  const elapsed = await ms(work);
  console.log(
    `${title.padEnd(52)} ${elapsed.toFixed(0).padStart(7)} ms  ${(elapsed / yardstick).toFixed(2).padStart(7)} × yardstick`,
  );
};
try {
  const database = await openDatabase({ workspaceDir: dir, threads: 2, memoryLimitMb: 2_048 });
  const connection = await database.connect();
  await connection.run(GENERATE);
  yardstick = await ms(() => connection.runAndReadAll('SELECT count(DISTINCT distinct_id) FROM events'));
  connection.closeSync();
  await database.close();
  console.log(`${EVENTS} events of ${PERSONS} persons; the yardstick took ${yardstick.toFixed(0)} ms`);

  const engine = await openEngine({ workspaceDir: dir, version: '0', logLevel: 'error', workers: 0, workerPath: '' });
  const table = (more: object = {}): Promise<Uint8Array> =>
    engine.arrow['people.table'](
      COMMANDS['people.table'].input.parse({ orderBy: { column: 'lastSeen', descending: true }, limit: 100, ...more }),
      signal,
    );
  const trend = (more: object): Promise<unknown> =>
    engine.json['insight.run'](
      {
        spec: trendsSpecSchema.parse({
          kind: 'trends',
          series: [{ match: { event: '*' }, math: 'events' }],
          interval: 'week',
          ...more,
        }),
      },
      signal,
    );
  const isPro = (property: string): object => ({ filter: { property, op: 'eq', value: 'pro' } });
  try {
    await report('first view', () => trend({}));
    await report('all profiles, and the first page', () => table());
    await report('the first page again', () => table());
    await report('a page in the middle, by events', () =>
      table({ orderBy: { column: 'events', descending: true }, offset: Math.floor(PERSONS / 2) }),
    );
    await report('a page by a property', () => table({ orderBy: { column: 'person.logins', descending: true } }));
    await report('a search', () => table({ search: 'p9999' }));
    await report('a filter', () => table({ where: { property: 'person.plan', op: 'eq', value: 'pro' } }));
    await report('the summary', () => engine.json['people.summary']({}, signal));
    await report('one profile', () => engine.json['people.get']({ person: 'user 777' }, signal));
    await report('similar people', () => engine.json['people.similar']({ person: 'user 777', limit: 10 }, signal));
    await report('a trend, unfiltered', () => trend({}));
    await report('a trend of those who are pro now', () => trend(isPro('person.plan')));
    await report('a trend of what they did while pro', () => trend(isPro('person_at_event.plan')));
    await report('a trend by plan now', () => trend({ breakdown: [{ property: 'person.plan' }] }));
    await report('a trend by plan at the event', () => trend({ breakdown: [{ property: 'person_at_event.plan' }] }));
    for (const round of [1, 2, 3]) {
      const later = Array.from({ length: 1000 }, (_, i) => {
        const id = `user ${(i * 977 * round) % PERSONS}`;
        return completeEvent({
          event: i % 5 === 0 ? '$identify' : 'event 1',
          distinct_id: id,
          user_id: id,
          timestamp: START + SPAN_MS + round * 60_000 + i,
          properties: i % 5 === 0 ? { $set: { plan: 'pro' } } : {},
        });
      });
      await engine.ingest({ events: later, rejects: [] });
      await report('a thousand more events: the view', () => trend({}));
      await report('  and the first page', () => table());
    }
  } finally {
    await engine.close();
  }
} finally {
  await rm(dir, { recursive: true, force: true });
}
