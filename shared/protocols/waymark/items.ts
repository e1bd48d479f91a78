/** The events of one body of Waymark's own format, as they stand there: one, an array, a batch, or one on each line. */
import { isJsonObject, type JsonObject } from '../../model/json';
import type { Reject } from '../../model/event';
import { parseBody, reject } from '../reading';

export interface Item {
  readonly value: unknown;
  readonly place: string;
}

export interface Items {
  readonly items: readonly Item[];
  /** What stands beside `events` in a batch and holds for all of them. */
  readonly shared: JsonObject;
  readonly rejects: readonly Reject[];
}

const LINES = /^application\/(?:x-)?(?:ndjson|jsonl|json-lines|jsonlines)\b/i;

/** What a batch may say for all its events. */
const SHARED = new Set(
  'sent_at project distinct_id anonymous_id user_id session_id groups properties lib lib_version'.split(' '),
);

export function readItems(body: string, contentType: string | undefined): Items {
  if (LINES.test(contentType ?? '')) return readLines(body);
  const parsed = parseBody(body);
  if (!parsed.ok) {
    const lines = readLines(body);
    // Lines of one JSON text that is broken are no objects; the whole of it is refused.
    const isLines = body.trim().includes('\n') && lines.items.some(({ value }) => isJsonObject(value));
    return isLines ? lines : { items: [], shared: {}, rejects: [parsed.error] };
  }
  const { value } = parsed;
  if (Array.isArray(value)) return { items: itemsOf(value, ''), shared: {}, rejects: [] };
  if (isJsonObject(value) && Array.isArray(value['events'])) return readBatch(value, value['events']);
  return { items: [{ value, place: '' }], shared: {}, rejects: [] };
}

const itemsOf = (list: readonly unknown[], place: string): Item[] =>
  list.map((value, index) => ({ value, place: `${place}[${index}]` }));

/** Lines that are JSON become items; lines that are not become rejects, each alone. */
function readLines(body: string): Items {
  const items: Item[] = [];
  const rejects: Reject[] = [];
  body.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const parsed = parseBody(line);
    const place = `line ${index + 1}`;
    if (parsed.ok) items.push({ value: parsed.value, place });
    else rejects.push({ ...parsed.error, place });
  });
  return { items, shared: {}, rejects };
}

/** What is beside the events and means nothing there is refused alone: the events are good without it. */
function readBatch(batch: JsonObject, events: readonly unknown[]): Items {
  const beside = Object.entries(batch).filter(([name]) => name !== 'events');
  const problemWith = (name: string, value: unknown): Reject | undefined => {
    if (!SHARED.has(name)) {
      const known = ['events', ...SHARED].join(', ');
      return reject(
        'malformed_event',
        `«${name.slice(0, 100)}» means nothing in a batch; it may have ${known}.`,
        name.slice(0, 100),
        value,
      );
    }
    if ((name === 'groups' || name === 'properties') && !isJsonObject(value)) {
      return reject('malformed_event', `\`${name}\` must be an object.`, name, value);
    }
    return undefined;
  };
  return {
    items: itemsOf(events, 'events'),
    shared: Object.fromEntries(beside.filter(([name, value]) => problemWith(name, value) === undefined)),
    rejects: beside.flatMap(([name, value]) => problemWith(name, value) ?? []),
  };
}
