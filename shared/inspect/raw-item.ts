/** Which of the items in a body an event came from. */
import type { CanonicalEvent } from '../model/event';
import { isJsonObject } from '../model/json';
import { readForm } from '../protocols/form';
import type { Step } from './place';

export interface RawItem {
  readonly value: unknown;
  readonly path: readonly Step[];
  /** The list it is in; undefined where the body is the one item. */
  readonly list: readonly unknown[] | undefined;
}

const MAX_LIST_DEPTH = 3;

/** The item that says most of what the event says; its id alone settles it. */
export function findItem(body: unknown, event: CanonicalEvent): RawItem {
  const whole: RawItem = { value: body, path: [], list: undefined };
  let winner = whole;
  let most = likeness(withoutLists(body), event);
  for (const item of itemsIn(body, [], 0)) {
    const score = likeness(item.value, event);
    if (score > most) [winner, most] = [item, score];
    if (score === Number.POSITIVE_INFINITY) break;
  }
  return winner;
}

/** What stands around the lists: where that tells of the event, no list does. */
function withoutLists(value: unknown): unknown {
  if (Array.isArray(value)) return null;
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutLists(member)]));
}

function* itemsIn(value: unknown, path: readonly Step[], depth: number): Generator<RawItem> {
  if (depth > MAX_LIST_DEPTH) return;
  if (Array.isArray(value)) {
    // Lists of plain values (tags, prices) are no lists of items.
    for (const [index, item] of value.entries()) {
      if (isJsonObject(item) || typeof item === 'string') yield { value: item, path: [...path, index], list: value };
    }
  } else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) yield* itemsIn(member, [...path, key], depth + 1);
  }
}

/** How much of the event an item says. */
function likeness(item: unknown, event: CanonicalEvent): number {
  const isForm = typeof item === 'string';
  const text = isForm ? Object.values(readForm(item.replace(/^\?/, ''))).join('\n') : (JSON.stringify(item) ?? '');
  if (text.includes(event.event_id)) return Number.POSITIVE_INFINITY;
  // With its quotes: `$set` is not `$set_once`.
  const says = (value: unknown): boolean =>
    text.includes(isForm && typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
  // Anything a list holds may mention who; only the item itself has the name and the properties together.
  const score = (says(event.event) ? 5 : 0) + (says(event.distinct_id) ? 2 : 0);
  if (score === 0) return 0;
  return score + Object.values(event.properties).filter((value) => value !== undefined && says(value)).length;
}
