/**
 * What a frame of the journal says, both ways: a line of JSON for the entry without its events' properties, then a line for
 * the properties of each. So properties become text once, on the way in, and are stored as that text; who wants to look
 * into them takes them apart. An entry that is all in one line, as earlier versions wrote it, is read too.
 */
import type { JournalEntry } from '../../shared/contract/engine';

type CanonicalEvent = JournalEntry['events'][number];
export type EventHead = Omit<CanonicalEvent, 'properties'>;

/** An event as it is written: `properties` is JSON text of an object. */
export class WrittenEvent {
  constructor(
    readonly head: EventHead,
    readonly properties: string,
  ) {}
}

export interface ReadEntry extends Omit<JournalEntry, 'events'> {
  readonly events: readonly (CanonicalEvent | WrittenEvent)[];
}

const LINE_END = 0x0a;

export function writeEntry(entry: JournalEntry): Buffer {
  const lines = entry.events.map(({ properties }): string | undefined => JSON.stringify(properties));
  // What is no object is the engine's to judge, so it must arrive as it is.
  const isWhole = lines.length === 0 || !lines.every((line) => line?.startsWith('{') === true);
  if (isWhole) return Buffer.from(JSON.stringify(entry));
  const heads = entry.events.map((event) => ({ ...event, properties: undefined }));
  return Buffer.from(`${JSON.stringify({ ...entry, events: heads })}\n${lines.join('\n')}`);
}

/** Throws on what {@link writeEntry} never wrote. */
export function readEntry(payload: Buffer): ReadEntry {
  const end = payload.indexOf(LINE_END);
  if (end < 0) return JSON.parse(payload.toString('utf8')) as JournalEntry;
  const entry = JSON.parse(payload.toString('utf8', 0, end)) as Omit<JournalEntry, 'events'> & {
    readonly events: readonly EventHead[];
  };
  const lines = payload.toString('utf8', end + 1).split('\n');
  if (lines.length !== entry.events.length) {
    throw new Error(`A frame of the journal holds ${entry.events.length} events, but properties of ${lines.length}.`);
  }
  return { ...entry, events: entry.events.map((head, i) => new WrittenEvent(head, lines[i] ?? '')) };
}
