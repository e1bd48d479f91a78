/** The table of a result as a table of a connection, so that it is written like everything else. */
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import type { ExportFormat } from '../../../shared/contract/export';
import type { ExportColumnType } from '../../../shared/contract/export-columns';
import type { ResultCell, ResultTable } from '../../../shared/insights/result-table';
import { sqlName } from '../../../shared/sql/quote';
import type { RowWork } from './choose-rows';
import { printValueAs } from './export-sql';

const TABLE = 'exported_result';
const CHUNK_ROWS = 2_048;

/** From the narrowest to what holds them all; whole numbers stay whole. */
type Type = 'int32' | 'int64' | 'number' | 'boolean' | 'text';
const TYPES: Readonly<Record<Type, DuckDBType>> = {
  int32: INTEGER,
  int64: BIGINT,
  number: DOUBLE,
  boolean: BOOLEAN,
  text: VARCHAR,
};
const PRINTED: Readonly<Record<Type, ExportColumnType>> = {
  int32: 'number',
  int64: 'number',
  number: 'number',
  boolean: 'boolean',
  text: 'text',
};
const NUMBERS: readonly Type[] = ['int32', 'int64', 'number'];

/** Columns keep their order and names; of several that are called the same, the later ones are numbered. */
export async function stageResult<T>(
  connection: DuckDBConnection,
  { columns, rows }: ResultTable,
  format: ExportFormat,
  work: RowWork<T>,
): Promise<T> {
  const names = distinctNames(columns);
  const types = columns.map((_, index) => typeOf(rows, index));
  const stored = types.map((type, index) => `c${index} ${TYPES[type].toString()}`);
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${TABLE} (${stored.join(', ')})`);
  try {
    await fill(connection, types, rows);
    const printed = types.map(
      (type, index) => `${printValueAs(`c${index}`, PRINTED[type], format)} AS ${sqlName(names[index] ?? '')}`,
    );
    return await work(connection, `SELECT ${printed.join(', ')} FROM ${TABLE}`);
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${TABLE}`);
  }
}

async function fill(connection: DuckDBConnection, types: readonly Type[], rows: ResultTable['rows']): Promise<void> {
  const appender = await connection.createAppender(TABLE, 'main', 'temp');
  const chunk = DuckDBDataChunk.create(types.map((type) => TYPES[type]));
  try {
    for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
      const part = rows.slice(from, from + CHUNK_ROWS);
      chunk.reset();
      chunk.setColumns(types.map((type, column) => part.map((row) => valueOf(row[column], type))));
      appender.appendDataChunk(chunk);
    }
  } finally {
    appender.closeSync();
  }
}

function typeOf(rows: ResultTable['rows'], column: number): Type {
  let type: Type | undefined;
  for (const row of rows) {
    const own = typeOfCell(row[column]);
    if (own === undefined || own === type) continue;
    if (type === undefined) type = own;
    else if (NUMBERS.includes(own) && NUMBERS.includes(type)) {
      type = NUMBERS[Math.max(NUMBERS.indexOf(own), NUMBERS.indexOf(type))] ?? 'number';
    } else return 'text';
  }
  return type ?? 'text';
}

function typeOfCell(cell: ResultCell): Type | undefined {
  if (cell === null || cell === undefined || Number.isNaN(cell)) return undefined;
  if (typeof cell === 'string') return 'text';
  if (typeof cell === 'boolean') return 'boolean';
  if (!Number.isSafeInteger(cell)) return 'number';
  return Math.abs(cell) < 2 ** 31 ? 'int32' : 'int64';
}

function valueOf(cell: ResultCell, type: Type): DuckDBValue {
  if (cell === null || cell === undefined || Number.isNaN(cell)) return null;
  if (type === 'int64') return BigInt(cell);
  return type === 'text' ? String(cell).replaceAll('\0', '\uFFFD') : cell;
}

function distinctNames(columns: readonly string[]): string[] {
  const taken = new Set<string>();
  return columns.map((column) => {
    let name = column === '' ? 'column' : column;
    // DuckDB tells names apart without regard to case.
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${column} (${n})`;
    taken.add(name.toLowerCase());
    return name;
  });
}
