/**
 * Recordings in our own format, for pages that run rrweb by themselves: `POST /ingest/recording` with one piece,
 * `{"recording": "…", "distinct_id": "…", "window_id": "…", "events": […]}`. Sent again, a piece counts once.
 */
import { isJsonObject } from '../../model/json';
import { parseBody, readId, reject } from '../reading';
import { RECORDING_DEPTH, readRecording } from '../recording';
import { jsonAnswer, type Decoded, type WireRequest } from '../wire';

export function decodeRecording(request: WireRequest): Decoded {
  const body = parseBody(request.body, RECORDING_DEPTH);
  const piece = body.ok && isJsonObject(body.value) ? body.value : {};
  const recording = readId(piece['recording']);
  if (!body.ok || recording === undefined || !Array.isArray(piece['events'])) {
    const message = 'A piece of a recording must be {"recording": its id, "events": [rrweb events]}.';
    const problem = body.ok ? reject('malformed_body', message, '', request.body) : body.error;
    return {
      events: [],
      rejects: [problem],
      answer: jsonAnswer({ accepted: 0, code: problem.code, message: problem.message }, 400),
    };
  }
  const { chunk, problem } = readRecording(piece['events'], 'events', {
    recording,
    distinct_id: readId(piece['distinct_id']),
    window_id: readId(piece['window_id']),
    source: 'waymark',
    project: undefined,
    received_at: request.receivedAt,
    skew: 0,
  });
  return {
    events: [],
    rejects: problem === undefined ? [] : [problem],
    recordings: chunk === undefined ? [] : [chunk],
    answer: jsonAnswer({
      accepted: chunk?.count ?? 0,
      ...(problem === undefined ? {} : { place: problem.place, message: problem.message }),
    }),
  };
}
