/** DuckDB's values as cells of an SQL result (docs/sql.md): nothing is rounded, what JSON cannot hold becomes text. Pure. */
import {
  DuckDBArrayValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  DuckDBUnionValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { SqlCell, SqlType } from '../../../shared/insights/cells';
import type { Json } from '../../../shared/model/json';

const TYPES: Partial<Record<DuckDBTypeId, SqlType>> = {
  [DuckDBTypeId.BOOLEAN]: 'boolean',
  [DuckDBTypeId.TINYINT]: 'integer',
  [DuckDBTypeId.SMALLINT]: 'integer',
  [DuckDBTypeId.INTEGER]: 'integer',
  [DuckDBTypeId.BIGINT]: 'integer',
  [DuckDBTypeId.HUGEINT]: 'integer',
  [DuckDBTypeId.UTINYINT]: 'integer',
  [DuckDBTypeId.USMALLINT]: 'integer',
  [DuckDBTypeId.UINTEGER]: 'integer',
  [DuckDBTypeId.UBIGINT]: 'integer',
  [DuckDBTypeId.UHUGEINT]: 'integer',
  [DuckDBTypeId.FLOAT]: 'number',
  [DuckDBTypeId.DOUBLE]: 'number',
  [DuckDBTypeId.DECIMAL]: 'number',
  [DuckDBTypeId.VARCHAR]: 'text',
  [DuckDBTypeId.ENUM]: 'text',
  [DuckDBTypeId.UUID]: 'text',
  [DuckDBTypeId.SQLNULL]: 'text',
  [DuckDBTypeId.TIMESTAMP]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_S]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_MS]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_NS]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'timestamp',
  [DuckDBTypeId.DATE]: 'date',
  [DuckDBTypeId.TIME]: 'time',
  [DuckDBTypeId.TIME_NS]: 'time',
  [DuckDBTypeId.TIME_TZ]: 'time',
  [DuckDBTypeId.INTERVAL]: 'interval',
  [DuckDBTypeId.LIST]: 'json',
  [DuckDBTypeId.ARRAY]: 'json',
  [DuckDBTypeId.STRUCT]: 'json',
  [DuckDBTypeId.MAP]: 'json',
  [DuckDBTypeId.UNION]: 'json',
};

export const sqlTypeOf = (type: DuckDBType): SqlType =>
  type.typeId === DuckDBTypeId.VARCHAR && type.alias === 'JSON' ? 'json' : (TYPES[type.typeId] ?? 'other');

/** One value. Whole numbers beyond 2^53 and decimals that a double does not hold are text. */
export function toCell(value: DuckDBValue): SqlCell {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return wholeNumber(value);
    default:
      break;
  }
  if (value === null) return null;
  if (value instanceof DuckDBDecimalValue) return decimal(value);
  return timestamp(value) ?? nested(value) ?? String(value);
}

function wholeNumber(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** Fifteen digits are what every double keeps. */
function decimal(value: DuckDBDecimalValue): number | string {
  const digits = value.value < 0n ? -value.value : value.value;
  return digits < 10n ** 15n ? Number(value.toString()) : value.toString();
}

function timestamp(value: DuckDBValue): string | undefined {
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    return instant(value.micros, 1_000_000n) ?? String(value);
  }
  if (value instanceof DuckDBTimestampMillisecondsValue) return instant(value.millis, 1_000n) ?? String(value);
  if (value instanceof DuckDBTimestampSecondsValue) return instant(value.seconds, 1n) ?? String(value);
  if (value instanceof DuckDBTimestampNanosecondsValue) return instant(value.nanos, 1_000_000_000n) ?? String(value);
  return undefined;
}

/** ISO with as many digits as the value has, at least milliseconds; undefined where no date holds it (infinity). */
function instant(ticks: bigint, perSecond: bigint): string | undefined {
  let rest = ticks % perSecond;
  if (rest < 0n) rest += perSecond;
  const seconds = (ticks - rest) / perSecond;
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return undefined;
  const digits = String(rest)
    .padStart(String(perSecond).length - 1, '0')
    .padEnd(3, '0')
    .replace(/(\d{3}\d*?)0+$/, '$1');
  return `${date.toISOString().slice(0, -5)}.${perSecond === 1n ? '000' : digits}Z`;
}

const nested = (value: DuckDBValue): string | undefined => {
  const json = toJson(value);
  return json === undefined ? undefined : JSON.stringify(json);
};

function toJson(value: DuckDBValue): Json | undefined {
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(inner);
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([key, each]) => [key, inner(each)]));
  }
  if (value instanceof DuckDBMapValue) {
    return Object.fromEntries(value.entries.map(({ key, value: each }) => [String(toCell(key)), inner(each)]));
  }
  return value instanceof DuckDBUnionValue ? { [value.tag]: inner(value.value) } : undefined;
}

const inner = (value: DuckDBValue): Json => toJson(value) ?? toCell(value);
