/**
 * Rows that are several events: a table with a row per person and a column per thing that happened. Each such column is
 * read as if it were the row's time; columns that are empty say that it has not happened.
 */
import { type ImportMap, timeColumns } from '../formats/import-map';
import { type ImportSqlOptions, printCanonicalSelect } from './import';
import { sqlText } from './quote';

/** One row per event, and per staged row that is none, with the columns of {@link printCanonicalSelect}. */
export function printEventsSelect(options: ImportSqlOptions): string {
  const { map } = options;
  if (map.also === undefined || map.also.length === 0) return printCanonicalSelect(options);
  const own = timeColumns(map.time);
  // All of these columns are times, whichever of them an event is of: none is a property.
  const also = [...map.also, ...own.map((column) => ({ column, event: column }))];
  const arms = map.also.map(({ column, event }): ImportMap => ({
    ...map,
    also,
    time: timeOf(map.time, column),
    event: { constant: event },
  }));
  return [map, ...arms].map((arm, part) => printArm({ ...options, map: arm }, part)).join(' UNION ALL ');
}

/** Another column that is written as `time` is. */
function timeOf(time: ImportMap['time'], column: string): ImportMap['time'] {
  if ('constant' in time) return time;
  if ('columns' in time) {
    const { columns: _, ...how } = time;
    return { column, ...how };
  }
  return { ...time, column };
}

/**
 * A later export of the same table says more of the same persons. So that what it repeats is known again, an event is
 * told by whose it is, what and when, and not by the rest of its row.
 */
function printArm(options: ImportSqlOptions, part: number): string {
  const name = 'constant' in options.map.event ? sqlText(`:${options.map.event.constant}`) : `':' || event`;
  return `SELECT * REPLACE (${part}::INTEGER AS part, given_id || ${name} AS given_id,
      CASE WHEN given_id IS NULL THEN md5(concat_ws(':', distinct_id, event, "timestamp")) END AS digest)
    FROM (${printCanonicalSelect(options)})
    WHERE reason IS DISTINCT FROM 'missing_time'${part === 0 ? '' : " AND reason IS DISTINCT FROM 'malformed_row' AND reason IS DISTINCT FROM 'skipped' AND reason IS DISTINCT FROM 'blank'"}`;
}
