/**
 * The events that all engines are asked about: persons from very quiet to very busy, visits of eight events, 24 event
 * names and 12 properties as uneven as they are in life. No two events of a person share a time, so that engines that
 * treat ties in other ways have the same answers.
 */
import { sqlEventHash } from '../../../electron/engine/ingest/event-hash';

export const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 20_000_000);
export const PERSONS = Math.max(1, Math.round(EVENTS / 40));
export const WEEKS = 16;
export const WEEK_MS = 7 * 86_400_000;
/** A Monday. */
export const START = Date.UTC(2026, 0, 5);

const VISIT = 8;
const VISITS = Math.ceil(EVENTS / VISIT);
/** A multiple of eight: the remainder tells an event's place in its visit, so visits that overlap never tie. */
const STEP_MS = Math.max(8, Math.floor((WEEKS * WEEK_MS - 3_600_000) / VISITS / 8) * 8);
const GAP_MS = 45_001;

/** 0 to 1, the same for the same arguments. */
const chance = (seed: string): string => `((hash(${seed}) % 1000003) / 1000003.0)`;
/** One of `count` values named `word-0` and on, the first the most common. */
const skewed = (seed: string, word: string, count: number): string =>
  `'${word}-' || least(${count - 1}, floor(-log2(1 - ${chance(seed)}) * ${count / 8})::INTEGER)`;

/** Properties that never change for a person, then those of single events; SQL over `person`, `i`, `name`, `at`. */
export const PROPERTIES: Readonly<Record<string, string>> = {
  plan: `['free', 'pro', 'team'][1 + (hash(person * 31) % 10 // 4)::INTEGER]`,
  country: skewed('person * 37', 'country', 60),
  device: `['desktop', 'mobile', 'tablet'][1 + (hash(person * 41) % 11 // 5)::INTEGER]`,
  browser: skewed('i * 43', 'browser', 12),
  os: skewed('person * 47', 'os', 8),
  version: `'1.' || ((ts - ${START}) // ${2 * WEEK_MS})`,
  referrer: skewed('i * 53', 'referrer', 40),
  campaign: `CASE WHEN hash(i * 59) % 5 = 0 THEN ${skewed('i * 61', 'campaign', 20)} END`,
  amount: `CASE WHEN name = 'event 6' THEN round(exp(${chance('i * 67')} * 6), 2) END`,
  items: `CASE WHEN name = 'event 6' THEN 1 + hash(i * 71) % 9 END`,
  theme: `CASE WHEN hash(person * 73) % 3 = 0 THEN 'dark' ELSE 'light' END`,
  variant: `CASE WHEN hash(person * 79) % 2 = 0 THEN 'control' ELSE 'test' END`,
};

/** A row for each of the events `from` … `to - 1`: `i`, `person`, `ts` in UTC ms, `name` and the properties. */
const drawn = (from: number, to: number): string => `SELECT i, person, ts, name, ${Object.entries(PROPERTIES)
  .map(([key, sql]) => `${sql} AS "${key}"`)
  .join(', ')}
  FROM (
    SELECT i, (${PERSONS} * pow(${chance('visit * 11')}, 2))::UINTEGER AS person,
      ${START} + visit * ${STEP_MS} + (i % ${VISIT}) * ${GAP_MS} AS ts,
      'event ' || least(23, floor(-log2(1 - ${chance('i * 13')}) * 2)::INTEGER) AS name
    FROM (SELECT range AS i, range // ${VISIT} AS visit FROM range(${from}, ${to}))
  )`;

/** The same of all events. */
export const DRAWN = drawn(0, EVENTS);

/** Adds the events `from` … `to - 1` to a workspace that has those before them. */
export const fillWorkspace = (from: number, to: number): string => `INSERT INTO events BY NAME
  SELECT i::UINTEGER AS eid, 'e' || i AS event_id, ${sqlEventHash("'e' || i")} AS event_hash, ts AS timestamp, ts AS received_at,
    name AS event, 'custom' AS kind, 'person ' || person AS distinct_id, 'person ' || person AS user_id, '{}' AS groups,
    '{' || concat_ws(',', ${Object.keys(PROPERTIES)
      .map((key) => `CASE WHEN "${key}" IS NOT NULL THEN '"${key}":' || to_json("${key}")::VARCHAR END`)
      .join(', ')}) || '}' AS properties, 'bench' AS source, false AS is_server, false AS has_operations
  FROM (${drawn(from, to)})`;

/** Fills the events of an empty workspace. */
export const FILL_WORKSPACE = fillWorkspace(0, EVENTS);

/** One row per event for the others, in the order that suits them, sessions already told apart. */
export const FLAT = `
  SELECT * EXCLUDE (i, opens), sum(opens) OVER (PARTITION BY person ORDER BY ts)::UINTEGER AS session
  FROM (
    SELECT *, (ts - lag(ts, 1, 0) OVER (PARTITION BY person ORDER BY ts) > 1800000)::UINTEGER AS opens FROM (${DRAWN})
  ) ORDER BY person, ts`;
