/** The table of docs/profiles.md, row by row, and the sentences below it. */
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/model/json';
import { replay, type Operations } from '../../../shared/profiles/replay';
import { cosine, sharedUses, weightOf } from '../../../shared/profiles/likeness';

/** What `key` is after the events' operations; undefined where it is not there. */
function after(...operations: readonly Operations[]): Record<string, Json> {
  const { profile } = replay(operations.map((each, eid) => ({ eid, time: eid * 1000, operations: each })));
  return Object.fromEntries([...profile].map(([key, { value }]) => [key, value]));
}

describe('operations', () => {
  it.each<[string, readonly Operations[], JsonObject]>([
    ['set replaces whole', [{ $set: { a: { x: 1, y: 2 } } }, { $set: { a: { x: 3 } } }], { a: { x: 3 } }],
    ['set_once sets what is missing', [{ $set_once: { a: 1 } }], { a: 1 }],
    ['set_once leaves what is there', [{ $set: { a: false } }, { $set_once: { a: 1 } }], { a: false }],
    ['set_once sets again what was unset', [{ $set: { a: 1 } }, { $unset: ['a'] }, { $set_once: { a: 2 } }], { a: 2 }],
    ['add starts at 0', [{ $add: { n: 2.5 } }], { n: 2.5 }],
    ['add subtracts', [{ $set: { n: 2 } }, { $add: { n: -5 } }], { n: -3 }],
    ['add reads numbers in texts', [{ $set: { n: '2' } }, { $add: { n: ' 3 ' } }], { n: 5 }],
    ['add leaves texts', [{ $set: { n: 'two' } }, { $add: { n: 1 } }], { n: 'two' }],
    ['add leaves what it cannot add to', [{ $set: { m: 1, n: true } }, { $add: { m: 'x', n: 1 } }], { m: 1, n: true }],
    ['add never leaves the numbers', [{ $set: { n: 1.5e308 } }, { $add: { n: 1.5e308 } }], { n: 1.5e308 }],
    ['append starts a list', [{ $append: { l: 'a' } }, { $append: { l: ['b', 'a'] } }], { l: ['a', 'b', 'a'] }],
    [
      'prepend keeps the given order',
      [{ $append: { l: 'c' } }, { $prepend: { l: ['a', 'b'] } }],
      { l: ['a', 'b', 'c'] },
    ],
    ['append makes a list of one value', [{ $set: { l: 'a' } }, { $append: { l: 'b' } }], { l: ['a', 'b'] }],
    [
      'union adds what is not there',
      [{ $union: { l: ['a', 'b', 'a'] } }, { $union: { l: ['b', 'c'] } }],
      { l: ['a', 'b', 'c'] },
    ],
    ['union tells numbers from texts', [{ $union: { l: [1] } }, { $union: { l: ['1'] } }], { l: [1, '1'] }],
    [
      'union knows objects',
      [{ $union: { l: [{ a: 1, b: 2 }] } }, { $union: { l: [{ b: 2, a: 1 }] } }],
      { l: [{ a: 1, b: 2 }] },
    ],
    ['remove takes all that are equal', [{ $append: { l: ['a', 'b', 'a'] } }, { $remove: { l: 'a' } }], { l: ['b'] }],
    ['remove leaves an empty list', [{ $append: { l: 'a' } }, { $remove: { l: ['a'] } }], { l: [] }],
    ['remove leaves what is no list', [{ $set: { l: 'a' } }, { $remove: { l: 'a' } }], { l: 'a' }],
    ['unset takes keys', [{ $set: { a: 1, b: 2 } }, { $unset: ['a', 'z'] }], { b: 2 }],
    ['unset takes an object', [{ $set: { a: 1, b: 2 } }, { $unset: { b: '' } }], { a: 1 }],
    ['delete forgets', [{ $set: { a: 1 } }, { $delete: true }, { $set: { b: 1 } }], { b: 1 }],
    ['delete false does nothing', [{ $set: { a: 1 } }, { $delete: false }], { a: 1 }],
    ['null is no value', [{ $set: { a: 1, b: 1 } }, { $set: { a: null }, $append: { l: [null] } }], { b: 1 }],
    ['what makes no sense changes nothing', [{ $set: 'plan', $add: [1], $unset: 7, $append: null }], {}],
    [
      'keys are only keys',
      [{ $set: JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}') as JsonObject }],
      JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}') as JsonObject,
    ],
  ])('%s', (_name, operations, expected) => {
    expect(Object.entries(after(...operations))).toEqual(Object.entries(expected));
  });

  it('of one event apply in the order of the table', () => {
    expect(after({ $set_once: { a: 'once' }, $set: { a: 'set' } })).toEqual({ a: 'set' });
    expect(after({ $unset: ['a'], $set: { a: 1 }, $add: { n: 1 } })).toEqual({ n: 1 });
    expect(after({ $delete: true, $set: { a: 1 } })).toEqual({});
    expect(after({ $add: { n: 1 }, $set: { n: 5 } })).toEqual({ n: 6 });
  });
});

describe('changes', () => {
  it('name the event that made the value what it is, not one that repeated it', () => {
    const { changes, profile } = replay([
      { eid: 7, time: 1, operations: { $set: { plan: 'free' } } },
      { eid: 3, time: 2, operations: { $set: { plan: 'pro' }, $add: { n: 1 } } },
      { eid: 5, time: 3, operations: { $set: { plan: 'pro' } } },
      { eid: 9, time: 4, operations: { $add: { n: 1 }, $set: { n: 0 } } },
    ]);
    expect(changes).toEqual([
      { key: 'plan', value: 'free', eid: 7, time: 1, op: '$set' },
      { key: 'n', value: 1, eid: 3, time: 2, op: '$add' },
      { key: 'plan', value: 'pro', eid: 3, time: 2, op: '$set' },
    ]);
    expect(profile.get('plan')).toEqual({ value: 'pro', eid: 3, time: 2, op: '$set' });
  });

  it('say what was taken away, and by what', () => {
    const { changes } = replay([
      { eid: 0, time: 0, operations: { $set: { a: 1, b: 1 } } },
      { eid: 1, time: 1, operations: { $unset: ['a'] } },
      { eid: 2, time: 2, operations: { $delete: true } },
    ]);
    expect(changes.slice(2)).toEqual([
      { key: 'a', value: undefined, eid: 1, time: 1, op: '$unset' },
      { key: 'b', value: undefined, eid: 2, time: 2, op: '$delete' },
    ]);
  });
});

describe('likeness', () => {
  const persons = 100;
  /** Everybody does 0; few do 1 and 2. */
  const doers = [100, 10, 10];
  const weigh = (name: number, count: number): number => weightOf(count, doers[name] ?? 0, persons);

  it('weighs rare things more, and often only a little more than seldom', () => {
    expect(weigh(0, 1)).toBe(Math.round(1000 * Math.log(2) * Math.log(2)));
    expect(weigh(1, 1)).toBeGreaterThan(3 * weigh(0, 1));
    expect(weigh(1, 100)).toBeLessThan(10 * weigh(1, 1));
    expect(weightOf(3, 0, persons)).toBe(0);
  });

  it('gives reasons, the strongest first, whose shares are all of it', () => {
    const own = new Map([
      [0, 50],
      [1, 3],
      [2, 3],
    ]);
    const theirs = new Map([
      [2, 3],
      [1, 3],
      [0, 2],
    ]);
    const uses = sharedUses(own, theirs, weigh, (a, b) => a - b);
    expect(uses.map(({ name, own: mine, theirs: other }) => [name, mine, other])).toEqual([
      [1, 3, 3],
      [2, 3, 3],
      [0, 50, 2],
    ]);
    expect(uses.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(sharedUses(own, new Map(), weigh, (a, b) => a - b)).toEqual([]);
  });

  it('is 1 for those who do the same and 0 for those who share nothing', () => {
    const square = weigh(1, 3) ** 2;
    expect(cosine(square, square, square)).toBe(1);
    expect(cosine(0, square, square)).toBe(0);
  });
});
