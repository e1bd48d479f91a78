/** Columns that flatten an object by dots (`properties.$set.plan`, `person.distinct_ids.0`), put together again. */
import type { Json, JsonObject } from '../model/json';

interface Branch {
  value?: Json;
  readonly inner: Map<string, Branch>;
}

/** The object behind the columns that begin with `prefix` and a dot. Numbers in a row from 0 are a list. */
export function unflatten(row: JsonObject, prefix: string): JsonObject {
  const root: Branch = { inner: new Map() };
  for (const [name, value] of Object.entries(row)) {
    if (!name.startsWith(`${prefix}.`)) continue;
    let branch = root;
    for (const part of name.slice(prefix.length + 1).split('.', MAX_PARTS)) {
      const next: Branch = branch.inner.get(part) ?? { inner: new Map() };
      branch.inner.set(part, next);
      branch = next;
    }
    branch.value = value;
  }
  return Object.fromEntries([...root.inner].map(([name, branch]) => [name, grown(branch)]));
}

/** Deeper than any table that people read. */
const MAX_PARTS = 50;

function grown({ value, inner }: Branch): Json {
  if (inner.size === 0) return value ?? null;
  const entries = [...inner].map(([name, branch]): [string, Json] => [name, grown(branch)]);
  const isList = entries.every(([name], index) => name === String(index));
  return isList ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}
