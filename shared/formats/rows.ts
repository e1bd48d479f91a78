/** Reads the values of exported rows: in CSV and Parquet what is an object on the wire is often a text of JSON. */
import { isJsonObject, type Json, type JsonObject, setKey } from '../model/json';
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
export function filledOf(row: JsonObject): JsonObject {
  const filled: JsonObject = {};
  for (const name in row) {
    const value = row[name];
    if (value !== undefined && !isEmpty(value)) setKey(filled, name, value);
  }
  return filled;
}

/** The object without empty values, at any depth; what comes to nothing is left out too. */
export function prunedOf(value: JsonObject): JsonObject {
  const kept: JsonObject = {};
  for (const key in value) {
    const inner = value[key];
    if (inner === undefined || isEmpty(inner)) continue;
    const pruned = isJsonObject(inner) ? prunedOf(inner) : inner;
    if (isJsonObject(pruned) ? hasKeys(pruned) : !Array.isArray(pruned) || pruned.length > 0) setKey(kept, key, pruned);
  }
  return kept;
}

/** Whether anything is in it. */
export function hasKeys(object: Readonly<JsonObject>): boolean {
  for (const _key in object) return true;
  return false;
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

/** `0000-00-00 00:00:00`: what stands between the digits, 0 for a digit, 1 for a blank or a T. */
const SIGNS = Uint8Array.from('0000-00-00 00:00:00', (sign) =>
  sign === '0' ? 0 : sign === ' ' ? 1 : sign.charCodeAt(0),
);
const UTC = new Set(['', 'Z', ' Z', ' UTC', '+00', '+0000', '+00:00', ' +0000', ' +00:00']);

/**
 * Most times are written alike, in UTC or without a zone, with no fraction of a second or three digits and more of it: read by
 * hand. Others, and those at the end of a month, go the long way.
 */
function plainTime(text: string): number | undefined {
  if (text.length < SIGNS.length) return undefined;
  for (let i = 0; i < SIGNS.length; i++) {
    const code = text.charCodeAt(i);
    const sign = SIGNS[i] as number;
    const fits = sign === 0 ? isDigit(code) : sign === 1 ? code === 0x20 || code === 0x54 : code === sign;
    if (!fits) return undefined;
  }
  const number = (at: number): number => 10 * (text.charCodeAt(at) - 0x30) + text.charCodeAt(at + 1) - 0x30;
  const [year, month, day] = [100 * number(0) + number(2), number(5), number(8)];
  const [hour, minute, second] = [number(11), number(14), number(17)];
  if (year < 1970 || year > 2199 || month < 1 || month > 12 || day < 1 || day > 28) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  let at = SIGNS.length;
  let ms = 0;
  if (text.charCodeAt(at) === 0x2e) {
    const begin = ++at;
    while (isDigit(text.charCodeAt(at))) at++;
    if (at < begin + 3) return undefined;
    ms = 10 * number(begin) + text.charCodeAt(begin + 2) - 0x30;
  }
  if (at !== text.length && !UTC.has(text.slice(at))) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second, ms);
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

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
