import { expect, test } from 'vitest';
import { JudgedArrivals } from '../../../renderer/data/judged-arrivals';
import { err, ok } from '../../../shared/base/result';
import type { StoredEvent } from '../../../shared/contract/commands';

const PAGE = 3;

/** A store in which the even events pass; the pauses are ended by hand. */
function setup() {
  const store: number[] = [];
  const asked: { afterEid: number; beforeEid?: number }[] = [];
  const taken: number[] = [];
  let failing = false;
  let wake: (() => void) | undefined;
  const judge = new JudgedArrivals(
    {
      page: PAGE,
      gatherMs: 1,
      wait: () => new Promise((resolve) => (wake = resolve)),
      take: (events) => taken.push(...events.map(({ eid }) => eid)),
      ask: (range) => {
        asked.push(range);
        const passing = store
          .filter((eid) => eid % 2 === 0 && eid > range.afterEid && eid < (range.beforeEid ?? Infinity))
          .toReversed()
          .slice(0, PAGE)
          .map((eid) => ({ eid }) as StoredEvent);
        return Promise.resolve(failing ? err({ code: 'internal', message: 'no' } as const) : ok(passing));
      },
    },
    0,
  );
  const arrive = (to: number): void => {
    for (let eid = (store.at(-1) ?? 0) + 1; eid <= to; eid += 1) store.push(eid);
    judge.arrived(to);
  };
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn += 1) {
      wake?.();
      await Promise.resolve();
    }
  };
  return { judge, arrive, settle, asked, taken, fail: (now: boolean) => (failing = now) };
}

test('what passes is taken once, oldest first, over as many pages as it fills', async () => {
  const { arrive, settle, taken } = setup();
  arrive(20);
  await settle();
  expect(taken).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
  arrive(23);
  await settle();
  expect(taken.slice(10)).toEqual([22]);
});

test('a flood is asked about together', async () => {
  const { arrive, settle, asked, taken } = setup();
  for (let eid = 1; eid <= 5; eid += 1) arrive(eid);
  await settle();
  expect(asked).toHaveLength(1);
  expect(taken).toEqual([2, 4]);
});

test('a failed question is asked again with the next arrival', async () => {
  const { arrive, settle, taken, fail } = setup();
  fail(true);
  arrive(2);
  await settle();
  fail(false);
  arrive(4);
  await settle();
  expect(taken).toEqual([2, 4]);
});

test('after stopping nothing is taken', async () => {
  const { judge, arrive, settle, taken } = setup();
  arrive(4);
  judge.stop();
  await settle();
  expect(taken).toEqual([]);
});
