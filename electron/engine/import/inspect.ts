/** What is in a staged file: its columns, their types and samples, for the mapping guess and for typed properties. */
import type { ImportGuess } from '../../../shared/contract/commands';
import type { GuessColumn } from '../../../shared/formats/guess';
import { isTable } from '../../../shared/formats/import-map';
import { type NativeColumn, nativeText } from '../../../shared/sql/native-columns';
import { sqlName } from '../../../shared/sql/quote';
import { sqlIsJson, sqlStrictJson } from '../../../shared/sql/strict-json';
import type { PropertyType, StagedFile } from '../../../shared/sql/import';
import { readRows } from '../store/read';
import type { Staging } from './staging';

type ColumnType = ImportGuess['columns'][number]['type'];

const SAMPLES = 200;
const JSON_SAMPLE_ROWS = 500;

/** As JSON writes numbers; a leading zero, a plus or 17 digits mean an id, not a quantity. */
const NUMBER = /^-?(0|[1-9][0-9]{0,14})(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$/;
const BOOLEAN = /^(true|false)$/i;
const TIME = /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?( ?(Z|UTC|[+-]\d{2}(:?\d{2})?))?$/;
const ID_NAME = /(^|[_\s.-])(id|uuid|guid)$|[a-z]I[dD]$/;

/** The staged file as the printer of import SQL wants it. Looks at every row. */
export async function describeFile({ format, columns, native, connection }: Staging): Promise<StagedFile> {
  if (native !== undefined) return { format: 'native', columns: await settleNative(connection, native) };
  if (format !== 'csv') return { format: 'jsonl' };
  const described: { name: string; type: PropertyType }[] = [];
  for (const name of columns) {
    const cell = `trim(${sqlName(name)})`;
    // The first value decides what to look for, so most columns cost one look at one row.
    const [row] = await readRows(
      connection,
      `SELECT ${cell} AS value FROM rows WHERE nullif(${cell}, '') IS NOT NULL LIMIT 1`,
    );
    described.push({ name, type: await settleType(connection, name, String(row?.['value'] ?? '')) });
  }
  return { format, columns: described };
}

/** Columns of text may hold JSON, and do where every cell does. */
async function settleNative(
  connection: Staging['connection'],
  columns: readonly NativeColumn[],
): Promise<NativeColumn[]> {
  const settled: NativeColumn[] = [];
  for (const column of columns) {
    const name = sqlName(column.name);
    const [row] =
      column.type === 'text'
        ? await readRows(
            connection,
            `SELECT ${name} AS value FROM rows WHERE nullif(trim(${name}), '') IS NOT NULL LIMIT 1`,
          )
        : [];
    const first = String(row?.['value'] ?? '').trimStart();
    const isJson =
      (first.startsWith('{') || first.startsWith('[')) && (await settleType(connection, column.name, first)) === 'json';
    settled.push(isJson ? { ...column, type: 'json' } : column);
  }
  return settled;
}

async function settleType(connection: Staging['connection'], name: string, first: string): Promise<PropertyType> {
  const cell = `trim(${sqlName(name)})`;
  const holds = async (condition: string): Promise<boolean> => {
    const rows = await readRows(
      connection,
      `SELECT 1 AS no FROM rows WHERE nullif(${cell}, '') IS NOT NULL AND NOT coalesce(${condition}, false) LIMIT 1`,
    );
    return rows.length === 0;
  };
  if (NUMBER.test(first) && !ID_NAME.test(name)) {
    return (await holds(`regexp_full_match(${cell}, '-?(0|[1-9][0-9]{0,14})([.][0-9]+)?([eE][+-]?[0-9]{1,3})?')`))
      ? 'number'
      : 'text';
  }
  if (BOOLEAN.test(first)) return (await holds(`lower(${cell}) IN ('true', 'false')`)) ? 'boolean' : 'text';
  if (first.startsWith('{') || first.startsWith('[')) return (await holds(sqlIsJson(cell))) ? 'json' : 'text';
  return 'text';
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
    `SELECT ${sqlStrictJson('json')} AS json FROM rows WHERE json IS NOT NULL AND ${sqlIsJson('json')} ORDER BY row LIMIT ${JSON_SAMPLE_ROWS}`,
  );
  const values = new Map<string, Map<number, string>>();
  const note = (path: string, index: number, value: unknown): void => {
    const byRow = values.get(path) ?? new Map<number, string>();
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
