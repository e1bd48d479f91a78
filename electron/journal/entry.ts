/**
 * What a frame of the journal says, both ways: a line of JSON for the entry with its events' heads as columns, then a line
 * for the properties of each. So properties become text once, on the way in, and are stored as that text; who wants to look
 * into them takes them apart. An entry that is all in one line, as earlier versions wrote it and as events are written that
 * are not of that form, is read too.
 */
import type { JournalEntry } from '../../shared/contract/engine';
import { type CanonicalEvent, EventTable, fits, type HeadColumns, headColumns } from './event-table';

export interface ReadEntry extends Omit<JournalEntry, 'events'> {
  readonly events: EventTable | readonly CanonicalEvent[];
}

const LINE_END = 0x0a;

export function writeEntry(entry: JournalEntry): Buffer {
  const { events, rejects, recordings, signals, repairs, tells } = entry;
  const lines = events.map(({ properties }): string | undefined => JSON.stringify(properties));
  // What is no object is the engine's to judge, so it must arrive as it is.
  const isOfForm = lines.length > 0 && lines.every((line) => line?.startsWith('{') === true);
  const heads = isOfForm ? headColumns(events) : undefined;
  if (heads === undefined) return Buffer.from(JSON.stringify(entry));
  // Field by field: what is spread costs several times as much, and here it is each request's.
  const head = { rejects, recordings, signals, repairs, tells, heads } satisfies Record<
    keyof Omit<JournalEntry, 'events'> | 'heads',
    unknown
  >;
  return Buffer.from(`${JSON.stringify(head)}\n${lines.join('\n')}`);
}

/** Throws on what {@link writeEntry} never wrote. */
export function readEntry(payload: Buffer): ReadEntry {
  const end = payload.indexOf(LINE_END);
  if (end < 0) return JSON.parse(payload.toString('utf8')) as JournalEntry;
  const line = payload.toString('utf8', 0, end);
  const text = payload.toString('utf8', end + 1);
  const properties = text.split('\n');
  const { heads, events, ...rest } = JSON.parse(line) as Omit<JournalEntry, 'events'> & {
    readonly heads?: HeadColumns;
    /** As earlier versions wrote it. */
    readonly events?: readonly Omit<CanonicalEvent, 'properties'>[];
  };
  if (events !== undefined && events.length === properties.length) {
    return { ...rest, events: events.map((head, i) => ({ ...head, properties: parse(properties[i]) })) };
  }
  if (heads === undefined || !fits(heads, properties.length)) {
    throw new Error(`A frame of the journal holds properties of ${properties.length} events, but not as many events.`);
  }
  // JSON.stringify escapes NUL and half surrogate pairs, and nothing else as what begins so.
  const isStorable = !/\\u(?:0000|d[89a-f])/.test(line) && !text.includes('\\ud');
  return { ...rest, events: new EventTable(heads, properties, isStorable) };
}

const parse = (text = ''): CanonicalEvent['properties'] => JSON.parse(text) as CanonicalEvent['properties'];
