/** What is worked out of an event when it is captured and when it is imported must be the same. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { campaignOf, hasOperations, isServerEvent, pageOf } from '../../../shared/model/derived';
import type { JsonObject } from '../../../shared/model/json';
import { SQL_CAMPAIGN_OF, SQL_HAS_OPERATIONS_OF, SQL_IS_SERVER_OF, SQL_PAGE_OF } from '../../../shared/sql/columns';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(() => connection.closeSync());

const CASES: readonly (readonly [string, string | null, JsonObject])[] = [
  ['page', 'web', { $pathname: '/a/b', $current_url: 'https://x.example/other?q=1' }],
  ['page', null, { $current_url: 'https://x.example/pricing/?q=1#top' }],
  ['page', null, { $current_url: 'https://x.example' }],
  ['page', null, { $current_url: 'https://x.example?q' }],
  ['page', null, { $current_url: 'not a url' }],
  ['page', null, { $current_url: null, name: 'Home' }],
  ['page', null, { $pathname: '', name: 'Home' }],
  ['page', null, { name: 7 }],
  ['page', null, {}],
  ['screen', 'posthog-ios', { $screen_name: 'Inbox' }],
  ['custom', 'posthog-node', { $pathname: '/a' }],
  ['custom', '@segment/analytics-node', {}],
  ['custom', 'analytics-Python', {}],
  ['custom', 'web', { $is_server: true }],
  ['custom', 'web', { $is_server: 'true' }],
  ['custom', 'nodeish', { $is_server: false }],
  ['custom', 'mongo', {}],
  ['page', 'web', { utm_source: 'news', utm_campaign: 'spring & co', gclid: 'x1' }],
  ['page', 'web', { utm_source: '', utm_medium: null, utm_campaign: 7 }],
  ['page', 'web', { nested: { utm_source: 'news' } }],
  ['identify', 'web', { $set: { plan: 'pro' } }],
  ['identify', 'web', { $set: null, $unset: ['plan'] }],
  ['person', 'web', { $delete: true }],
  ['custom', 'web', { $set: null }],
  ['custom', 'web', { nested: { $set: {} }, text: '"$set"' }],
];

describe('page, server flag, campaign and operations', () => {
  it.each(CASES)('%s %s %j', async (kind, lib, properties) => {
    const reader = await connection.runAndReadAll(
      `SELECT ${SQL_PAGE_OF}, ${SQL_IS_SERVER_OF}, ${SQL_CAMPAIGN_OF}, ${SQL_HAS_OPERATIONS_OF} FROM (SELECT $1::VARCHAR AS kind, $2::VARCHAR AS lib, $3::JSON AS properties)`,
      [kind, lib, JSON.stringify(properties)],
    );
    expect(reader.getRows()[0]).toEqual([
      pageOf(kind, properties) ?? null,
      isServerEvent(lib ?? undefined, properties),
      campaignOf(properties) ?? null,
      hasOperations(properties),
    ]);
  });
});
