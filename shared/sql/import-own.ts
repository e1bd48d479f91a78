/**
 * Waymark's own export as canonical columns, by one SELECT. It takes rows that are exactly as an export writes them; any
 * other comes out with the reason `aside` and its text, to be read by the reader of shared/formats/waymark.
 */
import { CSV_MARK, CSV_VERSION } from '../formats/waymark/events';
import { EVENT_KINDS } from '../model/event';
import { objectText, type StagedFile } from './import';
import { nativeObjectText } from './native-columns';
import { sqlName, sqlOneOf, sqlText } from './quote';
import { sqlIsJson, sqlStrictJson } from './strict-json';

/** The reason of a row that is left to the reader. */
export const ASIDE = 'aside';

const TEXTS = ['event_id', 'event', 'kind', 'distinct_id', 'source'] as const;
const MORE_TEXTS = ['anonymous_id', 'user_id', 'session_id', 'project', 'lib', 'lib_version'] as const;
const TIMES = ['timestamp', 'received_at'] as const;
const MORE_TIMES = ['original_timestamp', 'sent_at'] as const;
const JSONS = ['groups', 'properties'] as const;
const FIELDS = [...TEXTS, ...MORE_TEXTS, ...TIMES, ...MORE_TIMES, ...JSONS] as const;
type Field = (typeof FIELDS)[number];

/** How a container holds the fields: the rows with each field as `value`, and whether what is there is as exported. */
interface Shape {
  readonly rows: string;
  readonly value: (field: Field) => string;
  /** A condition on the row as a whole. */
  readonly holds: string;
  /** Whether the value, where there is one, is as it is written. */
  readonly fits: (field: Field) => string;
  readonly raw: string;
  readonly blank: string;
}

const ISO = "'[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z'";
/** An object of texts that need no escape. */
const PLAIN_GROUPS = String.raw`\{("[^"\\\x00-\x1f]*":"[^"\\\x00-\x1f]*"(,"[^"\\\x00-\x1f]*":"[^"\\\x00-\x1f]*")*)?\}`;

/** Undefined where the file's columns are not those of an export. */
export function printOwnSelect(file: StagedFile): string | undefined {
  const shape = shapeOf(file);
  if (shape === undefined) return undefined;
  const at = (field: Field): string => sqlName(`\u001F${field}`);
  const conditions = [
    shape.holds,
    ...[...TEXTS, ...TIMES, ...JSONS].map((field) => `${at(field)} IS NOT NULL`),
    ...FIELDS.map((field) => `coalesce(${sqlName(`\u001Ffits_${field}`)}, false)`),
    sqlOneOf(at('kind'), EVENT_KINDS),
    `regexp_full_match(${at('groups')}, ${sqlText(PLAIN_GROUPS)})`,
    `starts_with(${at('properties')}, '{')`,
    sqlIsJson(at('properties')),
    `NOT contains(concat(${[...TEXTS, ...MORE_TEXTS].map(at).join(', ')}), chr(0))`,
  ];
  const isPlain = sqlName('\u001Fplain');
  return `SELECT row, 0::INTEGER AS part, ${at('timestamp')} AS "timestamp", ${at('original_timestamp')} AS original_timestamp,
      ${at('sent_at')} AS sent_at, ${at('received_at')} AS received_at, ${at('event')} AS event, ${at('kind')} AS kind,
      ${at('distinct_id')} AS distinct_id, ${at('anonymous_id')} AS anonymous_id, ${at('user_id')} AS user_id,
      ${at('session_id')} AS session_hint, ${at('groups')} AS groups,
      CASE WHEN ${isPlain} THEN ${sqlStrictJson(at('properties'))} ELSE '{}' END AS properties, ${at('source')} AS source,
      ${at('project')} AS project, ${at('lib')} AS lib, ${at('lib_version')} AS lib_version, ${at('event_id')} AS given_id,
      NULL::VARCHAR AS digest, CASE WHEN NOT ${isPlain} THEN ${shape.raw} END AS raw,
      CASE WHEN ${shape.blank} THEN 'blank' WHEN NOT ${isPlain} THEN ${sqlText(ASIDE)} END AS reason,
      NULL::VARCHAR AS time_text, NULL::VARCHAR AS problem
    FROM (SELECT *, ${conditions.join(' AND ')} AS ${isPlain} FROM (
      SELECT *, ${FIELDS.map((field) => `${shape.value(field)} AS ${at(field)}, ${shape.fits(field)} AS ${sqlName(`\u001Ffits_${field}`)}`).join(', ')}
      FROM ${shape.rows}))`;
}

function shapeOf(file: StagedFile): Shape | undefined {
  if (file.format === 'csv') return csvShape(file.columns.map(({ name }) => name));
  if (file.format === 'native') return nativeShape(file);
  return linesShape();
}

const isTime = (field: Field): boolean => [...TIMES, ...MORE_TIMES].some((time) => time === field);
const isJson = (field: Field): boolean => JSONS.some((json) => json === field);

function csvShape(columns: readonly string[]): Shape | undefined {
  if (!FIELDS.every((field) => columns.includes(field)) || !columns.includes(CSV_MARK)) return undefined;
  const cell = (field: Field): string => `nullif(${sqlName(field)}, '')`;
  return {
    rows: 'rows',
    value: (field) => {
      if (isJson(field)) return cell(field);
      if (isTime(field)) return `epoch_ms(TRY_CAST(${cell(field)} AS TIMESTAMP))`;
      // As restoreCell of shared/base.
      return `CASE WHEN regexp_matches(${cell(field)}, '^''+[=+\\-@\\t\\r]') THEN nullif(substr(${cell(field)}, 2), '') ELSE ${cell(field)} END`;
    },
    holds: `${sqlName(CSV_MARK)} = ${sqlText(CSV_VERSION)}`,
    fits: (field) => (isTime(field) ? `${cell(field)} IS NULL OR regexp_full_match(${cell(field)}, ${ISO})` : 'true'),
    raw: objectText(columns),
    blank: 'false',
  };
}

function nativeShape({ columns }: Extract<StagedFile, { format: 'native' }>): Shape | undefined {
  const fits = FIELDS.every((field) => {
    const type = columns.find(({ name }) => name === field)?.type;
    if (isTime(field)) return type === 'local' || type === 'instant';
    return type === 'text' || (isJson(field) && type === 'json');
  });
  if (!fits || columns.some(({ name }) => name === CSV_MARK)) return undefined;
  return {
    rows: 'rows',
    value: (field) =>
      isTime(field) ? `epoch_ms(${sqlName(field)})` : isJson(field) ? sqlName(field) : `nullif(${sqlName(field)}, '')`,
    holds: 'true',
    // Finer than milliseconds, a time is read another way.
    fits: (field) => (isTime(field) ? `coalesce(microsecond(${sqlName(field)}) % 1000 = 0, true)` : 'true'),
    raw: nativeObjectText(columns),
    blank: 'false',
  };
}

function linesShape(): Shape {
  const type = JSON.stringify(Object.fromEntries(FIELDS.map((field) => [field, 'JSON'])));
  const fields = sqlName('\u001Ffields');
  const line = sqlName('\u001Fline');
  const json = (field: Field): string => `struct_extract(${fields}, ${sqlText(field)})`;
  const given = (field: Field): string => `nullif(${json(field)}::VARCHAR, 'null')`;
  return {
    // Of a line that is no object, every field is missing.
    rows: `(SELECT row, json AS ${line}, from_json(CASE WHEN ${sqlIsJson('json')} THEN json ELSE '{}' END, ${sqlText(type)}) AS ${fields} FROM rows)`,
    value: (field) => {
      if (isTime(field)) return `TRY_CAST(${given(field)} AS BIGINT)`;
      return isJson(field) ? given(field) : `nullif(${json(field)} ->> '$', '')`;
    },
    holds: `starts_with(${line}, '{')`,
    fits: (field) => {
      if (isTime(field)) return `${given(field)} IS NULL OR regexp_full_match(${given(field)}, '-?[0-9]{1,15}')`;
      return isJson(field) ? 'true' : `${given(field)} IS NULL OR starts_with(${given(field)}, '"')`;
    },
    raw: line,
    blank: `nullif(trim(${line}), '') IS NULL`,
  };
}
