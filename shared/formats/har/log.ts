/**
 * HAR, what browsers' developer tools save of the network: a log of pages and of their requests. Each request becomes a
 * network event for the lanes of the timeline, each page a page view. Headers, cookies and bodies are left out, and the
 * secrets of addresses too: a HAR holds whatever let its maker in.
 */
import { WELL_KNOWN, type CanonicalEvent, type Reject } from '../../model/event';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { known, pageAddress } from '../../protocols/page-address';
import { readId, readObject, readText, reject } from '../../protocols/reading';
import { hash64 } from '../../protocols/visitor';
import { timeOf } from '../rows';
import { hasColumns, keysIn, type RowReading, type VendorFormat } from '../vendor';
import { withoutSecrets } from './address';

export const harLog: VendorFormat = {
  vendor: 'har',
  title: 'HAR (network log of a browser)',
  recognise: (outline) => {
    if (!hasColumns(outline, ['log'])) return undefined;
    const keys = keysIn(outline, 'log');
    return keys.has('entries') || (keys.has('version') && keys.has('creator'))
      ? 'It is one object with a «log» of «entries», as browsers save it.'
      : undefined;
  },
  reader: (receivedAt) => (row) => readLog(readObject(row['log']), receivedAt),
};

function readLog(log: JsonObject, receivedAt: number): RowReading {
  if (!Array.isArray(log['entries'])) {
    return { events: [], rejects: [reject('malformed_event', 'The log has no list of `entries`.', 'log.entries', '')] };
  }
  const pages = (Array.isArray(log['pages']) ? log['pages'] : []).filter(isJsonObject);
  const entries: readonly Json[] = log['entries'];
  const browser = readText(readObject(log['browser'])['name']) ?? readText(readObject(log['creator'])['name']);
  const first = entries.find(isJsonObject);
  // A log says nobody. Saved again with more in it, it has the same beginning.
  const beginning = readText(pages[0]?.['startedDateTime']) ?? readText(first?.['startedDateTime']) ?? '';
  const visitor = `har-${hash64(`${browser ?? ''}\n${beginning}\n${readText(requestOf(first)['url']) ?? ''}`)}`;
  const rejects: Reject[] = [];
  const shared = (time: number): Omit<CanonicalEvent, 'event_id' | 'event' | 'kind' | 'properties'> => ({
    timestamp: time,
    received_at: receivedAt,
    distinct_id: visitor,
    anonymous_id: visitor,
    session_id: visitor,
    groups: {},
    source: 'har',
  });
  const seen = new Map<string, number>();
  const idOf = (...parts: readonly (string | number)[]): string => {
    const hash = hash64(parts.join('\n'));
    const nth = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, nth);
    return `${visitor}-${hash}-${nth}`;
  };
  const events: CanonicalEvent[] = [];
  pages.forEach((page, index) => {
    const time = timeOf(page['startedDateTime']);
    if (time === undefined) {
      rejects.push(timeless(`log.pages[${index}]`, page['startedDateTime']));
      return;
    }
    const opening = entries.find((entry) => isJsonObject(entry) && entry['pageref'] === page['id']);
    events.push({
      ...shared(time),
      event_id: idOf('page', time, readId(page['id']) ?? index),
      event: 'pageview',
      kind: 'page',
      properties: pageOf(page, readText(requestOf(opening)['url']), browser),
    });
  });
  entries.forEach((entry, index) => {
    const request = requestOf(entry);
    const url = readText(request['url']);
    const time = isJsonObject(entry) ? timeOf(entry['startedDateTime']) : undefined;
    if (!isJsonObject(entry) || url === undefined) {
      const place = `log.entries[${index}].request.url`;
      rejects.push(reject('malformed_event', 'The entry has no request with a `url`.', place, entry));
    } else if (time === undefined) rejects.push(timeless(`log.entries[${index}]`, entry['startedDateTime']));
    else {
      events.push({
        ...shared(time),
        event_id: idOf('request', time, readText(request['method']) ?? '', url),
        event: 'request',
        kind: 'network',
        properties: requestProperties(entry, request, url, browser),
      });
    }
  });
  return { events, rejects };
}

const requestOf = (entry: Json | undefined): JsonObject =>
  readObject(isJsonObject(entry) ? entry['request'] : undefined);

function timeless(place: string, given: Json | undefined): Reject {
  const isMissing = given === undefined || given === null || given === '';
  const said = isMissing ? 'The time is missing.' : '`startedDateTime` is no time; it must be ISO 8601.';
  return reject(isMissing ? 'missing_time' : 'invalid_time', said, `${place}.startedDateTime`, '');
}

function pageOf(page: JsonObject, url: string | undefined, browser: string | undefined): Record<string, Json> {
  const timings = readObject(page['pageTimings']);
  const title = readText(page['title']);
  // Chrome writes the address for a title.
  const address = url ?? (title?.includes('://') === true ? title : undefined);
  return {
    ...pageAddress(address === undefined ? undefined : withoutSecrets(address)),
    ...known({
      [WELL_KNOWN.title]: title === undefined ? undefined : withoutSecrets(title),
      [WELL_KNOWN.browser]: browser,
      dom_content_loaded_ms: duration(timings['onContentLoad']),
      load_ms: duration(timings['onLoad']),
    }),
  };
}

function requestProperties(
  entry: JsonObject,
  request: JsonObject,
  url: string,
  browser: string | undefined,
): Record<string, Json> {
  const response = readObject(entry['response']);
  const content = readObject(response['content']);
  const timings = Object.entries(readObject(entry['timings'])).flatMap(([name, value]): [string, Json][] => {
    const ms = duration(value);
    return ms === undefined ? [] : [[name, ms]];
  });
  // The handshake is part of connecting.
  const sum = timings.reduce((total, [name, ms]) => total + (name === 'ssl' ? 0 : Number(ms)), 0);
  return known({
    [WELL_KNOWN.browser]: browser,
    $url: withoutSecrets(url),
    $method: readText(request['method']),
    $status: typeof response['status'] === 'number' ? response['status'] : undefined,
    $duration_ms: duration(entry['time']) ?? (timings.length === 0 ? undefined : sum),
    request_bytes: size(request['bodySize']),
    response_bytes: size(response['bodySize']),
    transfer_bytes: size(response['_transferSize']),
    content_bytes: size(content['size']),
    mime_type: readText(content['mimeType']),
    http_version: readText(response['httpVersion']) ?? readText(request['httpVersion']),
    resource_type: readText(entry['_resourceType']),
    initiator: readText(readObject(entry['_initiator'])['type']) ?? readText(entry['_initiator_type']),
    priority: readText(entry['_priority']),
    from_cache: readText(entry['_fromCache']),
    error: readText(response['_error']),
    page: readId(entry['pageref']),
    timings: timings.length === 0 ? undefined : Object.fromEntries(timings),
  });
}

/** −1 says that it does not apply. */
const duration = (value: Json | undefined): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

/** −1 says that it is not known. */
const size = duration;
