/**
 * Umami's table of events as CSV. Its session is a visitor: one browser for a month, or a profile where the script has
 * visitor ids; its visit is what others call a session.
 */
import { WELL_KNOWN, type EventKind } from '../../model/event';
import { CAMPAIGN_KEYS } from '../../model/derived';
import { type Json, type JsonObject, setKey, setKeys } from '../../model/json';
import { known, pageAddress } from '../../protocols/page-address';
import { readId, readText, reject } from '../../protocols/reading';
import { filledOf, timeOf } from '../rows';
import { hasAnyColumn, hasColumns, type RowReading, type VendorFormat } from '../vendor';

export const umamiEvents: VendorFormat = {
  vendor: 'umami',
  title: 'Umami events',
  recognise: (outline) =>
    hasColumns(outline, ['session_id', 'website_id', 'event_type', 'created_at']) &&
    // Tables of before 2024 know no visits.
    hasAnyColumn(outline, ['visit_id', 'url_path'])
      ? 'It has the columns of Umami’s events: «website_id», «session_id», «visit_id», «event_type».'
      : undefined,
  readsRowsAlone: true,
  reader: (receivedAt) => (row) => readRow(filledOf(row), receivedAt),
};

/** Said by fields of the canonical event, or under the names that all protocols share. */
const FIELDS = new Set(
  `event_id session_id visit_id website_id event_type event_name created_at url_path url_query hostname page_title
  referrer_domain referrer_path referrer_query distinct_id browser os device ${CAMPAIGN_KEYS.join(' ')}`.split(/\s+/),
);
const DEVICES: ReadonlyMap<string, string> = new Map([
  ['desktop', 'Desktop'],
  ['laptop', 'Desktop'],
  ['mobile', 'Mobile'],
  ['tablet', 'Tablet'],
]);

const PAGE_VIEW = { event: 'pageview', kind: 'page' } as const;
/** What `event_type` says of rows without a name; 1 is a page view, 2 an event. */
const TYPES: ReadonlyMap<string, { readonly event: string; readonly kind: EventKind }> = new Map([
  // A short link that was followed, and a picture in a mail that was loaded: no page of the site was seen.
  ['3', { event: 'link', kind: 'click' }],
  ['4', { event: 'pixel', kind: 'ping' }],
  ['5', { event: 'performance', kind: 'vitals' }],
]);
const NUMBERS = new Set(['lcp', 'inp', 'cls', 'fcp', 'ttfb']);

function readRow(row: JsonObject, receivedAt: number): RowReading {
  const given = row['created_at'];
  const time = timeOf(given);
  if (time === undefined) {
    const isMissing = given === undefined;
    const said = isMissing ? 'The time is missing.' : '`created_at` is no time.';
    return { events: [], rejects: [reject(isMissing ? 'missing_time' : 'invalid_time', said, 'created_at', '')] };
  }
  const visitor = readId(row['session_id']);
  const user = readId(row['distinct_id']);
  const id = user ?? visitor;
  if (id === undefined) {
    return {
      events: [],
      rejects: [reject('missing_id', 'The row says nobody: «session_id» is empty.', 'session_id', '')],
    };
  }
  const session = readId(row['visit_id']);
  const project = readId(row['website_id']);
  const name = readText(row['event_name']);
  const own = TYPES.get(readId(row['event_type']) ?? '') ?? PAGE_VIEW;
  return {
    events: [
      {
        event_id: readId(row['event_id']) ?? '',
        event: name ?? own.event,
        kind: name === undefined ? own.kind : 'custom',
        timestamp: time,
        received_at: receivedAt,
        distinct_id: id,
        ...(visitor === undefined ? {} : { anonymous_id: visitor }),
        ...(user === undefined ? {} : { user_id: user }),
        ...(session === undefined ? {} : { session_id: session }),
        groups: {},
        properties: propertiesOf(row),
        source: 'umami',
        ...(project === undefined ? {} : { project }),
      },
    ],
    rejects: [],
  };
}

function propertiesOf(row: JsonObject): Record<string, Json> {
  const query = readText(row['url_query']);
  const path = readText(row['url_path']);
  const host = readText(row['hostname']);
  const domain = readText(row['referrer_domain']);
  const device = readText(row['device']);
  const address =
    path === undefined ? undefined : `${path}${query === undefined ? '' : `?${query.replace(/^\?/, '')}`}`;
  const properties: JsonObject = known({
    [WELL_KNOWN.browser]: readText(row['browser']),
    [WELL_KNOWN.os]: readText(row['os']),
    [WELL_KNOWN.device]: device === undefined ? undefined : (DEVICES.get(device) ?? device),
  });
  setKeys(
    properties,
    pageAddress(address?.startsWith('/') === true && host !== undefined ? `https://${host}${address}` : address),
  );
  setKeys(
    properties,
    known({
      [WELL_KNOWN.title]: readText(row['page_title']),
      [WELL_KNOWN.referrer]:
        domain === undefined ? undefined : `https://${domain}${readText(row['referrer_path']) ?? ''}`,
      $host: host,
    }),
  );
  for (const key of CAMPAIGN_KEYS) {
    const value = readText(row[key]);
    if (value !== undefined) properties[key] = value;
  }
  for (const column in row) {
    if (FIELDS.has(column)) continue;
    const value = row[column] as Json;
    setKey(properties, column, NUMBERS.has(column) && Number.isFinite(Number(value)) ? Number(value) : value);
  }
  return properties;
}
