/** Rejects looked through, repaired and taken out, through a real collector and a real engine. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startCollector, type Collector } from '../../../electron/collector/collector';
import { repairReject } from '../../../electron/collector/repair';
import { MIGRATIONS } from '../../../electron/engine/store/migrations';
import { SILENT_LOGGER } from '../../../electron/log/logger';
import type { CommandInput } from '../../../shared/contract/commands';
import type { Repair, WholeReject } from '../../../shared/contract/rejects';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let host: Collector;
let engine: TestEngine;
beforeEach(async () => {
  engine = await openTestEngine();
  host = await startCollector({ port: 0, log: SILENT_LOGGER, ingest: (batch) => engine.engine.ingest(batch) });
});
afterEach(async () => {
  await host.close();
  await engine.close();
});

const send = (path: string, body: unknown) =>
  fetch(`${host.url}${path}`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
const reject = (id: number): Promise<WholeReject> => engine.engine.json['rejects.get']({ id }, neverAborted());
const repair = async (id: number, how: Repair) => host.requests.repair(await reject(id), how);
const events = () => engine.engine.json['events.recent']({ limit: 100 }, neverAborted());
const list = (more = {}) => engine.engine.json['rejects.list']({ limit: 100, ...more }, neverAborted());

const GOOD = { event: 'paid', distinct_id: 'ana' };

describe('a repaired reject', () => {
  test('becomes its event, and its neighbours stay as they are', async () => {
    await send('/ingest', [GOOD, { distinct_id: 'ana', properties: { plan: 'pro' } }, GOOD]);
    expect(await events()).toHaveLength(2);
    const { request, place, receivedAt } = await reject(0);
    expect([place, request?.place]).toEqual(['[1].event', '[0].event']);
    const answer = await repair(0, { body: (request?.body ?? '').replace('{', '{"event":"signed up",') });
    expect(answer).toMatchObject({ is: 'repaired', stored: 1, duplicates: 0 });
    const all = await events();
    expect(all).toHaveLength(3);
    expect(all[0]).toMatchObject({ event: 'signed up', timestamp: receivedAt, properties: { plan: 'pro' } });
    const { rows } = await list();
    expect(rows[0]?.repaired?.eventIds).toEqual([all[0]?.event_id]);
    await expect(repair(0, {})).rejects.toThrow('was repaired already');
  });

  test('is stored once, however often its repair is tried', async () => {
    await send('/ingest', [{ distinct_id: 'ana' }]);
    const whole = await reject(0);
    const body = '[{"event":"a","distinct_id":"ana"}]';
    const ingest = engine.engine.ingest.bind(engine.engine);
    const first = await repairReject(whole, { body }, ingest);
    expect(await repairReject(whole, { body }, ingest)).toEqual({ ...first, stored: 0, duplicates: 1 });
    expect(await events()).toHaveLength(1);
  });

  test('that is still wrong stays a reject, and says what is', async () => {
    await send('/v1/batch', {
      batch: [
        { type: 'track', event: 'a', userId: 'ana' },
        { type: 'track', userId: 'ana' },
      ],
    });
    const answer = await repair(0, { body: '{"batch": [{"type": "track", "event": "b"}]}' });
    expect(answer).toMatchObject({
      is: 'refused',
      problems: [{ code: 'missing_id', place: expect.stringContaining('batch[0]') }],
    });
    expect(await repair(0, { body: '{"batch"' })).toMatchObject({
      is: 'refused',
      problems: [{ code: 'malformed_body' }],
    });
    expect(await repair(0, { body: '{"batch": []}' })).toMatchObject({
      is: 'refused',
      problems: [{ message: expect.stringContaining('no event') }],
    });
    expect(await events()).toHaveLength(1);
    expect((await list()).total).toBe(1);
    expect((await reject(0)).repaired).toBeUndefined();
  });

  test('that was a whole body brings all that is in it', async () => {
    await send('/ingest', '[{"event":"a","distinct_id":"ana"},{"event":"b","distinct_id":"ana"}');
    const answer = await repair(0, { body: '[{"event":"a","distinct_id":"ana"},{"event":"b","distinct_id":"ana"}]' });
    expect(answer).toMatchObject({ is: 'repaired', stored: 2 });
  });

  test('of a request without a body is repaired by its query', async () => {
    await fetch(
      `${host.url}/matomo.php?rec=1&_id=0123456789abcdef&url=https%3A%2F%2Fshop.test%2F&h=x&idsite=1&cdt=never&token_auth=s3cret`,
    );
    const whole = (await list()).total === 0 ? undefined : await reject(0);
    if (whole === undefined) throw new Error('the time should have been refused');
    expect(JSON.stringify(whole)).not.toContain('s3cret');
    const { cdt: _wrong, ...query } = whole.request?.query ?? {};
    expect(await repair(0, { query })).toMatchObject({ is: 'repaired', stored: 1 });
  });

  test('of a file says how rows are repaired', async () => {
    await engine.importText(
      'events.jsonl',
      '{"event":"a","distinct_id":"ana","timestamp":"2026-01-01T00:00:00Z"}\n{"event":"b"',
    );
    const whole = await reject(0);
    expect(whole.request).toBeUndefined();
    expect(whole.why).toContain('import the file again');
    await expect(repair(0, { body: '{}' })).rejects.toThrow('import the file again');
  });

  test('of a workspace of the format before is there, and says that its request was not kept', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'waymark-test-'));
    const instance = await DuckDBInstance.create(join(dir, 'waymark.duckdb'));
    const connection = await instance.connect();
    await connection.run('CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)');
    await connection.run("INSERT INTO meta VALUES ('schema_version', '4')");
    for (const statement of MIGRATIONS.slice(0, 4).flat()) await connection.run(statement);
    await connection.run("INSERT INTO rejects VALUES (0, 1, 'posthog', 'missing_id', 'nobody', '[0]', '{}', NULL)");
    connection.closeSync();
    instance.closeSync();
    const old = await openTestEngine(dir);
    const row = await old.engine.json['rejects.get']({ id: 0 }, neverAborted());
    expect(row).toMatchObject({ code: 'missing_id', why: expect.stringContaining('sent from') });
    await old.close();
  });

  test('keeps being one after a restart', async () => {
    await send('/ingest', [{ distinct_id: 'ana' }]);
    await repair(0, { body: '[{"event":"a","distinct_id":"ana"}]' });
    engine = await engine.reopen();
    expect((await list({ state: 'repaired' })).total).toBe(1);
    expect((await list({ state: 'open' })).total).toBe(0);
  });
});

describe('rejects', () => {
  beforeEach(async () => {
    for (let n = 0; n < 7; n += 1) await send('/ingest', [{ distinct_id: `ana ${n}` }]);
    for (let n = 0; n < 3; n += 1) await send('/v1/batch', { batch: [{ type: 'track', event: 'a' }] });
    await repair(2, { body: '[{"event":"a","distinct_id":"ana"}]' });
  });

  test('are counted by reason and source', async () => {
    const summary = await engine.engine.json['rejects.summary']({}, neverAborted());
    expect(summary).toMatchObject({ total: 10, repaired: 1 });
    expect(summary.groups.map(({ code, source, open, repaired }) => [code, source, open, repaired])).toEqual([
      ['missing_event_name', 'waymark', 6, 1],
      ['missing_id', 'segment', 3, 0],
    ]);
  });

  test('are listed by page, newest first, narrowed by reason, source and state', async () => {
    const first = await list({ limit: 4 });
    expect([first.total, first.rows.map(({ id }) => id), first.nextCursor]).toEqual([10, [9, 8, 7, 6], '6']);
    const second = await list({ limit: 4, cursor: first.nextCursor });
    expect(second.rows.map(({ id }) => id)).toEqual([5, 4, 3, 2]);
    const last = await list({ limit: 4, cursor: second.nextCursor });
    expect([last.rows.map(({ id }) => id), last.nextCursor]).toEqual([[1, 0], undefined]);
    expect((await list({ code: 'missing_id' })).total).toBe(3);
    expect((await list({ source: 'waymark', state: 'open' })).total).toBe(6);
    expect((await list({ source: "it's; DROP TABLE rejects" })).total).toBe(0);
    await expect(list({ cursor: '1 OR true' })).rejects.toThrow('cursor');
  });

  test('are taken out by what narrows the list, and none that came since', async () => {
    const remove = (input: CommandInput<'rejects.remove'>) =>
      engine.engine.json['rejects.remove'](input, neverAborted());
    expect(await remove({ code: 'missing_id', upTo: 7 })).toEqual({ removed: 1 });
    expect((await list({ code: 'missing_id' })).rows.map(({ id }) => id)).toEqual([9, 8]);
    expect(await remove({ state: 'open', upTo: 9 })).toEqual({ removed: 8 });
    const { rows } = await list();
    expect(rows.map(({ repaired }) => repaired !== undefined)).toEqual([true]);
    expect(await events()).toHaveLength(1);
    await send('/ingest', [{ distinct_id: 'ana' }]);
    expect((await list({ state: 'open' })).rows.map(({ id }) => id)).toEqual([10]);
  });

  test('go out as lines, whole', async () => {
    const lines: WholeReject[] = [];
    for await (const line of engine.engine.stream['rejects.export']({ state: 'open' }, neverAborted()))
      lines.push(line);
    expect(lines.map(({ id }) => id)).toEqual([9, 8, 7, 6, 5, 4, 3, 1, 0]);
    expect(lines[0]?.request?.body).toContain('"track"');
  });
});
