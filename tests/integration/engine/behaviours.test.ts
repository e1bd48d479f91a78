/** Behaviours as filters of an insight, on a real engine: they keep all events of the persons of whom they hold. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Filter } from '../../../shared/model/filter';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
  const at = (day: number, hour = 9): number => Date.UTC(2026, 2, day, hour);
  const did = (person: string, event: string, timestamp: number, properties = {}) => ({
    event,
    timestamp,
    user_id: person,
    distinct_id: person,
    properties,
  });
  await test.store(
    did('ana', 'view', at(2)),
    did('ana', 'pay', at(3), { amount: 20 }),
    did('ana', 'pay', at(4), { amount: 5 }),
    did('ben', 'view', at(2)),
    did('ben', 'pay', at(2, 8), { amount: 100 }),
    did('cho', 'view', at(2)),
  );
});
afterEach(() => test.close());

async function persons(filter: Filter): Promise<[events: number, persons: number]> {
  const series = [
    { match: { event: '*' }, math: 'events' as const },
    { match: { event: '*' }, math: 'persons' as const },
  ];
  const result = await test.engine.json['insight.run'](
    { spec: { kind: 'trends', series, interval: 'month', filter } },
    neverAborted(),
  );
  if (result.kind !== 'trends') throw new Error('trends were asked for');
  return [result.series[0]?.total ?? 0, result.series[1]?.total ?? 0];
}

const paid = { event: 'pay' };

it.each<[string, Filter, [number, number]]>([
  ['performed', { performed: paid }, [5, 2]],
  ['performed twice', { performed: paid, count: { op: 'gte', value: 2 } }, [3, 1]],
  ['not performed', { notPerformed: paid }, [1, 1]],
  ['in order', { sequence: [{ event: 'view' }, paid] }, [3, 1]],
  [
    'with a condition',
    { performed: { event: 'pay', where: { property: 'properties.amount', op: 'gt', value: 50 } } },
    [2, 1],
  ],
  ['by a sum', { aggregate: { property: 'properties.amount', of: paid, fn: 'sum' }, op: 'lte', value: 30 }, [3, 1]],
  ['beside a test of events', { all: [{ performed: paid }, { property: 'event', op: 'eq', value: 'view' }] }, [2, 2]],
  ['negated', { not: { performed: paid } }, [1, 1]],
  ['any of two', { any: [{ notPerformed: paid }, { performed: paid, count: { op: 'eq', value: 1 } }] }, [3, 2]],
  ['in a window', { performed: paid, window: { from: '2026-03-03', to: '2026-03-31' } }, [3, 1]],
  ['first then', { firstPerformed: paid, window: { from: '2026-03-02', to: '2026-03-02' } }, [2, 1]],
])('%s', async (_name, filter, expected) => {
  expect(await persons(filter)).toEqual(expected);
});

it('follows what arrives', async () => {
  const filter: Filter = { performed: paid, window: { last: { value: 30, unit: 'day' }, now: '2026-03-31' } };
  expect(await persons(filter)).toEqual([5, 2]);
  await test.store({ event: 'pay', timestamp: Date.UTC(2026, 2, 9), user_id: 'cho', distinct_id: 'cho' });
  expect(await persons(filter)).toEqual([7, 3]);
});

it('that cannot be planned says where', async () => {
  const regular = { regular: paid, atLeast: 2, of: { value: 5, unit: 'hour' }, bucket: 'day' } as const;
  await expect(persons(regular)).rejects.toThrow(/whole number of buckets/);
});

it('keeps events in the list of the newest, page by page', async () => {
  const filter: Filter = { all: [{ performed: paid }, { property: 'event', op: 'eq', value: 'pay' }] };
  const recent = (beforeEid?: number) =>
    test.engine.json['events.recent'](
      { limit: 2, filter, ...(beforeEid === undefined ? {} : { beforeEid }) },
      neverAborted(),
    );
  const first = await recent();
  expect(first.map(({ eid, distinct_id }) => [eid, distinct_id])).toEqual([
    [4, 'ben'],
    [2, 'ana'],
  ]);
  expect((await recent(first.at(-1)?.eid)).map(({ eid }) => eid)).toEqual([1]);
  expect(await recent(1)).toEqual([]);
});
