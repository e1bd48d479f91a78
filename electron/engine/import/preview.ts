/** What the first rows of a staged file would become. */
import type { ImportMap } from '../../../shared/formats/import-map';
import type { VendorFormat } from '../../../shared/formats/vendor';
import { type CanonicalEvent, canonicalEventSchema } from '../../../shared/model/event';
import { printEventsSelect } from '../../../shared/sql/import-wide';
import { readRows } from '../store/read';
import { decodeRows, digestOf } from './decode-rows';
import { describeFile } from './inspect';
import type { Staging } from './staging';

const PREVIEW_EVENTS = 20;

const derivedId = (digest: string): string => `f-${digest}`;

export async function previewByMap(staging: Staging, map: ImportMap): Promise<CanonicalEvent[]> {
  const receivedAt = Date.now();
  const select = printEventsSelect({ file: await describeFile(staging, { nulls: map.nulls }), map, receivedAt });
  const rows = await readRows(
    staging.connection,
    `SELECT * FROM (${select}) WHERE reason IS NULL ORDER BY row, part LIMIT ${PREVIEW_EVENTS}`,
  );
  return rows.map((row) => {
    const optional = (field: string, key: string): object => (row[key] === null ? {} : { [field]: String(row[key]) });
    return canonicalEventSchema.parse({
      event_id: String(row['given_id'] ?? derivedId(String(row['digest']))),
      event: String(row['event']),
      kind: String(row['kind']),
      timestamp: Number(row['timestamp']),
      received_at: receivedAt,
      distinct_id: String(row['distinct_id']),
      ...optional('anonymous_id', 'anonymous_id'),
      ...optional('user_id', 'user_id'),
      ...optional('session_id', 'session_hint'),
      groups: JSON.parse(String(row['groups'])),
      properties: JSON.parse(String(row['properties'])),
      source: staging.format,
    });
  });
}

export async function previewByVendor(staging: Staging, format: VendorFormat): Promise<CanonicalEvent[]> {
  const events: CanonicalEvent[] = [];
  await decodeRows(staging, format, { rows: PREVIEW_ROWS, receivedAt: Date.now() }, (_row, text, reading) => {
    for (const event of reading.events) {
      if (events.length === PREVIEW_EVENTS) return;
      events.push(canonicalEventSchema.parse({ ...event, event_id: event.event_id || derivedId(digestOf(text)) }));
    }
  });
  return events;
}

/** Enough rows for twenty events, should some be none. */
const PREVIEW_ROWS = 200;
