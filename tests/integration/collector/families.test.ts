/**
 * Every family on the one port: known by its path alone, by body or headers where two share a path, and by its prefix
 * always; whatever token it brings is taken and becomes the event's project, by which the workbench filters.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCollector, type Collector } from '../../../electron/collector/collector';
import { SILENT_LOGGER } from '../../../electron/log/logger';
import type { StoredEvent } from '../../../shared/contract/commands';
import { UNDERSTOOD } from '../../../shared/protocols/registry';
import { insightResultSchema } from '../../../shared/insights/specs';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let host: Collector;
let engine: TestEngine;
beforeAll(async () => {
  engine = await openTestEngine();
  host = await startCollector({ port: 0, log: SILENT_LOGGER, ingest: (batch) => engine.engine.ingest(batch) });
});
afterAll(async () => {
  await host.close();
  await engine.close();
});

type Query = Readonly<Record<string, string>>;
interface Sent {
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What is sent to `METHOD path`, with this token and an id that no other request has. */
type Row = readonly [family: string, at: `${'GET' | 'POST'} ${string}`, sent: (token: string, id: string) => Sent];

const json = (body: unknown, headers: Sent['headers'] = {}): Sent => ({ body: JSON.stringify(body), headers });
const form = (fields: Query): Sent => ({
  body: new URLSearchParams(fields).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
});
const basic = (token: string): Sent['headers'] => ({
  authorization: `Basic ${Buffer.from(`${token}:`).toString('base64')}`,
});

const posthog = (token: string, uuid: string): Sent =>
  json({ api_key: token, batch: [{ event: 'e', distinct_id: 'ana', uuid }] });
const posthogOne = (token: string, uuid: string): string =>
  JSON.stringify({ token, event: 'e', uuid, properties: { distinct_id: 'ana' } });
const segment = (token: string, messageId: string): Sent =>
  json({ type: 'track', event: 'e', userId: 'ana', messageId, writeKey: token });
const segmentBatch = (token: string, messageId: string): Sent =>
  json({ batch: [{ type: 'track', event: 'e', userId: 'ana', messageId }] }, basic(token));
const rudder = (messageId: string): Readonly<Record<string, unknown>> => ({
  type: 'track',
  event: 'e',
  userId: 'ana',
  messageId,
  channel: 'web',
  originalTimestamp: new Date().toISOString(),
});
const mixpanel = (token: string, id: string): string =>
  JSON.stringify([{ event: 'e', properties: { token, distinct_id: 'ana', $insert_id: id } }]);
const amplitude = (token: string, id: string): Sent =>
  json({ api_key: token, events: [{ event_type: 'e', user_id: 'ana-maria', insert_id: id }] });
const snowplow = (token: string, eid: string): Query => ({ e: 'pv', aid: token, eid, duid: 'd-1' });
const snowplowPost = (token: string, eid: string): Sent =>
  json({
    schema: 'iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4',
    data: [snowplow(token, eid)],
  });
const countly = (token: string, id: string): Query => ({
  app_key: token,
  device_id: 'd-1',
  events: JSON.stringify([{ key: 'e', count: 1, id }]),
});
const matomo = (token: string): Query => ({
  idsite: token,
  rec: '1',
  url: 'https://shop.test/',
  _id: '0123456789abcdef',
});
const umami = (token: string): unknown => ({
  type: 'event',
  payload: { website: token, url: '/tea', hostname: 'shop.test' },
});
const plausible = (token: string): Sent => json({ n: 'pageview', u: 'https://shop.test/', d: token });
const vercel = (token: string): Sent => json({ o: `https://${token}/tea`, ts: Date.now() });
const ga4 = (token: string): Query => ({ v: '2', tid: token, cid: '1.2', en: 'page_view' });
const measured = (token: string): Sent => ({
  ...json({ client_id: '1.2', events: [{ name: 'e' }] }),
  query: { measurement_id: token, api_secret: 'any' },
});
const otlp = (token: string): Sent =>
  json(
    {
      resourceLogs: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: token } }] },
          scopeLogs: [{ logRecords: [{ timeUnixNano: `${Date.now()}000000`, eventName: 'e' }] }],
        },
      ],
    },
    { 'content-type': 'application/json' },
  );

const ROWS: readonly Row[] = [
  ['waymark', 'POST /ingest', (project, event_id) => json({ event: 'e', distinct_id: 'ana', project, event_id })],
  ['posthog', 'POST /e', posthog],
  ['posthog', 'GET /e', (token, id) => ({ query: { data: posthogOne(token, id) } })],
  ['posthog', 'GET /capture', (token, id) => ({ query: { data: posthogOne(token, id) } })],
  ['posthog', 'POST /i/v0/e', (token, id) => json(JSON.parse(posthogOne(token, id)))],
  ['posthog', 'POST /capture', posthog],
  ['posthog', 'POST /batch', posthog],
  ['posthog', 'POST /i/v0/ai/batch', posthog],
  [
    'posthog',
    'POST /i/v1/analytics/events',
    (token, uuid) => json({ batch: [{ event: 'e', distinct_id: 'ana', uuid }] }, { authorization: `Bearer ${token}` }),
  ],
  [
    'posthog',
    'POST /engage',
    (token) => ({ ...json({ $token: token, $distinct_id: 'ana', $set: { plan: 'pro' } }), query: { ver: '1.57.4' } }),
  ],
  ...['t', 'track'].map((call): Row => ['segment', `POST /v1/${call}`, segment]),
  ...['b', 'batch', 'import'].map((call): Row => ['segment', `POST /v1/${call}`, segmentBatch]),
  // The header, and the word that all calls carry.
  ['rudderstack', 'POST /v1/track', (token, id) => json(rudder(id), { ...basic(token), anonymousid: 'YQ==' })],
  ['rudderstack', 'POST /v1/track', (token, id) => json(rudder(id), basic(token))],
  ['rudderstack', 'POST /v1/batch', (token, id) => json({ batch: [rudder(id)] }, basic(token))],
  ['rudderstack', 'POST /v1/import', (token, id) => json({ batch: [rudder(id)] }, basic(token))],
  [
    'rudderstack',
    'POST /beacon/v1/batch',
    (token, id) => ({ ...json({ batch: [rudder(id)] }), query: { writeKey: token } }),
  ],
  ['mixpanel', 'POST /track', (token, id) => form({ data: mixpanel(token, id) })],
  ['mixpanel', 'POST /track', (token, id) => ({ body: mixpanel(token, id) })],
  ['mixpanel', 'GET /track', (token, id) => ({ query: { data: Buffer.from(mixpanel(token, id)).toString('base64') } })],
  ['mixpanel', 'POST /import', (token, id) => ({ body: mixpanel(token, id) })],
  ['mixpanel', 'POST /engage', (token) => json([{ $token: token, $distinct_id: 'ana', $set: { plan: 'pro' } }])],
  [
    'mixpanel',
    'POST /groups',
    (token) => json([{ $token: token, $group_key: 'company', $group_id: 'acme', $set: { seats: 1 } }]),
  ],
  [
    'openpanel',
    'POST /track',
    (token) => json({ type: 'track', payload: { name: 'e', profileId: 'ana' } }, { 'openpanel-client-id': token }),
  ],
  ['amplitude', 'POST /2/httpapi', amplitude],
  ['amplitude', 'POST /batch', amplitude],
  [
    'amplitude',
    'POST /identify',
    (token) =>
      form({
        api_key: token,
        identification: JSON.stringify([{ user_id: 'ana-maria', user_properties: { plan: 'pro' } }]),
      }),
  ],
  [
    'amplitude',
    'POST /groupidentify',
    (token) =>
      form({
        api_key: token,
        identification: JSON.stringify([
          { group_type: 'company', group_value: 'acme', group_properties: { seats: 1 } },
        ]),
      }),
  ],
  ['plausible', 'POST /api/event', plausible],
  ['umami', 'POST /api/send', (token) => json(umami(token))],
  ['umami', 'POST /api/batch', (token) => json([umami(token)])],
  ['matomo', 'GET /matomo.php', (token) => ({ query: matomo(token) })],
  ['matomo', 'GET /piwik.php', (token) => ({ query: matomo(token) })],
  ['matomo', 'POST /matomo.php', (token) => form(matomo(token))],
  ['matomo', 'POST /matomo.php', (token) => json({ requests: [`?${new URLSearchParams(matomo(token)).toString()}`] })],
  ['snowplow', 'POST /com.snowplowanalytics.snowplow/tp2', snowplowPost],
  ['snowplow', 'POST /com.acme/track', snowplowPost],
  ['snowplow', 'GET /i', (token, id) => ({ query: snowplow(token, id) })],
  ['countly', 'POST /i', (token, id) => form(countly(token, id))],
  ['countly', 'GET /i', (token, id) => ({ query: countly(token, id) })],
  ['countly', 'POST /i/bulk', (token, id) => form({ requests: JSON.stringify([countly(token, id)]) })],
  ['ga4', 'POST /g/collect', (token) => ({ query: ga4(token) })],
  ['ga4', 'GET /g/collect', (token) => ({ query: ga4(token) })],
  ['ga4', 'POST /mp/collect', measured],
  ['otlp', 'POST /v1/logs', otlp],
  ['vercel', 'POST /_vercel/insights/view', vercel],
  ['vercel', 'POST /insights/event', (token) => json({ o: `https://${token}/tea`, en: 'e', ts: Date.now() })],
];

/** Vercel's is the page's host; any other is whatever somebody thought of. */
const tokenOf = (family: string, index: number): string =>
  family === 'vercel' ? `shop-${index}.test` : `key '"<b>&=%;-${index}`;

async function send(at: string, path: string, { query = {}, headers = {}, body }: Sent): Promise<number> {
  const [method = ''] = at.split(' ');
  const search = new URLSearchParams(query).toString();
  const response = await fetch(`${host.url}${path}${search === '' ? '' : `?${search}`}`, {
    method,
    headers,
    ...(method === 'POST' ? { body: body ?? '' } : {}),
  });
  await response.arrayBuffer();
  return response.status;
}

const ofProject = (project: string): Promise<StoredEvent[]> =>
  engine.engine.json['events.recent'](
    { limit: 100, filter: { property: 'project', op: 'eq', value: project } },
    neverAborted(),
  );

describe.each(ROWS.map(([family, at, sent], index) => ({ family, at, sent, token: tokenOf(family, index) })))(
  '$family by $at',
  ({ family, at, sent, token }) => {
    test('is known by itself, with a slash at the end, and by its prefix; its token is the project', async () => {
      const path = at.slice(at.indexOf(' ') + 1);
      const paths = [path, `${path}/`, ...(family === 'waymark' ? [] : [`/${family}${path}`, `/${family}${path}/`])];
      const answers: number[] = [];
      for (const [index, one] of paths.entries()) answers.push(await send(at, one, sent(token, `${token}.${index}`)));
      expect(answers.filter((status) => status < 200 || status > 299)).toEqual([]);
      const events = await ofProject(token);
      expect(events.map(({ source, project }) => ({ source, project }))).toEqual(
        paths.map(() => ({ source: family, project: token })),
      );
    });
  },
);

test('all families that the collector speaks are above, and nothing of theirs was refused', async () => {
  expect(new Set(ROWS.map(([family]) => family)).size).toBe(UNDERSTOOD.length);
  expect((await engine.engine.json['rejects.recent']({ limit: 10 }, neverAborted())).rows).toEqual([]);
});

describe('what SDKs ask beside sending events', () => {
  test.each<readonly [family: string, at: string, says: RegExp]>([
    ['posthog', 'POST /flags', /"featureFlags"|"flags"/],
    ['posthog', 'POST /decide', /"featureFlags"/],
    ['mixpanel', 'GET /flags', /"flags"/],
    ['mixpanel', 'GET /settings', /"sdk_config"/],
    ['posthog', 'GET /array/any-key/config', /"supportedCompression"/],
    ['posthog', 'GET /array/any-key/config.js', /_POSTHOG_REMOTE_CONFIG/],
    ['segment', 'GET /v1/projects/any%20key/settings', /"apiKey":"any key"/],
    ['segment', 'POST /v1/m', /"success":true/],
    ['rudderstack', 'GET /sourceConfig', /"destinations":\[\]/],
    ['amplitude', 'GET /config/any-key', /"configs"/],
    ['countly', 'POST /o/sdk', /^\{.*\}$/],
    ['snowplow', 'GET /id', /^\{\}$/],
    ['matomo', 'GET /matomo.js', /_paq/],
    ['vercel', 'GET /_vercel/insights/script.js', /vaq/],
    ['otlp', 'POST /v1/traces', /^\{.*\}$/],
  ])('of %s, %s, is answered alike with and without prefix', async (family, at, says) => {
    const [method = '', path = ''] = at.split(' ');
    const ask = async (where: string): Promise<string> => {
      const body = method === 'POST' ? { body: '{}', headers: { 'content-type': 'application/json' } } : {};
      const response = await fetch(host.url + where, { method, ...body });
      expect(response.status).toBe(200);
      return response.text();
    };
    const [plain, prefixed] = [await ask(path), await ask(`/${family}${path}`)];
    expect(plain).toMatch(says);
    // Where it says where to send to, it keeps the prefix; what is new each time is not compared.
    const { host: here } = new URL(host.url);
    const settled = (text: string): string =>
      text.replaceAll(`${here}/${family}`, here).replaceAll(/"(requestId|evaluatedAt|t)":("[^"]*"|\d+)/g, '');
    expect(settled(prefixed)).toBe(settled(plain));
  });
});

describe('the workbench', () => {
  test('counts the events of one project, and of each beside the others', async () => {
    const count = async (more: object): Promise<{ label: string; total: number | null }[]> => {
      const series = [{ match: { event: '*' }, math: 'events' as const }];
      const answer = await engine.engine.json['insight.run'](
        { spec: { kind: 'trends', series, interval: 'day', ...more } },
        neverAborted(),
      );
      const result = insightResultSchema.parse(answer);
      if (result.kind !== 'trends') throw new Error(`${result.kind} instead of trends`);
      return result.series.map(({ breakdown, label, total }) => ({ label: breakdown?.[0] ?? label, total }));
    };
    const token = tokenOf('posthog', 1);
    const [alone] = await count({ filter: { property: 'project', op: 'eq', value: token } });
    expect(alone?.total).toBe(4);
    const each = await count({ breakdown: [{ property: 'project', limit: 100 }] });
    const wanted = ROWS.map(([family], index) => ({
      label: tokenOf(family, index),
      total: family === 'waymark' ? 2 : 4,
    }));
    expect(each.toSorted(byLabel)).toEqual(wanted.toSorted(byLabel));
  });

  test('offers the projects there are where a filter asks for one', async () => {
    const all = await engine.engine.json['catalog.values']({ property: 'project', limit: 100 }, neverAborted());
    expect(all.map(({ value }) => value).toSorted()).toEqual(
      ROWS.map(([family], index) => tokenOf(family, index)).toSorted(),
    );
    const some = await engine.engine.json['catalog.values'](
      { property: 'project', search: 'shop-', limit: 100 },
      neverAborted(),
    );
    expect(some.length).toBe(2);
  });
});

const byLabel = (a: { label: string }, b: { label: string }): number => (a.label < b.label ? -1 : 1);
