/**
 * What a person's properties are, worked out the slow way: from nothing, event by event, for every question anew. Written
 * from docs/profiles.md, not from the code.
 */
import type { Json, JsonObject } from '../../../shared/model/json';

export interface CarriedOperations {
  readonly id: string;
  readonly time: number;
  readonly operations: JsonObject;
}

/** The properties after all of `events`, which may come in any order. */
export function oracleProperties(events: readonly CarriedOperations[]): Map<string, Json> {
  const inOrder = [...events].sort((a, b) => (a.time === b.time ? (a.id < b.id ? -1 : 1) : a.time - b.time));
  const state = new Map<string, Json>();
  for (const { operations } of inOrder) applyAll(state, operations);
  return state;
}

/** The properties that hold at an event: after it and all before it. */
export function oracleAt(events: readonly CarriedOperations[], at: { id: string; time: number }): Map<string, Json> {
  return oracleProperties(events.filter(({ id, time }) => time < at.time || (time === at.time && id <= at.id)));
}

function applyAll(state: Map<string, Json>, operations: JsonObject): void {
  const forEach = (op: string, work: (key: string, argument: Json) => void): void => {
    const given = operations[op];
    if (typeof given !== 'object' || given === null || Array.isArray(given)) return;
    for (const key of Object.keys(given)) work(key, given[key] as Json);
  };
  const put = (key: string, value: Json): void => {
    if (value === null) state.delete(key);
    else state.set(key, value);
  };
  forEach('$set', put);
  forEach('$set_once', (key, value) => {
    if (!state.has(key)) put(key, value);
  });
  forEach('$add', (key, value) => {
    const start = state.has(key) ? asNumber(state.get(key) as Json) : 0;
    const sum = start + asNumber(value);
    if (Math.abs(sum) < Infinity) state.set(key, sum);
  });
  const asList = (key: string): Json[] => {
    if (!state.has(key)) return [];
    const value = state.get(key) as Json;
    return Array.isArray(value) ? [...value] : [value];
  };
  const items = (value: Json): Json[] => (Array.isArray(value) ? value : [value]).filter((item) => item !== null);
  forEach('$append', (key, value) => {
    if (items(value).length > 0) state.set(key, asList(key).concat(items(value)));
  });
  forEach('$prepend', (key, value) => {
    if (items(value).length > 0) state.set(key, items(value).concat(asList(key)));
  });
  forEach('$union', (key, value) => {
    if (items(value).length === 0) return;
    const list = asList(key);
    for (const item of items(value)) if (!list.some((other) => same(other, item))) list.push(item);
    state.set(key, list);
  });
  forEach('$remove', (key, value) => {
    const list = state.get(key);
    if (!Array.isArray(list)) return;
    state.set(
      key,
      list.filter((item) => !items(value).some((gone) => same(gone, item))),
    );
  });
  const unset = operations['$unset'];
  if (Array.isArray(unset)) for (const key of unset) if (typeof key === 'string') state.delete(key);
  forEach('$unset', (key) => state.delete(key));
  const forget = operations['$delete'];
  if (forget !== undefined && forget !== null && forget !== false) state.clear();
}

function asNumber(value: Json): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
}

/** Flat values and objects of flat values, whatever the order of their keys. */
function same(a: Json, b: Json): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return (
    left.length === right.size && left.every(([key, value]) => right.has(key) && same(value, right.get(key) as Json))
  );
}
