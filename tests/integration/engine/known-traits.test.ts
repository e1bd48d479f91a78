/** What conditions of flags are told of a person and of groups. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let engine: TestEngine;
beforeEach(async () => {
  engine = await openTestEngine();
});
afterEach(() => engine.close());

const known = (distinctId: string, groups: Record<string, string> = {}) =>
  engine.engine.json['flags.known']({ distinctId, groups }, neverAborted());

test('any id of the person leads to what is set now; groups are told by type and key', async () => {
  const at = Date.UTC(2026, 0, 1);
  await engine.store(
    {
      event: '$identify',
      kind: 'identify',
      timestamp: at,
      distinct_id: 'ana',
      user_id: 'ana',
      anonymous_id: 'd1',
      properties: { $set: { plan: 'free' } },
    },
    { event: 'paid', timestamp: at + 1000, distinct_id: 'ana', user_id: 'ana', properties: { $set: { plan: 'pro' } } },
    {
      event: '$group',
      kind: 'group',
      timestamp: at + 2000,
      distinct_id: 'ana',
      groups: { company: "ac'me" },
      properties: { $group_set: { seats: 12 } },
    },
  );
  expect(await known('ana')).toEqual({ isKnown: true, properties: { plan: 'pro' }, groups: {} });
  expect((await known('d1')).properties).toEqual({ plan: 'pro' });
  const acting = await known('ana', { company: "ac'me", team: 'red' });
  expect(acting.groups).toEqual({ company: { seats: 12 } });
});

test('who is not known is told as such', async () => {
  expect(await known('nobody', { company: 'none' })).toEqual({ isKnown: false, properties: {}, groups: {} });
});
