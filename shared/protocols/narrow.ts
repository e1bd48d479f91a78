/**
 * A request cut down to one refused item: what a reject keeps, so that it can be repaired without storing its neighbours
 * again. Knows no protocol: the place of the reject says which lists to shorten, and the decoder itself is asked whether
 * what is left is refused in the same way and brings nothing else.
 */
import type { RejectedRequest } from '../model/rejected-request';
import { isJsonObject } from '../model/json';
import type { Reject } from '../model/event';
import { hideSecrets } from './secrets';
import type { Decoded, WireRequest } from './wire';

/** Of one kept body, and of all that one request's rejects keep. */
const MAX_BODY = 262_144;
const MAX_TOTAL = 4 * 2 ** 20;
/** Of the rejects of one request, those after these are kept without it. */
const MAX_REJECTS = 1_000;

const NOT_KEPT =
  /^(?:cookie|authorization|proxy-authorization|x-forwarded-.*|forwarded|x-real-ip|host|connection|keep-alive|content-length|content-encoding|transfer-encoding|expect|accept.*|sec-.*|te|upgrade.*|if-.*|cache-control|pragma|.*secret.*|.*password.*)$/;

/** For each reject of a request what it keeps; undefined where it cannot be told apart from what was taken. */
export function narrowRequest(
  request: WireRequest,
  prefix: string,
  decode: (request: WireRequest) => Decoded,
  { events, rejects }: Pick<Decoded, 'events' | 'rejects'>,
): (RejectedRequest | undefined)[] {
  if (rejects.length === 0) return [];
  if (request.bytes !== undefined) return rejects.map(() => undefined);
  const isAlone = events.length === 0 && rejects.length === 1;
  const narrowBody = isAlone ? undefined : bodyNarrower(request.body);
  let kept = 0;
  return rejects.map((reject, index) => {
    if (index >= MAX_REJECTS || kept > MAX_TOTAL) return undefined;
    const narrowed = isAlone ? { request, place: reject.place } : firstAlone(request, reject, narrowBody, decode);
    if (narrowed === undefined || narrowed.request.body.length > MAX_BODY) return undefined;
    kept += narrowed.request.body.length;
    return keptOf(narrowed.request, prefix, narrowed.place, !isAlone);
  });
}

type Narrower = (place: string) => string[];

function firstAlone(
  request: WireRequest,
  reject: Reject,
  narrow: Narrower | undefined,
  decode: (request: WireRequest) => Decoded,
): { request: WireRequest; place: string } | undefined {
  for (const body of narrow?.(reject.place) ?? []) {
    const alone = { ...request, body };
    const { events, rejects } = decode(alone);
    const [only] = rejects;
    if (events.length === 0 && rejects.length === 1 && only?.code === reject.code) {
      return { request: alone, place: only.place };
    }
  }
  return undefined;
}

/** Bodies that may hold the item alone, the one that leaves most of its surroundings first. */
function bodyNarrower(body: string): Narrower | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // One JSON value per line, each judged alone.
    const lines = body.split('\n');
    return (place) => {
      const line = lines[Number(/^line (\d+)/.exec(place)?.[1] ?? 0) - 1];
      return line === undefined ? [] : [line];
    };
  }
  return (place) => {
    const outermost = shorten(value, place, 1);
    const all = shorten(value, place, Number.POSITIVE_INFINITY);
    return [...new Set([outermost, all].flatMap((one) => (one === undefined ? [] : [JSON.stringify(one)])))];
  };
}

/** The value with the first `lists` lists along the place cut to the one item that the place goes through. */
function shorten(value: unknown, place: string, lists: number): unknown {
  if (lists <= 0 || place === '') return value;
  const index = /^\[(\d+)\]\.?(.*)$/s.exec(place);
  if (index !== null) {
    if (!Array.isArray(value) || Number(index[1]) >= value.length) return undefined;
    return [shorten(value[Number(index[1])], index[2] ?? '', lists - 1)];
  }
  const [, key = '', rest = ''] = /^([^.[\]]+)\.?(.*)$/s.exec(place) ?? [];
  if (!isJsonObject(value) || !Object.hasOwn(value, key)) return value;
  return { ...value, [key]: shorten(value[key], rest, lists) };
}

function keptOf(request: WireRequest, prefix: string, place: string, isNarrowed: boolean): RejectedRequest {
  const { method, path, query, headers, credential, body } = request;
  return {
    method,
    path: `${prefix}${path}`,
    query: Object.fromEntries(Object.entries(query).filter(([name]) => !isSecret(name))),
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_KEPT.test(name))),
    ...(credential === undefined ? {} : { credential }),
    body: hideSecrets(body),
    place,
    isNarrowed,
  };
}

const isSecret = (name: string): boolean => hideSecrets(`${name}=x`) !== `${name}=x`;
