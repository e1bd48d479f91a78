/**
 * Mixpanel: what its browser and server SDKs send, and what each is answered. `/track` and its kin answer `1` or, to
 * `verbose=1`, JSON; the node SDK takes anything but exactly `1` for an error.
 */
import type { Result } from '../../base/result';
import { WELL_KNOWN, type CanonicalEvent, type Reject } from '../../model/event';
import type { Json } from '../../model/json';
import { isJsonObject } from '../../model/json';
import { parseBody, readText, readTime, reject } from '../reading';
import { readUserAgent } from '../segment/user-agent';
import {
  jsonAnswer,
  nothing,
  pixelAnswer,
  type Decoded,
  type Protocol,
  type WireAnswer,
  type WireRequest,
} from '../wire';
import { decodeEvent, type Envelope } from './event';
import { flagsAnswer, flagsFor } from './flags';
import { decodeGroupOperation, decodePersonOperation } from './profile';
import { decodeRecord } from './recording';

type DecodeItem = (item: unknown, place: string, envelope: Envelope, fromEnd: number) => Result<CanonicalEvent, Reject>;

interface Item {
  readonly value: unknown;
  readonly place: string;
  /** What could not be read at all. */
  readonly problem?: Reject;
}

/** What the body holds: one item, an array of them, or one on each line; a reject where it is none of these. */
function itemsOf({ body, headers }: WireRequest): readonly Item[] | Reject {
  if (/ndjson/i.test(headers['content-type'] ?? '')) return linesOf(body);
  const parsed = parseBody(body);
  if (!parsed.ok) return parsed.error;
  if (Array.isArray(parsed.value)) {
    return parsed.value.map((value: unknown, index) => ({ value, place: `[${index}]` }));
  }
  if (isJsonObject(parsed.value)) return [{ value: parsed.value, place: '' }];
  return reject('malformed_body', 'The body must be one JSON object or an array of them, in `data`.', '', body);
}

function linesOf(body: string): readonly Item[] {
  return body.split('\n').flatMap((line, index): Item[] => {
    if (line.trim() === '') return [];
    const place = `line ${index + 1}`;
    const parsed = parseBody(line);
    return [parsed.ok ? { value: parsed.value, place } : { value: line, place, problem: { ...parsed.error, place } }];
  });
}

function envelopeOf(request: WireRequest): Envelope {
  const agent = request.headers['user-agent'];
  return {
    receivedAt: request.receivedAt,
    // Stamped anew at each try.
    sentAt: readTime(request.query['_']),
    project: readText(request.query['token']) ?? request.credential,
    agent: agent?.startsWith('Mozilla/') === true ? onlyWellKnown(readUserAgent(agent)) : {},
    ...(request.groupTypes === undefined ? {} : { groupTypes: request.groupTypes }),
    newId: request.newId,
  };
}

const onlyWellKnown = (agent: Record<string, Json>): Record<string, Json> => {
  const { [WELL_KNOWN.browser]: browser, [WELL_KNOWN.os]: os, [WELL_KNOWN.device]: device } = agent;
  return {
    ...(browser === undefined ? {} : { [WELL_KNOWN.browser]: browser }),
    ...(os === undefined ? {} : { [WELL_KNOWN.os]: os }),
    ...(device === undefined ? {} : { [WELL_KNOWN.device]: device }),
  };
};

interface Taken {
  readonly events: readonly CanonicalEvent[];
  readonly refused: readonly { readonly index: number; readonly value: unknown; readonly why: Reject }[];
}

function take(request: WireRequest, items: readonly Item[], decodeItem: DecodeItem): Taken {
  const envelope = envelopeOf(request);
  const events: CanonicalEvent[] = [];
  const refused: { index: number; value: unknown; why: Reject }[] = [];
  items.forEach(({ value, place, problem }, index) => {
    if (problem !== undefined) {
      refused.push({ index, value, why: problem });
      return;
    }
    const decoded = decodeItem(value, place, envelope, items.length - 1 - index);
    if (decoded.ok) events.push(decoded.value);
    else refused.push({ index, value, why: decoded.error });
  });
  return { events, refused };
}

/** `1` says that all is well; what is refused is said in words where the asker wants them. */
function plainAnswer({ query }: WireRequest, problem: string | undefined, status = 200): WireAnswer {
  if (query['verbose'] === '1')
    return jsonAnswer({ error: problem ?? null, status: problem === undefined ? 1 : 0 }, status);
  if (query['img'] === '1') return pixelAnswer();
  return { status, contentType: 'text/plain; charset=utf-8', body: problem === undefined ? '1' : '0' };
}

const decodeWith =
  (decodeItem: DecodeItem) =>
  (request: WireRequest): Decoded => {
    const items = itemsOf(request);
    if ('code' in items) return { events: [], rejects: [items], answer: plainAnswer(request, items.message, 400) };
    const { events, refused } = take(request, items, decodeItem);
    return {
      events,
      rejects: refused.map(({ why }) => why),
      answer: plainAnswer(request, refused[0]?.why.message),
    };
  };

/** With `strict=1`, as servers import, every record that was not taken is named. */
function decodeImport(request: WireRequest): Decoded {
  if (request.query['strict'] !== '1') return decodeWith(decodeEvent)(request);
  const items = itemsOf(request);
  if ('code' in items) {
    return {
      events: [],
      rejects: [items],
      answer: jsonAnswer({ code: 400, status: 'Bad Request', error: items.message }, 400),
    };
  }
  const { events, refused } = take(request, items, decodeEvent);
  const imported = { num_records_imported: events.length };
  if (refused.length === 0)
    return { events, rejects: [], answer: jsonAnswer({ code: 200, ...imported, status: 'OK' }) };
  const failed = refused.map(({ index, value, why }) => ({
    index,
    insert_id:
      isJsonObject(value) && isJsonObject(value['properties']) ? (value['properties']['$insert_id'] ?? '') : '',
    field: why.place,
    message: why.message,
  }));
  const error = 'some data points in the request failed validation';
  return {
    events,
    rejects: refused.map(({ why }) => why),
    answer: jsonAnswer({ code: 400, error, failed_records: failed, ...imported, status: 'Bad Request' }, 400),
  };
}

const answer = (body: unknown) => (): Decoded => nothing(jsonAnswer(body));

const events = decodeWith(decodeEvent);
const persons = decodeWith(decodePersonOperation);
const groups = decodeWith(decodeGroupOperation);

export const MIXPANEL: Protocol = {
  name: 'mixpanel',
  understands: 'Mixpanel SDKs: set `api_host` (browser) or `host`, `port` and `protocol` (server) to this address',
  routes: [
    { method: 'POST', path: /^\/track$/, wantsGroupTypes: true, decode: events },
    { method: 'GET', path: /^\/track$/, wantsGroupTypes: true, decode: events },
    { method: 'POST', path: /^\/import$/, wantsGroupTypes: true, decode: decodeImport },
    { method: 'GET', path: /^\/import$/, wantsGroupTypes: true, decode: decodeImport },
    { method: 'POST', path: /^\/engage$/, decode: persons },
    { method: 'GET', path: /^\/engage$/, decode: persons },
    { method: 'POST', path: /^\/groups$/, decode: groups },
    { method: 'GET', path: /^\/groups$/, decode: groups },
    { method: 'POST', path: /^\/record$/, decode: decodeRecord },
    {
      method: 'GET',
      path: /^\/flags$/,
      wantsFlags: true,
      flagsFor,
      decode: (request) => nothing(jsonAnswer(flagsAnswer(request))),
    },
    { method: 'GET', path: /^\/settings$/, decode: answer({ sdk_config: { config: {} } }) },
  ],
};
