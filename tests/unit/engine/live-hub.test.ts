import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LiveHub } from '../../../electron/engine/live-hub';
import type { LiveMessage, StoredEvent } from '../../../shared/contract/commands';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const event = (eid: number): StoredEvent => ({
  eid,
  event_id: `e${eid}`,
  event: 'open',
  kind: 'custom',
  timestamp: eid,
  received_at: eid,
  distinct_id: 'ada',
  groups: {},
  properties: { quote: '"\n' },
  source: 'posthog',
});
const events = (from: number, to: number): StoredEvent[] =>
  Array.from({ length: to - from + 1 }, (_, index) => event(from + index));

function setup() {
  const hub = new LiveHub(() => ({ events: 7, rejects: 0, version: 3 }));
  const gone = new AbortController();
  const heard: LiveMessage[] = [];
  const feed = hub.watch(gone.signal);
  const read = (async () => {
    for await (const message of feed) if (message.type !== 'beat') heard.push(message);
  })();
  return {
    hub,
    heard,
    pass: (ms: number) => vi.advanceTimersByTimeAsync(ms),
    leave: () => {
      gone.abort();
      return read;
    },
  };
}

const eidsOf = (messages: readonly LiveMessage[]): number[][] =>
  messages.flatMap((message) => (message.type === 'events' ? [[...message.eids]] : []));

test('the first event goes out at once, a flood after it in a few messages, all of it and in order', async () => {
  const { hub, heard, pass, leave } = setup();
  await pass(0);
  hub.stored({ events: [event(0)], rejects: [] });
  await pass(1);
  expect(eidsOf(heard)).toEqual([[0]]);
  for (let eid = 1; eid <= 1000; eid += 1) hub.stored({ events: [event(eid)], rejects: [] });
  await pass(200);
  expect(heard.length).toBe(2);
  expect(eidsOf(heard).flat()).toEqual(Array.from({ length: 1001 }, (_, eid) => eid));
  const [first] = heard;
  expect(first?.type === 'events' && JSON.parse(first.rows[0] ?? '')).toEqual(event(0));
  await leave();
});

test('what was gathered comes before the word that the data changed', async () => {
  const { hub, heard, pass, leave } = setup();
  await pass(0);
  hub.stored({ events: [event(0)], rejects: [] });
  hub.stored({ events: [event(1)], rejects: [] });
  hub.changed();
  await pass(100);
  expect(heard.map(({ type }) => type)).toEqual(['events', 'events', 'changed']);
  await leave();
});

test('a watcher that does not keep up is told to ask again', async () => {
  const { hub, heard, pass, leave } = setup();
  await pass(0);
  // One turn, so that the watcher cannot read in between.
  hub.stored({ events: events(0, 150_000), rejects: [] });
  await pass(100);
  expect(heard.some(({ type }) => type === 'changed')).toBe(true);
  expect(heard.length).toBeLessThan(60);
  await leave();
});
