import { describe, expect, it } from 'vitest';
import { readRows } from '../../support/vendor-rows';

const text = (string_value: string) => ({ string_value, int_value: null, float_value: null, double_value: null });
const whole = (int_value: string) => ({ string_value: null, int_value, float_value: null, double_value: null });
const real = (double_value: number) => ({ string_value: null, int_value: null, float_value: null, double_value });

const ROW = {
  event_date: '20260301',
  event_timestamp: '1772359200123456',
  event_name: 'purchase',
  event_params: [
    { key: 'ga_session_id', value: whole('1772358000') },
    { key: 'ga_session_number', value: whole('2') },
    { key: 'page_location', value: text('https://shop.example/done?utm_medium=mail') },
    { key: 'page_title', value: text('Thanks') },
    { key: 'value', value: real(12.5) },
    { key: 'currency', value: text('EUR') },
    { key: 'big', value: whole('-5164663614086310235') },
    { key: 'session_engaged', value: text('1') },
  ],
  event_bundle_sequence_id: '22',
  event_value_in_usd: null,
  user_id: null,
  user_pseudo_id: '8d59.1',
  privacy_info: { analytics_storage: 'Yes', ads_storage: 'No' },
  user_properties: [
    { key: 'plan', value: { ...text('pro'), set_timestamp_micros: '1' } },
    { key: 'ga_session_id', value: whole('1772358000') },
  ],
  device: { category: 'mobile', operating_system: 'Android', web_info: { browser: 'Chrome' }, vendor_id: null },
  geo: { country: 'Austria', city: '' },
  collected_traffic_source: { manual_source: 'news', manual_campaign_name: 'spring', gclid: 'g1' },
  stream_id: '3607414280',
  platform: 'WEB',
  ecommerce: { transaction_id: 'T1', purchase_revenue: 12.5, tax_value: null },
  items: [{ item_id: 'tea', price: 12.5, coupon: null }],
};

describe('the export of Google Analytics 4', () => {
  it('is read under the names that its tags’ events have here', () => {
    const { title, events, rejects } = readRows([ROW]);
    expect(title).toBe('Google Analytics 4 export to BigQuery');
    expect(rejects).toEqual([]);
    expect(events[0]).toMatchObject({
      event: 'purchase',
      timestamp: 1_772_359_200_123,
      distinct_id: '8d59.1',
      anonymous_id: '8d59.1',
      session_id: '1772358000',
      project: '3607414280',
    });
    expect(events[0]?.properties).toEqual({
      $browser: 'Chrome',
      $os: 'Android',
      $device_type: 'Mobile',
      $current_url: 'https://shop.example/done?utm_medium=mail',
      $pathname: '/done',
      $title: 'Thanks',
      utm_source: 'news',
      utm_medium: 'mail',
      utm_campaign: 'spring',
      gclid: 'g1',
      $revenue: 12.5,
      $currency: 'EUR',
      ga_session_number: 2,
      value: 12.5,
      currency: 'EUR',
      // A number could not hold it exactly.
      big: '-5164663614086310235',
      session_engaged: true,
      items: [{ item_id: 'tea', price: 12.5 }],
      ecommerce: { transaction_id: 'T1', purchase_revenue: 12.5 },
      $set: { plan: 'pro' },
      $consent: { analytics_storage: true, ad_storage: false },
      $ga4: {
        device: { category: 'mobile', operating_system: 'Android', web_info: { browser: 'Chrome' } },
        geo: { country: 'Austria' },
        collected_traffic_source: { manual_source: 'news', manual_campaign_name: 'spring', gclid: 'g1' },
        platform: 'WEB',
      },
    });
  });

  it('orders events of one time by the three counters of their batch', () => {
    const at = (page: number, request: number, index: number, name: string) => ({
      ...ROW,
      event_name: name,
      batch_page_id: String(page),
      batch_ordering_id: String(request),
      batch_event_index: String(index),
    });
    const { events } = readRows([at(1, 2, 1, 'c'), at(1, 1, 10, 'b'), at(1, 1, 2, 'a'), at(10, 1, 1, 'd')]);
    const sorted = events.toSorted((one, other) => (one.event_id < other.event_id ? -1 : 1));
    expect(sorted.map(({ event }) => event)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('gives a row the same id in today’s table and in the one that follows it, with what Google found out since', () => {
    const [today, later] = readRows([
      ROW,
      { ...ROW, user_id: 'ada', geo: { country: 'Italy' }, event_date: 'x' },
    ]).events;
    expect(later?.event_id).toBe(today?.event_id);
    expect(later).toMatchObject({ distinct_id: 'ada', user_id: 'ada', anonymous_id: '8d59.1' });
  });

  it('keeps who did not agree to be known for a day', () => {
    const [event] = readRows([{ ...ROW, user_pseudo_id: null }]).events;
    expect(event?.distinct_id).toMatch(/^visitor-2026-03-01-/);
    expect(event?.anonymous_id).toBe(event?.distinct_id);
  });

  it('tells of rows without time or name', () => {
    const { rejects } = readRows([
      { ...ROW, event_timestamp: null },
      { ...ROW, event_timestamp: '2026-03-01' },
      { ...ROW, event_name: null },
    ]);
    expect(rejects).toEqual([
      'missing_time event_timestamp',
      'invalid_time event_timestamp',
      'missing_event_name event_name',
    ]);
  });
});
