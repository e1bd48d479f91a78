/**
 * A person's properties, replayed from the operations that its events carry (docs/profiles.md). The outcome depends on
 * the set of events alone: {@link compareOrder} says which comes first. Promises:
 *   - a value is never null: null says that there is none;
 *   - operations that make no sense (adding to a text, a list where an object should be) change nothing;
 *   - an event changes a property at most once, and only to another value than it had.
 */
import { canonicalJson } from '../base/canonical-json';
import { isJsonObject, type Json, type JsonObject } from '../model/json';
import { PROPERTY_OPERATIONS, type PropertyOperation } from '../model/person';

/** The operations of one event, by name, as they stand in its properties. */
export type Operations = { readonly [Op in PropertyOperation]?: Json | undefined };

/** An event that carries operations. */
export interface OperationEvent {
  readonly eid: number;
  /** UTC ms. */
  readonly time: number;
  readonly operations: Operations;
}

/** Where a property's present value comes from. */
export interface Property {
  readonly value: Json;
  readonly eid: number;
  /** UTC ms. */
  readonly time: number;
  readonly op: PropertyOperation;
}

/** What a property was from an event on: `value` undefined where it was taken away. */
export interface Change {
  readonly key: string;
  readonly value: Json | undefined;
  readonly eid: number;
  /** UTC ms. */
  readonly time: number;
  readonly op: PropertyOperation;
}

export type Profile = ReadonlyMap<string, Property>;

/** Replays events one after another; the caller brings them in event order. */
export class Replay {
  private readonly values: Map<string, Json>;

  /** Goes on from the properties that earlier events left. */
  constructor(properties: JsonObject = {}) {
    this.values = new Map(Object.entries(properties));
  }

  /** What the event changes, in the order of keys. */
  apply({ eid, time, operations }: OperationEvent): Change[] {
    const touched = new Map<string, Step>();
    for (const op of PROPERTY_OPERATIONS) {
      const given = operations[op];
      if (given === undefined || given === null || given === false) continue;
      const operate = OPERATIONS[op];
      for (const [key, argument] of argumentsOf(op, given, () => this.keysAmid(touched))) {
        const step = touched.get(key);
        const before = step === undefined ? this.values.get(key) : step.value;
        const after = operate(before, argument);
        if (after !== before) touched.set(key, { value: after, op });
      }
    }
    const changes: Change[] = [];
    for (const [key, { value, op }] of touched) {
      if (sameJson(this.values.get(key), value)) continue;
      changes.push({ key, value, eid, time, op });
      if (value === undefined) this.values.delete(key);
      else this.values.set(key, value);
    }
    return changes.length > 1 ? changes.sort((a, b) => compareText(a.key, b.key)) : changes;
  }

  /** As they are after the events so far, in the order of keys. */
  properties(): JsonObject {
    return Object.fromEntries([...this.values].sort(([a], [b]) => compareText(a, b)));
  }

  /** Keys that have a value in the middle of an event, or had one before it. */
  private keysAmid(touched: ReadonlyMap<string, Step>): Set<string> {
    return new Set([...this.values.keys(), ...touched.keys()]);
  }
}

interface Step {
  readonly value: Json | undefined;
  readonly op: PropertyOperation;
}

/** All changes of some events, in event order, and what they leave, in the order of keys. */
export function replay(events: readonly OperationEvent[]): { readonly changes: Change[]; readonly profile: Profile } {
  const run = new Replay();
  const changes = events.flatMap((event) => run.apply(event));
  const latest = new Map<string, Property>();
  for (const { key, value, ...source } of changes) {
    if (value === undefined) latest.delete(key);
    else latest.set(key, { value, ...source });
  }
  return { changes, profile: new Map([...latest].sort(([a], [b]) => compareText(a, b))) };
}

/** The order of a person's events: by time, then by event id. */
export function compareOrder(
  a: { readonly time: number; readonly eventId: string },
  b: { readonly time: number; readonly eventId: string },
): number {
  return a.time - b.time || compareText(a.eventId, b.eventId);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Key by key what an operation is given: `$unset` takes a list of keys too, `$delete` is about all of them. */
function argumentsOf(
  op: PropertyOperation,
  given: Json,
  present: () => Iterable<string>,
): readonly (readonly [string, Json])[] {
  if (op === '$delete') return Array.from(present(), (key) => [key, null] as const);
  if (op === '$unset' && Array.isArray(given)) {
    return given.filter((key) => typeof key === 'string').map((key) => [key, null]);
  }
  return isJsonObject(given) ? Object.entries(given) : [];
}

type Operation = (before: Json | undefined, argument: Json) => Json | undefined;

/** Each gives back `before` itself where it changes nothing. */
const OPERATIONS: Readonly<Record<PropertyOperation, Operation>> = {
  $set: (_before, argument) => argument ?? undefined,
  $set_once: (before, argument) => before ?? argument ?? undefined,
  $add: (before, argument) => {
    const start = before === undefined ? 0 : numberOf(before);
    const step = numberOf(argument);
    if (start === undefined || step === undefined) return before;
    const sum = start + step;
    return Number.isFinite(sum) ? sum : before;
  },
  $append: (before, argument) => joined(before, argument, (list, items) => [...list, ...items]),
  $prepend: (before, argument) => joined(before, argument, (list, items) => [...items, ...list]),
  $union: (before, argument) =>
    joined(before, argument, (list, items) => {
      const known = new Set(list.map(canonicalJson));
      return [...list, ...items.filter((item) => !known.has(canonicalJson(item)) && known.add(canonicalJson(item)))];
    }),
  $remove: (before, argument) => {
    if (!Array.isArray(before)) return before;
    const gone = new Set(itemsOf(argument).map(canonicalJson));
    return before.filter((item) => !gone.has(canonicalJson(item)));
  },
  $unset: () => undefined,
  $delete: () => undefined,
};

/** A number, or a text that reads as one. */
function numberOf(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** What there is to join or take out: a list's items, else the one value; null is no item. */
const itemsOf = (argument: Json): Json[] =>
  (Array.isArray(argument) ? argument : [argument]).filter((item) => item !== null);

/** A value that is no list becomes the first item of one. Nothing to join changes nothing. */
function joined(
  before: Json | undefined,
  argument: Json,
  join: (list: readonly Json[], items: readonly Json[]) => Json[],
): Json | undefined {
  const items = itemsOf(argument);
  if (items.length === 0) return before;
  if (before === undefined) return join([], items);
  return join(Array.isArray(before) ? before : [before], items);
}

function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || typeof a !== 'object' || typeof b !== 'object') return false;
  return canonicalJson(a) === canonicalJson(b);
}
