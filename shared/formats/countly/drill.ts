/**
 * Countly's raw events (`drill_events`) and users (`app_users`), dumped from its database as JSON lines. Its names are short: `e`
 * and `n` name the event, `sg` are its segments, `did` is the device's id, `up`, `custom` and `cmp` what was known of the user.
 */
import { WELL_KNOWN, type CanonicalEvent } from '../../model/event';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { decodeRequest } from '../../protocols/countly/event';
import { known } from '../../protocols/page-address';
import { readId, readText, reject } from '../../protocols/reading';
import { filledOf, objectOf, prunedOf, timeOf } from '../rows';
import { hasProperties, isGeneratedId } from '../statements';
import { hasAnyColumn, hasColumns, NOTHING, type RowReading, type VendorFormat } from '../vendor';

export const countlyEvents: VendorFormat = {
  vendor: 'countly',
  title: 'Countly events (drill)',
  recognise: (outline) =>
    hasColumns(outline, ['e', 'ts', 'uid', 'did']) && hasAnyColumn(outline, ['sg', 'up', 'n', 'a'])
      ? 'Its rows are Countly’s raw events: «e», «ts», «uid», «did», «sg».'
      : undefined,
  readsRowsAlone: true,
  reader: (receivedAt) => (row) => readEvent(row, receivedAt),
};

export const countlyUsers: VendorFormat = {
  vendor: 'countly',
  title: 'Countly users',
  recognise: (outline) =>
    hasColumns(outline, ['uid', 'did']) && hasAnyColumn(outline, ['lac', 'sc', 'fs', 'ls'])
      ? 'Its rows are Countly’s users: «uid», «did», and what was counted of them.'
      : undefined,
  readsRowsAlone: true,
  reader: (receivedAt) => (row) => readUser(row, receivedAt),
};

const FIELDS = new Set('_id a e n ts cd did sg s dur c up custom cmp cvid pvid id lsid d w m h'.split(' '));
/** The database's words for what people are like. */
const STANDARD = ['name', 'username', 'email', 'organization', 'phone', 'picture', 'gender', 'byear'];

/** `{"$numberLong": "1"}`, `{"$oid": "…"}` and `{"$date": "…"}`, as dumps write what JSON does not know. */
function plain(value: Json | undefined): Json | undefined {
  if (!isJsonObject(value)) return value;
  const [[key, inner] = ['', null], ...others] = Object.entries(value);
  if (others.length > 0) return value;
  if (key === '$numberLong' || key === '$numberInt' || key === '$numberDouble') return Number(inner);
  return key === '$oid' || key === '$date' ? plain(inner) : value;
}

function readEvent(row: JsonObject, receivedAt: number): RowReading {
  const given = plain(row['ts']);
  const time = timeOf(given);
  if (time === undefined) {
    const isMissing = given === undefined || given === null || given === '';
    const said = isMissing ? 'The time is missing.' : '`ts` is no time; it must be milliseconds since 1970.';
    return { events: [], rejects: [reject(isMissing ? 'missing_time' : 'invalid_time', said, 'ts', '')] };
  }
  const device = readId(row['did']);
  if (device === undefined)
    return { events: [], rejects: [reject('missing_id', 'The row says nobody: «did» is empty.', 'did', '')] };
  const system = readText(row['e']);
  const key = system === '[CLY]_custom' || system === undefined ? readText(row['n']) : system;
  if (key === undefined)
    return { events: [], rejects: [reject('missing_event_name', 'The event has no name in «e» or «n».', 'e', '')] };
  // Written where a request brought nothing but what the user is like.
  if (key === '[CLY]_property_update') {
    const set = prunedOf(objectOf(row['custom']));
    if (Object.keys(set).length === 0) return NOTHING;
    return {
      events: [hasProperties(device, set, roleOf(device), { vendor: 'countly', time, receivedAt })],
      rejects: [],
    };
  }
  const segmentation = objectOf(row['sg']);
  const told = objectOf(row['up']);
  const isView = key === '[CLY]_view';
  const { events, rejects } = decodeRequest(
    {
      device_id: device,
      t: roleOf(device) === 'anonymous' ? '1' : '0',
      timestamp: time,
      ...(readId(plain(row['a'])) === undefined ? {} : { app_key: readId(plain(row['a'])) ?? '' }),
      ...(isView && isWeb(segmentation) ? { sdk_name: 'javascript_native_web' } : {}),
      events: [
        {
          key,
          timestamp: time,
          segmentation: isView
            ? { visit: 1, ...known({ name: row['n'] === key ? undefined : row['n'] }), ...segmentation }
            : segmentation,
          ...known({ count: plain(row['c']), sum: plain(row['s']), dur: plain(row['dur']) }),
          ...known({ cvid: row['cvid'], pvid: row['pvid'] }),
        },
      ],
    },
    '',
    { receivedAt, userAgent: undefined, newId: () => '' },
  );
  const id = readId(plain(row['_id']));
  const session = readId(row['lsid']);
  const beside = prunedOf(Object.fromEntries(Object.entries(row).filter(([name]) => !FIELDS.has(name))));
  return {
    events: events.map(({ lib: _lib, ...event }): CanonicalEvent => {
      const own = objectOf(event.properties['$countly']);
      const person = prunedOf({ ...objectOf(row['custom']) });
      const countly = { ...own, ...beside, ...prunedOf({ up: told, cmp: objectOf(row['cmp']) }) };
      return {
        ...event,
        event_id: id ?? '',
        ...(key === '[CLY]_session' ? { event: 'begin_session', kind: 'session' } : {}),
        ...(session === undefined ? {} : { session_id: session }),
        properties: {
          ...known({
            [WELL_KNOWN.browser]: readText(told['brw']),
            [WELL_KNOWN.os]: readText(told['p']),
          }),
          ...event.properties,
          ...(Object.keys(person).length === 0 ? {} : { $set: person }),
          ...(Object.keys(countly).length === 0 ? {} : { $countly: countly }),
        },
      };
    }),
    rejects,
  };
}

const isWeb = ({ platform, domain }: JsonObject): boolean =>
  /web/i.test(readText(platform) ?? '') || readText(domain) !== undefined;

/** The database does not say who chose the id; SDKs make up UUIDs. */
const roleOf = (device: string): 'anonymous' | 'user' => (isGeneratedId(device) ? 'anonymous' : 'user');

function readUser(row: JsonObject, receivedAt: number): RowReading {
  const device = readId(row['did']);
  if (device === undefined)
    return { events: [], rejects: [reject('missing_id', 'The row says nobody: «did» is empty.', 'did', '')] };
  const standard = Object.entries(filledOf(row)).filter(([name]) => STANDARD.includes(name));
  const set = { ...Object.fromEntries(standard), ...prunedOf(objectOf(row['custom'])) };
  if (Object.keys(set).length === 0) return NOTHING;
  const time = timeOf(plain(row['lac'])) ?? timeOf(plain(row['ls'])) ?? receivedAt;
  return { events: [hasProperties(device, set, roleOf(device), { vendor: 'countly', time, receivedAt })], rejects: [] };
}
