/** A person's properties as they were: changes in event order, folded up to any moment. */
import type { PropertyChange } from '../../../../shared/contract/people';
import type { Json } from '../../../../shared/model/json';

/** One event that changed properties. */
export interface Moment {
  readonly eid: number;
  readonly event: string;
  /** UTC ms. */
  readonly time: number;
  readonly keys: readonly string[];
  /** Index after its last change. */
  readonly end: number;
}

export interface PropertyValue {
  readonly key: string;
  readonly value: Json;
  readonly time: number;
  readonly eid: number;
}

/** The events behind the changes, each once, in order. */
export function momentsOf(changes: readonly PropertyChange[]): readonly Moment[] {
  const moments: Moment[] = [];
  changes.forEach(({ eid, event, time, key }, index) => {
    const last = moments.at(-1);
    if (last?.eid === eid) moments[moments.length - 1] = { ...last, keys: [...last.keys, key], end: index + 1 };
    else moments.push({ eid, event, time, keys: [key], end: index + 1 });
  });
  return moments;
}

/** The properties after the first `end` changes, by key. */
export function propertiesAt(changes: readonly PropertyChange[], end: number): readonly PropertyValue[] {
  const held = new Map<string, PropertyValue>();
  for (const { key, value, time, eid } of changes.slice(0, end)) {
    if (value === undefined) held.delete(key);
    else held.set(key, { key, value, time, eid });
  }
  return [...held.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** A value on one line: texts as they are, everything else as JSON. */
export const valueText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
