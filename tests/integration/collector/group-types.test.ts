/** Which properties of Mixpanel's events are groups: told by the store, and by what came since. */
import { afterEach, expect, test } from 'vitest';
import { startCollector, type Collector } from '../../../electron/collector/collector';
import { SILENT_LOGGER } from '../../../electron/log/logger';
import type { CanonicalEvent } from '../../../shared/model/event';

const open: Collector[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((collector) => collector.close()));
});

async function collect(
  groupTypes: () => Promise<readonly string[]>,
): Promise<{ track: () => Promise<CanonicalEvent['groups']>; send: (path: string, body: unknown) => Promise<number> }> {
  const events: CanonicalEvent[] = [];
  const collector = await startCollector({
    port: 0,
    log: SILENT_LOGGER,
    groupTypes,
    ingest: (batch) => {
      events.push(...batch.events);
      return Promise.resolve({ stored: batch.events.length, duplicates: 0 });
    },
  });
  open.push(collector);
  const send = async (path: string, body: unknown): Promise<number> =>
    (await fetch(`${collector.url}${path}`, { method: 'POST', body: JSON.stringify(body) })).status;
  const properties = { distinct_id: 'ana', company: ['acme'], team: ['red'] };
  return {
    send,
    track: async () => {
      expect(await send('/track', [{ event: 'x', properties }])).toBe(200);
      return events.at(-1)?.groups ?? {};
    },
  };
}

test('what the store names is known from the first event on', async () => {
  const { track } = await collect(() => Promise.resolve(['team']));
  expect(await track()).toEqual({ team: 'red' });
});

test('what an SDK says of a group is known from then on', async () => {
  const { track, send } = await collect(() => Promise.resolve([]));
  expect(await track()).toEqual({});
  await send('/groups', [{ $token: 't', $group_key: 'company', $group_id: 'acme', $set: { seats: 10 } }]);
  expect(await track()).toEqual({ company: 'acme' });
});

test('a store that does not answer costs no event', async () => {
  const { track } = await collect(() => Promise.reject(new Error('the engine is away')));
  expect(await track()).toEqual({});
});
