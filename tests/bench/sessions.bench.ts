/**
 * Sessions of 20 million events of 500,000 persons: stitched from scratch (as most workspaces are, and with every option
 * on), after 1,000 new events, and written into the database (all of them; what a step changes). Prints milliseconds
 * and rows per second; the yardstick is a plain loop that sums the event times.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Unchanged } from '../../electron/engine/sequences/extend';
import type { View } from '../../electron/engine/sequences/view';
import { finish } from '../../electron/engine/sequences/cooperate';
import { extendSessionsInSteps, lookUpInSteps } from '../../electron/engine/sessions/extend';
import { SessionStore } from '../../electron/engine/sessions/session-store';
import { openDatabase } from '../../electron/engine/store/database';
import { writeColumns } from '../../electron/engine/store/write-columns';
import { seededRandom } from '../../shared/base/random';
import { DEFAULT_SETTINGS } from '../../shared/model/settings';
import { stitchSettings } from '../../shared/sessions/settings';
import { type StitchInput, stitchSessions } from '../../shared/sessions/stitch';
import type { SessionTable } from '../../shared/sessions/table';
import { kindCode } from '../../shared/sessions/traits';

const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 20_000_000);
const PERSONS = Math.max(1, Math.round(EVENTS / 40));
const NEW_EVENTS = 1_000;
const PAGES = 200;
const DAY = 86_400_000;
const START = Date.UTC(2026, 4, 2);
const KINDS = (['page', 'page', 'click', 'click', 'custom', 'custom', 'vitals', 'error'] as const).map(kindCode);

type Input = StitchInput & { readonly hints: Int32Array; readonly pages: Int32Array; readonly campaigns: Int32Array };

/** Visits of about seven events; the eids are in the order of time, as events arrive. */
function drawInput(): Input {
  const random = seededRandom(1);
  const offsets = new Uint32Array(PERSONS + 1);
  const time = new Float64Array(EVENTS);
  let position = 0;
  for (let person = 0; person < PERSONS; person += 1) {
    const left = PERSONS - person;
    const size = left === 1 ? EVENTS - position : Math.min(EVENTS - position, 1 + Math.floor(random.next() * 79));
    let at = START + Math.floor(random.next() * 30 * DAY);
    for (let event = 0; event < size; event += 1) {
      at += random.next() < 0.15 ? Math.floor(random.next() * 10 * DAY) : Math.floor(random.next() * 120_000);
      time[position] = at;
      position += 1;
    }
    offsets[person + 1] = position;
  }
  const eid = new Uint32Array(EVENTS);
  const traits = new Uint8Array(EVENTS);
  const pages = new Int32Array(EVENTS).fill(-1);
  const hints = new Int32Array(EVENTS).fill(-1);
  const campaigns = new Int32Array(EVENTS).fill(-1);
  // A stride that shares no divisor with the number of events visits each of them once, far from its neighbours.
  const stride = 7_368_787;
  for (let at = 0; at < EVENTS; at += 1) {
    const event = (at * stride) % EVENTS;
    eid[at] = event;
    const kind = KINDS[Math.floor(random.next() * KINDS.length)] as number;
    traits[event] = kind;
    if (kind === KINDS[0]) pages[event] = Math.floor(random.next() * PAGES);
    if (random.next() < 0.02) campaigns[event] = Math.floor(random.next() * 30);
  }
  return { persons: PERSONS, offsets, time, eid, traits, hints, pages, campaigns };
}

async function timed<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  const ms = performance.now() - started;
  console.log(`${what.padEnd(58)} ${ms.toFixed(0).padStart(7)} ms`);
  return result;
}

/** A view as the store reads it: of what it holds, persons and sessions matter. */
function viewOf(
  version: number,
  input: Input,
  session: Int32Array,
  sessions: SessionTable,
  before?: { version: number; unchanged: Unchanged },
): View {
  const { persons, offsets, time, eid } = input;
  const ids = BENCH_IDS;
  const sequences = { persons, length: time.length, offsets, time, eid, session, name: new Int32Array(0) };
  const view = {
    version,
    sequences,
    sessions,
    persons: { ids },
    pages: BENCH_PAGES,
    unchangedSince: (earlier: number) => (before?.version === earlier ? before.unchanged : undefined),
  };
  return view as unknown as View;
}

const BENCH_IDS = Array.from(
  { length: PERSONS },
  (_, person) => `user-${person.toString(16).padStart(12, '0')}@example`,
);
const BENCH_PAGES = Array.from({ length: PAGES }, (_, page) => `/section-${page % 20}/page-${page}`);

console.log(`\nsessions: ${EVENTS.toLocaleString('en')} events of ${PERSONS.toLocaleString('en')} persons`);
const input = drawInput();
const session = new Int32Array(EVENTS);
await timed('yardstick: sum of all times', () => input.time.reduce((sum, time) => sum + time, 0));
const plain = stitchSettings(DEFAULT_SETTINGS.sessions, 'UTC');
const all = stitchSettings(
  { ...DEFAULT_SETTINGS.sessions, midnight: true, campaignChange: true, bounce: 'posthog' },
  'Europe/Berlin',
);
const codesOf = (column: Int32Array): Uint32Array => Uint32Array.from(column, (code) => code + 1);
const lookups = {
  traits: input.traits,
  hints: codesOf(input.hints),
  pages: codesOf(input.pages),
  campaigns: codesOf(input.campaigns),
};
const columns = await timed('columns by eid, gathered by position', () => finish(lookUpInSteps(lookups, input.eid)));
const byPosition = { ...input, ...columns };
await timed('stitch, every option on (midnight in Berlin, campaigns)', () => stitchSessions(byPosition, all, session));
const { sessions } = await timed('stitch, default settings', () => stitchSessions(byPosition, plain, session));
console.log(`${''.padEnd(58)} ${sessions.length.toLocaleString('en')} sessions`);

/** A thousand persons have an event more: here each of theirs is stitched anew. */
const unchanged = Int32Array.from({ length: PERSONS }, (_, person) => person);
for (let i = 0; i < NEW_EVENTS; i += 1) unchanged[Math.floor((i * PERSONS) / NEW_EVENTS)] = -1;
const sequences = { ...input, session, length: EVENTS, name: new Int32Array(0) };
const stepped = await timed('step after 1,000 new events of as many persons: stitch', () =>
  finish(extendSessionsInSteps({ sequences, sessions }, sequences, unchanged, lookups, plain)),
);

const dir = await mkdtemp(join(tmpdir(), 'waymark-bench-'));
try {
  const database = await openDatabase({ workspaceDir: dir, threads: 2, memoryLimitMb: 2_048 });
  const connection = await database.connect();
  const store = new SessionStore(connection);
  // One event of the properties that visits begin with, for as many eids as there are entries.
  await connection.run(`INSERT INTO events BY NAME SELECT i::UINTEGER AS eid, i::VARCHAR AS event_id, hash(i) AS event_hash,
    0 AS timestamp, 0 AS received_at, '$pageview' AS event, 'page' AS kind, 'x' AS distinct_id, '{}' AS groups, 'bench' AS source,
    false AS is_server, '{"$current_url":"https://shop.example/a/' || i % 999 || '","$referrer":"https://r' || i % 97
      || '.example/","$browser":"B' || i % 5 || '","$os":"O' || i % 4 || '","$device_type":"D","$geoip_country_code":"C' || i % 40
      || '","plan":"free","$screen_height":900,"$screen_width":1440,"title":"A page of the shop"}' AS properties
    FROM range(${EVENTS}) t(i)`);
  const first = viewOf(1, input, session, sessions);
  await timed('write all, facts of the entry events looked up', () => store.with(first, async () => undefined));
  const same = viewOf(2, input, session, sessions);
  await timed('write all again, as after a change of settings', () => store.with(same, async () => undefined));
  const next = viewOf(3, input, stepped.session, stepped.sessions, { version: 2, unchanged });
  await timed('write what the step changed', () => store.with(next, async () => undefined));
  await connection.run('CREATE TEMP TABLE numbers (a UINTEGER, b DOUBLE, c BIGINT)');
  const rows = Math.min(sessions.length, 1_000_000);
  const started = performance.now();
  await writeColumns(
    connection,
    { table: 'numbers', catalog: 'temp' },
    [
      { type: 'u32', values: sessions.entry },
      { type: 'f64', values: sessions.engagedMs },
      { type: 'i64', values: sessions.start },
    ],
    rows,
  );
  const perSecond = (rows / (performance.now() - started)) * 1000;
  console.log(`${'three columns by memory copy'.padEnd(58)} ${Math.round(perSecond).toLocaleString('en')} rows/s`);
  connection.closeSync();
  await database.close();
} finally {
  await rm(dir, { recursive: true, force: true });
}
