/**
 * A generic file's rows as canonical columns: one SELECT over the staged rows, printed from the file's columns and an
 * import map. Nothing is dropped here: rows that cannot become events come out with a `reason` instead.
 */
import { computeZoneTable } from '../base/time';
import type { ImportMap } from '../formats/import-map';
import { type NativeColumn, nativeJson, nativeObjectText, nativeText } from './native-columns';
import { sqlName, sqlPointer, sqlText } from './quote';

/** How a staged value is stored in `properties`. */
export type PropertyType = 'text' | 'number' | 'boolean' | 'json';

/**
 * Staged rows: a table `rows` with `row` (0-based order in the file) and either one VARCHAR column per CSV column, one
 * column of its own type per column of a typed file, or one column `json` with a whole JSON line.
 */
export type StagedFile =
  | { readonly format: 'csv'; readonly columns: readonly { readonly name: string; readonly type: PropertyType }[] }
  | { readonly format: 'native'; readonly columns: readonly NativeColumn[] }
  | { readonly format: 'jsonl' };

export interface ImportSqlOptions {
  readonly file: StagedFile;
  readonly map: ImportMap;
  /** UTC ms. */
  readonly receivedAt: number;
}

const KINDS: readonly (readonly [string, readonly string[]])[] = [
  ['page', ['$pageview', 'pageview', 'page_view', 'page view', 'page viewed', 'page']],
  ['screen', ['$screen', 'screen', 'screen_view', 'screen view', 'screen viewed']],
  ['identify', ['$identify', 'identify']],
  ['group', ['$groupidentify', 'group']],
  ['alias', ['$create_alias', 'alias']],
  ['person', ['$set']],
  ['click', ['$autocapture', '$rageclick', 'click', 'button clicked', 'link clicked']],
  ['error', ['$exception', 'exception', 'error']],
  ['vitals', ['$web_vitals']],
  ['ping', ['$pageleave', 'page_ping', 'heartbeat']],
];

/** `nullif(trim(…), '')` of a column's text. */
const filled = (value: string): string => `nullif(trim(${value}), '')`;

/** Where a column's text is: a column of a table, or a JSON key, literal or as a dot path. */
function columnText({ file }: ImportSqlOptions, column: string): string {
  if (file.format === 'csv') return sqlName(column);
  if (file.format === 'native') {
    const found = file.columns.find(({ name }) => name === column);
    return found === undefined ? 'NULL::VARCHAR' : nativeText(found);
  }
  const literal = `json_extract_string(json, ${sqlPointer([column])})`;
  if (!column.includes('.')) return literal;
  return `coalesce(${literal}, json_extract_string(json, ${sqlPointer(column.split('.'))}))`;
}

/** Columns that hold an event's own fields and so are no properties. */
export function mappedColumns(map: ImportMap): Set<string> {
  const columns = [
    ...('column' in map.time ? [map.time.column] : map.time.columns),
    ...('column' in map.event ? [map.event.column] : []),
    map.distinctId.column,
    ...[map.anonymousId, map.userId, map.sessionId, map.eventId].flatMap((each) => (each ? [each.column] : [])),
    ...Object.values(map.group ?? {}).map(({ column }) => column),
  ];
  return new Set(columns);
}

/** One row per staged row, with the columns of `canonical` (electron/engine/import). */
export function printCanonicalSelect(options: ImportSqlOptions): string {
  const { map } = options;
  const optional = (field: { column: string } | undefined): string =>
    field === undefined ? 'NULL::VARCHAR' : filled(columnText(options, field.column));
  const event = 'constant' in map.event ? sqlText(map.event.constant) : filled(columnText(options, map.event.column));
  const timeText =
    'column' in map.time
      ? filled(columnText(options, map.time.column))
      : filled(`concat_ws(' ', ${map.time.columns.map((column) => filled(columnText(options, column))).join(', ')})`);
  const raw = rawText(options);
  const wellFormed =
    options.file.format !== 'jsonl'
      ? 'true'
      : "(CASE WHEN json_valid(json) THEN json_type(json) = 'OBJECT' ELSE false END)";
  const skip = map.skipWhere === undefined ? 'false' : `${filled(columnText(options, map.skipWhere))} IS NULL`;
  // json functions fail the whole statement on a malformed text, so only well-formed rows reach them.
  const source =
    options.file.format !== 'jsonl'
      ? 'rows'
      : `(SELECT row, json AS raw, CASE WHEN ${wellFormed} THEN json ELSE '{}' END AS json, ${wellFormed} AS well_formed FROM rows WHERE ${filled('json')} IS NOT NULL)`;
  return `SELECT row, 0::INTEGER AS part, "timestamp", NULL::BIGINT AS original_timestamp, NULL::BIGINT AS sent_at, event, kind, coalesce(distinct_id, user_id, anonymous_id) AS distinct_id, anonymous_id, user_id, session_hint,
      groups, properties, NULL::VARCHAR AS source, NULL::VARCHAR AS project, NULL::VARCHAR AS lib, NULL::VARCHAR AS lib_version,
      given_id, md5(content) AS digest, raw,
      CASE
        WHEN NOT well_formed THEN 'malformed_row'
        WHEN skipped THEN 'skipped'
        WHEN time_text IS NULL THEN 'missing_time'
        WHEN "timestamp" IS NULL THEN 'invalid_time'
        WHEN event IS NULL THEN 'missing_event_name'
        WHEN coalesce(distinct_id, user_id, anonymous_id) IS NULL THEN 'missing_id'
      END AS reason, time_text, NULL::VARCHAR AS problem
    FROM (
      SELECT row, ${timeText} AS time_text, ${printNativeTime(options) ?? printTime(timeText, map)} AS "timestamp", ${event} AS event, ${printKind(event)} AS kind,
        ${optional(map.distinctId)} AS distinct_id, ${optional(map.anonymousId)} AS anonymous_id, ${optional(map.userId)} AS user_id,
        ${optional(map.sessionId)} AS session_hint, ${optional(map.eventId)} AS given_id,
        ${printGroups(options)} AS groups, ${printProperties(options)} AS properties,
        ${raw} AS raw, ${options.file.format !== 'jsonl' ? raw : 'trim(raw)'} AS content, ${options.file.format !== 'jsonl' ? 'true' : 'well_formed'} AS well_formed, ${skip} AS skipped
      FROM ${source}
    )`;
}

/** The row as a text that names its columns: what a reject keeps, and what an id is derived from. */
function rawText({ file }: ImportSqlOptions): string {
  if (file.format === 'native') return nativeObjectText(file.columns);
  return file.format === 'jsonl' ? 'raw' : objectText(file.columns.map(({ name }) => name));
}

/** A row of texts as the text of one JSON object; cells that are NULL are left out. */
export function objectText(columns: readonly string[]): string {
  const members = columns.map((name) => `${sqlText(`${JSON.stringify(name)}:`)} || to_json(${sqlName(name)})::VARCHAR`);
  return `'{' || concat_ws(',', ${members.join(', ')}) || '}'`;
}

function printKind(event: string): string {
  const cases = KINDS.map(
    ([kind, names]) => `WHEN lower(${event}) IN (${names.map(sqlText).join(', ')}) THEN ${sqlText(kind)}`,
  );
  return `CASE ${cases.join(' ')} ELSE 'custom' END`;
}

const NUMERIC_TIME = "'^[0-9]+([.][0-9]+)?$'";
const HAS_OFFSET = "'([zZ]|[+-][0-9]{2}(:?[0-9]{2})?|UTC|GMT)$'";

/** UTC ms as BIGINT, NULL where the text is no time in the map's format. */
function printTime(text: string, { time }: ImportMap): string {
  const number = `TRY_CAST(${text} AS DOUBLE)`;
  const scaled = (factor: string): string => `TRY_CAST(round(${number} ${factor}) AS BIGINT)`;
  const zone = time.timezone ?? 'UTC';
  const local = (value: string): string => printLocalToUtc(`epoch_ms(${value})`, zone);
  // Text that states its offset means that, whatever the map's zone.
  const iso = `CASE WHEN regexp_matches(substr(${text}, 11), ${HAS_OFFSET}) THEN epoch_ms(TRY_CAST(${text} AS TIMESTAMPTZ)) ELSE ${local(`TRY_CAST(${text} AS TIMESTAMP)`)} END`;
  switch (time.format) {
    case 'epoch_s':
      return scaled('* 1000');
    case 'epoch_ms':
      return scaled('');
    case 'epoch_us':
      return scaled('/ 1000');
    case 'iso':
      return iso;
    case undefined:
      // By size: seconds until the year 5138, milliseconds until the year 5138 in microseconds.
      return `CASE WHEN regexp_matches(${text}, ${NUMERIC_TIME}) THEN CASE WHEN ${number} < 1e11 THEN ${scaled('* 1000')} WHEN ${number} < 1e14 THEN ${scaled('')} ELSE ${scaled('/ 1000')} END ELSE ${iso} END`;
    default:
      return local(`try_strptime(${text}, ${sqlText(time.format)})`);
  }
}

/** Of a column that holds times already; undefined where it has to be read from text. */
function printNativeTime({ file, map: { time } }: ImportSqlOptions): string | undefined {
  if (file.format !== 'native' || !('column' in time)) return undefined;
  const found = file.columns.find(({ name }) => name === time.column);
  if (found?.type === 'instant') return `epoch_ms(${sqlName(found.name)})`;
  return found?.type === 'local'
    ? printLocalToUtc(`epoch_ms(${sqlName(found.name)})`, time.timezone ?? 'UTC')
    : undefined;
}

/** Years that offsets are looked up for; times outside keep the nearest offset. */
const ZONE_FROM = Date.UTC(1970, 0, 1);
const ZONE_TO = Date.UTC(2050, 0, 1);

/** Local ms to UTC ms by the zone's transitions: integer arithmetic, no time-zone library in the database. */
function printLocalToUtc(local: string, zone: string): string {
  if (zone === 'UTC') return local;
  const table = computeZoneTable(zone, ZONE_FROM, ZONE_TO);
  const steps: string[] = [];
  for (let i = table.starts.length - 1; i > 0; i--) {
    const offset = table.offsets[i] as number;
    const before = table.offsets[i - 1] as number;
    // In a gap the time before the change never showed on a clock; in a fold the earlier reading is meant.
    const localStart = (table.starts[i] as number) + Math.max(offset, before);
    steps.push(`WHEN t >= ${localStart} THEN t - ${offset}`);
  }
  const first = table.offsets[0] ?? 0;
  // The lambda gives the time a name, so that it is read once and not once per transition.
  return steps.length === 0
    ? `${local} - ${first}`
    : `list_transform([${local}], lambda t: CASE ${steps.join(' ')} ELSE t - ${first} END)[1]`;
}

function printGroups(options: ImportSqlOptions): string {
  const members = Object.entries(options.map.group ?? {}).map(([type, { column }]) => {
    const text = filled(columnText(options, column));
    return `CASE WHEN ${text} IS NOT NULL THEN ${sqlText(`${JSON.stringify(type)}:`)} || to_json(${text})::VARCHAR END`;
  });
  return members.length === 0 ? "'{}'" : `'{' || concat_ws(',', ${members.join(', ')}) || '}'`;
}

function printProperties(options: ImportSqlOptions): string {
  const { file, map } = options;
  const mapped = mappedColumns(map);
  const wanted = (name: string): boolean =>
    Array.isArray(map.properties) ? map.properties.includes(name) : !mapped.has(name);
  const nameOf = (column: string): string => map.rename?.[column] ?? column;
  if (file.format === 'csv') {
    const members = file.columns
      .filter(({ name }) => wanted(name))
      .map(({ name, type }) => {
        const cell = sqlName(name);
        const key = sqlText(`${JSON.stringify(nameOf(name))}:`);
        const value = {
          text: `to_json(${cell})::VARCHAR`,
          number: `trim(${cell})`,
          boolean: `lower(trim(${cell}))`,
          json: cell,
        }[type];
        return `CASE WHEN ${filled(cell)} IS NOT NULL THEN ${key} || ${value} END`;
      });
    return members.length === 0 ? "'{}'" : `'{' || concat_ws(',', ${members.join(', ')}) || '}'`;
  }
  if (file.format === 'native') {
    const members = file.columns
      .filter(({ name }) => wanted(name))
      .map((column) => {
        const key = sqlText(`${JSON.stringify(nameOf(column.name))}:`);
        const value = `${key} || ${nativeJson(column)}`;
        return column.type === 'text'
          ? `CASE WHEN ${filled(sqlName(column.name))} IS NOT NULL THEN ${value} END`
          : value;
      });
    return members.length === 0 ? "'{}'" : `'{' || concat_ws(',', ${members.join(', ')}) || '}'`;
  }
  if (Array.isArray(map.properties)) {
    const members = map.properties.map((name) => {
      const value = `json_extract(json, ${sqlPointer([name])})`;
      return `CASE WHEN ${value} IS NOT NULL THEN ${sqlText(`${JSON.stringify(nameOf(name))}:`)} || ${value}::VARCHAR END`;
    });
    return `'{' || concat_ws(',', ${members.join(', ')}) || '}'`;
  }
  // Taking keys out is merging nulls in (RFC 7396). An object called `properties` is what it says.
  const gone = Object.fromEntries(
    [...mapped, ...Object.keys(map.rename ?? {}), 'properties'].map((name) => [name, null]),
  );
  const nested = `json_extract(json, '/properties')`;
  const isObject = `json_type(json, '/properties') = 'OBJECT'`;
  const renamed = Object.entries(map.rename ?? {}).map(([column, name]) => {
    const value = `json_extract(json, ${sqlPointer([column])})`;
    return `CASE WHEN ${value} IS NOT NULL THEN ${sqlText(`${JSON.stringify(name)}:`)} || ${value}::VARCHAR END`;
  });
  const kept = `CASE WHEN ${nested} IS NOT NULL AND NOT coalesce(${isObject}, false) THEN '"properties":' || ${nested}::VARCHAR END`;
  const more = `('{' || concat_ws(',', ${[kept, ...renamed].join(', ')}) || '}')::JSON`;
  const base = `json_merge_patch(json_merge_patch(json, ${sqlText(JSON.stringify(gone))}), ${more})`;
  return `CASE WHEN coalesce(${isObject}, false) THEN json_merge_patch(${base}, ${nested}) ELSE ${base} END::VARCHAR`;
}
