/**
 * Segments on a real engine over generated events (20 million, or BENCH_EVENTS): who belongs, first and again, after a
 * window moved and after events arrived; lists narrowed by it; one person against many. Beside each time the longest
 * stretch in which nothing else had a turn. The yardstick is DuckDB counting the distinct ids of the same table.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, openEngine } from '../../electron/engine/engine';
import { openDatabase } from '../../electron/engine/store/database';
import type { Filter } from '../../shared/model/filter';
import { completeEvent } from '../support/test-engine';
import { EVENTS, FILL_WORKSPACE, PERSONS, START, WEEK_MS, WEEKS } from './rivals/data';

const signal = new AbortController().signal;
const SAVED = 20;
const TURN_MS = 2;

/** How long `work` takes, and the longest time without a turn for others meanwhile. */
async function measure(work: () => Promise<unknown>): Promise<{ ms: number; held: number }> {
  let held = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    held = Math.max(held, now - last - TURN_MS);
    last = now;
  }, TURN_MS);
  const started = performance.now();
  await work();
  const ms = performance.now() - started;
  await new Promise((resolve) => setImmediate(resolve));
  held = Math.max(held, performance.now() - last - TURN_MS);
  clearInterval(timer);
  return { ms, held };
}

const dayOf = (week: number): string => new Date(START + week * WEEK_MS).toISOString().slice(0, 10);
const weeks = (from: number, to: number): { from: string; to: string } => ({ from: dayOf(from), to: dayOf(to) });

/** Three behaviours, one of them with a condition. `shift`: by so many weeks the windows lie earlier. */
const threeBehaviours = (shift: number): Filter => ({
  all: [
    { performed: { event: 'event 3' }, count: { op: 'gte', value: 2 }, window: weeks(8 - shift, 16 - shift) },
    { sequence: [{ event: 'event 1' }, { event: 'event 4' }], within: { value: 7, unit: 'day' } },
    {
      notPerformed: { event: 'event 6', where: { property: 'properties.amount', op: 'gt', value: 100 } },
      window: weeks(12 - shift, 16 - shift),
    },
  ],
});

let yardstick = 1;
async function report(title: string, work: () => Promise<unknown>): Promise<void> {
  const { ms, held } = await measure(work);
  const ratio = (ms / yardstick).toFixed(2);
  console.log(
    `${title.padEnd(56)} ${ms.toFixed(0).padStart(6)} ms ${ratio.padStart(7)} × yardstick  held ${held.toFixed(0).padStart(4)} ms`,
  );
}

async function ask(engine: Engine): Promise<void> {
  const segment = (filter: Filter): Promise<unknown> =>
    engine.json['insight.run']({ spec: { kind: 'segment', filter } }, signal);
  await report('segment of three behaviours, first', () => segment(threeBehaviours(0)));
  await report('the same again', () => segment(threeBehaviours(0)));
  await report('its windows moved by a week', () => segment(threeBehaviours(1)));
  await report('segment of one behaviour', () => segment({ performed: { event: 'event 2' } }));
  const put = (id: string, filter: Filter): Promise<unknown> =>
    engine.json['saved.put']({ saved: { kind: 'segment', document: { version: 1, id, name: id, filter } } }, signal);
  await put('three', threeBehaviours(0));
  await report('the same by its name', () => segment({ segment: 'three' }));
  await report('people table, first', () =>
    engine.arrow['people.table']({ orderBy: { column: 'events', descending: true }, limit: 100 }, signal),
  );
  await report('people table of the segment', () =>
    engine.arrow['people.table'](
      { where: { segment: 'three' }, orderBy: { column: 'events', descending: true }, limit: 100 },
      signal,
    ),
  );
  await report('sessions table, first', () =>
    engine.arrow['sessions.table']({ orderBy: { column: 'start', descending: true }, limit: 100 }, signal),
  );
  await report('sessions table of the segment', () =>
    engine.arrow['sessions.table'](
      { where: { segment: 'three' }, orderBy: { column: 'start', descending: true }, limit: 100 },
      signal,
    ),
  );
  const filters: Filter[] = [{ segment: 'three' }, { performed: { event: 'event 2' } }, threeBehaviours(2)];
  await report('overlap of three segments', () => engine.json['segments.overlap']({ filters }, signal));
  await report('overlap again', () => engine.json['segments.overlap']({ filters }, signal));
  for (let i = 0; i < SAVED; i += 1) await put(`saved-${i}`, threeBehaviours(i % 8));
  const one = (person: number): Promise<unknown> =>
    engine.json['people.segments']({ person: `person ${person}` }, signal);
  await report(`one person against ${SAVED + 1} segments, first`, () => one(12));
  await report('another person', () => one(345));
  const arrive = Array.from({ length: 1_000 }, (_, i) =>
    completeEvent({
      event: 'event 3',
      timestamp: START + WEEKS * WEEK_MS + i,
      user_id: `person ${(i * 7919) % PERSONS}`,
      distinct_id: `person ${(i * 7919) % PERSONS}`,
    }),
  );
  await engine.ingest({ events: arrive, rejects: [] });
  await engine.json['workspace.info']({}, signal);
  await report('one person after 1,000 events', () => one(12));
  await report('segment of three behaviours after them', () => segment({ segment: 'three' }));
}

const dir = await mkdtemp(join(tmpdir(), 'waymark-bench-'));
try {
  const database = await openDatabase({ workspaceDir: dir, threads: 2, memoryLimitMb: 4_096 });
  const connection = await database.connect();
  await connection.run(FILL_WORKSPACE);
  const started = performance.now();
  await connection.runAndReadAll('SELECT count(DISTINCT distinct_id) FROM events');
  yardstick = performance.now() - started;
  connection.closeSync();
  await database.close();
  console.log(`${EVENTS} events of ${PERSONS} persons; the yardstick took ${yardstick.toFixed(0)} ms`);
  const engine = await openEngine({ workspaceDir: dir, version: '0', logLevel: 'error', workers: 0, workerPath: '' });
  while ((await engine.json['workspace.info']({}, signal)).state === 'building') {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await ask(engine);
  console.log(`resident memory: ${(process.memoryUsage().rss / 1024 ** 2).toFixed(0)} MB`);
  await engine.close();
} finally {
  await rm(dir, { recursive: true, force: true });
}
