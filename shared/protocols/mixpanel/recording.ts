/** Recordings of Mixpanel's session replay: a list of rrweb events, all else said in the address. */
import { parseBody, readText, reject } from '../reading';
import { RECORDING_DEPTH, readRecording } from '../recording';
import { jsonAnswer, type Decoded, type WireRequest } from '../wire';

export function decodeRecord(request: WireRequest): Decoded {
  const { replay_id: replay, distinct_id: distinctId } = request.query;
  const body = parseBody(request.body, RECORDING_DEPTH);
  if (!body.ok || !Array.isArray(body.value) || readText(replay) === undefined) {
    const message = 'A recording must be a list of rrweb events, with `replay_id` in the address.';
    const problem = body.ok ? reject('malformed_body', message, '', request.body) : body.error;
    return {
      events: [],
      rejects: [problem],
      answer: jsonAnswer({ code: 400, status: 'Bad Request', error: problem.message }, 400),
    };
  }
  const { chunk, problem } = readRecording(body.value, '', {
    // As events name it in «$mp_replay_id».
    recording: replay ?? '',
    distinct_id: readText(distinctId),
    source: 'mixpanel',
    project: readText(request.query['token']) ?? request.credential,
    received_at: request.receivedAt,
    skew: 0,
  });
  return {
    events: [],
    rejects: problem === undefined ? [] : [problem],
    recordings: chunk === undefined ? [] : [chunk],
    answer: jsonAnswer({ code: 200, status: 'OK' }),
  };
}
