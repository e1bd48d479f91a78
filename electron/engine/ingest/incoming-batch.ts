/**
 * Batches on their way into the database: events as columns, with properties as the text that is stored, taken apart only
 * for who looks into them. While many come nearly nobody does.
 */
import type { IngestBatch } from '../../../shared/contract/engine';
import { ensure } from '../../../shared/base/assert';
import { invalidRequest } from '../../../shared/contract/errors';
import { canonicalEventSchema } from '../../../shared/model/event';
import { type CanonicalEvent, EventTable, headColumns } from '../../journal/event-table';
import type { ReadEntry } from '../../journal/entry';
import { storableJson, storableJsonText } from '../store/event-row';
import { isPlainlyCanonical, isPlainTable } from './plainly-canonical';

export interface IncomingBatch extends Omit<IngestBatch, 'events'> {
  readonly events: EventTable;
}

const MAX_RAW = 65_536;

/** One event that the store cannot hold must not cost the others of its batch: it becomes a reject. */
export function toIncoming(batch: ReadEntry): IncomingBatch {
  const { events: given } = batch;
  if (given instanceof EventTable && isPlainTable(given)) return { ...batch, events: storable(given) };
  const events: CanonicalEvent[] = [];
  const refused: IngestBatch['rejects'][number][] = [];
  for (const [i, event] of (given instanceof EventTable ? given.events() : given).entries()) {
    const why = isPlainlyCanonical(event) ? undefined : whyRefused(event);
    if (why === undefined) events.push(event);
    else refused.push({ ...why, place: `events[${i}]` });
  }
  const taken = { ...batch, events: tableOf(events) };
  if (refused.length === 0) return taken;
  // What did not become an event repaired nothing.
  const { repairs: _repairs, ...rest } = taken;
  return { ...rest, rejects: [...batch.rejects, ...refused] };
}

/** Of events that are canonical. */
export function tableOf(events: readonly CanonicalEvent[]): EventTable {
  if (events.length === 0) return new EventTable({}, [], true);
  const heads = ensure(headColumns(events), 'canonical events as columns');
  return new EventTable(
    heads,
    events.map(({ properties }) => storableJson(properties)),
  );
}

const storable = (table: EventTable): EventTable =>
  table.isStorable ? table : new EventTable(table.heads, table.properties.map(storableJsonText));

function whyRefused(event: CanonicalEvent): Omit<IngestBatch['rejects'][number], 'place'> | undefined {
  const parsed = canonicalEventSchema.safeParse(event);
  if (parsed.success) return undefined;
  return {
    code: 'malformed_event',
    message: invalidRequest(parsed.error).message,
    raw: (JSON.stringify(event) ?? '').slice(0, MAX_RAW),
    source: typeof event.source === 'string' ? event.source : 'unknown',
    receivedAt: Number.isSafeInteger(event.received_at) ? event.received_at : Date.now(),
  };
}
