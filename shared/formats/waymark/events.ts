/**
 * Waymark's own export of events (`waymark export`): every field of the canonical event under its own name, so that what
 * is imported again is what was exported. In CSV the column {@link CSV_MARK} says that texts are neutralised.
 */
import { restoreCell } from '../../base/csv-cell';
import { MOST_MS } from '../../base/time';
import { type CanonicalEvent, eventKindSchema } from '../../model/event';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { reject } from '../../protocols/reading';
import { unwrapJson } from '../rows';
import { hasColumns, type RowReading, type VendorFormat } from '../vendor';

/** The last column of exported CSV; its value names the version of the form. */
export const CSV_MARK = 'waymark_export';
export const CSV_VERSION = 'csv-1';

export const waymarkEvents: VendorFormat = {
  vendor: 'waymark',
  title: 'Waymark events',
  recognise: (outline) =>
    hasColumns(outline, ['event_id', 'event', 'kind', 'timestamp', 'received_at', 'distinct_id', 'source'])
      ? 'It has the fields of Waymark’s own events: «event_id», «kind», «received_at», «distinct_id», «source».'
      : undefined,
  maxDepth: 101,
  reader: () => readRow,
};

const refused = (
  code: 'malformed_row' | 'missing_id' | 'invalid_time',
  message: string,
  place: string,
): RowReading => ({
  events: [],
  rejects: [reject(code, message, place, '')],
});

function readRow(row: JsonObject): RowReading {
  const mark = row[CSV_MARK];
  if (mark !== undefined && mark !== CSV_VERSION) {
    const message = 'The row was exported by a newer Waymark, whose form this one does not know.';
    return refused('malformed_row', message, CSV_MARK);
  }
  const text = (key: string): string | undefined => {
    const value = row[key];
    if (typeof value !== 'string' || value === '') return undefined;
    return mark === undefined ? value : restoreCell(value);
  };
  const kind = eventKindSchema.safeParse(row['kind']);
  if (!kind.success) return refused('malformed_row', '`kind` is none that Waymark knows.', 'kind');
  const timestamp = instantOf(row['timestamp']);
  if (timestamp === undefined) return refused('invalid_time', '`timestamp` is no time.', 'timestamp');
  const receivedAt = instantOf(row['received_at']);
  if (receivedAt === undefined) return refused('invalid_time', '`received_at` is no time.', 'received_at');
  const [id, name, distinctId, source] = [text('event_id'), text('event'), text('distinct_id'), text('source')];
  if (id === undefined) return refused('missing_id', 'The row has no `event_id`.', 'event_id');
  if (distinctId === undefined) return refused('missing_id', 'The row has no `distinct_id`.', 'distinct_id');
  if (name === undefined) return refused('malformed_row', 'The row has no `event`.', 'event');
  if (source === undefined) return refused('malformed_row', 'The row has no `source`.', 'source');
  const groups = groupsOf(row['groups']);
  if (groups === undefined) return refused('malformed_row', '`groups` is no object of texts.', 'groups');
  const properties = unwrapJson(row['properties'] ?? {});
  if (!isJsonObject(properties)) return refused('malformed_row', '`properties` is no object.', 'properties');
  const event: CanonicalEvent = {
    event_id: id,
    event: name,
    kind: kind.data,
    timestamp,
    received_at: receivedAt,
    distinct_id: distinctId,
    ...optional('original_timestamp', instantOf(row['original_timestamp'])),
    ...optional('sent_at', instantOf(row['sent_at'])),
    ...optional('anonymous_id', text('anonymous_id')),
    ...optional('user_id', text('user_id')),
    ...optional('session_id', text('session_id')),
    groups,
    properties,
    source,
    ...optional('project', text('project')),
    ...optional('lib', text('lib')),
    ...optional('lib_version', text('lib_version')),
  };
  return { events: [event], rejects: [] };
}

const optional = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });

function groupsOf(value: Json | undefined): Record<string, string> | undefined {
  const groups = unwrapJson(value ?? {});
  if (!isJsonObject(groups)) return undefined;
  const texts = Object.entries(groups).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return texts.length === Object.keys(groups).length ? Object.fromEntries(texts) : undefined;
}

/** What the database writes of years of other than four digits, as of `10000` and `-1`. */
const YEAR = /^([+-]?)(\d{1,6})(?=-\d\d-\d\dT)/;

/** UTC ms: as such in JSON lines, as ISO text in tables, with a zone or in UTC. */
function instantOf(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && Math.abs(value) <= MOST_MS ? value : undefined;
  if (typeof value !== 'string' || !YEAR.test(value)) return undefined;
  const text = value.replace(YEAR, (all, sign: string, year: string) =>
    /^\d{4}$/.test(all) ? all : `${sign === '-' ? '-' : '+'}${year.padStart(6, '0')}`,
  );
  const time = Date.parse(text.endsWith('Z') ? text : `${text}Z`);
  return Number.isNaN(time) ? undefined : time;
}
