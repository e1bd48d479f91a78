import { expect, test } from 'vitest';
import { arrivalsOf } from '../../../renderer/data/event-rows';
import { LiveLog, NO_FILTER, passes, toFilter } from '../../../renderer/data/live-log';
import type { StoredEvent } from '../../../shared/contract/commands';
import { filterSchema } from '../../../shared/model/filter';

const event = (eid: number, name = 'open', more: Partial<StoredEvent> = {}): StoredEvent => ({
  eid,
  event_id: `e${eid}`,
  event: name,
  kind: 'custom',
  timestamp: eid * 1000,
  received_at: eid * 1000,
  distinct_id: 'ada',
  groups: {},
  properties: {},
  source: 'posthog',
  ...more,
});

const events = (from: number, to: number): StoredEvent[] =>
  Array.from({ length: to - from + 1 }, (_, index) => event(from + index));

function setup() {
  let run: (() => void) | undefined;
  const log = new LiveLog((notify) => {
    run = notify;
  });
  const shown = (): number[] => Array.from({ length: log.length }, (_, index) => log.newest(index)?.eid ?? -1);
  return { log, shown, frame: () => run?.() };
}

test('newest on top; history goes below, and what the stream repeats is shown once', () => {
  const { log, shown } = setup();
  log.push(arrivalsOf([event(8)]), 0);
  log.restart([event(8), event(7), event(6)]);
  log.push(arrivalsOf([event(7), event(8), event(9)]), 0);
  log.addHistory([event(6), event(5)]);
  expect(shown()).toEqual([9, 8, 7, 6, 5]);
});

test('arrivals that outran the history stay', () => {
  const { log, shown } = setup();
  log.push(arrivalsOf([event(12)]), 0);
  log.restart([event(11), event(10)]);
  expect(shown()).toEqual([12, 11, 10]);
});

test('held, the list is still and counts what waits; let go, it catches up', () => {
  const { log, shown } = setup();
  log.push(arrivalsOf([event(1)]), 0);
  log.hold(true);
  log.push(arrivalsOf([event(2), event(3)]), 0);
  log.push(arrivalsOf([event(3), event(4)]), 0);
  expect(shown()).toEqual([1]);
  expect(log.waiting).toBe(3);
  log.hold(false);
  expect(shown()).toEqual([4, 3, 2, 1]);
  expect(log.waiting).toBe(0);
});

test('many arrivals are one redraw', () => {
  const { log, frame } = setup();
  let redraws = 0;
  log.subscribe(() => (redraws += 1));
  for (let eid = 1; eid <= 100; eid += 1) log.push(arrivalsOf([event(eid)]), 0);
  expect(redraws).toBe(0);
  frame();
  expect(redraws).toBe(1);
});

test('the list never grows far beyond its limit, and the newest are kept', () => {
  const { log } = setup();
  for (let start = 1; start <= 120_000; start += 1000) log.push(arrivalsOf(events(start, start + 999)), 0);
  expect(log.length).toBeLessThanOrEqual(LiveLog.limit * 1.1);
  expect(log.newest(0)?.eid).toBe(120_000);
});

test('rates count arrivals by the second they came in, old seconds leave', () => {
  const { log } = setup();
  log.push(arrivalsOf(events(1, 3)), 100_000);
  log.push(arrivalsOf(events(4, 4)), 100_900);
  log.push(arrivalsOf(events(5, 6)), 101_000);
  expect(log.rates(101_500).slice(-2)).toEqual([4, 2]);
  expect(log.rates(101_500)).toHaveLength(60);
  expect(log.rates(300_000).every((rate) => rate === 0)).toBe(true);
});

test('a filter looks at name, distinct id, source and library, in any case', () => {
  const one = event(1, 'Order Paid', { lib: 'posthog-js', distinct_id: 'ben@example.com' });
  expect(passes({ text: 'paid' }, one)).toBe(true);
  expect(passes({ text: 'BEN@' }, one)).toBe(true);
  expect(passes({ text: 'hog-js' }, one)).toBe(true);
  expect(passes({ text: 'ada' }, one)).toBe(false);
  expect(passes({ text: 'paid', event: 'Order' }, one)).toBe(false);
  expect(passes({ text: '', event: 'Order Paid' }, one)).toBe(true);
});

test('the store is asked the same question', () => {
  expect(toFilter(NO_FILTER)).toBeUndefined();
  const filter = toFilter({ text: 'a', event: 'b' });
  expect(filterSchema.parse(filter)).toEqual(filter);
});

test('narrowing drops what does not pass, also of what waits', () => {
  const { log, shown } = setup();
  log.push(arrivalsOf([event(1, 'open'), event(2, 'close')]), 0);
  log.hold(true);
  log.push(arrivalsOf([event(3, 'open'), event(4, 'close')]), 0);
  log.setFilter({ text: 'close' });
  expect(shown()).toEqual([2]);
  expect(log.waiting).toBe(1);
});

test('text that arrives is taken apart only where it is looked at, and then once', () => {
  const { log } = setup();
  const broken = '{"not": "an event"}';
  log.push({ eids: [1, 2], rows: [broken, JSON.stringify(event(2, 'paid'))] }, 0);
  expect(log.length).toBe(2);
  expect(log.newest(0)).toEqual(event(2, 'paid'));
  expect(log.newest(0)).toBe(log.newest(0));
  expect(log.newestEidAt(1)).toBe(1);
  expect(() => log.newest(1)).toThrow('live feed');
});

test('a filter sees into text too', () => {
  const { log, shown } = setup();
  log.setFilter({ text: 'paid' });
  log.push({ eids: [1, 2], rows: [event(1), event(2, 'paid')].map((one) => JSON.stringify(one)) }, 0);
  expect(shown()).toEqual([2]);
});

test('what waited so long that some of it is gone is not shown beside older events, as if nothing lay between', () => {
  const { log, shown } = setup();
  log.push(arrivalsOf(events(1, 10)), 0);
  log.hold(true);
  for (let start = 11; start <= 120_010; start += 10_000) log.push(arrivalsOf(events(start, start + 9_999)), 0);
  log.hold(false);
  const eids = shown();
  expect(eids[0]).toBe(120_010);
  expect(eids.length).toBe((eids[0] ?? 0) - (eids.at(-1) ?? 0) + 1);
});
