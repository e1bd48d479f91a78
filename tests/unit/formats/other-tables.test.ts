/** Heap's, Umami's and Countly's tables. */
import { describe, expect, it } from 'vitest';
import { readRows } from '../../support/vendor-rows';

describe('Heap’s tables', () => {
  const view = {
    event_id: '11',
    user_id: '101',
    session_id: '7',
    time: '2026-03-01 10:00:00.250 UTC',
    domain: 'shop.example',
    path: '/tea',
    query: '?a=1',
    title: 'Tea',
    browser: 'Chrome 126',
    device_type: 'Mobile',
    landing_page: 'https://shop.example/',
    utm_source: 'news',
  };

  it('hold page views, labelled events and sessions', () => {
    const { title, events } = readRows(
      [
        view,
        { ...view, event_id: '12', type: 'click', target_text: 'Buy' },
        { ...view, event_id: '13', event_name: 'Checkout - Paid', type: 'submit' },
      ],
      'csv',
    );
    expect(title).toBe('Heap events');
    expect(events.map(({ event_id, event, kind, session_id }) => [event_id, event, kind, session_id])).toEqual([
      ['heap-11', 'pageview', 'page', '7'],
      ['heap-12', 'click', 'click', '7'],
      ['heap-13-Checkout - Paid', 'Checkout - Paid', 'form', '7'],
    ]);
    expect(events[0]).toMatchObject({
      distinct_id: '101',
      timestamp: Date.UTC(2026, 2, 1, 10, 0, 0, 250),
      properties: { $current_url: 'https://shop.example/tea?a=1', $device_type: 'Mobile', utm_source: 'news' },
    });
    const session = {
      session_id: '7',
      user_id: '101',
      time: '2026-03-01 10:00:00',
      landing_page: 'https://shop.example/',
    };
    expect(readRows([session], 'csv')).toMatchObject({
      title: 'Heap sessions',
      events: [{ event_id: 'heap-session-7', event: 'session_start', kind: 'session' }],
    });
  });

  it('name what one click is by each definition that it fits, and a screen by its controller', () => {
    const { events } = readRows(
      [
        { ...view, event_id: '13', event_table_name: 'click_cta', type: 'click' },
        { ...view, event_id: '13', event_table_name: 'click_cta_home', type: 'click' },
        { ...view, event_id: '13', event_table_name: 'pageviews' },
        { ...view, event_id: '14', type: 'view_controller', view_controller: 'Cart', hash: '#top' },
      ],
      'csv',
    );
    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(4);
    expect(events.map(({ event }) => event)).toEqual(['click_cta', 'click_cta_home', 'pageview', 'view_controller']);
    expect(events[3]).toMatchObject({
      kind: 'screen',
      properties: { $screen_name: 'Cart', $current_url: 'https://shop.example/tea?a=1#top' },
    });
  });

  it('say who somebody is, and which user became which', () => {
    const users = readRows(
      [
        { user_id: '101', identity: 'ada', joindate: '2026-02-01', last_modified: '2026-03-02 10:00:00', plan: 'pro' },
        { user_id: '102', identity: '', joindate: '2026-02-01', last_modified: '2026-03-02 10:00:00' },
      ],
      'csv',
    );
    expect(users.title).toBe('Heap users');
    expect(users.events).toMatchObject([
      { kind: 'alias', user_id: 'ada', properties: { alias: '101' }, timestamp: Date.UTC(2026, 2, 2, 10) },
      { kind: 'person', user_id: 'ada', properties: { $set: { plan: 'pro', identity: 'ada' } } },
      { kind: 'person', distinct_id: '102', properties: { $set: { joindate: '2026-02-01' } } },
    ]);
    expect(
      readRows(
        [
          { from_user_id: '103', to_user_id: '101', time: '2026-03-01 10:00:00' },
          { from_user_id: '101', to_user_id: '101', time: '2026-03-01 10:00:00' },
          { from_user_id: '', to_user_id: '101', time: '2026-03-01 10:00:00' },
        ],
        'csv',
      ),
    ).toMatchObject({
      events: [{ kind: 'alias', user_id: '101', properties: { alias: '103' } }],
      rejects: ['missing_id from_user_id'],
    });
  });
});

describe('Umami’s table', () => {
  const row = {
    event_id: 'e1',
    session_id: 's1',
    visit_id: 'v1',
    website_id: 'w1',
    event_type: '1',
    event_name: '',
    created_at: '2026-03-01 10:00:00',
    url_path: '/tea',
    url_query: 'utm_campaign=spring',
    hostname: 'shop.example',
    referrer_domain: 'google.com',
    referrer_path: '/search',
    page_title: 'Tea',
    distinct_id: '',
    country: 'AT',
    browser: 'firefox',
    device: 'laptop',
    utm_source: 'news',
    gclid: 'g1',
  };

  it('has page views and events; its session is a visitor, its visit a session', () => {
    const { title, events } = readRows(
      [row, { ...row, event_id: 'e2', event_type: '2', event_name: 'paid', distinct_id: 'ada' }],
      'csv',
    );
    expect(title).toBe('Umami events');
    expect(events).toMatchObject([
      {
        event_id: 'e1',
        event: 'pageview',
        kind: 'page',
        anonymous_id: 's1',
        distinct_id: 's1',
        session_id: 'v1',
        project: 'w1',
      },
      { event_id: 'e2', event: 'paid', kind: 'custom', anonymous_id: 's1', user_id: 'ada' },
    ]);
    expect(events[0]?.properties).toEqual({
      $browser: 'firefox',
      $device_type: 'Desktop',
      $current_url: 'https://shop.example/tea?utm_campaign=spring',
      $pathname: '/tea',
      $title: 'Tea',
      $referrer: 'https://google.com/search',
      $host: 'shop.example',
      utm_source: 'news',
      utm_campaign: 'spring',
      country: 'AT',
      gclid: 'g1',
    });
    expect(
      readRows(
        [
          { ...row, created_at: 'x' },
          { ...row, session_id: '' },
        ],
        'csv',
      ).rejects,
    ).toEqual(['invalid_time created_at', 'missing_id session_id']);
  });
});

describe('Umami’s kinds of event', () => {
  it('are told by `event_type` where there is no name: measurements, links and pixels are no page views', () => {
    const row = {
      website_id: 'w1',
      session_id: 's1',
      visit_id: 'v1',
      event_name: '',
      created_at: '2026-03-01 10:00:00',
      url_path: '/tea',
    };
    const { events } = readRows(
      [
        { ...row, event_id: 'e1', event_type: '1' },
        { ...row, event_id: 'e3', event_type: '3' },
        { ...row, event_id: 'e4', event_type: '4' },
        { ...row, event_id: 'e5', event_type: '5', lcp: '1250.5', cls: '0.0125' },
      ],
      'csv',
    );
    expect(events.map(({ event, kind }) => [event, kind])).toEqual([
      ['pageview', 'page'],
      ['link', 'click'],
      ['pixel', 'ping'],
      ['performance', 'vitals'],
    ]);
    expect(events[3]?.properties).toMatchObject({ lcp: 1250.5, cls: 0.0125 });
  });
});

describe('Tables in capitals', () => {
  it('are read as those that their vendor names in small letters', () => {
    const amplitude = {
      EVENT_TYPE: 'Paid',
      EVENT_TIME: '2026-03-01 10:00:00.250 +0000',
      EVENT_PROPERTIES: '{"amount": 3, "Currency": "EUR"}',
      USER_PROPERTIES: '{}',
      AMPLITUDE_ID: '7',
      UUID: 'u1',
      USER_ID: 'ada',
      DEVICE_ID: 'd1',
    };
    expect(readRows([amplitude], 'csv')).toMatchObject({
      title: 'Amplitude export',
      events: [
        {
          event_id: 'u1',
          event: 'Paid',
          timestamp: Date.UTC(2026, 2, 1, 10, 0, 0, 250),
          user_id: 'ada',
          properties: { amount: 3, Currency: 'EUR', $amplitude: { amplitude_id: '7' } },
        },
      ],
      rejects: [],
    });
    const snowplow = {
      APP_ID: 'shop',
      EVENT: 'page_view',
      EVENT_ID: 'e1',
      COLLECTOR_TSTAMP: '2026-03-01 10:00:00',
      V_COLLECTOR: 'ssc',
      DOMAIN_USERID: 'b1',
      CONTEXTS_COM_ACME_USER_1: '[{"plan": "pro"}]',
      LOAD_TSTAMP: '2026-03-01 10:05:00',
    };
    expect(readRows([snowplow], 'csv')).toMatchObject({
      title: 'Snowplow enriched events',
      events: [{ event_id: 'e1', anonymous_id: 'b1', properties: { contexts: { user: { plan: 'pro' } } } }],
    });
    const heap = {
      EVENT_ID: '1',
      USER_ID: '2',
      SESSION_ID: '3',
      TIME: '2026-03-01 10:00:00',
      LANDING_PAGE: '/',
      PRICE: '2.5',
    };
    const types = new Map([['PRICE', 'number' as const]]);
    expect(readRows([heap], 'csv', types)).toMatchObject({
      title: 'Heap events',
      events: [{ properties: { price: 2.5 } }],
    });
  });

  it('are nobody’s where one name has small letters, or where they are none’s at all', () => {
    expect(() =>
      readRows(
        [{ EVENT_TYPE: 'a', EVENT_TIME: 'b', EVENT_PROPERTIES: '{}', USER_PROPERTIES: '{}', UUID: 'u', own: 1 }],
        'csv',
      ),
    ).toThrow();
    expect(() => readRows([{ WHEN: '2026-03-01', WHAT: 'paid' }], 'csv')).toThrow();
  });
});

describe('Countly’s raw events', () => {
  const row = {
    _id: 'h1',
    a: 'app',
    e: '[CLY]_custom',
    n: 'paid',
    ts: 1_772_359_200_000,
    cd: { $date: '2026-03-01T10:00:01Z' },
    uid: '5',
    did: 'ada',
    lsid: 'sess-1',
    sg: { plan: 'pro' },
    c: 1,
    s: 12.5,
    dur: 0,
    up: { brw: 'Firefox', p: 'Linux', cty: 'Graz' },
    custom: { seats: 3 },
    cmp: { c: 'Organic' },
  };

  it('have short names, the event’s own in another place', () => {
    const { title, events } = readRows([
      row,
      { ...row, _id: 'h2', e: '[CLY]_view', n: 'view', sg: { name: '/tea', domain: 'shop.example' } },
      { ...row, _id: 'h3', e: '[CLY]_session', n: '[CLY]_session', ts: { $numberLong: '1772359200000' } },
    ]);
    expect(title).toBe('Countly events (drill)');
    expect(events.map(({ event_id, event, kind }) => [event_id, event, kind])).toEqual([
      ['h1', 'paid', 'custom'],
      ['h2', '[CLY]_view', 'page'],
      ['h3', 'begin_session', 'session'],
    ]);
    expect(events[0]).toMatchObject({
      timestamp: Date.UTC(2026, 2, 1, 10),
      user_id: 'ada',
      session_id: 'sess-1',
      project: 'app',
      properties: {
        plan: 'pro',
        count: 1,
        sum: 12.5,
        $browser: 'Firefox',
        $set: { seats: 3 },
        $countly: { uid: '5', up: { cty: 'Graz' } },
      },
    });
    expect(events[1]?.properties).toMatchObject({ $pathname: '/tea', $host: 'shop.example' });
    const made = readRows([{ ...row, did: '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b' }]).events[0];
    expect(made).toMatchObject({ anonymous_id: '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b' });
    expect(made?.user_id).toBeUndefined();
  });

  it('are as Countly’s server writes them (`drill_events`; api/utils/common.js names the columns)', () => {
    const { events } = readRows([
      // A request with user details alone.
      { ...row, _id: 'h4', e: '[CLY]_property_update', n: '[CLY]_property_update', sg: {} },
      { ...row, _id: 'h5', e: '[CLY]_property_update', n: '[CLY]_property_update', custom: {} },
      // The key stands in «n» where the view has no name of its own.
      { ...row, _id: 'h6', e: '[CLY]_view', n: '[CLY]_view', sg: { name: '/tea' }, peid: 'before', id: 'own' },
      { ...row, _id: 'h7', e: '[CLY]_view', n: '[CLY]_view', sg: {} },
      { ...row, _id: 'h8', e: '[CLY]_view', n: '/milk', sg: {} },
    ]);
    expect(events.map(({ kind, properties }) => [kind, properties['name'], properties['$set']])).toEqual([
      ['person', undefined, { seats: 3 }],
      ['screen', '/tea', { seats: 3 }],
      ['screen', undefined, { seats: 3 }],
      ['screen', '/milk', { seats: 3 }],
    ]);
    expect(events[1]?.properties['$countly']).toMatchObject({ peid: 'before' });
  });

  it('come with users, who become statements, and tell what is missing', () => {
    expect(
      readRows([{ uid: '5', did: 'ada', ls: 1_772_359_200, sc: 4, name: 'Ada', custom: { seats: 3 } }]),
    ).toMatchObject({
      title: 'Countly users',
      events: [
        {
          kind: 'person',
          user_id: 'ada',
          timestamp: Date.UTC(2026, 2, 1, 10),
          properties: { $set: { name: 'Ada', seats: 3 } },
        },
      ],
    });
    expect(
      readRows([
        { ...row, ts: 'x' },
        { ...row, did: '' },
        { ...row, n: '' },
      ]).rejects,
    ).toEqual(['invalid_time ts', 'missing_id did', 'missing_event_name e']);
  });
});

describe('Umami’s export', () => {
  const id = (n: number): string => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;
  const view = {
    website_id: id(1),
    session_id: id(2),
    visit_id: id(3),
    event_id: id(4),
    hostname: 'shop.example',
    browser: 'firefox',
    os: 'Linux',
    device: 'laptop',
    country: 'DE',
    region: 'DE-BE',
    url_path: '/tea',
    url_query: 'a=1',
    utm_source: 'news',
    gclid: '',
    event_type: '1',
    event_name: '',
    tag: '\\N',
    distinct_id: '\\N',
    created_at: '2026-03-01 10:00:00',
    job_id: '\\N',
  };

  it('writes NULL as ClickHouse does: nobody is called so', () => {
    const { title, events } = readRows(
      [view, { ...view, event_id: id(5), distinct_id: 'ada', event_name: 'paid' }],
      'csv',
    );
    expect(title).toBe('Umami events');
    expect(events[0]).toMatchObject({ event: 'pageview', distinct_id: id(2), timestamp: Date.UTC(2026, 2, 1, 10) });
    expect(events[0]).not.toHaveProperty('user_id');
    expect(JSON.stringify(events)).not.toContain('\\\\N');
    expect(events[1]).toMatchObject({ event: 'paid', user_id: 'ada', anonymous_id: id(2) });
  });

  it('has values of sessions and of events in files of their own, which are no events', () => {
    const value = {
      website_id: id(1),
      session_id: id(2),
      data_key: 'plan',
      string_value: 'pro',
      number_value: '\\N',
      date_value: '\\N',
      data_type: '1',
      created_at: '2026-03-01 10:00:00',
    };
    const sessions = readRows(
      [value, { ...value, data_key: 'seats', string_value: '5.0000', number_value: '5', data_type: '2' }],
      'csv',
    );
    expect(sessions.title).toBe('Umami session data');
    expect(
      sessions.events.map(({ event, distinct_id, properties }) => [event, distinct_id, properties['$set']]),
    ).toEqual([
      ['$set', id(2), { plan: 'pro' }],
      ['$set', id(2), { seats: 5 }],
    ]);
    const values = readRows([{ ...value, event_id: id(4), event_name: 'paid', url_path: '/' }], 'csv');
    expect(values.title).toBe('Umami event data');
    expect(values.events).toEqual([]);
    expect(values.rejects).toHaveLength(1);
  });
});
