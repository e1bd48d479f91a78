/** What is text of a profile: ids, and properties replayed from the operations that events carry. */
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import { wordColumn } from '../../../shared/base/columns';
import type { ZoneTable } from '../../../shared/base/time';
import type { JsonObject } from '../../../shared/model/json';
import { type Change, Replay } from '../../../shared/profiles/replay';
import type { View } from '../sequences/view';
import { storableJson } from '../store/event-row';
import { readStrings } from '../store/read';
import { writeColumns } from '../store/write-columns';
import type { Measures } from './measure';
import { operationPositions, parseOperations, SQL_OPERATIONS } from './operations';

/** What is to be written. */
export interface Writing {
  readonly view: View;
  /** Ascending. */
  readonly persons: Uint32Array;
  /** By person of the view. */
  readonly slots: Uint32Array;
  readonly zone: ZoneTable;
  /** Persons whose first events are replayed already; their later changes are added to those there are. */
  readonly carried: ReadonlyMap<number, Carried>;
}

/** Where replay goes on. */
export interface Carried {
  /** How many of the person's events, from the first, are behind. */
  readonly events: number;
  /** What they left, as JSON. */
  readonly properties: string;
}

/** The events to replay, person by person; `starts[i]` is where those of `persons[i]` begin. */
export interface StagedOperations {
  readonly starts: Uint32Array;
  /** In the view. */
  readonly positions: Uint32Array;
}

/** Operations held in memory at a time. */
const BLOCK = 20_000;

const NO_PROPERTIES = '{}';

/** Parts ids that are searched as one text; no id holds it. */
const BETWEEN_IDS = '\u0001';

/** Puts the operations into a table in the order in which they are replayed, so that it can be read a block at a time. */
export async function stageOperations(
  connection: DuckDBConnection,
  { view, persons, carried }: Writing,
): Promise<StagedOperations> {
  const places = wordColumn();
  const starts = new Uint32Array(persons.length + 1);
  for (let i = 0; i < persons.length; i++) {
    starts[i] = places.length;
    const person = persons[i] as number;
    operationPositions(view, person, places, carried.get(person)?.events);
  }
  starts[persons.length] = places.length;
  const positions = places.toArray();
  const eids = positions.map((position) => view.sequences.at('eid', position));
  await connection.run('CREATE OR REPLACE TEMP TABLE wanted (eid UINTEGER, place UINTEGER)');
  const columns = [
    { type: 'u32' as const, values: eids },
    { type: 'u32' as const, values: positions.map((_, place) => place) },
  ];
  await writeColumns(connection, { table: 'wanted', catalog: 'temp' }, columns, positions.length);
  const low = eids.reduce((a, b) => Math.min(a, b), 0xffffffff);
  const high = eids.reduce((a, b) => Math.max(a, b), 0);
  await connection.run(`CREATE OR REPLACE TEMP TABLE operations AS
    SELECT place, ${SQL_OPERATIONS} AS operations
    FROM wanted JOIN (SELECT eid, properties FROM events WHERE eid BETWEEN ${low} AND ${high}) USING (eid) ORDER BY place`);
  return { starts, positions };
}

/** Fills the table `texts`, a row per person, and adds to `person_changes`. `members` is NULL where the person is all. */
export async function writeTexts(
  connection: DuckDBConnection,
  writing: Writing,
  measures: Measures,
  staged: StagedOperations,
): Promise<void> {
  const { view, persons, slots } = writing;
  const { starts } = staged;
  await connection.run(
    'CREATE OR REPLACE TEMP TABLE texts (slot UINTEGER, person VARCHAR, members VARCHAR, "landingPage" VARCHAR, properties JSON)',
  );
  for (let first = 0, stop = 0; first < persons.length; first = stop) {
    const from = starts[first] as number;
    stop = first + 1;
    while (stop < persons.length && stop - first < BLOCK && (starts[stop + 1] as number) - from <= BLOCK) stop++;
    const operations = await readStrings(
      connection,
      `SELECT operations FROM operations WHERE place >= ${from} AND place < ${starts[stop] as number} ORDER BY place`,
    );
    const texts = await connection.createAppender('texts', 'main', 'temp');
    const changes = await connection.createAppender('person_changes', 'main', 'temp');
    const block = { operations, from, changes };
    for (let i = first; i < stop; i++) {
      const person = persons[i] as number;
      texts.appendUInteger(slots[person] as number);
      texts.appendVarchar(view.persons.ids[person] as string);
      appendOptional(texts, membersText(view, person));
      appendOptional(texts, view.pages[measures.landingPage[i] as number]);
      texts.appendVarchar(replayPerson(writing, staged, block, i));
      texts.endRow();
    }
    texts.closeSync();
    changes.closeSync();
  }
}

function appendOptional(appender: DuckDBAppender, text: string | undefined): void {
  if (text === undefined) appender.appendNull();
  else appender.appendVarchar(text);
}

/** A person's own id says all of a person with one id. */
function membersText(view: View, person: number): string | undefined {
  const { memberOffsets } = view.persons;
  if ((memberOffsets[person + 1] as number) - (memberOffsets[person] as number) === 1) return undefined;
  return [...new Set(view.membersOf(person).map(({ id }) => id))].join(BETWEEN_IDS);
}

/** Operations of the events from place `from` on, and where changes go. */
interface Block {
  readonly operations: readonly string[];
  readonly from: number;
  readonly changes: DuckDBAppender;
}

/** The properties as JSON after the staged events of the person at `i`. */
function replayPerson(
  { view: { sequences }, persons, slots, carried }: Writing,
  { starts, positions }: StagedOperations,
  { operations, from, changes }: Block,
  i: number,
): string {
  const person = persons[i] as number;
  const before = carried.get(person)?.properties ?? NO_PROPERTIES;
  const start = starts[i] as number;
  const stop = starts[i + 1] as number;
  if (start === stop) return before;
  const replay = new Replay(before === NO_PROPERTIES ? {} : (JSON.parse(before) as JsonObject));
  let rows = 0;
  let text = before;
  for (let place = start; place < stop; place++) {
    const position = positions[place] as number;
    const eid = sequences.at('eid', position);
    const time = sequences.at('time', position);
    const found = replay.apply({ eid, time, operations: parseOperations(operations[place - from] as string) });
    if (found.length === 0) continue;
    changes.appendUInteger(slots[person] as number);
    changes.appendUInteger(eid);
    text = storableJson(changesOf(found));
    changes.appendVarchar(text);
    changes.endRow();
    rows++;
  }
  // What the first event of all changes is all there is, and most persons are told of once.
  const isWhole = rows === 0 || (rows === 1 && before === NO_PROPERTIES);
  return isWhole ? text : storableJson(replay.properties());
}

/** What each property was from then on; null where it was taken away. */
const changesOf = (changes: readonly Change[]): JsonObject =>
  Object.fromEntries(changes.map(({ key, value }) => [key, value ?? null]));
