/** What the live view asks: which of the arrivals pass, and whose an event is. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Filter } from '../../../shared/model/filter';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let engine: TestEngine;
beforeEach(async () => {
  engine = await openTestEngine();
});
afterEach(() => engine.close());

const recent = async (input: { afterEid?: number; beforeEid?: number; filter?: Filter; limit?: number }) => {
  const rows = await engine.engine.json['events.recent']({ limit: 100, ...input }, neverAborted());
  return rows.map(({ eid }) => eid);
};

test('arrivals after an event are judged by the filter of history', async () => {
  await engine.store(
    { event: 'a', properties: { plan: 'pro' } },
    { event: 'b', properties: { plan: 'free' } },
    { event: 'c', properties: { plan: 'pro' }, project: 'one' },
    { event: 'd', properties: { plan: 'pro' }, user_id: 'ana', distinct_id: 'ana' },
  );
  const pro: Filter = { property: 'properties.plan', op: 'eq', value: 'pro' };
  expect(await recent({ filter: pro })).toEqual([3, 2, 0]);
  expect(await recent({ filter: pro, afterEid: 0 })).toEqual([3, 2]);
  expect(await recent({ filter: pro, afterEid: 0, beforeEid: 3 })).toEqual([2]);
  expect(await recent({ afterEid: 3 })).toEqual([]);
  expect(await recent({ filter: { property: 'project', op: 'eq', value: 'one' }, afterEid: 0 })).toEqual([2]);
  await engine.store({ event: 'e', properties: { plan: 'pro' }, user_id: 'ana', distinct_id: 'ana' });
  const ana: Filter = { all: [pro, { property: 'person.$events', op: 'gte', value: 2 }] };
  expect(await recent({ filter: ana, afterEid: 3 })).toEqual([4]);
});

test('an event leads to its person and its session', async () => {
  const at = Date.UTC(2026, 0, 1);
  await engine.store(
    { event: 'a', distinct_id: 'ana', timestamp: at },
    { event: 'b', distinct_id: 'ben', timestamp: at },
    { event: 'c', distinct_id: 'ana', timestamp: at + 86_400_000 },
  );
  const owner = (eid: number) => engine.engine.json['events.owner']({ eid }, neverAborted());
  expect((await owner(0)).person).toBe('ana');
  expect((await owner(1)).person).toBe('ben');
  const [first, later] = [await owner(0), await owner(2)];
  expect(later.person).toBe('ana');
  expect(first.session).toBeDefined();
  expect(later.session).not.toBe(first.session);
  const around = await engine.engine.json['sessions.neighbours']({ session: first.session ?? '' }, neverAborted());
  expect(around.next).toBe(later.session);
  await expect(owner(3)).rejects.toThrow('There is no event number 3');
});
