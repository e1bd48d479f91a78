/** What conditions of flags are told of a person and of groups. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let engine: TestEngine;
beforeEach(async () => {
  engine = await openTestEngine();
});
afterEach(() => engine.close());

const known = (distinctId: string, groups: Record<string, string> = {}, segments: string[] = [], continuity = false) =>
  engine.engine.json['flags.known']({ distinctId, groups, segments, continuity }, neverAborted());

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
  expect(await known('ana')).toEqual({ isKnown: true, properties: { plan: 'pro' }, groups: {}, segments: [] });
  expect((await known('d1')).properties).toEqual({ plan: 'pro' });
  const acting = await known('ana', { company: "ac'me", team: 'red' });
  expect(acting.groups).toEqual({ company: { seats: 12 } });
});

test('who is not known is told as such', async () => {
  expect(await known('nobody', { company: 'none' })).toEqual({
    isKnown: false,
    properties: {},
    groups: {},
    segments: [],
  });
});

test('saved segments that are asked for are told where the person belongs to them', async () => {
  const put = (id: string, event: string) =>
    engine.engine.json['saved.put'](
      { saved: { kind: 'segment', document: { version: 1, id, name: id, filter: { performed: { event } } } } },
      neverAborted(),
    );
  await put('payers', 'paid');
  await put('seers', 'seen');
  await put('others', 'paid');
  await engine.store({ event: 'paid', timestamp: Date.UTC(2026, 0, 1), distinct_id: 'ana' });
  expect((await known('ana', {}, ['payers', 'seers', 'nobody'])).segments).toEqual(['payers']);
  expect((await known('ben', {}, ['payers'])).segments).toEqual([]);
});

test('who somebody was before their first identification is told where it is asked', async () => {
  const at = Date.UTC(2026, 0, 1);
  const identify = (anonymous: string, hours: number) => ({
    event: '$identify',
    kind: 'identify' as const,
    timestamp: at + hours * 3_600_000,
    distinct_id: 'ana',
    user_id: 'ana',
    anonymous_id: anonymous,
  });
  await engine.store(
    { event: 'seen', timestamp: at, distinct_id: 'phone', anonymous_id: 'phone' },
    identify('laptop', 1),
    identify('phone', 2),
    { event: 'seen', timestamp: at, distinct_id: 'ben', user_id: 'ben' },
  );
  const before = async (id: string, continuity = true) => (await known(id, {}, [], continuity)).firstAnonymousId;
  expect(await before('ana')).toBe('laptop');
  expect(await before('phone')).toBe('laptop');
  expect(await before('ana', false)).toBeUndefined();
  expect(await before('ben')).toBeUndefined();
});
