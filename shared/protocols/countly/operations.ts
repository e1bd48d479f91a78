/** Countly's `user_details` as operations on a person's properties, under the names that all protocols share. */
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import type { PropertyOperation } from '../../model/person';

const NAMES: ReadonlyMap<string, PropertyOperation> = new Map([
  ['$set', '$set'],
  ['$setOnce', '$set_once'],
  ['$inc', '$add'],
  ['$push', '$append'],
  ['$addToSet', '$union'],
  ['$pull', '$remove'],
]);

/**
 * `{name: "Ana", custom: {plan: "pro", visits: {$inc: 1}, gone: ""}}` as `{$set: {name, plan}, $add: {visits: 1},
 * $unset: ["gone"]}`. An operation that is none of ours (`$mul`, `$min`, `$max`) stays as `{$mul: {visits: 2}}`.
 */
export function personOperations(details: JsonObject): Record<string, Json> {
  const { custom, ...standard } = details;
  const operations = new Map<string, JsonObject>();
  const gone: string[] = [];
  const add = (operation: string, key: string, value: Json): void => {
    operations.set(operation, { ...operations.get(operation), [key]: value });
  };
  const told = Object.entries({ ...standard, ...(isJsonObject(custom) ? custom : {}) });
  for (const [key, value] of told) {
    if (value === '' || value === null) gone.push(key);
    else if (isOperation(value)) {
      for (const [name, argument] of Object.entries(value)) add(NAMES.get(name) ?? name, key, argument);
    } else add('$set', key, value);
  }
  return { ...Object.fromEntries(operations), ...(gone.length === 0 ? {} : { $unset: gone }) };
}

const isOperation = (value: Json): value is JsonObject => {
  const keys = isJsonObject(value) ? Object.keys(value) : [];
  return keys.length > 0 && keys.every((key) => key.startsWith('$'));
};
