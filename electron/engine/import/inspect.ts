/** What is in a staged file: its columns, their types and samples, for the mapping guess and for typed properties. */
import type { DuckDBValue } from '@duckdb/node-api';
import type { ImportGuess } from '../../../shared/contract/commands';
import type { GuessColumn } from '../../../shared/formats/guess';
import { isTable } from '../../../shared/formats/import-map';
import { nativeText } from '../../../shared/sql/native-columns';
import { sqlName, sqlText } from '../../../shared/sql/quote';
import { NOTHING } from '../../../shared/formats/vendor';
import { sqlIsJson, sqlIsRow, sqlStrictJson } from '../../../shared/sql/strict-json';
import type { PropertyType, StagedFile } from '../../../shared/sql/import';
import { readRows } from '../store/read';
import { readObjectText } from './row-text';
import { MAX_COLUMNS } from './staged-rows';
import type { Staging } from './staging';

type ColumnType = ImportGuess['columns'][number]['type'];

const SAMPLES = 200;
const JSON_SAMPLE_ROWS = 500;

/** As JSON writes numbers; a leading zero, a plus or 17 digits mean an id, not a quantity. */
const NUMBER = /^-?(0|[1-9][0-9]{0,14})(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$/;
const BOOLEAN = /^(true|false)$/i;
const TIME = /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?( ?(Z|UTC|[+-]\d{2}(:?\d{2})?))?$/;
const ID_NAME = /(^|[_\s.-])(id|uuid|guid)$|[a-z]I[dD]$/;

export interface DescribeOptions {
  /** The first filled text of columns, where that was asked before. */
  readonly first?: ReadonlyMap<string, string>;
  /** Texts that mean nothing is there. */
  readonly nulls?: readonly string[] | undefined;
  /** Columns that stay text whatever they hold. */
  readonly asText?: ReadonlySet<string> | undefined;
}

/**
 * The staged file as the printer of import SQL wants it. Where a column may be more than text, one pass looks at all of
 * `rows`.
 */
export async function describeFile(staging: Staging, options: DescribeOptions = {}): Promise<StagedFile> {
  const { format, columns, native, connection } = staging;
  const { nulls = [], asText } = options;
  const first = options.first ?? (await firstTexts(staging, nulls));
  const isOpen = (name: string): boolean => asText?.has(name) !== true;
  if (native !== undefined) {
    // Columns of text may hold JSON, and do where every cell does.
    const texts = native.filter(({ type, name }) => type === 'text' && isOpen(name)).map(({ name }) => name);
    const types = await settleTypes(connection, texts, first, ['json'], nulls);
    return {
      format: 'native',
      columns: native.map((each) => ({
        ...each,
        type: types.get(each.name) ?? each.type,
        ...(isOpen(each.name) ? {} : { isText: true as const }),
      })),
    };
  }
  if (format !== 'csv') return { format: 'jsonl' };
  const types = await settleTypes(connection, columns.filter(isOpen), first, ['number', 'boolean', 'json'], nulls);
  return { format, columns: columns.map((name) => ({ name, type: types.get(name) ?? 'text' })) };
}

/** The first filled text of each column among the rows that are staged. */
export async function firstTexts(
  { connection, columns, native }: Staging,
  nulls: readonly string[] = [],
): Promise<Map<string, string>> {
  const names = native === undefined ? columns : native.filter(({ type }) => type === 'text').map(({ name }) => name);
  if (names.length === 0) return new Map();
  // One pass for all columns: a query for each takes seconds where there are a hundred.
  const firsts = names.map((name) => {
    const cell = `trim(${sqlName(name)})`;
    return `arg_min(${cell}, row) FILTER (${sqlSays(cell, nulls)})`;
  });
  const row = await readOne(connection, firsts);
  return new Map(names.flatMap((name, index) => (row[index] === null ? [] : [[name, String(row[index])]])));
}

/** Planning takes more than twice as long for twice as many columns: from here on, reading `rows` again is cheaper. */
const AT_ONCE = 128;

/** The one row that these aggregates over `rows` make. */
async function readOne(connection: Staging['connection'], aggregates: readonly string[]): Promise<DuckDBValue[]> {
  const row: DuckDBValue[] = [];
  for (let from = 0; from < aggregates.length; from += AT_ONCE) {
    const some = aggregates.slice(from, from + AT_ONCE);
    const reader = await connection.runAndReadAll(`SELECT ${some.join(', ')} FROM rows`);
    row.push(...(reader.getRows()[0] ?? []));
  }
  return row;
}

/** Whether there is anything in the cell. */
const sqlSays = (cell: string, nulls: readonly string[]): string =>
  `${cell} NOT IN (${['', ...nulls].map(sqlText).join(', ')})`;

type Typed = Exclude<PropertyType, 'text'>;

const HOLDS: Readonly<Record<Typed, (cell: string) => string>> = {
  number: (cell) => `regexp_full_match(${cell}, '-?(0|[1-9][0-9]{0,14})([.][0-9]+)?([eE][+-]?[0-9]{1,3})?')`,
  boolean: (cell) => `lower(${cell}) IN ('true', 'false')`,
  json: sqlIsJson,
};

/** The columns that are more than text: all that is in them fits the type. The first text decides what to look for. */
async function settleTypes(
  connection: Staging['connection'],
  columns: readonly string[],
  first: ReadonlyMap<string, string>,
  types: readonly Typed[],
  nulls: readonly string[],
): Promise<Map<string, Typed>> {
  const asked = columns.flatMap((name) => {
    const text = first.get(name);
    const likely = text === undefined ? types : types.filter((type) => isLikely(type, name, text));
    return likely.filter((type) => type !== 'number' || !ID_NAME.test(name)).map((type) => ({ name, type }));
  });
  if (asked.length === 0) return new Map();
  const checks = asked.map(({ name, type }) => {
    const cell = `trim(${sqlName(name)})`;
    return `bool_and(coalesce(${HOLDS[type](cell)}, false)) FILTER (${sqlSays(cell, nulls)})`;
  });
  const row = await readOne(connection, checks);
  return new Map(asked.flatMap(({ name, type }, index) => (row[index] === true ? [[name, type]] : [])));
}

function isLikely(type: Typed, name: string, text: string): boolean {
  if (type === 'number') return NUMBER.test(text) && !ID_NAME.test(name);
  if (type === 'boolean') return BOOLEAN.test(text);
  return text.startsWith('{') || text.startsWith('[');
}

/** Columns with samples from the first rows. */
export async function sampleColumns(staging: Staging): Promise<GuessColumn[]> {
  return isTable(staging.format) ? sampleTable(staging) : sampleJson(staging);
}

async function sampleTable({ connection, columns, native }: Staging): Promise<GuessColumn[]> {
  const texts = native?.map((column) => `${nativeText(column)} AS ${sqlName(column.name)}`).join(', ');
  const rows = await readRows(
    connection,
    `SELECT ${texts ?? '* EXCLUDE (row)'} FROM rows ORDER BY row LIMIT ${SAMPLES}`,
  );
  return columns.map((name) =>
    column(
      name,
      rows.map((row) => String(row[name] ?? '')),
    ),
  );
}

async function sampleJson({ connection }: Staging): Promise<GuessColumn[]> {
  const rows = await readRows(
    connection,
    `SELECT ${sqlStrictJson('json')} AS json FROM rows WHERE json IS NOT NULL AND ${sqlIsRow('json')} ORDER BY row LIMIT ${JSON_SAMPLE_ROWS}`,
  );
  const values = new Map<string, Map<number, string>>();
  const note = (path: string, index: number, value: unknown): void => {
    const byRow = values.get(path) ?? new Map<number, string>();
    // Rows whose keys are ids have no columns worth to be told; none of their values is lost by that.
    if (byRow.size === 0 && values.size >= MAX_COLUMNS) return;
    values.set(path, byRow);
    if (value !== null && value !== undefined)
      byRow.set(index, typeof value === 'string' ? value : JSON.stringify(value));
  };
  for (const [index, row] of rows.entries()) {
    const parsed: unknown = JSON.parse(String(row['json']));
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) continue;
    for (const [key, value] of Object.entries(parsed)) {
      note(key, index, value);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
      for (const [inner, nested] of Object.entries(value)) {
        if (typeof nested !== 'object' && !inner.includes('.')) note(`${key}.${inner}`, index, nested);
      }
    }
  }
  return [...values].map(([name, byRow]) =>
    column(
      name,
      rows.map((_, index) => byRow.get(index) ?? ''),
    ),
  );
}

/** Why no row of JSON could be looked at, though there are some; undefined where one can, or none is there. */
export async function whyNoColumns({ connection, format }: Staging): Promise<string | undefined> {
  if (isTable(format)) return undefined;
  const [first] = await readRows(
    connection,
    "SELECT row, json FROM rows WHERE trim(coalesce(json, '')) <> '' ORDER BY row LIMIT 1",
  );
  if (first === undefined) return undefined;
  const { rejects } = readObjectText(String(first['json']), () => NOTHING);
  return rejects.length === 0
    ? undefined
    : `None of the rows that were looked at can be read. Row ${Number(first['row']) + 1}: ${rejects[0]?.message ?? ''}`;
}

function column(name: string, samples: readonly string[]): GuessColumn {
  const filled = samples.filter((sample) => sample.trim() !== '');
  return { name, type: typeOf(filled), samples, distinct: new Set(filled).size, rows: samples.length };
}

function typeOf(filled: readonly string[]): ColumnType {
  const all = (test: (value: string) => boolean): boolean => filled.length > 0 && filled.every(test);
  if (all((value) => TIME.test(value))) return 'time';
  if (all((value) => NUMBER.test(value))) return 'number';
  if (all((value) => BOOLEAN.test(value))) return 'boolean';
  return all((value) => value.startsWith('{') || value.startsWith('[')) ? 'json' : 'text';
}
