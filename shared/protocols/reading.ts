/** Reads the loosely typed values of wire formats: ids, times and JSON as SDKs really send them. */
import { err, ok, type Result } from '../base/result';
import type { Reject, RejectCode } from '../model/event';
import { isJsonObject, type JsonObject } from '../model/json';
import { hideSecrets } from './secrets';

const RAW_LIMIT = 64 * 1024;
/** Deeper nesting than any SDK sends, and shallow enough for every recursive reader behind us. */
export const DEPTH_LIMIT = 100;

/** The id as text: numbers are written out, what is empty or of another type is no id. */
export function readId(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

export const readText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export const readObject = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});

/** Numbers below this are seconds: as ms they would be in early 1973, as seconds they reach the year 5138. */
const SECONDS_BELOW = 1e11;
/** Times are kept from 1970 up to, not including, 2200; what lies beyond is a mistake in units. */
const TIME_LIMIT = 7_258_118_400_000;
/** Date.parse also reads texts such as `1` or `Jan 5`, as something in local time. */
const ISO = /^[+-]?\d{4,6}-\d{2}(-\d{2}|$)/;

/** UTC ms of an ISO text or an epoch number (seconds or ms, also as text); undefined for anything else. */
export function readTime(value: unknown): number | undefined {
  if (typeof value === 'number') return inRange(value < SECONDS_BELOW ? value * 1000 : value);
  if (typeof value !== 'string') return undefined;
  const usual = usualTime(value);
  if (usual !== undefined) return inRange(usual);
  if (/^\d{9,16}(\.\d+)?$/.test(value)) return readTime(Number(value));
  if (!ISO.test(value)) return undefined;
  // Without a zone the specification means UTC for a day and local time for a moment; on the wire both mean UTC.
  const zoned = /[Tt ]/.test(value) && !/(?:[Zz]|[+-]\d{2}:?\d{2})$/.test(value) ? `${value}Z` : value;
  return inRange(Date.parse(zoned));
}

/**
 * The text that `Date.toISOString` makes, with or without milliseconds, as nearly all SDKs send times: read by hand in a
 * quarter of the time. Undefined for any other, days that not every month has and what is no time at all among them.
 */
function usualTime(text: string): number | undefined {
  const { length } = text;
  if ((length !== 24 && length !== 20) || text.charCodeAt(length - 1) !== 0x5a) return undefined;
  for (let i = 0; i < length - 1; i++) {
    const code = text.charCodeAt(i);
    const sign = SIGNS[i];
    if (sign === 0 ? code < 0x30 || code > 0x39 : code !== sign) return undefined;
  }
  const number = (at: number): number => 10 * (text.charCodeAt(at) - 0x30) + text.charCodeAt(at + 1) - 0x30;
  const year = 100 * number(0) + number(2);
  const month = number(5);
  const day = number(8);
  const hour = number(11);
  const minute = number(14);
  const second = number(17);
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 || minute > 59 || second > 59) {
    return undefined;
  }
  const ms = length === 20 ? 0 : 10 * number(20) + text.charCodeAt(22) - 0x30;
  return Date.UTC(year, month - 1, day, hour, minute, second, ms);
}

/** Of `2026-01-31T10:00:00.000`: what stands between the digits, and 0 for a digit. */
const SIGNS = Uint8Array.from('0000-00-00T00:00:00.000', (sign) => (sign === '0' ? 0 : sign.charCodeAt(0)));

/** Whole UTC ms, where a time between 1970 and 2200 is meant. */
export function inRange(ms: number): number | undefined {
  const whole = Math.round(ms);
  return whole >= 0 && whole < TIME_LIMIT ? whole : undefined;
}

/** A request is under way for seconds, and a retry says anew when it was sent: a larger difference is a wrong clock. */
const SKEW_MS = 5 * 60_000;

/** What the sender's clock showed too much at sending, where it is too much to be the road; else 0. */
export function clockSkew(sentAt: number | undefined, receivedAt: number): number {
  if (sentAt === undefined) return 0;
  const skew = sentAt - receivedAt;
  return Math.abs(skew) > SKEW_MS ? skew : 0;
}

/** The time fields of an event after correction. */
export function correctTime(
  time: number,
  skew: number,
): { readonly timestamp: number; readonly original_timestamp?: number } {
  const corrected = skew === 0 ? undefined : inRange(time - skew);
  return corrected === undefined ? { timestamp: time } : { timestamp: corrected, original_timestamp: time };
}

/** What was sent is kept as it was, but for secrets of whoever sent it. */
export function reject(code: RejectCode, message: string, place: string, offender: unknown): Reject {
  const raw = typeof offender === 'string' ? offender : (JSON.stringify(offender) ?? '');
  return { code, message, place, raw: hideSecrets(raw.slice(0, RAW_LIMIT)) };
}

/** The body as JSON; the error is a sentence for people. Recordings of pages may be nested deeper than events. */
export function parseBody(body: string, depth = DEPTH_LIMIT): Result<unknown, Reject> {
  if (body.trim() === '') return err(reject('malformed_body', 'The body is empty.', '', body));
  try {
    const value: unknown = JSON.parse(body);
    if (mayBeDeeperThan(body, depth) && isDeeperThan(value, depth)) {
      return err(reject('malformed_body', `The body is nested deeper than ${depth} levels.`, '', body));
    }
    return ok(value);
  } catch {
    return err(reject('malformed_body', `The body is not JSON: ${jsonProblem(hideSecrets(body))}.`, '', body));
  }
}

/** What is wrong with it, in the words of the parser, which quotes some of it. */
function jsonProblem(text: string): string {
  try {
    JSON.parse(text);
    return 'it breaks within a secret';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether there are brackets enough in the JSON text; most texts have not, and looking is much quicker than walking. */
export function mayBeDeeperThan(text: string, limit: number): boolean {
  let left = limit;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) if (--left < 0) return true;
  }
  return false;
}

export function isDeeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  // Every value of every event comes by here: no call for what holds no others, and no list of its keys.
  if (Array.isArray(value)) {
    for (const inner of value) if (typeof inner === 'object' && isDeeperThan(inner, limit - 1)) return true;
    return false;
  }
  const object = value as JsonObject;
  for (const key in object) {
    const inner = object[key];
    if (typeof inner === 'object' && isDeeperThan(inner, limit - 1)) return true;
  }
  return false;
}
