/**
 * Takes the values of properties out of a stretch of events: several properties in one pass over the JSON, as codes of
 * their dictionaries in `promoted_texts`, which learn the texts that they do not have yet.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { BugError } from '../../../shared/base/assert';
import { pathOf, printValue } from '../../../shared/sql/predicate';
import { sqlPointer, sqlText } from '../../../shared/sql/quote';
import { readNumber, readRows, readWhole } from '../store/read';

/** A property and the number that its dictionary goes by. */
export interface Source {
  readonly id: number;
  readonly property: string;
}

/** A stretch of events: `from` up to, not including, `to`. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** More than any dictionary has. */
const UNKNOWN = 0xffffffff;
/** Looked at to begin a dictionary: most that occur often occur here. */
const SAMPLE_EVENTS = 20_000;
/** Up to so many texts are compared one by one, which takes less than looking them up; their codes fit a byte. */
const MOST_COMPARED = 32;
const MOST_COMPARED_LENGTH = 200;
const UNKNOWN_BYTE = 0xff;
/** So many events are named one by one when they are looked at again. */
const MAX_LISTED = 5_000;

/** The codes of one property: by place in the stretch 0 where the value is missing, else code + 1. */
export interface Taken {
  readonly codes: Uint32Array;
  /** How many texts the dictionary has now. */
  readonly texts: number;
}

/**
 * What the events have, in the order of `sources`; undefined where a dictionary would have more than `mostTexts`: it is
 * left as it then is, to be thrown away.
 */
export async function takeOut(
  connection: DuckDBConnection,
  sources: readonly Source[],
  stretch: Stretch,
  mostTexts: number,
): Promise<readonly (Taken | undefined)[]> {
  const { from, to } = stretch;
  const wide = new Set<Source>();
  const texts = new Map<Source, number>();
  const learn = async (source: Source, events: string): Promise<void> => {
    const count = await learnTexts(connection, source, events, mostTexts);
    texts.set(source, count);
    if (count > mostTexts) wide.add(source);
  };
  for (const source of sources) {
    const known = await countTexts(connection, source);
    texts.set(source, known);
    if (known === 0) await learn(source, within({ from, to: Math.min(to, from + SAMPLE_EVENTS) }));
  }
  const codes = new Map(sources.map((source) => [source, new Uint32Array(to - from)]));
  const readAll = (asked: readonly Source[], events: string): Promise<void> =>
    readCodes(connection, asked, events, (place, eids, found, rows) => {
      const into = codes.get(asked[place] as Source) as Uint32Array;
      if (found instanceof Uint8Array) placeBytes(found, eids, rows, from, into);
      else placeWords(found, eids, rows, from, into);
    });
  const sampled = sources.filter((source) => !wide.has(source));
  if (sampled.length > 0) await readAll(sampled, within(stretch));
  for (const source of sampled) {
    const events = unknownEvents(codes.get(source) as Uint32Array, from);
    if (events === undefined) continue;
    await learn(source, events);
    if (wide.has(source)) continue;
    await readAll([source], events);
    if (unknownEvents(codes.get(source) as Uint32Array, from) !== undefined) {
      throw new BugError(`A value of ${source.property} is not in the dictionary that learnt it`);
    }
  }
  return sources.map((source) =>
    wide.has(source) ? undefined : { codes: codes.get(source) as Uint32Array, texts: texts.get(source) as number },
  );
}

const within = ({ from, to }: Stretch): string => `eid >= ${from} AND eid < ${to}`;

const dictionaryOf = ({ id }: Source): string => `(SELECT code, text FROM promoted_texts WHERE id = ${id})`;

const countTexts = (connection: DuckDBConnection, source: Source): Promise<number> =>
  readNumber(connection, `SELECT count(*) FROM ${dictionaryOf(source)}`);

/** Learns what the events have and the dictionary has not, one more text than it may have at most. Says how many it has. */
async function learnTexts(
  connection: DuckDBConnection,
  source: Source,
  events: string,
  mostTexts: number,
): Promise<number> {
  const count = await countTexts(connection, source);
  await connection.run(
    // The most frequent first: they are compared first.
    `INSERT INTO promoted_texts
     SELECT ${source.id}, (${count} + row_number() OVER (ORDER BY events DESC, text) - 1)::UINTEGER, text FROM (
       SELECT text, count(*) AS events
       FROM (SELECT ${printValue(pathOf(source.property)).text} AS text FROM events WHERE ${events})
       WHERE text IS NOT NULL AND text NOT IN (SELECT text FROM ${dictionaryOf(source)})
       GROUP BY text LIMIT ${mostTexts + 1 - count})`,
  );
  return countTexts(connection, source);
}

/**
 * Hands out chunk by chunk what each of the sources has at the events: code + 1, 0 for a missing value, or {@link UNKNOWN},
 * {@link UNKNOWN_BYTE} of codes in bytes. All is worked out before the first is handed out: nobody waits for the other.
 */
async function readCodes(
  connection: DuckDBConnection,
  sources: readonly Source[],
  events: string,
  onColumn: (place: number, eids: Uint32Array, codes: Uint32Array | Uint8Array, rows: number) => void,
): Promise<void> {
  const found: string[] = [];
  const joins: string[] = [];
  const types: ('u32' | 'u8')[] = [];
  for (const [place, source] of sources.entries()) {
    const few = await fewTexts(connection, source);
    types.push(few === undefined ? 'u32' : 'u8');
    if (few === undefined) {
      found.push(
        `coalesce(d${place}.code + 1, CASE WHEN t${place} IS NULL THEN 0 ELSE ${UNKNOWN} END)::UINTEGER AS c${place}`,
      );
      joins.push(`LEFT JOIN ${dictionaryOf(source)} d${place} ON d${place}.text = t${place}`);
    } else {
      const compared = few.map((text, code) => `WHEN t${place} = ${sqlText(text)} THEN ${code + 1}`);
      found.push(
        `(CASE WHEN t${place} IS NULL THEN 0 ${compared.join(' ')} ELSE ${UNKNOWN_BYTE} END)::UTINYINT AS c${place}`,
      );
    }
  }
  const query = `SELECT eid, ${found.join(', ')} FROM (${printTexts(sources, events)}) ${joins.join(' ')}`;
  await readWhole(connection, query, ['u32', ...types], ([eids, ...columns], rows) => {
    for (const [place, column] of columns.entries()) {
      onColumn(place, eids as Uint32Array, column as Uint32Array | Uint8Array, rows);
    }
  });
}

/** The texts of a small dictionary by code; undefined of a larger one. */
async function fewTexts(connection: DuckDBConnection, source: Source): Promise<readonly string[] | undefined> {
  const rows = await readRows(
    connection,
    `SELECT text FROM ${dictionaryOf(source)} ORDER BY code LIMIT ${MOST_COMPARED + 1}`,
  );
  const texts = rows.map(({ text }) => String(text));
  // A NUL cannot stand in SQL text, and long texts are not worth being read in it again and again.
  const isPlain = texts.every((text) => !text.includes('\0') && text.length <= MOST_COMPARED_LENGTH);
  return isPlain && texts.length <= MOST_COMPARED ? texts : undefined;
}

function placeWords(found: Uint32Array, eids: Uint32Array, rows: number, from: number, into: Uint32Array): void {
  for (let row = 0; row < rows; row++) into[(eids[row] as number) - from] = found[row] as number;
}

function placeBytes(found: Uint8Array, eids: Uint32Array, rows: number, from: number, into: Uint32Array): void {
  for (let row = 0; row < rows; row++) {
    const code = found[row] as number;
    into[(eids[row] as number) - from] = code === UNKNOWN_BYTE ? UNKNOWN : code;
  }
}

/** The texts as `t0`, `t1` and so on. What lies in the JSON is asked for together: then it is taken apart once. */
function printTexts(sources: readonly Source[], events: string): string {
  const pointers: string[] = [];
  const columns = sources.map(({ property }, place) => {
    const path = pathOf(property);
    if (path.of !== 'properties') return `${printValue(path).text} AS t${place}`;
    pointers.push(sqlPointer(path.keys));
    return `texts[${pointers.length}] AS t${place}`;
  });
  if (pointers.length < 2) {
    const each = sources.map(({ property }, place) => `${printValue(pathOf(property)).text} AS t${place}`);
    return `SELECT eid, ${each.join(', ')} FROM events WHERE ${events}`;
  }
  return `SELECT eid, ${columns.join(', ')} FROM (
    SELECT *, json_extract_string(properties, [${pointers.join(', ')}]) AS texts FROM events WHERE ${events})`;
}

/** The condition that names the events whose text was not in the dictionary, and may name others; undefined without one. */
function unknownEvents(codes: Uint32Array, from: number): string | undefined {
  const first = codes.indexOf(UNKNOWN);
  if (first < 0) return undefined;
  const last = codes.lastIndexOf(UNKNOWN);
  const listed: number[] = [];
  for (let at = first; at <= last && listed.length <= MAX_LISTED; at++)
    if (codes[at] === UNKNOWN) listed.push(from + at);
  const stretch = within({ from: from + first, to: from + last + 1 });
  return listed.length > MAX_LISTED ? stretch : `${stretch} AND eid IN (${listed.join(', ')})`;
}
