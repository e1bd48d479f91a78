/**
 * Waymark's own way in, for scripts, servers and `curl`: `POST /ingest` with one event, an array, `{"events": […]}` or
 * one event per line. Every item is judged alone; the answer says which were refused, where and why.
 */
import { err, ok, type Result } from '../../base/result';
import { EVENT_KINDS, type CanonicalEvent, type EventKind, type Reject } from '../../model/event';
import { isJsonObject, type JsonObject } from '../../model/json';
import { kindOf } from '../kinds';
import { parseBody, readId, readObject, readText, readTime, reject } from '../reading';
import { jsonAnswer, type Decoded, type Protocol, type WireRequest } from '../wire';

const FIELDS = [
  'event',
  'distinct_id',
  'timestamp',
  'event_id',
  'anonymous_id',
  'user_id',
  'session_id',
  'groups',
  'properties',
  'kind',
  'lib',
  'lib_version',
];

interface Item {
  readonly value: unknown;
  readonly place: string;
}

function decodeItem({ value: item, place }: Item, request: WireRequest): Result<CanonicalEvent, Reject> {
  const refuse = (code: Reject['code'], message: string, field = ''): Result<never, Reject> =>
    err(reject(code, message, field === '' ? place : `${place}${place === '' ? '' : '.'}${field}`, item));
  if (!isJsonObject(item)) return refuse('malformed_event', 'An event must be an object.');
  const unknown = Object.keys(item).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) {
    return refuse(
      'malformed_event',
      `«${unknown.slice(0, 100)}» is no field of an event. Put your own values into \`properties\`; the fields are ${FIELDS.join(', ')}.`,
      unknown.slice(0, 100),
    );
  }
  const event = readText(item['event']);
  if (event === undefined) return refuse('missing_event_name', '`event` must be the name of what happened.', 'event');
  for (const field of ['properties', 'groups'] as const) {
    if (item[field] !== undefined && !isJsonObject(item[field])) {
      return refuse('malformed_event', `\`${field}\` must be an object.`, field);
    }
  }
  const kind = item['kind'] ?? kindOf(event, readObject(item['properties']));
  if (!isKind(kind)) return refuse('malformed_event', `\`kind\` must be one of ${EVENT_KINDS.join(', ')}.`, 'kind');
  const anonymousId = readId(item['anonymous_id']);
  const userId = readId(item['user_id']);
  const distinctId = readId(item['distinct_id']) ?? userId ?? anonymousId;
  if (distinctId === undefined) {
    return refuse(
      'missing_id',
      'The event says nobody: give `distinct_id`, `user_id` or `anonymous_id`.',
      'distinct_id',
    );
  }
  const timestamp = item['timestamp'] === undefined ? request.receivedAt : readTime(item['timestamp']);
  if (timestamp === undefined) {
    const message = '`timestamp` is no time; send ISO 8601 such as 2026-01-31T10:00:00Z, or milliseconds since 1970.';
    return refuse('invalid_time', message, 'timestamp');
  }
  const sessionId = readId(item['session_id']);
  const lib = readText(item['lib']);
  const libVersion = readText(item['lib_version']);
  return ok({
    event_id: readId(item['event_id']) ?? request.newId(),
    event,
    kind,
    timestamp,
    received_at: request.receivedAt,
    distinct_id: distinctId,
    ...(anonymousId === undefined ? {} : { anonymous_id: anonymousId }),
    ...(userId === undefined ? {} : { user_id: userId }),
    ...(sessionId === undefined ? {} : { session_id: sessionId }),
    groups: groupsOf(readObject(item['groups'])),
    properties: { ...readObject(item['properties']) },
    source: 'waymark',
    ...(lib === undefined ? {} : { lib }),
    ...(libVersion === undefined ? {} : { lib_version: libVersion }),
  });
}

const isKind = (value: unknown): value is EventKind => EVENT_KINDS.some((kind) => kind === value);

function groupsOf(sent: JsonObject): Record<string, string> {
  const groups: Record<string, string> = {};
  for (const [type, key] of Object.entries(sent)) {
    const id = readId(key);
    if (id !== undefined) groups[type] = id;
  }
  return groups;
}

/** Lines that are JSON become items; lines that are not become rejects, each alone. */
function readLines(body: string): { items: Item[]; rejects: Reject[] } {
  const items: Item[] = [];
  const rejects: Reject[] = [];
  body.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const parsed = parseBody(line);
    const place = `line ${index + 1}`;
    if (parsed.ok) items.push({ value: parsed.value, place });
    else rejects.push({ ...parsed.error, place });
  });
  return { items, rejects };
}

function readItems(body: string): { items: Item[]; rejects: Reject[] } {
  const parsed = parseBody(body);
  if (!parsed.ok) {
    const looksLikeLines = /^\s*\{.*\}\s*\n\s*\S/.test(body);
    return looksLikeLines ? readLines(body) : { items: [], rejects: [parsed.error] };
  }
  const { value } = parsed;
  if (Array.isArray(value))
    return { items: value.map((item, index) => ({ value: item, place: `[${index}]` })), rejects: [] };
  if (isJsonObject(value) && Array.isArray(value['events'])) {
    return { items: value['events'].map((item, index) => ({ value: item, place: `events[${index}]` })), rejects: [] };
  }
  return { items: [{ value, place: '' }], rejects: [] };
}

/** The answer names this many refused items; all of them are stored. */
const NAMED_REJECTS = 100;

function decode(request: WireRequest): Decoded {
  const { items, rejects } = readItems(request.body);
  const events: CanonicalEvent[] = [];
  for (const item of items) {
    const decoded = decodeItem(item, request);
    if (decoded.ok) events.push(decoded.value);
    else rejects.push(decoded.error);
  }
  const report = {
    accepted: events.length,
    rejected: rejects.length,
    ...(rejects.length === 0
      ? {}
      : { rejects: rejects.slice(0, NAMED_REJECTS).map(({ place, code, message }) => ({ place, code, message })) }),
  };
  const status = events.length === 0 && rejects.length > 0 ? 400 : 200;
  return { events, rejects, answer: jsonAnswer(report, status) };
}

export const WAYMARK: Protocol = {
  name: 'waymark',
  understands: 'your own scripts: POST /ingest {"event": "signed up", "distinct_id": "ana"}',
  routes: [{ method: 'POST', path: /^\/ingest$/, decode }],
};
