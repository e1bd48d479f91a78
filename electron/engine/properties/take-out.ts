/**
 * Takes the values of properties out of a stretch of events: several properties in one pass over the JSON, as codes of
 * their dictionaries in `promoted_texts`, which learn the texts that they do not have yet.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { BugError } from '../../../shared/base/assert';
import { pathOf, printValue } from '../../../shared/sql/predicate';
import { sqlPointer } from '../../../shared/sql/quote';
import { readColumns, readNumber } from '../store/read';

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
      for (let row = 0; row < rows; row++) into[(eids[row] as number) - from] = found[row] as number;
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
    `INSERT INTO promoted_texts SELECT ${source.id}, (${count} + row_number() OVER () - 1)::UINTEGER, text FROM (
       SELECT DISTINCT text FROM (SELECT ${printValue(pathOf(source.property)).text} AS text FROM events WHERE ${events})
       WHERE text IS NOT NULL AND text NOT IN (SELECT text FROM ${dictionaryOf(source)})
       LIMIT ${mostTexts + 1 - count})`,
  );
  return countTexts(connection, source);
}

/** Hands out chunk by chunk what each of the sources has at the events: code + 1, 0 for a missing value, or {@link UNKNOWN}. */
async function readCodes(
  connection: DuckDBConnection,
  sources: readonly Source[],
  events: string,
  onColumn: (place: number, eids: Uint32Array, codes: Uint32Array, rows: number) => void,
): Promise<void> {
  const found = sources.map(
    (_, place) =>
      `coalesce(d${place}.code + 1, CASE WHEN t${place} IS NULL THEN 0 ELSE ${UNKNOWN} END)::UINTEGER AS c${place}`,
  );
  const joins = sources.map(
    (source, place) => `LEFT JOIN ${dictionaryOf(source)} d${place} ON d${place}.text = t${place}`,
  );
  const query = `SELECT eid, ${found.join(', ')} FROM (${printTexts(sources, events)}) ${joins.join(' ')}`;
  await readColumns(connection, query, ['u32', ...sources.map(() => 'u32' as const)], ([eids, ...columns], rows) => {
    for (const [place, column] of columns.entries()) onColumn(place, eids as Uint32Array, column, rows);
  });
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
