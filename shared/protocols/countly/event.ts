/** Everything that one request of Countly's write API reports, as canonical events and rejects. */
import { WELL_KNOWN, type CanonicalEvent, type Reject } from '../../model/event';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { browserOf, known } from '../page-address';
import { readId, readObject, readText, readTime, reject } from '../reading';
import { hash64 } from '../visitor';
import { happeningsIn, readField, type Happening } from './happenings';

export interface Envelope {
  readonly receivedAt: number;
  readonly userAgent: string | undefined;
  readonly newId: () => string;
}

/** What a request says for all that it reports. */
const BESIDE = ['av', 'tz', 'location', 'country_code', 'city', 'ip_address', 'locale'];

export function decodeRequest(
  params: JsonObject,
  root: string,
  envelope: Envelope,
): { events: readonly CanonicalEvent[]; rejects: readonly Reject[] } {
  const within = (place: string): string => (root === '' ? place : `${root}.${place}`);
  const deviceId = readId(params['device_id']);
  if (deviceId === undefined) {
    const why = reject('missing_id', 'The request says nobody: `device_id` is missing.', within('device_id'), params);
    return { events: [], rejects: [why] };
  }
  const given = params['timestamp'];
  const time = given === undefined || given === '' ? envelope.receivedAt : readTime(given);
  const { found, rejects: unread } = happeningsIn(params);
  const events: CanonicalEvent[] = [];
  const rejects = unread.map((why) => ({ ...why, place: within(why.place) }));
  const shared = sharedOf(params, envelope);
  for (const happening of found) {
    const happened = happening.time === undefined ? time : readTime(happening.time);
    if (happened === undefined) {
      const message = '`timestamp` is no time; send milliseconds since 1970.';
      const place = happening.time === undefined ? 'timestamp' : `${happening.place}.timestamp`;
      rejects.push(reject('invalid_time', message, within(place), happening.raw));
      continue;
    }
    events.push({
      event_id: happening.id ?? idOf(happening, deviceId, params) ?? envelope.newId(),
      event: happening.event,
      kind: happening.kind,
      // The request's time is that of its making, also of one that waited in a queue: it tells nothing of the clock.
      timestamp: happened,
      received_at: envelope.receivedAt,
      ...identityOf(happening, deviceId, params),
      groups: {},
      properties: propertiesOf(happening, shared),
      source: 'countly',
      ...shared.origin,
    });
  }
  return { events, rejects };
}

/** Countly tries again forever, with the same time: what came without an id gets the same one each time. */
function idOf({ place, event }: Happening, deviceId: string, params: JsonObject): string | undefined {
  const time = readId(params['timestamp']);
  const app = readId(params['app_key']) ?? '';
  return time === undefined ? undefined : `countly-${hash64([app, deviceId, time, place, event].join('\n'))}`;
}

/** The id is a known user's where the developer set it (`t=0`), else the device's own. */
function identityOf(
  { kind, properties }: Happening,
  deviceId: string,
  params: JsonObject,
): Pick<CanonicalEvent, 'distinct_id' | 'anonymous_id' | 'user_id'> {
  // A developer gives another id to say who it is, whatever the SDK says of its kind.
  const isUser = readId(params['t']) === '0' || kind === 'identify' || kind === 'alias';
  if (!isUser) return { distinct_id: deviceId, anonymous_id: deviceId };
  const before = kind === 'identify' ? readId(properties['old_device_id']) : undefined;
  return {
    distinct_id: deviceId,
    user_id: deviceId,
    ...(before === undefined ? {} : { anonymous_id: before }),
  };
}

interface Shared {
  readonly origin: Pick<CanonicalEvent, 'project' | 'lib' | 'lib_version'>;
  readonly known: Readonly<Record<string, Json>>;
  readonly metrics: JsonObject;
  readonly beside: Readonly<Record<string, Json>>;
}

function sharedOf(params: JsonObject, { userAgent }: Envelope): Shared {
  const metrics = readObject(readField(params['metrics']));
  const project = readId(params['app_key']);
  const lib = readText(params['sdk_name']);
  const version = readId(params['sdk_version']);
  const { _os, _browser, _device_type: type } = metrics;
  const device = readText(type);
  return {
    origin: {
      ...(project === undefined ? {} : { project }),
      ...(lib === undefined ? {} : { lib }),
      ...(version === undefined ? {} : { lib_version: version }),
    },
    known: {
      ...browserOf(readText(metrics['_ua']) ?? userAgent),
      ...known({
        [WELL_KNOWN.os]: readText(_os),
        [WELL_KNOWN.browser]: readText(_browser),
        [WELL_KNOWN.device]: device === undefined ? undefined : device.charAt(0).toUpperCase() + device.slice(1),
        // Node's SDK is called so.
        $is_server: lib?.endsWith('nodejs') === true ? true : undefined,
      }),
    },
    metrics,
    beside: known(Object.fromEntries(BESIDE.map((name) => [name, params[name] === '' ? undefined : params[name]]))),
  };
}

/** The metrics of a device are told with its session; other requests repeat no more than the user agent. */
function propertiesOf(happening: Happening, { known: shared, metrics, beside }: Shared): Record<string, Json> {
  const own = happening.properties['$countly'];
  const countly = { ...beside, ...(isJsonObject(own) ? own : {}) };
  const isSession = happening.event === 'begin_session' && Object.keys(metrics).length > 0;
  return {
    ...shared,
    ...happening.properties,
    ...(isSession ? { metrics } : {}),
    ...(Object.keys(countly).length === 0 ? {} : { $countly: countly }),
  };
}
