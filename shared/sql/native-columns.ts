/** Columns that have types of their own, as Parquet's do: how each is staged, and how it reads as text and as JSON. */
import { sqlName, sqlText } from './quote';

/**
 * What a staged column holds: `instant` is a TIMESTAMP in UTC, `local` one on somebody's clock; `json` a text of JSON.
 */
export type NativeType = 'text' | 'json' | 'boolean' | 'integer' | 'number' | 'instant' | 'local';

export interface NativeColumn {
  readonly name: string;
  readonly type: NativeType;
}

/** A column of the file as it is staged: its type, and the expression that makes it of `source`. */
export function stageNative(
  source: string,
  sqlType: string,
): { readonly type: NativeType; readonly expression: string } {
  const base = sqlType.replace(/\(.*$/s, '');
  if (/\[\d*\]$/.test(sqlType) || /^(STRUCT|MAP|UNION|JSON|VARIANT)$/.test(base)) {
    return { type: 'json', expression: printNested(source, sqlType) };
  }
  switch (base) {
    case 'BOOLEAN':
      return { type: 'boolean', expression: source };
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'BIGINT':
    case 'UTINYINT':
    case 'USMALLINT':
    case 'UINTEGER':
      return { type: 'integer', expression: `${source}::BIGINT` };
    case 'UBIGINT':
    case 'HUGEINT':
    case 'UHUGEINT':
      return { type: 'integer', expression: `try_cast(${source} AS HUGEINT)` };
    case 'FLOAT':
      // By its text: 0.1 is not to become 0.10000000149.
      return { type: 'number', expression: `CASE WHEN isfinite(${source}) THEN ${source}::VARCHAR::DOUBLE END` };
    case 'DOUBLE':
      return { type: 'number', expression: `CASE WHEN isfinite(${source}) THEN ${source} END` };
    case 'DECIMAL':
      return { type: 'number', expression: `${source}::DOUBLE` };
    case 'DATE':
    case 'TIMESTAMP':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
    case 'TIMESTAMP_NS':
      return { type: 'local', expression: `make_timestamp(epoch_us(${source}))` };
    case 'TIMESTAMP WITH TIME ZONE':
      return { type: 'instant', expression: `make_timestamp(epoch_us(${source}))` };
    case 'BLOB':
      return { type: 'text', expression: `coalesce(try(decode(${source})), ${source}::VARCHAR)` };
    default:
      return { type: 'text', expression: `${source}::VARCHAR` };
  }
}

/** JSON knows no NaN and no infinities; a text with such words in it is hardly ever among them. */
function printNested(source: string, sqlType: string): string {
  const text = `to_json(${source})::VARCHAR`;
  if (!/FLOAT|DOUBLE/.test(sqlType)) return text;
  return `CASE WHEN json_valid(${text}) THEN ${text} ELSE regexp_replace(${text}, '([:\\[,]\\s*)(?:NaN|-?Infinity|-?inf|nan)', '\\1null', 'g') END`;
}

/** The column as text: what an id, a name or a time is read from. */
export function nativeText({ name, type }: NativeColumn): string {
  const column = sqlName(name);
  switch (type) {
    case 'text':
    case 'json':
      return column;
    case 'instant':
      return `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%gZ')`;
    case 'local':
      return `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%g')`;
    case 'boolean':
    case 'integer':
    case 'number':
      return `${column}::VARCHAR`;
  }
}

/** Beyond this JSON readers round. */
const SAFE = Number.MAX_SAFE_INTEGER;

/** The column as text of JSON, NULL where the cell is. */
export function nativeJson(column: NativeColumn): string {
  const name = sqlName(column.name);
  switch (column.type) {
    case 'json':
      return name;
    case 'boolean':
      return `${name}::VARCHAR`;
    case 'integer':
      return `CASE WHEN ${name} BETWEEN -${SAFE} AND ${SAFE} THEN ${name}::VARCHAR ELSE '"' || ${name}::VARCHAR || '"' END`;
    case 'number':
      return `to_json(${name})::VARCHAR`;
    case 'instant':
    case 'local':
      return `'"' || ${nativeText(column)} || '"'`;
    case 'text':
      return `to_json(${name})::VARCHAR`;
  }
}

/** The row as the text of one JSON object; cells that are NULL are left out. */
export function nativeObjectText(columns: readonly NativeColumn[]): string {
  const members = columns.map((column) => `${sqlText(`${JSON.stringify(column.name)}:`)} || ${nativeJson(column)}`);
  return `'{' || concat_ws(',', ${members.join(', ')}) || '}'`;
}
