/** Writes the profiles of some persons of a view into the tables of ProfileStore. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlWellKnown } from '../../../shared/sql/columns';
import { type WriteColumn, writeColumns } from '../store/write-columns';
import { measurePersons, type Measures, NO_EVENT } from './measure';
import { stageOperations, type Writing, writeTexts } from './write-texts';

/** Tables of the connection alone: they are derived, and made anew after opening. */
export const CREATE_PROFILES: readonly string[] = [
  `CREATE OR REPLACE TEMP TABLE persons (
    slot UINTEGER, person VARCHAR, name VARCHAR, email VARCHAR, known BOOLEAN, ids UINTEGER, "firstSeen" BIGINT,
    "lastSeen" BIGINT, events UINTEGER, sessions UINTEGER, "activeDays" UINTEGER, "engagedSeconds" DOUBLE,
    referrer VARCHAR, "utm.source" VARCHAR, "utm.medium" VARCHAR, "utm.campaign" VARCHAR, "landingPage" VARCHAR,
    search VARCHAR, properties JSON, entry UINTEGER)`,
  'CREATE OR REPLACE TEMP TABLE person_changes (slot UINTEGER, eid UINTEGER, changes JSON)',
];

/** A property as text where it has one, as the list's name and e-mail columns show it. */
const sqlWord = (key: string): string =>
  `CASE WHEN json_type(t.properties, '/${key}') = 'VARCHAR' THEN nullif(trim(json_extract_string(t.properties, '/${key}')), '') END`;

/** Facts of the events that first sessions began with, of persons whose rows are taken out: they need not be looked up. */
export const SQL_ENTRIES =
  'SELECT entry, referrer, "utm.source", "utm.medium", "utm.campaign" FROM persons WHERE entry IS NOT NULL';

/** `known` is a table of {@link SQL_ENTRIES}. */
export async function writeProfiles(connection: DuckDBConnection, writing: Writing, known: string): Promise<void> {
  const { view, persons, zone } = writing;
  const measures = measurePersons(view, persons, zone);
  const operations = await stageOperations(connection, writing);
  await writeTexts(connection, writing, measures, operations);
  await writeMeasures(connection, writing, measures);
  const entry = (name: Parameters<typeof sqlWellKnown>[0], as: string): string => `${sqlWellKnown(name)} AS ${as}`;
  await connection.run(`INSERT INTO persons
    SELECT slot, person, coalesce(name, email), email, known, ids, "firstSeen", "lastSeen", events, sessions, "activeDays",
      "engagedSeconds", referrer, "utm.source", "utm.medium", "utm.campaign", "landingPage",
      lower(concat_ws(chr(1), coalesce(members, person), name, email)), properties, entry
    FROM measured
    JOIN (SELECT *, ${sqlWord('name')} AS name, ${sqlWord('email')} AS email FROM texts t) USING (slot)
    LEFT JOIN (
      FROM ${known}
      UNION ALL
      SELECT eid AS entry, ${entry('referrer', 'referrer')}, ${entry('utmSource', '"utm.source"')},
        ${entry('utmMedium', '"utm.medium"')}, ${entry('utmCampaign', '"utm.campaign"')}
      FROM events WHERE eid IN (SELECT entry FROM measured WHERE entry IS NOT NULL EXCEPT SELECT entry FROM ${known})
    ) USING (entry)`);
  for (const table of ['measured', 'texts', 'operations', 'wanted']) await connection.run(`DROP TABLE ${table}`);
}

async function writeMeasures(
  connection: DuckDBConnection,
  { view, persons, slots }: Writing,
  measures: Measures,
): Promise<void> {
  const { known, memberOffsets } = view.persons;
  const memberCount = (person: number): number =>
    (memberOffsets[person + 1] as number) - (memberOffsets[person] as number);
  await connection.run(`CREATE OR REPLACE TEMP TABLE measured (
    slot UINTEGER, known BOOLEAN, ids UINTEGER, "firstSeen" BIGINT, "lastSeen" BIGINT, events UINTEGER, sessions UINTEGER,
    "activeDays" UINTEGER, "engagedSeconds" DOUBLE, entry UINTEGER)`);
  const columns: WriteColumn[] = [
    { type: 'u32', values: Uint32Array.from(persons, (person) => slots[person] as number) },
    { type: 'bool', values: Uint8Array.from(persons, (person) => known[person] as number) },
    { type: 'u32', values: Uint32Array.from(persons, memberCount) },
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
