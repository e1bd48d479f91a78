import { expect, test } from 'vitest';
import { Coordinator, type Slot, type SlotState } from '../../../renderer/data/coordinator';
import { err, ok, type Result } from '../../../shared/base/result';
import type { AppError } from '../../../shared/contract/errors';

interface Ask {
  readonly command: string;
  readonly input: unknown;
  readonly signal: AbortSignal;
  readonly answer: (result: Result<unknown, AppError>) => Promise<void>;
}

function setup() {
  const asks: Ask[] = [];
  const coordinator = new Coordinator(
    (command, input, signal) =>
      new Promise((resolve) => {
        asks.push({
          command,
          input,
          signal,
          answer: async (result) => {
            resolve(result);
            await Promise.resolve();
            await Promise.resolve();
          },
        });
      }),
  );
  const nth = (index: number): Ask => {
    const found = asks[index];
    if (found === undefined) throw new Error(`ask ${index} was never made; there are ${asks.length}`);
    return found;
  };
  return { coordinator, asks, nth };
}

const history = (slot: Slot): SlotState['status'][] => {
  const seen: SlotState['status'][] = [];
  slot.subscribe(() => seen.push(slot.state().status));
  return seen;
};

const BROKEN: AppError = { code: 'internal', message: 'It broke.' };

test('equal asks, whatever the order of their keys, are one request', async () => {
  const { coordinator, asks, nth } = setup();
  const one = coordinator.slot();
  const two = coordinator.slot();
  one.ask('events.recent', { limit: 10, beforeEid: 5 });
  two.ask('events.recent', { beforeEid: 5, limit: 10 });
  expect(asks).toHaveLength(1);
  await nth(0).answer(ok('rows'));
  expect(one.state()).toEqual({ status: 'ready', value: 'rows' });
  expect(two.state()).toEqual({ status: 'ready', value: 'rows' });
});

test('a slot keeps its last answer while the next one loads', async () => {
  const { coordinator, nth } = setup();
  const slot = coordinator.slot();
  const seen = history(slot);
  slot.ask('events.recent', { limit: 1 });
  await nth(0).answer(ok('one'));
  slot.ask('events.recent', { limit: 2 });
  expect(slot.state()).toEqual({ status: 'loading', previous: 'one' });
  await nth(1).answer(ok('two'));
  expect(slot.state()).toEqual({ status: 'ready', value: 'two' });
  expect(seen.at(0)).toBe('loading');
  expect(seen.at(-1)).toBe('ready');
});

test('what no slot waits for is cancelled, and its late answer changes nothing', async () => {
  const { coordinator, nth } = setup();
  const slot = coordinator.slot();
  slot.ask('events.recent', { limit: 1 });
  slot.ask('events.recent', { limit: 2 });
  expect(nth(0).signal.aborted).toBe(true);
  expect(nth(1).signal.aborted).toBe(false);
  await nth(0).answer(ok('late'));
  expect(slot.state().status).toBe('loading');
});

test('an ask that another slot still waits for is not cancelled', () => {
  const { coordinator, nth } = setup();
  const one = coordinator.slot();
  const two = coordinator.slot();
  one.ask('events.recent', { limit: 1 });
  two.ask('events.recent', { limit: 1 });
  one.release();
  expect(nth(0).signal.aborted).toBe(false);
});

test('a kept answer is shown at once when a view comes back', async () => {
  const { coordinator, asks, nth } = setup();
  const slot = coordinator.slot();
  slot.ask('events.recent', { limit: 1 });
  await nth(0).answer(ok('one'));
  slot.release();
  const again = coordinator.slot();
  again.ask('events.recent', { limit: 1 });
  expect(again.state()).toEqual({ status: 'ready', value: 'one' });
  expect(asks).toHaveLength(1);
});

test('failures are forgotten: a new slot asks again, and refetch recovers', async () => {
  const { coordinator, asks, nth } = setup();
  const slot = coordinator.slot();
  slot.ask('events.recent', { limit: 1 });
  await nth(0).answer(err(BROKEN));
  expect(slot.state()).toEqual({ status: 'failed', error: BROKEN });
  slot.refetch();
  expect(slot.state().status).toBe('loading');
  await nth(1).answer(ok('better'));
  expect(slot.state()).toEqual({ status: 'ready', value: 'better' });
  slot.refetch();
  await nth(2).answer(err(BROKEN));
  expect(slot.state()).toEqual({ status: 'failed', error: BROKEN, previous: 'better' });
  slot.release();
  coordinator.slot().ask('events.recent', { limit: 1 });
  expect(asks).toHaveLength(4);
});

test('a change of the data asks shown answers again without blanking, and drops hidden ones', async () => {
  const { coordinator, asks, nth } = setup();
  const shown = coordinator.slot();
  const hidden = coordinator.slot();
  shown.ask('events.recent', { limit: 1 });
  hidden.ask('events.recent', { limit: 2 });
  await nth(0).answer(ok('old'));
  await nth(1).answer(ok('hidden'));
  hidden.release();
  coordinator.invalidate();
  expect(asks).toHaveLength(3);
  expect(shown.state()).toEqual({ status: 'ready', value: 'old' });
  await nth(2).answer(ok('new'));
  expect(shown.state()).toEqual({ status: 'ready', value: 'new' });
  hidden.ask('events.recent', { limit: 2 });
  expect(asks).toHaveLength(4);
});

test('changes while an ask runs do not starve it: it ends, then runs once more', async () => {
  const { coordinator, asks, nth } = setup();
  const slot = coordinator.slot();
  slot.ask('events.recent', { limit: 1 });
  coordinator.invalidate();
  coordinator.invalidate();
  coordinator.invalidate();
  expect(asks).toHaveLength(1);
  await nth(0).answer(ok('first'));
  expect(slot.state()).toEqual({ status: 'ready', value: 'first' });
  expect(asks).toHaveLength(2);
  await nth(1).answer(ok('second'));
  expect(asks).toHaveLength(2);
  expect(slot.state()).toEqual({ status: 'ready', value: 'second' });
});
