/**
 * Recordings as PostHog's SDKs send them: events called `$snapshot` whose properties hold rrweb events, one in older
 * versions, a list in newer ones. Since the end of 2024 large parts are gzip in a text («cv»); they are kept so.
 */
import { err, ok, type Result } from '../../base/result';
import type { Reject } from '../../model/event';
import { isJsonObject, type JsonObject } from '../../model/json';
import { readId, readObject, readTime, reject } from '../reading';
import { readRecording, type ReadRecording } from '../recording';
import type { Envelope } from './event';

const NAMES = new Set(['$snapshot', '$snapshot_items', '$performance_event']);

/** Whether an item of a batch is a piece of a recording and no event. */
export const isSnapshot = (item: unknown): item is JsonObject =>
  isJsonObject(item) && typeof item['event'] === 'string' && NAMES.has(item['event']);

export function decodeSnapshot(item: JsonObject, place: string, envelope: Envelope): Result<ReadRecording, Reject> {
  const properties = readObject(item['properties']);
  const recording = readId(properties['$session_id']);
  const at = `${place}${place === '' ? '' : '.'}properties`;
  if (recording === undefined) {
    const message = 'A piece of a recording says of which session it is in `$session_id`, and this one does not.';
    return err(reject('missing_id', message, `${at}.$session_id`, item));
  }
  const data = properties['$snapshot_data'] ?? properties['$snapshot_items'] ?? inRrweb(item, properties, envelope);
  const list = Array.isArray(data) ? data : [data];
  return ok(
    readRecording(list, `${at}.$snapshot_data`, {
      recording,
      window_id: readId(properties['$window_id']),
      distinct_id: readId(properties['distinct_id']) ?? readId(item['distinct_id']),
      source: 'posthog',
      project: envelope.project,
      received_at: envelope.receivedAt,
      skew: envelope.skew,
    }),
  );
}

/** Timings of requests that versions of 2023 sent beside: rrweb has a place for what others add to a recording. */
function inRrweb(item: JsonObject, properties: JsonObject, { sentAt, receivedAt }: Envelope): JsonObject | undefined {
  if (item['event'] !== '$performance_event') return undefined;
  const offset = typeof item['offset'] === 'number' ? item['offset'] : 0;
  const timestamp =
    readTime(properties['timestamp']) ?? readTime(item['timestamp']) ?? Math.round((sentAt ?? receivedAt) - offset);
  return { type: RRWEB_CUSTOM, data: { tag: '$performance_event', payload: properties }, timestamp };
}

const RRWEB_CUSTOM = 5;
