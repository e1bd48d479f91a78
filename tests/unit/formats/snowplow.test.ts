import { describe, expect, it } from 'vitest';
import { readCsvHead } from '../../../shared/formats/csv-head';
import { ENRICHED_COLUMNS } from '../../../shared/formats/snowplow/columns';
import type { JsonObject } from '../../../shared/model/json';
import { readRows } from '../../support/vendor-rows';

const ID = 'c6ef3124-b53a-4b13-a233-0088f79dcbcb';
const order = { schema: 'iglu:com.acme/order/jsonschema/1-0-2', data: { total: 12.5, items: ['tea'] } };
const webPage = { schema: 'iglu:com.snowplowanalytics.snowplow/web_page/jsonschema/1-0-0', data: { id: 'view-1' } };
const VIEW = {
  app_id: 'shop',
  platform: 'web',
  collector_tstamp: '2026-03-01 10:00:01.000',
  dvce_created_tstamp: '2026-03-01 11:00:00.000',
  dvce_sent_tstamp: '2026-03-01 11:00:00.500',
  derived_tstamp: '2026-03-01 10:00:00.500',
  event: 'page_view',
  event_id: ID,
  v_tracker: 'js-4.10.1',
  v_collector: 'ssc-3.2.0',
  user_id: 'ada',
  domain_userid: 'browser-1',
  domain_sessionid: 'session-1',
  domain_sessionidx: '3',
  geo_country: 'AT',
  geo_latitude: '48.2',
  page_url: 'https://shop.example/tea?utm_source=news',
  page_urlpath: '/tea',
  page_title: 'Tea',
  mkt_source: 'news',
  mkt_clickid: 'x1',
  br_family: 'Firefox',
  os_family: 'Linux',
  dvce_type: 'Computer',
  dvce_ismobile: '0',
  contexts: JSON.stringify({ schema: 'iglu:x/contexts/jsonschema/1-0-0', data: [webPage] }),
};
const ORDER = {
  ...VIEW,
  event: 'unstruct',
  event_id: ID.replace('c6', 'c7'),
  unstruct_event: JSON.stringify({ schema: 'iglu:x/unstruct_event/jsonschema/1-0-0', data: order }),
  contexts: '',
};

describe('Snowplow’s enriched events', () => {
  it('are read as their tracker sent them, and what the pipeline found out stands beside', () => {
    const { title, events, rejects } = readRows([VIEW, ORDER], 'csv');
    expect(title).toBe('Snowplow enriched events');
    expect(rejects).toEqual([]);
    expect(events[0]).toMatchObject({
      event_id: ID,
      event: 'page_view',
      kind: 'page',
      timestamp: Date.UTC(2026, 2, 1, 10, 0, 0, 500),
      original_timestamp: Date.UTC(2026, 2, 1, 11),
      sent_at: Date.UTC(2026, 2, 1, 11, 0, 0, 500),
      user_id: 'ada',
      anonymous_id: 'browser-1',
      session_id: 'session-1',
      project: 'shop',
      lib: 'snowplow-js',
      lib_version: '4.10.1',
    });
    expect(events[0]?.properties).toMatchObject({
      $current_url: VIEW.page_url,
      $pathname: '/tea',
      $title: 'Tea',
      utm_source: 'news',
      $browser: 'Firefox',
      $device_type: 'Desktop',
      $pageview_id: 'view-1',
      contexts: { web_page: { id: 'view-1' } },
      $snowplow: {
        geo_country: 'AT',
        geo_latitude: 48.2,
        domain_sessionidx: 3,
        dvce_ismobile: false,
        mkt_clickid: 'x1',
      },
    });
    expect(events[1]).toMatchObject({ event: 'order', kind: 'custom', properties: { total: 12.5, items: ['tea'] } });
  });

  it('mean the same where an SDK made flat JSON of them', () => {
    const { contexts: _contexts, unstruct_event: _unstruct, ...columns } = ORDER;
    const flat: JsonObject = {
      ...columns,
      event_vendor: 'com.acme',
      event_name: 'order',
      event_format: 'jsonschema',
      event_version: '1-0-2',
      unstruct_event_com_acme_order_1: order.data,
      contexts_com_snowplowanalytics_snowplow_web_page_1: [webPage.data],
      contexts_com_acme_user_2: [{ plan: 'pro' }],
    };
    const [event] = readRows([flat]).events;
    expect(event).toMatchObject({
      event: 'order',
      properties: {
        total: 12.5,
        $schema: order.schema,
        contexts: { web_page: { id: 'view-1' }, user: { $schema: 'iglu:com.acme/user/jsonschema/2-*-*', plan: 'pro' } },
      },
    });
  });

  it('are told within the rows of Snowplow Micro', () => {
    const { title, events } = readRows([
      { rawEvent: {}, eventType: 'unstruct', event: { ...ORDER, unstruct_event: { schema: 's', data: order } } },
    ]);
    expect(title).toBe('Snowplow Micro events');
    expect(events).toMatchObject([{ event: 'order' }]);
  });

  it('are told by a first line of 131 cells with a UUID among them, and by no header', () => {
    const line = ENRICHED_COLUMNS.map((name) => (VIEW as Record<string, string>)[name] ?? '').join('\t');
    expect(ENRICHED_COLUMNS).toHaveLength(131);
    expect(readCsvHead(`${line}\n${line}\n`)).toEqual({ delimiter: '\t', names: ENRICHED_COLUMNS, headless: true });
    expect(readCsvHead(`${ENRICHED_COLUMNS.join('\t')}\n${line}\n`).headless).toBeUndefined();
  });

  it('tell what is wrong by the names of their columns', () => {
    const { rejects } = readRows(
      [
        { ...VIEW, event: 'landing' },
        { ...VIEW, derived_tstamp: '', dvce_created_tstamp: '', collector_tstamp: '' },
        { ...VIEW, derived_tstamp: 'noon' },
        { ...VIEW, contexts: '{broken' },
        { ...ORDER, unstruct_event: '{}' },
        { ...VIEW, event: 'struct' },
      ],
      'csv',
    );
    expect(rejects).toEqual([
      'malformed_event event',
      'missing_time derived_tstamp',
      'invalid_time derived_tstamp',
      'malformed_event contexts',
      'malformed_event unstruct_event',
      'malformed_event se_action',
    ]);
  });
});
