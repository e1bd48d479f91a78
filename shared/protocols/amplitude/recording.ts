/** Recordings of Amplitude's session replay: rrweb events as JSON texts, whose recording is named by device and session. */
import { isJsonObject } from '../../model/json';
import { parseBody, readText, reject } from '../reading';
import { RECORDING_DEPTH, readRecording } from '../recording';
import { jsonAnswer, nothing, type Decoded, type WireRequest } from '../wire';

const STORED = { code: 200 };

export function decodeReplay(request: WireRequest): Decoded {
  const { device_id: device, session_id: session, type = 'replay', api_key: key } = request.query;
  // What is clicked and scrolled where is sent here too.
  if (type !== 'replay') return nothing(jsonAnswer(STORED));
  const body = parseBody(request.body, RECORDING_DEPTH);
  const events = body.ok && isJsonObject(body.value) ? body.value['events'] : undefined;
  if (!Array.isArray(events) || readText(device) === undefined || readText(session) === undefined) {
    const message =
      'A recording must be {"version": …, "events": […]}, with `device_id` and `session_id` in the address.';
    const problem = body.ok ? reject('malformed_body', message, '', request.body) : body.error;
    return { events: [], rejects: [problem], answer: jsonAnswer({ code: 400, error: problem.message }, 400) };
  }
  const { chunk, problem } = readRecording(events, 'events', {
    // As events name it in «[Amplitude] Session Replay ID».
    recording: `${device}/${session}`,
    distinct_id: device,
    source: 'amplitude',
    project: readText(key) ?? request.credential,
    received_at: request.receivedAt,
    skew: 0,
  });
  return {
    events: [],
    rejects: problem === undefined ? [] : [problem],
    recordings: chunk === undefined ? [] : [chunk],
    answer: jsonAnswer(STORED),
  };
}
