/**
 * An event on its way into the database: its properties are the text that is stored, taken apart only for who looks into
 * them. While many come nearly nobody does.
 */
import type { IngestBatch } from '../../../shared/contract/engine';
import { invalidRequest } from '../../../shared/contract/errors';
import { type CanonicalEvent, canonicalEventSchema } from '../../../shared/model/event';
import { type EventHead, type ReadEntry, WrittenEvent } from '../../journal/entry';
import { storableJson, storableJsonText } from '../store/event-row';
import { isPlainHead, isPlainlyCanonical } from './plainly-canonical';

export class IncomingEvent {
  constructor(
    readonly head: EventHead,
    /** The properties as they are stored: JSON of an object. */
    readonly text: string,
    private parsed?: CanonicalEvent['properties'],
  ) {}

  get properties(): CanonicalEvent['properties'] {
    return (this.parsed ??= JSON.parse(this.text) as CanonicalEvent['properties']);
  }

  get event(): CanonicalEvent {
    return { ...this.head, properties: this.properties };
  }
}

export interface IncomingBatch extends Omit<IngestBatch, 'events'> {
  readonly events: readonly IncomingEvent[];
}

const MAX_RAW = 65_536;

/** One event that the store cannot hold must not cost the others of its batch: it becomes a reject. */
export function toIncoming(batch: ReadEntry): IncomingBatch {
  const events: IncomingEvent[] = [];
  const refused: IngestBatch['rejects'][number][] = [];
  for (const [i, given] of batch.events.entries()) {
    const taken = take(given);
    if (taken instanceof IncomingEvent) events.push(taken);
    else refused.push({ ...taken, place: `events[${i}]` });
  }
  if (refused.length === 0) return { ...batch, events };
  // What did not become an event repaired nothing.
  const { repairs: _repairs, ...rest } = batch;
  return { ...rest, events, rejects: [...batch.rejects, ...refused] };
}

function take(given: CanonicalEvent | WrittenEvent): IncomingEvent | Omit<IngestBatch['rejects'][number], 'place'> {
  if (given instanceof WrittenEvent && isPlainHead(given.head)) {
    return new IncomingEvent(given.head, storableJsonText(given.properties));
  }
  const event = wholeEvent(given);
  const parsed = isPlainlyCanonical(event) ? undefined : canonicalEventSchema.safeParse(event);
  if (parsed?.success !== false) return new IncomingEvent(event, storableJson(event.properties), event.properties);
  return {
    code: 'malformed_event',
    message: invalidRequest(parsed.error).message,
    raw: (JSON.stringify(event) ?? '').slice(0, MAX_RAW),
    source: typeof event.source === 'string' ? event.source : 'unknown',
    receivedAt: Number.isSafeInteger(event.received_at) ? event.received_at : Date.now(),
  };
}

/** The event with its properties taken apart, as the contract has it. */
export const wholeEvent = (given: CanonicalEvent | WrittenEvent): CanonicalEvent =>
  given instanceof WrittenEvent
    ? { ...given.head, properties: JSON.parse(given.properties) as CanonicalEvent['properties'] }
    : given;
