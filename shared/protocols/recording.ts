/** Pieces of recordings out of what SDKs send: rrweb events as objects or as JSON texts. */
import { err, ok, type Result } from '../base/result';
import type { Reject } from '../model/event';
import { isJsonObject } from '../model/json';
import type { RecordingChunk } from '../model/recording';
import { inRange, reject } from './reading';

/** A snapshot of a page is nested as deep as its document, twice; browsers stop parsing at 512 elements. */
export const RECORDING_DEPTH = 2_000;

/** Whose piece it is. */
export type RecordingHead = Pick<RecordingChunk, 'recording' | 'source' | 'received_at' | 'skew'> &
  Partial<{ [Field in 'distinct_id' | 'window_id' | 'project']: string | undefined }>;

export interface ReadRecording {
  /** Undefined where nothing in it is an event of a recording. */
  readonly chunk: RecordingChunk | undefined;
  /** The first part that is none. */
  readonly problem: Reject | undefined;
}

/**
 * `place` is where the list stands in the body. What is no rrweb event costs the others nothing; the first is told of, for
 * the others of the same list are wrong in the same way.
 */
export function readRecording(list: readonly unknown[], place: string, head: RecordingHead): ReadRecording {
  const texts: string[] = [];
  let problem: Reject | undefined;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  list.forEach((item, index) => {
    const read = readRrweb(item);
    if (!read.ok) {
      problem ??= reject('malformed_event', read.error, `${place}[${index}]`, item);
      return;
    }
    texts.push(read.value.text);
    first = Math.min(first, read.value.time);
    last = Math.max(last, read.value.time);
  });
  if (texts.length === 0) return { chunk: undefined, problem };
  const { distinct_id, window_id, project, ...known } = head;
  const chunk: RecordingChunk = {
    ...known,
    ...(distinct_id === undefined ? {} : { distinct_id }),
    ...(window_id === undefined ? {} : { window_id }),
    ...(project === undefined ? {} : { project }),
    first,
    last,
    count: texts.length,
    events: `[${texts.join(',')}]`,
  };
  return { chunk, problem };
}

/** One rrweb event with its time; the error is a sentence for people. */
function readRrweb(item: unknown): Result<{ readonly text: string; readonly time: number }, string> {
  let event = item;
  if (typeof item === 'string') {
    try {
      event = JSON.parse(item);
    } catch {
      return err('A part of the recording is a text that is not JSON.');
    }
  }
  if (!isJsonObject(event) || typeof event['type'] !== 'number') {
    return err('A part of the recording is no rrweb event: those are objects with a number as `type`.');
  }
  const time = typeof event['timestamp'] === 'number' ? inRange(event['timestamp']) : undefined;
  if (time === undefined) return err('A part of the recording has no time: `timestamp` is milliseconds since 1970.');
  return ok({ text: typeof item === 'string' ? item : JSON.stringify(event), time });
}
