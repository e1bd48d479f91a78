import { describe, expect, test } from 'vitest';
import { consentOf } from '../../../shared/protocols/ga4/consent';
import { readItem } from '../../../shared/protocols/ga4/items';
import { decodeSent, RECEIVED_AT, type Sent } from '../../support/wire';

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const SHARED = {
  v: '2',
  tid: 'G-DEMO',
  cid: '1000000001.1769850000',
  sid: '1769853000',
  sct: '3',
  seg: '1',
  dl: 'https://shop.test/tea?utm_source=news&utm_medium=mail',
  dr: 'https://search.test/',
  dt: 'Tea',
  ul: 'de-de',
  sr: '1440x900',
  _p: '42',
  gcs: 'G101',
  gcd: '13r3q3q3q5',
};
const collect = (query: Record<string, string>, body?: string): ReturnType<typeof decodeSent> => {
  const sent: Sent = { path: '/g/collect', query, headers: { 'user-agent': CHROME } };
  return decodeSent(body === undefined ? sent : { ...sent, body });
};

describe('/g/collect', () => {
  test('one event in the query', () => {
    const { events, rejects, answer } = collect({ ...SHARED, en: 'page_view', _et: '1200', 'ep.theme': 'dark' });
    expect(rejects).toEqual([]);
    expect(answer).toMatchObject({ status: 204, body: '' });
    expect(events).toEqual([
      {
        event_id: 'fresh-1',
        event: 'page_view',
        kind: 'page',
        timestamp: RECEIVED_AT,
        received_at: RECEIVED_AT,
        distinct_id: '1000000001.1769850000',
        anonymous_id: '1000000001.1769850000',
        session_id: '1769853000',
        groups: {},
        properties: {
          $browser: 'Chrome',
          $os: 'Linux',
          $device_type: 'Desktop',
          $current_url: 'https://shop.test/tea?utm_source=news&utm_medium=mail',
          $pathname: '/tea',
          $title: 'Tea',
          $referrer: 'https://search.test/',
          utm_source: 'news',
          utm_medium: 'mail',
          language: 'de-de',
          screen_resolution: '1440x900',
          engagement_time_msec: 1200,
          ga_session_number: 3,
          session_engaged: true,
          theme: 'dark',
          $consent: { ad_storage: false, analytics_storage: true, ad_user_data: false, ad_personalization: false },
          $ga4: { _p: '42', gcs: 'G101', gcd: '13r3q3q3q5' },
        },
        source: 'ga4',
        project: 'G-DEMO',
        lib: 'gtag',
      },
    ]);
  });

  test('the same as a picture', () => {
    const { events } = decodeSent({ method: 'GET', path: '/g/collect', query: { ...SHARED, en: 'page_view' } });
    expect(events).toMatchObject([{ event: 'page_view', kind: 'page' }]);
  });

  test('several events, one on each line, in the order in which they stand', () => {
    const { events } = collect(
      SHARED,
      'en=scroll&epn.percent_scrolled=90&_et=12\r\nen=search&ep.search_term=green%20tea&uid=ana\n\nen=user_engagement',
    );
    expect(events.map(({ event, kind, timestamp, user_id }) => [event, kind, timestamp, user_id])).toEqual([
      ['scroll', 'scroll', RECEIVED_AT - 2, undefined],
      ['search', 'custom', RECEIVED_AT - 1, 'ana'],
      ['user_engagement', 'ping', RECEIVED_AT, undefined],
    ]);
    expect(events[0]?.properties).toMatchObject({ percent_scrolled: 90, $title: 'Tea' });
    expect(events[1]).toMatchObject({
      distinct_id: 'ana',
      anonymous_id: SHARED.cid,
      properties: { search_term: 'green tea' },
    });
  });

  test('a purchase with its goods, and what is said of the person', () => {
    const { events } = collect({
      ...SHARED,
      en: 'purchase',
      cu: 'EUR',
      'epn.value': '42.5',
      'ep.transaction_id': 'T-1',
      pr2: 'idB~nmPot~pr35.5~qt1',
      pr1: 'idA~nmTea~~Time~br~pr3.5~qt2~k0shelf~v0upper~k1row~v17',
      'up.plan': 'pro',
      'upn.logins': '4',
      'up.trial': '',
    });
    expect(events[0]?.properties).toMatchObject({
      $revenue: 42.5,
      $currency: 'EUR',
      value: 42.5,
      currency: 'EUR',
      transaction_id: 'T-1',
      items: [
        { item_id: 'A', item_name: 'Tea~Time', item_brand: '', price: 3.5, quantity: 2, shelf: 'upper', row: '7' },
        { item_id: 'B', item_name: 'Pot', price: 35.5, quantity: 1 },
      ],
      $set: { plan: 'pro', logins: 4 },
      $unset: ['trial'],
    });
  });

  test('a campaign that the page set itself wins over the one in its address', () => {
    const { events } = collect({ ...SHARED, en: 'page_view', cs: 'partner', cn: 'spring' });
    expect(events[0]?.properties).toMatchObject({
      utm_source: 'partner',
      utm_medium: 'mail',
      utm_campaign: 'spring',
    });
  });

  test('a line that is none costs the others nothing', () => {
    const { cid: _, ...nobody } = SHARED;
    const { events, rejects } = collect(nobody, 'en=a&cid=1.1\n_et=5&cid=1.1\nen=b\nen=c&uid=u');
    expect(events.map(({ event }) => event)).toEqual(['a', 'c']);
    expect(rejects).toMatchObject([
      { code: 'missing_event_name', place: 'line 2.en', raw: '_et=5&cid=1.1' },
      { code: 'missing_id', place: 'line 3.cid', raw: 'en=b' },
    ]);
  });

  test('who only looks whether there is anything leaves nothing', () => {
    expect(decodeSent({ method: 'GET', path: '/ga4/g/collect' })).toMatchObject({ events: [], rejects: [] });
  });
});

describe('what gtag packs', () => {
  test.each([
    ['G111', undefined, { ad_storage: true, analytics_storage: true }],
    ['G1--', undefined, {}],
    [undefined, '13l3l3l3l1', {}],
    [
      undefined,
      '11t1t1v1n5',
      { ad_storage: true, analytics_storage: true, ad_user_data: true, ad_personalization: true },
    ],
    [
      'G100',
      '11r1r1p1u5',
      { ad_storage: false, analytics_storage: false, ad_user_data: false, ad_personalization: false },
    ],
    ['nonsense', '1', {}],
  ])('consent %s %s', (gcs, gcd, consent) => {
    expect(consentOf(gcs, gcd)).toEqual(consent);
  });

  test.each([
    ['', {}],
    ['~', {}],
    ['idA~~', { item_id: 'A~' }],
    ['idA~~~nmB', { item_id: 'A~', item_name: 'B' }],
    ['qtmany', { quantity: 'many' }],
    ['zz9', { zz: '9' }],
    ['k0size', { size: '' }],
    ['k02nd~v01', { '2nd': '1' }],
  ])('an item %j', (text, item) => {
    expect(readItem(text)).toEqual(item);
  });
});

const QUERY = { measurement_id: 'G-DEMO', api_secret: 'hush' };
const measure = (body: unknown, path = '/mp/collect'): ReturnType<typeof decodeSent> =>
  decodeSent({ path, query: QUERY, body });

describe('/mp/collect', () => {
  test('events with the time, person and consent of the request', () => {
    const { events, rejects, answer } = measure({
      client_id: '1.2',
      user_id: 'ana',
      timestamp_micros: String((RECEIVED_AT - 60_000) * 1000),
      user_properties: { plan: { value: 'pro' }, trial: { value: null } },
      consent: { ad_user_data: 'GRANTED', ad_personalization: 'DENIED' },
      non_personalized_ads: true,
      events: [
        {
          name: 'purchase',
          params: { session_id: '77', value: 9, currency: 'EUR', items: [{ item_id: 'A', price: 4.5, quantity: 2 }] },
        },
        {
          name: 'page_view',
          params: { page_location: 'https://shop.test/a', page_title: 'A' },
          timestamp_micros: 1.7e15,
        },
      ],
    });
    expect(rejects).toEqual([]);
    expect(answer.status).toBe(204);
    expect(events).toMatchObject([
      {
        event: 'purchase',
        timestamp: RECEIVED_AT - 60_000,
        distinct_id: 'ana',
        user_id: 'ana',
        anonymous_id: '1.2',
        session_id: '77',
        project: 'G-DEMO',
        source: 'ga4',
        lib: 'measurement-protocol',
      },
      { event: 'page_view', kind: 'page', timestamp: 1.7e12 },
    ]);
    expect(events[0]?.properties).toEqual({
      $is_server: true,
      $revenue: 9,
      $currency: 'EUR',
      value: 9,
      currency: 'EUR',
      items: [{ item_id: 'A', price: 4.5, quantity: 2 }],
      $set: { plan: 'pro' },
      $unset: ['trial'],
      $consent: { ad_user_data: true, ad_personalization: false },
      $ga4: { non_personalized_ads: true },
    });
    expect(events[1]?.properties).toMatchObject({ $current_url: 'https://shop.test/a', $pathname: '/a', $title: 'A' });
  });

  test('the secret is nowhere in what is kept', () => {
    const { events, rejects } = measure({ client_id: '1', events: [{ name: 'a' }, { name: '' }] });
    expect(events).toHaveLength(1);
    expect(JSON.stringify([events, rejects])).not.toContain('hush');
  });

  test('the bad events of a request, each with its place; the answer is as empty as ever', () => {
    const { events, rejects, answer } = measure({
      client_id: '1',
      events: [{ name: 'a' }, { params: {} }, 7, { name: 'b', params: 3 }, { name: 'c', timestamp_micros: 'x' }],
    });
    expect(answer.status).toBe(204);
    expect(events.map(({ event }) => event)).toEqual(['a']);
    expect(rejects.map(({ code, place }) => [code, place])).toEqual([
      ['missing_event_name', 'events[1].name'],
      ['malformed_event', 'events[2]'],
      ['malformed_event', 'events[3].params'],
      ['invalid_time', 'events[4].timestamp_micros'],
    ]);
  });

  test.each([
    [{ events: [{ name: 'a' }] }, 'missing_id'],
    [{ client_id: '1' }, 'malformed_body'],
    ['{', 'malformed_body'],
  ])('%j is kept as a reject', (body, code) => {
    expect(measure(body).rejects.map((one) => one.code)).toEqual([code]);
  });
});

describe('/debug/mp/collect', () => {
  const check = (body: unknown): unknown => {
    const { events, rejects, answer } = measure(body, '/debug/mp/collect');
    expect([events, rejects, answer.status]).toEqual([[], [], 200]);
    return (JSON.parse(answer.body) as { validationMessages: unknown }).validationMessages;
  };

  test('nothing is wrong', () => {
    const events = [{ name: 'tutorial_begin', params: { value: 1, currency: 'EUR', session_id: '1' } }];
    expect(check({ client_id: '1', events })).toEqual([]);
  });

  test('a name, as Google words it', () => {
    expect(check({ client_id: '1', events: [{ name: '_badEventName', params: {} }] })).toEqual([
      {
        fieldPath: 'events',
        description:
          'Event at index: [0] has invalid name [_badEventName]. Names must start with an alphabetic character.',
        validationCode: 'NAME_INVALID',
      },
    ]);
  });

  test.each([
    [{ events: [{ name: 'a' }] }, ['client_id VALUE_REQUIRED']],
    [{ client_id: '1', events: [] }, ['events VALUE_REQUIRED']],
    [{ client_id: '1', events: [{ name: 'first_open' }] }, ['events NAME_RESERVED']],
    [{ client_id: '1', events: [{ name: 'two words' }] }, ['events NAME_INVALID']],
    [{ client_id: '1', events: [{ name: 'a', params: { ga_x: 1 } }] }, ['events[0].params.ga_x NAME_RESERVED']],
    [{ client_id: '1', events: [{ name: 'a', params: { value: 1 } }] }, ['events[0].params VALUE_REQUIRED']],
    [
      { client_id: '1', events: [{ name: 'a', params: { x: 'x'.repeat(101) } }] },
      ['events[0].params.x VALUE_OUT_OF_BOUNDS'],
    ],
    [{ client_id: '1', events: Array.from({ length: 26 }, () => ({ name: 'a' })) }, ['events EXCEEDED_MAX_ENTITIES']],
    [
      { client_id: '1', timestamp_micros: (RECEIVED_AT - 73 * 3_600_000) * 1000, events: [{ name: 'a' }] },
      ['timestamp_micros VALUE_OUT_OF_BOUNDS'],
    ],
    [
      { client_id: '1', user_properties: { user_id: { value: 'x' }, plan: 'pro' }, events: [{ name: 'a' }] },
      ['user_properties.user_id NAME_RESERVED', 'user_properties.plan VALUE_INVALID'],
    ],
    ['[', [' VALUE_INVALID']],
  ])('%#', (body, wrong) => {
    const messages = check(body) as { fieldPath: string; validationCode: string }[];
    expect(messages.map(({ fieldPath, validationCode }) => `${fieldPath} ${validationCode}`)).toEqual(wrong);
  });
});
