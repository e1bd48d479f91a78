/**
 * The SQL of a quick look at a file that is not imported. Core functions only: it runs in DuckDB-Wasm without any
 * extension. Every column is text (`all_varchar`), so that nothing is changed by guessing a type too early; what a
 * column could be is counted instead.
 */
import type { ElapsedUnit } from '../formats/import-map';
import { printTime } from './import-time';
import { sqlName, sqlText } from './quote';

/** The table that the file is read into. */
export const LOOK_TABLE = 'look';

/** Reads a delimited file as text columns; rows that do not parse are left out. */
export const sqlLoadDelimited = (file: string): string =>
  `CREATE OR REPLACE TABLE ${LOOK_TABLE} AS FROM read_csv(${sqlText(file)}, all_varchar = true, ignore_errors = true, null_padding = true, sample_size = 20480)`;

/** A value, or NULL where the cell is empty. */
const cell = (column: string): string => `nullif(trim(${sqlName(column)}), '')`;

export const sqlLookRows = (limit: number): string => `FROM ${LOOK_TABLE} LIMIT ${Math.trunc(limit)}`;
export const sqlLookCount = (): string => `SELECT count(*) AS n FROM ${LOOK_TABLE}`;

/** One row of measures of one column; times as UTC ms. */
export const sqlProfile = (column: string): string => `
  WITH v AS (SELECT ${cell(column)} AS c FROM ${LOOK_TABLE})
  SELECT count(*) AS rows, count(c) AS filled, count(DISTINCT c) AS distinct_values,
    count(TRY_CAST(c AS DOUBLE)) AS numbers, count(TRY_CAST(c AS TIMESTAMP)) AS times,
    count(*) FILTER (lower(c) IN ('true', 'false')) AS booleans,
    count(*) FILTER (c[1] IN ('{', '[') AND c[-1] IN ('}', ']')) AS jsons,
    min(c) AS min_text, max(c) AS max_text,
    min(TRY_CAST(c AS DOUBLE)) AS min_number, max(TRY_CAST(c AS DOUBLE)) AS max_number,
    epoch_ms(min(TRY_CAST(c AS TIMESTAMP))) AS min_time, epoch_ms(max(TRY_CAST(c AS TIMESTAMP))) AS max_time
  FROM v`;

/** The most frequent values, most frequent first. */
export const sqlTopValues = (column: string, limit: number): string =>
  `SELECT ${cell(column)} AS value, count(*) AS n FROM ${LOOK_TABLE} WHERE ${cell(column)} IS NOT NULL GROUP BY 1 ORDER BY n DESC, value LIMIT ${Math.trunc(limit)}`;

/** The part of a mapping that a quick look can follow. */
export interface LookMapping {
  readonly time:
    | {
        readonly columns: readonly [string] | readonly [string, string];
        /** `iso`, `epoch_s`, `epoch_ms`, `epoch_us` or a strptime pattern. */
        readonly format: string;
      }
    /** How long after a start; moments as ISO text that can be read. */
    | { readonly column: string; readonly since: string; readonly unit: ElapsedUnit }
    | { readonly constant: string };
  readonly event: { readonly column: string } | { readonly constant: string };
  /** Further times of a row, each filled one an event of its own; then none has to be there. */
  readonly also?: readonly { readonly column: string; readonly event: string }[];
  readonly distinctId: string;
  /** Texts that mean nothing is there. */
  readonly nulls?: readonly string[];
}

/** {@link cell}, NULL too where the mapping says so. */
function mappedCell(column: string, { nulls = [] }: LookMapping): string {
  const text = cell(column);
  return nulls.length === 0 ? text : `CASE WHEN ${text} NOT IN (${nulls.map(sqlText).join(', ')}) THEN ${text} END`;
}

/** The row's time as TIMESTAMP, NULL where it cannot be read. */
function sqlMappedTime(time: LookMapping['time'], mapping: LookMapping): string {
  if (!('columns' in time)) {
    const ms = printTime(time, 'constant' in time ? '' : mappedCell(time.column, mapping));
    // Beyond what a TIMESTAMP holds is no time.
    return `CASE WHEN abs(${ms}) < 8.64e15 THEN make_timestamp(${ms} * 1000) END`;
  }
  const { columns, format } = time;
  const [first, second] = columns.map((column) => mappedCell(column, mapping));
  const text = second === undefined ? first : `(${first} || ' ' || ${second})`;
  const epoch = (unit: number): string => `make_timestamp(CAST(TRY_CAST(${text} AS DOUBLE) * ${unit} AS BIGINT))`;
  switch (format) {
    case 'iso':
      return `TRY_CAST(${text} AS TIMESTAMP)`;
    case 'epoch_s':
      return epoch(1e6);
    case 'epoch_ms':
      return epoch(1e3);
    case 'epoch_us':
      return epoch(1);
    default:
      return `try_strptime(${text}, ${sqlText(format)})`;
  }
}

/** A row per event: its time `t`, its person `p`, its name `n`. */
function sqlEvents(mapping: LookMapping): string {
  const { time, event, also = [], distinctId } = mapping;
  const name = 'column' in event ? `coalesce(${mappedCell(event.column, mapping)}, '')` : sqlText(event.constant);
  const person = mappedCell(distinctId, mapping);
  const first = `SELECT ${sqlMappedTime(time, mapping)} AS t, ${person} AS p, ${name} AS n FROM ${LOOK_TABLE}`;
  if (also.length === 0) return first;
  const further = also.map(
    (each) =>
      `SELECT ${sqlMappedTime(timeIn(time, each.column), mapping)}, ${person}, ${sqlText(each.event)} FROM ${LOOK_TABLE} WHERE ${mappedCell(each.column, mapping)} IS NOT NULL`,
  );
  const isThere =
    'constant' in time
      ? 'true'
      : `${mappedCell('columns' in time ? time.columns[0] : time.column, mapping)} IS NOT NULL`;
  return [`${first} WHERE ${isThere}`, ...further].join(' UNION ALL ');
}

/** Times of another column, written in the same way. */
function timeIn(time: LookMapping['time'], column: string): LookMapping['time'] {
  if ('constant' in time) return time;
  return 'columns' in time ? { columns: [column], format: time.format } : { ...time, column };
}

/** Span, persons, events and what would be rejected under a mapping. Times are as written, before any zone is applied. */
export const sqlOutline = (mapping: LookMapping): string => `
  WITH e AS (${sqlEvents(mapping)})
  SELECT count(*) AS events, epoch_ms(min(t)) AS first_time, epoch_ms(max(t)) AS last_time, count(DISTINCT p) AS persons,
    count(*) FILTER (t IS NULL) AS without_time, count(*) FILTER (p IS NULL) AS without_person FROM e`;

/** Event names under a mapping with counts, most frequent first. */
export const sqlEventCounts = (mapping: LookMapping, limit: number): string =>
  `SELECT n AS value, count(*) AS n FROM (${sqlEvents(mapping)}) GROUP BY 1 ORDER BY 2 DESC, value LIMIT ${Math.trunc(limit)}`;
