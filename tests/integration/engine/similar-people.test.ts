/** Who is like whom, on a real engine. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../shared/contract/commands';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const signal = neverAborted();

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

describe('similar people', () => {
  it('are those who do the same, with the reason', async () => {
    const person = (id: string): { distinct_id: string; user_id: string } => ({ distinct_id: id, user_id: id });
    const times = (
      count: number,
      event: string,
      id: string,
    ): { event: string; distinct_id: string; user_id: string }[] =>
      Array.from({ length: count }, () => ({ event, ...person(id) }));
    await test.store(
      ...times(10, 'export', 'ana'),
      ...times(2, 'open', 'ana'),
      ...times(8, 'export', 'eve'),
      ...times(2, 'open', 'eve'),
      ...times(9, 'open', 'ben'),
      ...times(3, 'invite', 'cid'),
      ...times(1, 'open', 'dan'),
      ...times(1, 'open', 'fay'),
      { event: '$identify', kind: 'identify', ...person('cid'), properties: { $set: { name: 'Cid' } } },
      { event: '$identify', kind: 'identify', ...person('ana') },
      { event: '$identify', kind: 'identify', ...person('eve'), properties: { $set: { name: 'Eve' } } },
    );
    const similar = await test.engine.json['people.similar']({ person: 'ana', limit: 3 }, signal);
    expect(COMMANDS['people.similar'].output.parse(similar)).toEqual(similar);
    // Ben and dan do one thing alone, the same: they point the same way and are equally near.
    expect(similar.map(({ person: id }) => id)).toEqual(['eve', 'ben', 'dan']);
    const [eve, ben, dan] = similar;
    expect(eve?.name).toBe('Eve');
    expect(eve?.similarity).toBeGreaterThan(0.99);
    expect(eve?.reasons.map(({ event, own, theirs }) => [event, own, theirs])).toEqual([
      ['export', 10, 8],
      ['open', 2, 2],
    ]);
    expect(eve?.reasons.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 10);
    expect(ben?.similarity).toBe(dan?.similarity);
    // Cid shares an identify call alone, which is no use of a feature.
    const all = await test.engine.json['people.similar']({ person: 'ana', limit: 50 }, signal);
    expect(all.map(({ person: id }) => id)).toEqual(['eve', 'ben', 'dan', 'fay']);
  });
});
