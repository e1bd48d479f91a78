import { expect, test } from 'vitest';
import { LiveFeed } from '../../../renderer/data/live-feed';
import { err, ok, type Result } from '../../../shared/base/result';
import type { LiveMessage } from '../../../shared/contract/commands';
import type { AppError } from '../../../shared/contract/errors';

/** A feed over hand-made connections and a clock that moves only when told. */
function setup() {
  const connections: {
    send: (message: LiveMessage) => void;
    end: (result: Result<void, AppError>) => Promise<void>;
    signal: AbortSignal;
  }[] = [];
  let now = 0;
  let nextTimer = 1;
  const timers = new Map<number, { at: number; run: () => void }>();
  let changes = 0;
  const feed = new LiveFeed(
    (send, signal) =>
      new Promise((resolve) => {
        connections.push({
          send,
          signal,
          end: async (result) => {
            resolve(result);
            await Promise.resolve();
            await Promise.resolve();
          },
        });
      }),
    {
      set: (run, ms) => {
        timers.set(nextTimer, { at: now + ms, run });
        nextTimer += 1;
        return nextTimer - 1;
      },
      clear: (timer) => timers.delete(timer),
    },
    () => {
      changes += 1;
    },
  );
  const pass = (ms: number): void => {
    const until = now + ms;
    for (;;) {
      const due = [...timers].filter(([, timer]) => timer.at <= until).sort(([, a], [, b]) => a.at - b.at)[0];
      if (due === undefined) break;
      timers.delete(due[0]);
      now = due[1].at;
      due[1].run();
    }
    now = until;
  };
  const connection = (index: number) => {
    const found = connections[index];
    if (found === undefined) throw new Error(`there is no connection ${index}`);
    return found;
  };
  return { feed, connection, connections, pass, changes: () => changes, pending: () => timers.size };
}

const LOST: AppError = { code: 'engine_restarting', message: 'gone' };
const change = (dataVersion: number): LiveMessage => ({ type: 'changed', total: 1, dataVersion });

test('changes are reported at once, then at most twice a second, the last never lost', () => {
  const { feed, connection, pass, changes } = setup();
  feed.start();
  for (let version = 1; version <= 99; version += 1) {
    connection(0).send(change(version));
    pass(10);
  }
  expect(changes()).toBe(2);
  pass(2000);
  expect(changes()).toBe(3);
  pass(2000);
  expect(changes()).toBe(3);
});

test('an equal data version is no change', () => {
  const { feed, connection, pass, changes } = setup();
  feed.start();
  connection(0).send(change(7));
  pass(1000);
  connection(0).send(change(7));
  pass(1000);
  expect(changes()).toBe(1);
});

test('a lost connection is tried again with growing pauses, then all is read anew', async () => {
  const { feed, connection, connections, pass, changes } = setup();
  let resets = 0;
  feed.listen({ onReset: () => (resets += 1) });
  feed.start();
  connection(0).send({ type: 'beat' });
  expect(feed.status().state).toBe('open');
  await connection(0).end(err(LOST));
  expect(feed.status()).toEqual({ state: 'lost', error: LOST, retryMs: 500 });
  pass(500);
  await connection(1).end(err(LOST));
  expect(feed.status()).toMatchObject({ state: 'lost', retryMs: 1000 });
  pass(999);
  expect(connections).toHaveLength(2);
  pass(1);
  expect(connections).toHaveLength(3);
  connection(2).send({ type: 'beat' });
  expect(feed.status().state).toBe('open');
  expect(resets).toBe(1);
  expect(changes()).toBe(1);
  await connection(2).end(ok(undefined));
  expect(feed.status()).toMatchObject({ state: 'lost', retryMs: 500 });
});

test('silence counts as loss', () => {
  const { feed, connection, pass } = setup();
  feed.start();
  connection(0).send({ type: 'beat' });
  pass(19_000);
  expect(feed.status().state).toBe('open');
  pass(1_000);
  expect(feed.status().state).toBe('lost');
  expect(connection(0).signal.aborted).toBe(true);
});

test('listeners hear events and rejects until they leave; stop leaves no timer behind', () => {
  const { feed, connection, pass, pending } = setup();
  const heard: string[] = [];
  const leave = feed.listen({
    onEvents: (arrivals, total) => heard.push(`${arrivals.eids.length} of ${total}`),
    onRejects: (rejects) => heard.push(`${rejects.length} rejects`),
  });
  feed.start();
  connection(0).send({ type: 'events', eids: [], rows: [], total: 9, dataVersion: 1 });
  connection(0).send({ type: 'rejects', rejects: [], total: 0 });
  leave();
  connection(0).send({ type: 'events', eids: [], rows: [], total: 10, dataVersion: 2 });
  expect(heard).toEqual(['0 of 9', '0 rejects']);
  pass(100);
  feed.stop();
  expect(connection(0).signal.aborted).toBe(true);
  expect(pending()).toBe(0);
});
