/**
 * What was seen of events, kept small: for each property of each event how often it came, of which types, with which few
 * values and formats, and the same inside of objects and lists. What goes beyond the limits is counted, not kept.
 */
import { isJsonObject, type Json, type JsonObject } from '../model/json';
import type { JsonType } from './edit';
import { formatOf } from './formats';

const MOST_PROPERTIES = 200;
const MOST_VALUES = 25;
const LONGEST_VALUE = 60;
const DEEPEST = 4;
/** Of a list, only the first items are looked at. */
const MOST_ITEMS = 20;

/** What was seen at one place. */
export interface Seen {
  count: number;
  readonly types: Map<JsonType, number>;
  /** Texts with counts; undefined once there were too many, or one too long to be one of few. */
  values: Map<string, number> | undefined;
  /** Format → how many texts had it; those without any are under ''. */
  readonly formats: Map<string, number>;
  /** By name, of objects. */
  readonly properties: Map<string, Seen>;
  /** Of lists: all their items together. */
  items: Seen | undefined;
}

export const nothingSeen = (): Seen => ({
  count: 0,
  types: new Map(),
  values: new Map(),
  formats: new Map(),
  properties: new Map(),
  items: undefined,
});

export function typeOf(value: Json): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value as 'string' | 'boolean' | 'object';
}

const add = <K>(counts: Map<K, number>, key: K): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

/** Takes one value into account. `skip` names properties that are not looked at, at the top alone. */
export function see(seen: Seen, value: Json, skip?: (name: string) => boolean, depth = 0): void {
  seen.count += 1;
  add(seen.types, typeOf(value));
  if (typeof value === 'string') seeText(seen, value);
  else if (depth >= DEEPEST) return;
  else if (Array.isArray(value)) {
    for (const item of value.slice(0, MOST_ITEMS)) see((seen.items ??= nothingSeen()), item, undefined, depth + 1);
  } else if (isJsonObject(value)) seeProperties(seen, value, skip, depth);
}

function seeText(seen: Seen, text: string): void {
  add(seen.formats, formatOf(text) ?? '');
  if (seen.values === undefined) return;
  if (text.length > LONGEST_VALUE) seen.values = undefined;
  else {
    add(seen.values, text);
    if (seen.values.size > MOST_VALUES) seen.values = undefined;
  }
}

function seeProperties(
  seen: Seen,
  value: JsonObject,
  skip: ((name: string) => boolean) | undefined,
  depth: number,
): void {
  for (const [name, inner] of Object.entries(value)) {
    if (skip?.(name) === true) continue;
    let property = seen.properties.get(name);
    if (property === undefined) {
      if (seen.properties.size >= MOST_PROPERTIES) continue;
      seen.properties.set(name, (property = nothingSeen()));
    }
    see(property, inner, undefined, depth + 1);
  }
}
