import { describe, expect, test } from 'vitest';
import { evaluateFlag, type FlagValue } from '../../../shared/flags/evaluate';
import { flagsDocumentSchema, type Flag } from '../../../shared/flags/flag';
import type { JsonObject } from '../../../shared/model/json';

/** The flag as a document would have it. */
function flag(said: Record<string, unknown>): Flag {
  const { flags } = flagsDocumentSchema.parse({ version: 1, flags: [{ key: 'new-checkout', ...said }] });
  return flags[0] as Flag;
}

const valueFor = (said: Record<string, unknown>, properties: JsonObject = {}, distinctId = 'ana'): FlagValue =>
  evaluateFlag(flag(said), { distinctId, properties });

const isOn = (property: Record<string, unknown>, properties: JsonObject): boolean =>
  valueFor({ conditions: [{ properties: [property] }] }, properties).enabled;

describe('a flag', () => {
  test('is on for everybody where nothing else is said, and off where it is disabled', () => {
    expect(valueFor({})).toEqual({ enabled: true, reason: 'condition_match', condition: 0 });
    expect(valueFor({ enabled: false, payload: 1 })).toEqual({ enabled: false, reason: 'disabled' });
  });

  test('is on where any condition holds, all of whose properties hold; the first one decides', () => {
    const said = {
      variants: [
        { key: 'control', rollout: 100 },
        { key: 'test', rollout: 0 },
      ],
      conditions: [
        {
          properties: [
            { key: 'plan', value: 'pro' },
            { key: 'seats', operator: 'gte', value: 10 },
          ],
          variant: 'test',
        },
        { properties: [{ key: 'plan', value: ['pro', 'team'] }] },
      ],
    };
    expect(valueFor(said, { plan: 'Pro', seats: '12' })).toMatchObject({ variant: 'test', condition: 0 });
    expect(valueFor(said, { plan: 'team', seats: 3 })).toMatchObject({ variant: 'control', condition: 1 });
    expect(valueFor(said, { plan: 'free' })).toEqual({ enabled: false, reason: 'no_condition_match' });
  });

  test('carries its variant’s payload, else its own', () => {
    const variants = [{ key: 'a', rollout: 100, payload: { colour: 'red' } }];
    expect(valueFor({ variants, payload: 1 }).payload).toEqual({ colour: 'red' });
    expect(valueFor({ payload: [1, 2] }).payload).toEqual([1, 2]);
    expect(valueFor({ payload: 1, conditions: [{ rollout: 0 }] })).toEqual({
      enabled: false,
      reason: 'out_of_rollout_bound',
      condition: 0,
    });
  });

  test('takes in the share of people that it says, always the same ones, more as it grows', () => {
    const people = Array.from({ length: 5_000 }, (_, index) => `person-${index}`);
    const taken = (rollout: number): Set<string> =>
      new Set(people.filter((id) => valueFor({ conditions: [{ rollout }] }, {}, id).enabled));
    const [few, more] = [taken(20), taken(50)];
    expect(few.size / people.length).toBeCloseTo(0.2, 1);
    expect(more.size / people.length).toBeCloseTo(0.5, 1);
    expect([...few].every((id) => more.has(id))).toBe(true);
    expect(taken(20)).toEqual(few);
    expect(taken(0).size).toBe(0);
    expect(taken(100).size).toBe(people.length);
  });

  test('shares people out among its variants', () => {
    const variants = [
      { key: 'a', rollout: 25 },
      { key: 'b', rollout: 75 },
    ];
    const counts = { a: 0, b: 0 };
    for (let index = 0; index < 4_000; index++) {
      const { variant } = valueFor({ variants }, {}, `person-${index}`);
      counts[variant as 'a' | 'b'] += 1;
    }
    expect(counts.a / 4_000).toBeCloseTo(0.25, 1);
    expect(counts.a + counts.b).toBe(4_000);
  });
});

describe('a property of the person', () => {
  test.each([
    [{ operator: 'exact', value: '5' }, 5, true],
    [{ operator: 'exact', value: true }, 'TRUE', true],
    [{ operator: 'is_not', value: ['a', 'b'] }, 'c', true],
    [{ operator: 'is_not', value: ['a', 'b'] }, 'B', false],
    [{ operator: 'icontains', value: '@Shop.' }, 'ana@shop.test', true],
    [{ operator: 'not_icontains', value: 'shop' }, 'ana@SHOP.test', false],
    [{ operator: 'gt', value: 9 }, '10', true],
    [{ operator: 'gt', value: 'b' }, 'c', true],
    [{ operator: 'lte', value: 9 }, 9, true],
    [{ operator: 'lt', value: 9 }, 9, false],
    [{ operator: 'is_set' }, 0, true],
    [{ operator: 'is_set' }, null, false],
    [{ operator: 'is_not_set' }, null, true],
  ])('%j of %j: %s', (said, actual, expected) => {
    expect(isOn({ key: 'x', ...said }, { x: actual })).toBe(expected);
  });

  test('that is missing holds where it must not be something', () => {
    expect(isOn({ key: 'x', operator: 'is_not', value: 'a' }, {})).toBe(true);
    expect(isOn({ key: 'x', operator: 'exact', value: 'a' }, {})).toBe(false);
    expect(isOn({ key: 'toString', operator: 'is_set' }, {})).toBe(false);
  });

  test('may be the distinct id', () => {
    expect(isOn({ key: 'distinct_id', value: 'ana' }, {})).toBe(true);
  });
});

describe('a document that does not fit is refused', () => {
  test.each([
    ['a key twice', [{ key: 'a' }, { key: 'a' }]],
    [
      'variants of more than 100 percent',
      [
        {
          key: 'a',
          variants: [
            { key: 'b', rollout: 60 },
            { key: 'c', rollout: 60 },
          ],
        },
      ],
    ],
    ['a variant that is none', [{ key: 'a', conditions: [{ variant: 'b' }] }]],
    ['a comparison with nothing', [{ key: 'a', conditions: [{ properties: [{ key: 'plan', operator: 'gt' }] }] }]],
    ['a rollout beyond 100', [{ key: 'a', conditions: [{ rollout: 200 }] }]],
    ['a misspelt field', [{ key: 'a', rolout: 20 }]],
  ])('%s', (_what, flags) => {
    expect(flagsDocumentSchema.safeParse({ version: 1, flags }).success).toBe(false);
  });
});
