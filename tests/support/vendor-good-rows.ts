/** Rows of each vendor's export that mean something, made by hand after the vendors' documentation, by the format's title. */
import type { JsonObject } from '../../shared/model/json';

const CALL = {
  messageId: 'm1',
  anonymousId: 'a1',
  userId: 'ada',
  timestamp: '2026-03-01T10:00:00Z',
  context: { page: { url: 'https://x.example/' } },
};
const WAREHOUSE = {
  id: 'ajs-1',
  anonymous_id: 'anon-1',
  user_id: 'ada',
  received_at: '2026-03-01 10:00:01',
  sent_at: '2026-03-01 10:00:01',
  timestamp: '2026-03-01 10:00:00',
  context_page_url: 'https://shop.example/tea',
  context_traits_plan: 'pro',
};
const TABLES: Readonly<Record<string, JsonObject>> = {
  tracks: { ...WAREHOUSE, event: 'paid', event_text: 'Paid', amount: '12.5' },
  pages: { ...WAREHOUSE, url: 'https://x.example/a', path: '/a', title: 'A' },
  screens: { ...WAREHOUSE, name: 'Start' },
  identifies: { ...WAREHOUSE, email: 'ada@example.org' },
  groups: { ...WAREHOUSE, group_id: 'acme', seats: '10' },
  aliases: { ...WAREHOUSE, previous_id: 'old' },
  users: { id: 'ada', received_at: '2026-03-01 10:00:00', email: 'ada@example.org', context_ip: '1' },
};
const tablesOf = (name: string, more: JsonObject): Record<string, readonly JsonObject[]> =>
  Object.fromEntries(Object.entries(TABLES).map(([table, row]) => [`${name} ${table} table`, [{ ...row, ...more }]]));

const SNOWPLOW = {
  app_id: 'shop',
  platform: 'web',
  collector_tstamp: '2026-03-01 10:00:01.000',
  derived_tstamp: '2026-03-01 10:00:00.500',
  event: 'page_view',
  event_id: 'c6ef3124-b53a-4b13-a233-0088f79dcbcb',
  v_collector: 'ssc',
  domain_userid: 'b1',
  page_url: 'https://shop.example/tea',
  contexts: '{"data":[{"schema":"iglu:com.acme/user/jsonschema/1-0-0","data":{"plan":"pro"}}]}',
};
const HEAP = {
  user_id: '101',
  session_id: '7',
  time: '2026-03-01 10:00:00.250 UTC',
  landing_page: 'https://shop.example/',
};

const OWN = {
  event_id: 'e1',
  event: 'paid',
  kind: 'custom',
  timestamp: '2026-03-01T10:00:00.250Z',
  received_at: '2026-03-01T10:00:01.000Z',
  distinct_id: 'ada',
  source: 'posthog',
};

export const GOOD_ROWS: Readonly<Record<string, readonly JsonObject[]>> = {
  'Waymark events': [
    { ...OWN, groups: { company: 'acme' }, properties: { amount: 12.5, items: [{ sku: 'x' }] }, user_id: 'ada' },
    { ...OWN, event_id: 'e2', event: "'=1+1", groups: '{}', properties: '{"a":1}', waymark_export: 'csv-1' },
  ],
  'PostHog events': [
    {
      uuid: 'u1',
      event: '$identify',
      distinct_id: 'ada',
      properties: { $anon_distinct_id: 'a1', $set: { plan: 'pro' }, $groups: { company: 'acme' } },
      timestamp: '2026-03-01T10:00:00Z',
      person_properties: '{"plan":"pro"}',
    },
  ],
  'PostHog persons': [
    { distinct_id: 'ada', person_id: 'p1', properties: { plan: 'pro' }, created_at: '2026-03-01T10:00:00Z' },
  ],
  'PostHog table of events': [
    { event: 'x', timestamp: '2026-03-01T10:00:00Z', distinct_id: 'ada', 'properties.a.b': '1', person: '{"id": 1}' },
  ],
  'Segment log': [
    { ...CALL, type: 'track', event: 'Paid', properties: { amount: 3 } },
    { ...CALL, type: 'identify', traits: { plan: 'pro' } },
  ],
  'RudderStack log': [{ ...CALL, type: 'page', name: 'Home', channel: 'web' }],
  ...tablesOf('Segment', {}),
  ...tablesOf('RudderStack', { context_source_id: 's1' }),
  'Snowplow enriched events': [
    SNOWPLOW,
    {
      ...SNOWPLOW,
      event: 'unstruct',
      unstruct_event: '{"data":{"schema":"iglu:com.acme/order/jsonschema/1-0-0","data":{"total":1}}}',
    },
  ],
  'Snowplow Micro events': [{ rawEvent: {}, eventType: 'page_view', event: SNOWPLOW }],
  'Google Analytics 4 export to BigQuery': [
    {
      event_timestamp: '1772359200123456',
      event_name: 'purchase',
      event_params: [{ key: 'ga_session_id', value: { int_value: '7' } }],
      user_pseudo_id: '1.2',
      user_properties: [{ key: 'plan', value: { string_value: 'pro' } }],
      device: { category: 'mobile' },
      privacy_info: { analytics_storage: 'Yes' },
      items: [{ item_id: 'tea' }],
    },
  ],
  'Amplitude export': [
    {
      $insert_id: 'i1',
      amplitude_id: 1,
      event_type: 'Paid',
      event_time: '2026-03-01 10:00:00.000000',
      client_event_time: '2026-03-01 10:00:01.000000',
      event_properties: { amount: 3 },
      user_properties: { plan: 'pro' },
      group_properties: { company: { acme: { seats: 1 } } },
      groups: { company: ['acme'] },
      user_id: 'ada',
      session_id: -1,
      platform: 'Web',
      os_name: 'Chrome',
    },
  ],
  'Mixpanel raw export': [{ event: 'Paid', properties: { time: 1_772_359_200, distinct_id: 'ada', $insert_id: 'i1' } }],
  'Mixpanel events table': [
    { event_name: 'Paid', distinct_id: 'ada', time: 1_772_359_200, insert_id: 'i1', properties: '{"a":1}', mp_os: 'x' },
  ],
  'Mixpanel people': [{ $distinct_id: 'ada', $properties: { plan: 'pro', $last_seen: '2026-03-01T10:00:00' } }],
  'Mixpanel identity mappings': [{ distinct_id: '$device:d1', resolved_distinct_id: 'ada' }],
  'Matomo visits (Live API)': [
    {
      idSite: 1,
      idVisit: '9',
      visitorId: 'm1',
      firstActionTimestamp: 1_772_359_200,
      actionDetails: [
        { type: 'action', url: 'https://x.example/', pageId: '1', timestamp: 1_772_359_200 },
        { type: 'ecommerceOrder', orderId: 'T1', revenue: 3, itemDetails: [], timestamp: 1_772_359_201 },
      ],
    },
  ],
  'Umami session data': [
    {
      website_id: 'w1',
      session_id: 's1',
      data_key: 'plan',
      string_value: 'pro',
      data_type: '1',
      created_at: '2026-03-01 10:00:00',
    },
    {
      website_id: 'w1',
      session_id: 's1',
      data_key: 'seats',
      number_value: 5,
      data_type: 2,
      created_at: '2026-03-01 10:00:00',
      distinct_id: 'ada',
    },
  ],
  'Umami event data': [
    {
      website_id: 'w1',
      session_id: 's1',
      event_id: 'e1',
      data_key: 'amount',
      string_value: '12.5',
      data_type: '2',
      created_at: '2026-03-01 10:00:00',
    },
  ],
  'Umami events': [
    {
      event_id: 'e1',
      session_id: 's1',
      visit_id: 'v1',
      website_id: 'w1',
      event_type: '1',
      created_at: '2026-03-01 10:00:00',
      url_path: '/tea',
    },
  ],
  'Countly events (drill)': [
    { _id: 'h1', e: '[CLY]_custom', n: 'paid', ts: 1_772_359_200_000, uid: '5', did: 'ada', sg: { a: 1 } },
  ],
  'Countly users': [{ uid: '5', did: 'ada', ls: 1_772_359_200, name: 'Ada', custom: { plan: 'pro' } }],
  'rrweb recording': [
    { type: 4, data: { href: 'https://x.example/a?password=1', width: 1, height: 1 }, timestamp: 1_772_359_200_000 },
  ],
  'PostHog recording': [
    {
      windowId: 'w1',
      data: [{ type: 4, data: { href: 'https://x.example/a' }, timestamp: 1_772_359_200_000 }],
    },
  ],
  'HAR (network log of a browser)': [
    {
      log: {
        version: '1.2',
        creator: { name: 'x' },
        pages: [{ id: 'p', startedDateTime: '2026-03-01T10:00:00Z', title: 'T', pageTimings: {} }],
        entries: [
          {
            startedDateTime: '2026-03-01T10:00:00Z',
            time: 1,
            request: { method: 'GET', url: 'https://x.example/?token=1' },
            response: { status: 200, content: {} },
            timings: { wait: 1 },
          },
        ],
      },
    },
  ],
  'Heap user migrations': [{ from_user_id: '102', to_user_id: '101', time: '2026-03-01 10:00:00' }],
  'Heap users': [{ user_id: '101', identity: 'ada', joindate: '2026-02-01', last_modified: '2026-03-02' }],
  'Heap events': [{ ...HEAP, event_id: '1', path: '/a', domain: 'x.example' }],
  'Heap sessions': [HEAP],
};
