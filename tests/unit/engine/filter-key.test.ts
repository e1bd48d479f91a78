/** Which filters are one and the same for whoever keeps answers. */
import { expect, it } from 'vitest';
import { filterKey } from '../../../electron/engine/query/filter-key';
import type { PlanContext } from '../../../shared/insights/insight';
import type { Filter } from '../../../shared/model/filter';

const NOON = Date.UTC(2026, 2, 10, 12);
const HOUR = 3_600_000;
const context = (now: number): PlanContext => ({
  timezone: 'UTC',
  weekStart: 'monday',
  now,
  extent: { from: Date.UTC(2026, 0, 1), to: NOON },
});
const keyAt = (filter: Filter, now = NOON): string => filterKey(filter, context(now));

const lastDays = (value: number): { last: { value: number; unit: 'day' } } => ({ last: { value, unit: 'day' } });
const paid = (window: ReturnType<typeof lastDays>): Filter => ({
  performed: { event: 'pay' },
  window,
});

it('the last days are the same days until midnight', () => {
  expect(keyAt(paid(lastDays(7)))).toBe(keyAt(paid(lastDays(7)), NOON + 11 * HOUR));
  expect(keyAt(paid(lastDays(7)))).not.toBe(keyAt(paid(lastDays(7)), NOON + 12 * HOUR));
});

it('in any group, and beside what has no window', () => {
  const filter: Filter = { all: [{ not: paid(lastDays(7)) }, { any: [{ performed: { event: 'view' } }] }] };
  expect(keyAt(filter)).toBe(keyAt(filter, NOON + HOUR));
  expect(keyAt(filter)).not.toBe(keyAt(filter, NOON + 24 * HOUR));
});

it('a test that counts back from now is another one a moment later, inside a behaviour too', () => {
  const recent: Filter = { property: 'timestamp', op: 'within_last', value: { value: 1, unit: 'hour' } };
  expect(keyAt(recent)).not.toBe(keyAt(recent, NOON + 1));
  const behaviour: Filter = { performed: { event: 'pay', where: recent } };
  expect(keyAt(behaviour)).not.toBe(keyAt(behaviour, NOON + 1));
  expect(keyAt(behaviour)).toBe(keyAt(behaviour));
});

it.each<[string, Filter, Filter]>([
  ['windows', paid(lastDays(7)), paid(lastDays(8))],
  ['events', paid(lastDays(7)), { performed: { event: 'view' }, window: lastDays(7) }],
  ['conditions', paid(lastDays(7)), { performed: { event: 'pay', where: { any: [] } }, window: lastDays(7) }],
  ['forms', paid(lastDays(7)), { notPerformed: { event: 'pay' }, window: lastDays(7) }],
  ['counts', paid(lastDays(7)), { performed: { event: 'pay' }, count: { op: 'lte', value: 1 }, window: lastDays(7) }],
  ['order', { all: [paid(lastDays(7)), paid(lastDays(8))] }, { any: [paid(lastDays(7)), paid(lastDays(8))] }],
  [
    'numbers',
    {
      aggregate: { property: 'properties.a', of: { event: 'pay' }, fn: 'sum' },
      op: 'gte',
      value: 1,
      window: lastDays(7),
    },
    {
      aggregate: { property: 'properties.b', of: { event: 'pay' }, fn: 'sum' },
      op: 'gte',
      value: 1,
      window: lastDays(7),
    },
  ],
  [
    'buckets',
    { regular: { event: 'pay' }, atLeast: 2, of: { value: 3, unit: 'day' }, bucket: 'day', window: lastDays(7) },
    { regular: { event: 'pay' }, atLeast: 2, of: { value: 72, unit: 'hour' }, bucket: 'hour', window: lastDays(7) },
  ],
])('other %s are other filters', (_name, one, other) => {
  expect(keyAt(one)).not.toBe(keyAt(other));
});
