/** Reads the values of exported rows: in CSV and Parquet what is an object on the wire is often a text of JSON. */
import { isJsonObject, type Json, type JsonObject } from '../model/json';
import { inRange, isDeeperThan, mayBeDeeperThan, readTime } from '../protocols/reading';

/** What all filled cells of a CSV column hold, as the generic import finds it. */
export type CellTypes = ReadonlyMap<string, 'text' | 'number' | 'boolean' | 'json'>;

/** The value, parsed where it is a text of a JSON object or array; the text itself where it is none. */
export function unwrapJson(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

/** Whether a row is nested deeper than so many levels; `text` is what it was parsed from. */
export const isTooDeep = (text: string, row: JsonObject, levels: number): boolean =>
  mayBeDeeperThan(text, levels) && isDeeperThan(row, levels);

/** The object, also from its text; empty where it is none. */
export function objectOf(value: Json | undefined): JsonObject {
  const plain = unwrapJson(value);
  return isJsonObject(plain) ? plain : {};
}

/** The list, also from its text; empty where it is none. */
export function listOf(value: Json | undefined): readonly Json[] {
  const plain = unwrapJson(value);
  return Array.isArray(plain) ? plain : [];
}

/** How ClickHouse, Snowflake and others write NULL into CSV. */
const NULL_TEXT = '\\N';

/** Whether a cell says nothing: tables have a column for what other rows say. */
export const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === '' || value === NULL_TEXT;

/** The row without cells that say nothing. */
export const filledOf = (row: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => !isEmpty(value)));

/** The object without empty values, at any depth; what comes to nothing is left out too. */
export function prunedOf(value: JsonObject): JsonObject {
  const entries = Object.entries(value).flatMap(([key, inner]): [string, Json][] => {
    const pruned = isJsonObject(inner) ? prunedOf(inner) : inner;
    const size = isJsonObject(pruned) ? Object.keys(pruned).length : Array.isArray(pruned) ? pruned.length : 1;
    return isEmpty(pruned) || size === 0 ? [] : [[key, pruned]];
  });
  return Object.fromEntries(entries);
}

/** UTC ms of ISO text, with or without zone (then UTC) or with the word UTC, or of an epoch in s, ms or µs. */
export function timeOf(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value >= MICROSECONDS_FROM ? inRange(value / 1000) : readTime(value);
  if (typeof value !== 'string') return undefined;
  const plain = plainTime(value);
  if (plain !== undefined) return plain;
  const text = value.trim();
  if (/^\d{15,17}$/.test(text)) return timeOf(Number(text));
  return readTime(text.replace(/ ?(?:UTC|GMT)$/, 'Z'));
}

const PLAIN_TIME = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{3})\d*)?Z?$/;

/** Most times are written alike, without a zone; others, and those at the end of a month, go the long way. */
function plainTime(text: string): number | undefined {
  const [, year, month, day, hour, minute, second, fraction = '0'] = PLAIN_TIME.exec(text) ?? [];
  if (year === undefined || year < '1970' || year > '2199') return undefined;
  const [months, days, hours] = [Number(month), Number(day), Number(hour)];
  const isPlain = months >= 1 && months <= 12 && days >= 1 && days <= 28 && hours <= 23;
  if (!isPlain || Number(minute) > 59 || Number(second) > 59) return undefined;
  return Date.UTC(Number(year), months - 1, days, hours, Number(minute), Number(second), Number(fraction));
}

/** As ms this would be the year 5138. */
const MICROSECONDS_FROM = 1e14;

/** The first of these columns that says something. */
export function firstOf(row: JsonObject, names: readonly string[]): Json | undefined {
  for (const name of names) if (!isEmpty(row[name])) return row[name];
  return undefined;
}

/** A CSV cell as what its column holds; without types, and where it does not fit them, as it is. */
export function typedCell(value: Json, column: string, types: CellTypes | undefined): Json {
  if (typeof value !== 'string') return value;
  switch (types?.get(column)) {
    case 'number': {
      const number = Number(value);
      return value.trim() !== '' && Number.isFinite(number) ? number : value;
    }
    case 'boolean':
      return /^\s*true\s*$/i.test(value) ? true : /^\s*false\s*$/i.test(value) ? false : value;
    case 'json':
      return unwrapJson(value) ?? value;
    case 'text':
    case undefined:
      return value;
  }
}
