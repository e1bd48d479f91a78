/** Columns that have types of their own, as Parquet's do: how each is staged, and how it reads as text and as JSON. */
import { isNested, printNestedJson } from './nested-json';
import { sqlName, sqlText } from './quote';
import { sqlIsJson, sqlStrictJson } from './strict-json';

/**
 * What a staged column holds: `instant` is a TIMESTAMP in UTC, `local` one on somebody's clock; `json` a text of JSON.
 */
export type NativeType = 'text' | 'json' | 'boolean' | 'integer' | 'number' | 'decimal' | 'instant' | 'local' | 'date';

export interface NativeColumn {
  readonly name: string;
  readonly type: NativeType;
  /** As a property it is text, whatever it holds: other files of the import have texts there. */
  readonly isText?: true;
}

/**
 * A column of the file as it is staged: its type, and the expression that makes it of `source`. Throws RangeError where
 * it is nested too deep to be read.
 */
export function stageNative(
  source: string,
  sqlType: string,
): { readonly type: NativeType; readonly expression: string } {
  if (isNested(sqlType)) return { type: 'json', expression: printNestedJson(source, sqlType, plainJson) };
  switch (sqlType.replace(/\(.*$/s, '')) {
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
      // Warehouses write whole numbers, ids among them, as decimals without a fraction.
      return / *,0\)$/.test(sqlType)
        ? { type: 'integer', expression: `try_cast(${source} AS HUGEINT)` }
        : { type: 'decimal', expression: source };
    case 'DATE':
      return { type: 'date', expression: `CASE WHEN isfinite(${source}) THEN ${source} END` };
    case 'TIMESTAMP':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
    case 'TIMESTAMP_NS':
      return { type: 'local', expression: `make_timestamp(epoch_us(${source}))` };
    case 'TIMESTAMP WITH TIME ZONE':
      return { type: 'instant', expression: `make_timestamp(epoch_us(${source}))` };
    case 'BLOB':
      return { type: 'text', expression: `coalesce(try(decode(${source})), ${source}::VARCHAR)` };
    case 'JSON': {
      const text = `${source}::VARCHAR`;
      const json = `CASE WHEN ${sqlIsJson(text)} THEN ${sqlStrictJson(text)} ELSE to_json(${text})::VARCHAR END`;
      return { type: 'json', expression: `CASE WHEN ${source} IS NOT NULL THEN ${json} END` };
    }
    case 'UNION':
    case 'VARIANT':
      return { type: 'json', expression: sqlStrictJson(`to_json(${source})::VARCHAR`) };
    default:
      return { type: 'text', expression: `${source}::VARCHAR` };
  }
}

/** A value within a list, a struct or a map; what `to_json` writes as we do is left to it. */
function plainJson(source: string, sqlType: string): string | undefined {
  if (/^(U?TINYINT|U?SMALLINT|U?INTEGER|BOOLEAN|VARCHAR|UUID)$/.test(sqlType)) return undefined;
  const { type, expression } = stageNative(source, sqlType);
  return jsonOf(type, expression);
}

/** The column as text: what an id, a name or a time is read from. */
export const nativeText = ({ name, type }: NativeColumn): string => textOf(type, sqlName(name));

function textOf(type: NativeType, value: string): string {
  switch (type) {
    case 'text':
    case 'json':
      return value;
    case 'instant':
      return `((${clockText(value)}) || 'Z')`;
    case 'local':
      return `(${clockText(value)})`;
    case 'date':
      return `strftime(${value}, '%Y-%m-%d')`;
    case 'boolean':
    case 'integer':
    case 'number':
    case 'decimal':
      return `${value}::VARCHAR`;
  }
}

/** Microseconds where there are any. */
const clockText = (value: string): string =>
  `CASE WHEN microsecond(${value}) % 1000 = 0 THEN strftime(${value}, '%Y-%m-%dT%H:%M:%S.%g') ELSE strftime(${value}, '%Y-%m-%dT%H:%M:%S.%f') END`;

/** Beyond this JSON readers round. */
const SAFE = Number.MAX_SAFE_INTEGER;
/** So many digits come out of a double as they went in. */
const SAFE_DIGITS = 15;

/** The column as text of JSON, NULL where the cell is. */
export const nativeJson = ({ name, type }: NativeColumn): string => jsonOf(type, sqlName(name));

function jsonOf(type: NativeType, value: string): string {
  switch (type) {
    case 'json':
      return value;
    case 'boolean':
      return `${value}::VARCHAR`;
    case 'integer':
      return `CASE WHEN ${value} BETWEEN -${SAFE} AND ${SAFE} THEN ${value}::VARCHAR ELSE '"' || ${value}::VARCHAR || '"' END`;
    case 'decimal': {
      const digits = `ltrim(replace(replace(rtrim(${value}::VARCHAR, '0'), '-', ''), '.', ''), '0')`;
      return `CASE WHEN length(${digits}) <= ${SAFE_DIGITS} THEN to_json(${value}::DOUBLE)::VARCHAR ELSE '"' || ${value}::VARCHAR || '"' END`;
    }
    case 'instant':
    case 'local':
    case 'date':
      return `'"' || ${textOf(type, value)} || '"'`;
    case 'number':
    case 'text':
      return `to_json(${value})::VARCHAR`;
  }
}

/** The row as the text of one JSON object; cells that are NULL are left out. */
export function nativeObjectText(columns: readonly NativeColumn[]): string {
  const members = columns.map((column) => `${sqlText(`${JSON.stringify(column.name)}:`)} || ${nativeJson(column)}`);
  return `'{' || concat_ws(',', ${members.join(', ')}) || '}'`;
}
