/**
 * Recordings of OpenPanel: a message whose payload holds rrweb events as one JSON text. It names neither session nor
 * visitor, for OpenPanel's server tells them by the browser; so a recording is a browser's day, as its visitor is.
 */
import type { Reject } from '../../model/event';
import type { JsonObject } from '../../model/json';
import type { RecordingChunk } from '../../model/recording';
import { parseBody, readObject, reject } from '../reading';
import { RECORDING_DEPTH, readRecording } from '../recording';
import type { Envelope } from './event';

export interface ReplayRead {
  readonly recordings: readonly RecordingChunk[];
  readonly rejects: readonly Reject[];
}

export function decodeReplay(message: JsonObject, { deviceId, project, receivedAt }: Envelope): ReplayRead {
  const refuse = (text: string): ReplayRead => ({
    recordings: [],
    rejects: [reject('malformed_event', text, 'payload.payload', message)],
  });
  if (deviceId === undefined) return refuse('A recording comes from a browser, and this one from a server.');
  const { payload } = readObject(message['payload']);
  const list = typeof payload === 'string' ? parseBody(payload, RECORDING_DEPTH) : undefined;
  if (list === undefined || !list.ok || !Array.isArray(list.value)) {
    return refuse('`payload.payload` must be a list of rrweb events as a JSON text.');
  }
  const { chunk, problem } = readRecording(list.value, 'payload.payload', {
    recording: deviceId,
    distinct_id: deviceId,
    source: 'openpanel',
    project,
    received_at: receivedAt,
    skew: 0,
  });
  return {
    recordings: chunk === undefined ? [] : [chunk],
    rejects: problem === undefined ? [] : [problem],
  };
}
