/** Writes the profiles of some persons of a view into the tables of {@link ProfileStore}. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ZoneTable } from '../../../shared/base/time';
import { wordColumn } from '../../../shared/base/columns';
import type { JsonObject } from '../../../shared/model/json';
import { type Change, type Profile, Replay } from '../../../shared/profiles/replay';
import { sqlWellKnown } from '../../../shared/sql/columns';
import type { View } from '../sequences/view';
import { storableJson, storableText } from '../store/event-row';
import { readStrings } from '../store/read';
import { type WriteColumn, writeColumns } from '../store/write-columns';
import { measurePersons, type Measures, NO_EVENT } from './measure';
import { operationPositions, parseOperations, SQL_OPERATIONS } from './operations';

/** Events whose operations are held in memory at a time. */
const BLOCK = 20_000;

/** Tables of the connection alone: they are derived, and made anew after opening. */
export const CREATE_PROFILES: readonly string[] = [
  `CREATE OR REPLACE TEMP TABLE persons (
    slot UINTEGER, person VARCHAR, name VARCHAR, email VARCHAR, known BOOLEAN, ids UINTEGER, "firstSeen" BIGINT,
    "lastSeen" BIGINT, events UINTEGER, sessions UINTEGER, "activeDays" UINTEGER, "engagedSeconds" DOUBLE,
    referrer VARCHAR, "utm.source" VARCHAR, "utm.medium" VARCHAR, "utm.campaign" VARCHAR, "landingPage" VARCHAR,
    search VARCHAR, properties JSON)`,
  'CREATE OR REPLACE TEMP TABLE person_changes (slot UINTEGER, eid UINTEGER, key VARCHAR, value JSON)',
];

/** Parts ids that are searched as one text; no id holds it. */
const BETWEEN_IDS = '\u0001';

/** A property as text where it has one, as the list's name and e-mail columns show it. */
const sqlWord = (key: string): string =>
  `CASE WHEN json_type(t.properties, '/${key}') = 'VARCHAR' THEN nullif(trim(json_extract_string(t.properties, '/${key}')), '') END`;

/** `persons` are the ones to write, ascending; `slots` is by person of the view. */
export async function writeProfiles(
  connection: DuckDBConnection,
  view: View,
  persons: Uint32Array,
  slots: Uint32Array,
  zone: ZoneTable,
): Promise<void> {
  const measures = measurePersons(view, persons, zone);
  const operations = await stageOperations(connection, view, persons);
  const members = await writeTexts(connection, view, persons, slots, measures, operations);
  await writeMeasures(connection, persons, slots, measures, members);
  const entry = (name: Parameters<typeof sqlWellKnown>[0]): string => `${sqlWellKnown(name)} AS "${name}"`;
  await connection.run(`INSERT INTO persons
    SELECT slot, person, coalesce(name, email), email, known, ids, "firstSeen", "lastSeen", events, sessions, "activeDays",
      "engagedSeconds", referrer, "utmSource", "utmMedium", "utmCampaign", "landingPage",
      lower(concat_ws(chr(1), members, name, email)), properties
    FROM measured
    JOIN (SELECT *, ${sqlWord('name')} AS name, ${sqlWord('email')} AS email FROM texts t) USING (slot)
    LEFT JOIN (SELECT eid AS entry, ${entry('referrer')}, ${entry('utmSource')}, ${entry('utmMedium')}, ${entry('utmCampaign')}
      FROM events WHERE eid IN (SELECT entry FROM measured)) USING (entry)`);
  for (const table of ['measured', 'texts', 'operations', 'wanted']) await connection.run(`DROP TABLE ${table}`);
}

/** What is said of members, by place in the list of persons. */
interface Members {
  readonly known: Uint8Array;
  readonly ids: Uint32Array;
}

async function writeMeasures(
  connection: DuckDBConnection,
  persons: Uint32Array,
  slots: Uint32Array,
  measures: Measures,
  { known, ids }: Members,
): Promise<void> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE measured (
    slot UINTEGER, known BOOLEAN, ids UINTEGER, "firstSeen" BIGINT, "lastSeen" BIGINT, events UINTEGER, sessions UINTEGER,
    "activeDays" UINTEGER, "engagedSeconds" DOUBLE, entry UINTEGER)`);
  const columns: WriteColumn[] = [
    { type: 'u32', values: Uint32Array.from(persons, (person) => slots[person] as number) },
    { type: 'bool', values: known },
    { type: 'u32', values: ids },
    { type: 'i64', values: measures.firstSeen, missing: NaN },
    { type: 'i64', values: measures.lastSeen, missing: NaN },
    { type: 'u32', values: measures.events },
    { type: 'u32', values: measures.sessions },
    { type: 'u32', values: measures.activeDays },
    { type: 'f64', values: measures.engagedSeconds },
    { type: 'u32', values: measures.entry, missing: NO_EVENT },
  ];
  await writeColumns(connection, { table: 'measured', catalog: 'temp' }, columns, persons.length);
}

/** The events of the persons that carry operations, one after another; `starts[i]` is where those of `persons[i]` begin. */
interface StagedOperations {
  readonly starts: Uint32Array;
  /** In the view. */
  readonly positions: Uint32Array;
}

/** Puts the operations into a table in the order in which they are replayed, so that it can be read a block at a time. */
async function stageOperations(
  connection: DuckDBConnection,
  view: View,
  persons: Uint32Array,
): Promise<StagedOperations> {
  const places = wordColumn();
  const starts = new Uint32Array(persons.length + 1);
  for (let i = 0; i < persons.length; i++) {
    starts[i] = places.length;
    operationPositions(view, persons[i] as number, places);
  }
  starts[persons.length] = places.length;
  const positions = places.toArray();
  await connection.run('CREATE OR REPLACE TEMP TABLE wanted (eid UINTEGER, place UINTEGER)');
  await writeColumns(
    connection,
    { table: 'wanted', catalog: 'temp' },
    [
      { type: 'u32', values: positions.map((position) => view.sequences.eid[position] as number) },
      { type: 'u32', values: positions.map((_, place) => place) },
    ],
    positions.length,
  );
  await connection.run(`CREATE OR REPLACE TEMP TABLE operations AS
    SELECT place, ${SQL_OPERATIONS} AS operations FROM wanted JOIN events USING (eid) ORDER BY place`);
  return { starts, positions };
}

/** Replays the persons' operations, block by block, and writes what is text. */
async function writeTexts(
  connection: DuckDBConnection,
  view: View,
  persons: Uint32Array,
  slots: Uint32Array,
  measures: Measures,
  { starts, positions }: StagedOperations,
): Promise<Members> {
  await connection.run(
    'CREATE OR REPLACE TEMP TABLE texts (slot UINTEGER, person VARCHAR, members VARCHAR, "landingPage" VARCHAR, properties JSON)',
  );
  const { sequences } = view;
  const members: Members = { known: new Uint8Array(persons.length), ids: new Uint32Array(persons.length) };
  for (let first = 0, stop = 0; first < persons.length; first = stop) {
    const from = starts[first] as number;
    stop = first + 1;
    while (stop < persons.length && stop - first < BLOCK && (starts[stop + 1] as number) - from <= BLOCK) stop++;
    const operations = await readStrings(
      connection,
      `SELECT operations FROM operations WHERE place >= ${from} AND place < ${starts[stop] as number} ORDER BY place`,
    );
    const texts = await connection.createAppender('texts', 'main', 'temp');
    const changes: SlotChange[] = [];
    for (let i = first; i < stop; i++) {
      const person = persons[i] as number;
      const slot = slots[person] as number;
      const replay = new Replay();
      for (let place = starts[i] as number; place < (starts[i + 1] as number); place++) {
        const position = positions[place] as number;
        const event = {
          eid: sequences.eid[position] as number,
          time: sequences.time[position] as number,
          operations: parseOperations(operations[place - from] as string),
        };
        for (const change of replay.apply(event)) changes.push({ slot, change });
      }
      const refs = view.membersOf(person);
      members.known[i] = refs.some(({ role }) => role === 'user') ? 1 : 0;
      members.ids[i] = refs.length;
      const page = view.pages[measures.landingPage[i] as number];
      texts.appendUInteger(slot);
      texts.appendVarchar(view.persons.ids[person] as string);
      texts.appendVarchar([...new Set(refs.map(({ id }) => id))].join(BETWEEN_IDS));
      if (page === undefined) texts.appendNull();
      else texts.appendVarchar(page);
      texts.appendVarchar(storableJson(propertiesOf(replay.profile())));
      texts.endRow();
    }
    texts.closeSync();
    await writeChanges(connection, changes);
  }
  return members;
}

interface SlotChange {
  readonly slot: number;
  readonly change: Change;
}

async function writeChanges(connection: DuckDBConnection, changes: readonly SlotChange[]): Promise<void> {
  if (changes.length === 0) return;
  const appender = await connection.createAppender('person_changes', 'main', 'temp');
  for (const { slot, change } of changes) {
    appender.appendUInteger(slot);
    appender.appendUInteger(change.eid);
    appender.appendVarchar(storableText(change.key));
    if (change.value === undefined) appender.appendNull();
    else appender.appendVarchar(storableJson(change.value));
    appender.endRow();
  }
  appender.closeSync();
}

const propertiesOf = (profile: Profile): JsonObject =>
  Object.fromEntries([...profile].map(([key, { value }]) => [key, value]));
