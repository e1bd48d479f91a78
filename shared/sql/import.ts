/**
 * A generic file's rows as canonical columns: one SELECT over the staged rows, printed from the file's columns and an
 * import map. Nothing is dropped here: rows that cannot become events come out with a `reason` instead.
 */
import { MOST_MS } from '../base/time';
import { type ImportMap, timeColumns } from '../formats/import-map';
import { sqlIsRow, sqlStrictJson, sqlTooDeep, TOO_DEEP, TOO_WIDE } from './strict-json';
import { type NativeColumn, nativeJson, nativeObjectText, nativeText } from './native-columns';
import { printKnownTime, printTime } from './import-time';
import { sqlName, sqlOneOf, sqlPointer, sqlText } from './quote';

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

/** A text cell, NULL where it holds one of the map's words for nothing. */
function printCell(cell: string, { nulls = [] }: ImportMap): string {
  return nulls.length === 0 ? cell : `CASE WHEN NOT ${sqlOneOf(`trim(${cell})`, nulls)} THEN ${cell} END`;
}

/** Whether a column's text is more than blanks: most begin with a visible character, and trimming goes through the whole text. */
const isFilled = (value: string): string =>
  `CASE WHEN ${value} BETWEEN '!' AND '~' THEN true ELSE ${filled(value)} IS NOT NULL END`;

/** Where a column's text is: a column of a table, or a JSON key, literal or as a dot path. */
function columnText(options: ImportSqlOptions, column: string): string {
  const { file, map } = options;
  // Files of one import may lack columns that others of them have.
  if (file.format === 'csv')
    return file.columns.some(({ name }) => name === column) ? printCell(sqlName(column), map) : 'NULL::VARCHAR';
  if (file.format === 'native') {
    const found = file.columns.find(({ name }) => name === column);
    if (found === undefined) return 'NULL::VARCHAR';
    return found.type === 'text' ? printCell(nativeText(found), map) : nativeText(found);
  }
  if (isTakenAtOnce(options)) return `struct_extract(${field('values')}, ${sqlText(column)})`;
  const at = (keys: readonly string[]): string => {
    const path = sqlPointer(keys);
    return `${field('values')}[${jsonPaths(options).findIndex((known) => sqlPointer(known) === path) + 1}]`;
  };
  return column.includes('.') ? `coalesce(${at([column])}, ${at(column.split('.'))})` : at([column]);
}

/**
 * Whether a line's own fields and its `properties` can be taken out by parsing it once, as the fields of a struct: those have
 * no paths, and to them names in capitals are the same.
 */
function isTakenAtOnce(options: ImportSqlOptions): boolean {
  const paths = jsonPaths(options);
  const names = new Set(paths.flat().map((name) => name.toLowerCase()));
  return paths.every((path) => path.length === 1) && names.size === paths.length && !names.has('properties');
}

/** Where in a line the map's columns stand: literally so called, or along a dot path. */
function jsonPaths({ map }: ImportSqlOptions): readonly (readonly string[])[] {
  const columns = new Set([...mappedColumns(map), ...(map.skipWhere === undefined ? [] : [map.skipWhere])]);
  return [...columns].flatMap((column) => (column.includes('.') ? [[column], column.split('.')] : [[column]]));
}

/** Columns that hold an event's own fields and so are no properties. */
export function mappedColumns(map: ImportMap): Set<string> {
  const columns = [
    ...timeColumns(map.time),
    ...('column' in map.event ? [map.event.column] : []),
    ...(map.also ?? []).map(({ column }) => column),
    map.distinctId.column,
    ...[map.anonymousId, map.userId, map.sessionId, map.eventId].flatMap((each) => (each ? [each.column] : [])),
    ...Object.values(map.group ?? {}).map(({ column }) => column),
  ];
  return new Set(columns);
}

/** A field of the event on its way, under a name that no column of a file has. */
const field = (name: string): string => sqlName(`\u001F${name}`);

/**
 * One row per staged row, in their order, with what electron/engine/import/canonical.ts wants. What is no event says so
 * in `reason`; a blank JSON line is `blank`.
 */
export function printCanonicalSelect(options: ImportSqlOptions): string {
  const { file, map } = options;
  const optional = (given: { column: string } | undefined): string =>
    given === undefined ? 'NULL::VARCHAR' : filled(columnText(options, given.column));
  const event = 'constant' in map.event ? sqlText(map.event.constant) : filled(columnText(options, map.event.column));
  const [when = 'NULL::VARCHAR', clock] = timeColumns(map.time).map((column) => filled(columnText(options, column)));
  const timeText = clock === undefined ? when : filled(`concat_ws(' ', ${when}, ${clock})`);
  const skip = map.skipWhere === undefined ? 'false' : `${filled(columnText(options, map.skipWhere))} IS NULL`;
  const isJson = file.format === 'jsonl';
  const id = `coalesce(${field('distinct_id')}, ${field('user_id')}, ${field('anonymous_id')})`;
  const known = printKnownTime(map.time, file.format === 'native' ? file.columns : []);
  const fields = {
    ...(known === undefined ? { time_text: timeText } : {}),
    event,
    distinct_id: optional(map.distinctId),
    anonymous_id: optional(map.anonymousId),
    user_id: optional(map.userId),
    session_hint: optional(map.sessionId),
    given_id: optional(map.eventId),
    skipped: skip,
  };
  const time = known?.ms ?? printTime(map.time, field('time_text'));
  // A time's text is only wanted of rows that have none, or none that can be read.
  const hasTime = known?.isThere ?? `${field('time_text')} IS NOT NULL`;
  // Each level names what the next one uses more than once. What only few rows need stands in a CASE of the last one.
  return `SELECT row, 0::INTEGER AS part, ${field('timestamp')} AS "timestamp", NULL::BIGINT AS original_timestamp, NULL::BIGINT AS sent_at,
      ${field('event')} AS event, ${printKind(field('lower_event'))} AS kind, ${id} AS distinct_id, ${field('anonymous_id')} AS anonymous_id,
      ${field('user_id')} AS user_id, ${field('session_hint')} AS session_hint, ${printGroups(options)} AS groups, ${printProperties(options)} AS properties,
      NULL::VARCHAR AS source, NULL::VARCHAR AS project, NULL::VARCHAR AS lib, NULL::VARCHAR AS lib_version, ${field('given_id')} AS given_id,
      CASE WHEN ${field('given_id')} IS NULL THEN md5(${isJson ? `trim(${field('raw')})` : rawText(options)}) END AS digest,
      CASE WHEN ${field('reason')} IS NOT NULL THEN ${rawText(options)} END AS raw, ${field('reason')} AS reason,
      CASE WHEN ${field('reason')} IS NOT NULL THEN ${known === undefined ? field('time_text') : timeText} END AS time_text, ${isJson ? problemOf(field('reason'), field('raw')) : 'NULL::VARCHAR'} AS problem
    FROM (
      SELECT *, CASE
        ${isJson ? `WHEN NOT ${field('well_formed')} THEN CASE WHEN ${isFilled(field('raw'))} THEN 'malformed_row' ELSE 'blank' END` : ''}
        WHEN ${field('skipped')} THEN 'skipped'
        WHEN NOT (${hasTime}) THEN 'missing_time'
        WHEN coalesce(${field('timestamp')} NOT BETWEEN ${-MOST_MS} AND ${MOST_MS}, true) THEN 'invalid_time'
        WHEN ${field('event')} IS NULL THEN 'missing_event_name'
        WHEN ${id} IS NULL THEN 'missing_id'
      END AS ${field('reason')}
      FROM (
        SELECT *, ${time} AS ${field('timestamp')}, lower(${field('event')}) AS ${field('lower_event')}
        FROM (SELECT *, ${Object.entries(fields)
          .map(([name, expression]) => `${expression} AS ${field(name)}`)
          .join(', ')} FROM ${isJson ? printLines(options) : 'rows'})
      )
    )`;
}

/**
 * JSON lines, taken apart as seldom as may be. JSON functions fail the whole statement on a malformed text, so none
 * reaches them.
 */
function printLines(options: ImportSqlOptions): string {
  const paths = jsonPaths(options);
  const isObject = `CASE WHEN starts_with(json, '{') THEN true ELSE starts_with(ltrim(json, ' ' || chr(9)), '{') END`;
  const isLazy = isMendedLate(options);
  const lines = `SELECT row, json AS ${field('raw')}, CASE WHEN ${field('well_formed')} THEN ${isLazy ? 'json' : sqlStrictJson('json')} ELSE '{}' END AS json, ${field('well_formed')} FROM (
        SELECT row, json, CASE WHEN ${isObject} THEN ${sqlIsRow('json')} ELSE false END AS ${field('well_formed')} FROM rows)`;
  const shape = Object.fromEntries([...paths.flat().map((name) => [name, 'VARCHAR']), ['properties', 'JSON']]);
  const values = `json_transform(json, ${sqlText(JSON.stringify(shape))})`;
  const read = `SELECT *, ${values} AS ${field('values')} FROM (${lines})`;
  const taken = isTakenAtOnce(options)
    ? `SELECT *, struct_extract(${field('values')}, 'properties') AS ${field('nested')} FROM (${isLazy ? printMended(options, read, values) : read})`
    : `SELECT *, json_extract_string(json, [${paths.map(sqlPointer).join(', ')}]) AS ${field('values')},
        json_extract(json, '/properties') AS ${field('nested')} FROM (${lines})`;
  return `(SELECT *, coalesce(starts_with(${field('nested')}::VARCHAR, '{'), false) AS ${field('is_nested')} FROM (${taken}))`;
}

/** Whether what is no JSON in a line is looked for in what was taken out of it: most lines have nothing beside that. */
const isMendedLate = (options: ImportSqlOptions): boolean =>
  isTakenAtOnce(options) &&
  !Array.isArray(options.map.properties) &&
  Object.keys(options.map.rename ?? {}).length === 0;

/** What is taken out is written as JSON again, without needless commas, but with numbers that are none, in these words. */
const NO_NUMBERS = ['NaN', 'Infinity', '-Infinity'];

/** `read`, taken out of mended lines where a number in it is none. */
function printMended(options: ImportSqlOptions, read: string, values: string): string {
  const of = (name: string): string => `struct_extract(${field('values')}, ${sqlText(name)})`;
  const nested = `${of('properties')}::VARCHAR`;
  const isNone = [
    ...['NaN', 'Infinity'].map((word) => `contains(${nested}, ${sqlText(word)})`),
    ...jsonPaths(options).map(([name = '']) => sqlOneOf(of(name), NO_NUMBERS)),
  ].map((is) => `coalesce(${is}, false)`);
  return `SELECT * REPLACE (CASE WHEN ${field('no_number')} THEN ${values} ELSE ${field('values')} END AS ${field('values')}) FROM (
    SELECT * REPLACE (CASE WHEN ${field('no_number')} THEN ${sqlStrictJson('json')} ELSE json END AS json) FROM (
      SELECT *, ${isNone.join(' OR ')} AS ${field('no_number')} FROM (${read})))`;
}

/** What is wrong with a malformed line where that is not its JSON. */
const problemOf = (reason: string, raw: string): string =>
  `CASE WHEN ${reason} IS DISTINCT FROM 'malformed_row' OR NOT starts_with(trim(${raw}), '{') THEN NULL WHEN NOT json_valid(${raw}) THEN NULL
    WHEN ${sqlTooDeep(raw)} THEN ${sqlText(TOO_DEEP)} ELSE ${sqlText(TOO_WIDE)} END`;

/** The row as a text that names its columns: what a reject keeps, and what an id is derived from. */
function rawText({ file }: ImportSqlOptions): string {
  if (file.format === 'native') return nativeObjectText(file.columns);
  return file.format === 'jsonl' ? field('raw') : objectText(file.columns.map(({ name }) => name));
}

/** A row of texts as the text of one JSON object; cells that are NULL are left out. */
export function objectText(columns: readonly string[]): string {
  const members = columns.map((name) => `${sqlText(`${JSON.stringify(name)}:`)} || to_json(${sqlName(name)})::VARCHAR`);
  return `'{' || concat_ws(',', ${members.join(', ')}) || '}'`;
}

/** `event`: in lower case. */
function printKind(event: string): string {
  const cases = KINDS.map(([kind, names]) => `WHEN ${sqlOneOf(event, names)} THEN ${sqlText(kind)}`);
  return `CASE ${cases.join(' ')} ELSE 'custom' END`;
}

function printGroups(options: ImportSqlOptions): string {
  const members = Object.entries(options.map.group ?? {}).map(([type, { column }]) => {
    const text = filled(columnText(options, column));
    return `CASE WHEN ${text} IS NOT NULL THEN ${sqlText(`${JSON.stringify(type)}:`)} || to_json(${text})::VARCHAR END`;
  });
  return members.length === 0 ? "'{}'" : `'{' || concat_ws(',', ${members.join(', ')}) || '}'`;
}

/** The names that properties can have; undefined where rows have keys of their own. */
export function propertyNames(file: StagedFile, map: ImportMap): Set<string> | undefined {
  if (file.format === 'jsonl') return undefined;
  const { wanted, nameOf } = choiceOf(map);
  return new Set(file.columns.flatMap(({ name }) => (wanted(name) ? [nameOf(name)] : [])));
}

/** Which columns become properties, and under which names. */
function choiceOf(map: ImportMap): { wanted: (name: string) => boolean; nameOf: (column: string) => string } {
  const mapped = mappedColumns(map);
  return {
    wanted: (name) => (Array.isArray(map.properties) ? map.properties.includes(name) : !mapped.has(name)),
    nameOf: (column) => map.rename?.[column] ?? column,
  };
}

function printProperties(options: ImportSqlOptions): string {
  const { file, map } = options;
  const { wanted, nameOf } = choiceOf(map);
  if (file.format === 'csv') {
    const members = file.columns
      .filter(({ name }) => wanted(name))
      .map(({ name, type }) => {
        const cell = printCell(sqlName(name), map);
        const key = sqlText(`${JSON.stringify(nameOf(name))}:`);
        const value = {
          text: `to_json(${cell})::VARCHAR`,
          number: `trim(${cell})`,
          boolean: `lower(trim(${cell}))`,
          json: sqlStrictJson(cell),
        }[type];
        return `CASE WHEN ${isFilled(cell)} THEN ${key} || ${value} END`;
      });
    return members.length === 0 ? "'{}'" : `'{' || concat_ws(',', ${members.join(', ')}) || '}'`;
  }
  if (file.format === 'native') {
    const members = file.columns
      .filter(({ name }) => wanted(name))
      .map((column) => {
        const key = sqlText(`${JSON.stringify(nameOf(column.name))}:`);
        if (column.type === 'text') {
          const cell = printCell(sqlName(column.name), map);
          return `CASE WHEN ${isFilled(cell)} THEN ${key} || to_json(${cell})::VARCHAR END`;
        }
        if (column.type === 'json' && column.isText !== true) {
          return `CASE WHEN ${isFilled(sqlName(column.name))} THEN ${key} || ${nativeJson(column)} END`;
        }
        return `${key} || ${column.isText === true ? `to_json(${nativeText(column)})::VARCHAR` : nativeJson(column)}`;
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
  return printJsonProperties(options);
}

/** Taking keys out is merging nulls in (RFC 7396). An object called `properties` is what it says. */
function printJsonProperties(options: ImportSqlOptions): string {
  const { map } = options;
  const mapped = mappedColumns(map);
  const nested = field('nested');
  const gone = Object.fromEntries(
    [...mapped, ...Object.keys(map.rename ?? {}), 'properties'].map((name) => [name, null]),
  );
  const line = isMendedLate(options) ? sqlStrictJson('json') : 'json';
  const rest = `json_merge_patch(${line}, ${sqlText(JSON.stringify(gone))})`;
  const renamed = Object.entries(map.rename ?? {}).map(([column, name]) => {
    const value = `json_extract(json, ${sqlPointer([column])})`;
    return `CASE WHEN ${value} IS NOT NULL THEN ${sqlText(`${JSON.stringify(name)}:`)} || ${value}::VARCHAR END`;
  });
  const kept = `CASE WHEN ${nested} IS NOT NULL AND NOT ${field('is_nested')} THEN '"properties":' || ${nested}::VARCHAR END`;
  const more = `('{' || concat_ws(',', ${[kept, ...renamed].join(', ')}) || '}')::JSON`;
  const base = `json_merge_patch(${rest}, ${more})`;
  const whole = `CASE WHEN ${field('is_nested')} THEN json_merge_patch(${base}, ${nested}) ELSE ${base} END`;
  if (renamed.length > 0) return `${whole}::VARCHAR`;
  // What the line has beside its own fields is most often either nothing or all of it.
  const alone = `CASE WHEN contains(${nested}::VARCHAR, 'null') THEN json_merge_patch('{}', ${nested}) ELSE ${nested} END`;
  return `CASE WHEN ${nested} IS NULL THEN ${rest} WHEN ${printIsAlone(options)} THEN ${alone} ELSE ${whole} END::VARCHAR`;
}

/** Whether a line has nothing but the event's own fields and an object `properties`. As many keys as fields is that. */
function printIsAlone(options: ImportSqlOptions): string {
  const mapped = [...mappedColumns(options.map)];
  const isAtOnce = isTakenAtOnce(options);
  const known = jsonPaths(options).flatMap(([name = '', ...deeper], index) =>
    deeper.length === 0 && name !== 'properties' && mapped.includes(name)
      ? [`(${isAtOnce ? columnText(options, name) : `${field('values')}[${index + 1}]`} IS NOT NULL)::INTEGER`]
      : [],
  );
  const all = `list_has_all([${[...mapped, 'properties'].map(sqlText).join(', ')}], json_keys(json))`;
  return `CASE WHEN NOT ${field('is_nested')} THEN false WHEN len(json_keys(json)) = ${['1', ...known].join(' + ')} THEN true ELSE ${all} END`;
}
