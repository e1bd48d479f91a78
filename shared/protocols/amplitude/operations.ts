/** Amplitude's operations on the properties of users and groups, under the names that all protocols share. */
import { GROUP_EVENT } from '../../model/group';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import type { PropertyOperation } from '../../model/person';
import { groupProperties } from '../group-operations';

const NAMES: ReadonlyMap<string, PropertyOperation> = new Map([
  ['$set', '$set'],
  ['$setOnce', '$set_once'],
  ['$add', '$add'],
  ['$append', '$append'],
  ['$prepend', '$prepend'],
  ['$remove', '$remove'],
  // Each value once: at the end, or, of which we know no equal, at the beginning.
  ['$postInsert', '$union'],
  ['$preInsert', '$union'],
  ['$unset', '$unset'],
]);

/**
 * `{$setOnce: {a: 1}, plan: "pro"}` as `{$set_once: {a: 1}, $set: {plan: "pro"}}`: what is no operation is set. An
 * operation that is none of ours stays as it is.
 */
export function personOperations(given: JsonObject): Record<string, Json> {
  const operations = new Map<string, Json>();
  const plain: [string, Json][] = [];
  for (const [key, value] of Object.entries(given)) {
    const name = NAMES.get(key);
    if (key === '$clearAll') operations.set('$delete', true);
    else if (name !== undefined && isJsonObject(value)) operations.set(name, joined(operations.get(name), value));
    else if (key.startsWith('$')) operations.set(key, value);
    else plain.push([key, value]);
  }
  if (plain.length > 0) operations.set('$set', joined(Object.fromEntries(plain), operations.get('$set')));
  return Object.fromEntries(operations);
}

const joined = (first: Json | undefined, second: Json | undefined): Json => ({
  ...(isJsonObject(first) ? first : {}),
  ...(isJsonObject(second) ? second : {}),
});

/** The properties of the one group that the event names; of several they are all groups'. */
export function groupOperations(given: JsonObject, groups: Readonly<Record<string, string>>): Record<string, Json> {
  const [group, ...others] = Object.entries(groups);
  return {
    ...(group === undefined || others.length > 0 ? {} : { [GROUP_EVENT.type]: group[0], [GROUP_EVENT.key]: group[1] }),
    ...groupProperties(personOperations(given)),
  };
}
