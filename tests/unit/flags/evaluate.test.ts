import { describe, expect, test } from 'vitest';
import { evaluateFlag, type FlagPerson, type FlagValue } from '../../../shared/flags/evaluate';
import { flagsDocumentSchema } from '../../../shared/flags/document';
import { type Flag } from '../../../shared/flags/flag';
import type { JsonObject } from '../../../shared/model/json';

const NOW = Date.UTC(2026, 2, 31, 12);

/** The flag as a document would have it. */
function flag(said: Record<string, unknown>): Flag {
  const { flags } = flagsDocumentSchema.parse({ version: 1, flags: [{ key: 'new-checkout', ...said }] });
  return flags[0] as Flag;
}

const valueFor = (said: Record<string, unknown>, properties: JsonObject = {}, distinctId = 'ana'): FlagValue =>
  evaluateFlag(flag(said), { distinctId, properties }, { flags: [], cohorts: [], now: NOW });

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
    [{ operator: 'starts_with', value: 'ANA' }, 'ana@shop.test', true],
    [{ operator: 'not_ends_with', value: ['.org', '.com'] }, 'ana@shop.test', true],
    [{ operator: 'not_icontains', value: ['x', 'shop'] }, 'ana@shop.test', false],
    [{ operator: 'regex', value: '^(a+)+$' }, `${'a'.repeat(9_000)}!`, false],
    [{ operator: 'regex', value: '(?i)SHOP' }, 'ana@shop.test', true],
    [{ operator: 'not_regex', value: ['^b', '^c'] }, 'ana', true],
    [{ operator: 'not_regex', value: 'b' }, 'a'.repeat(10_001), false],
    [{ operator: 'is_date_before', value: '-1m' }, '2026-02-28T11:59:59Z', true],
    [{ operator: 'is_date_before', value: '-1m' }, '2026-02-28T12:00:00Z', false],
    [{ operator: 'is_date_after', value: '-1m' }, Date.UTC(2026, 2, 1), true],
    [{ operator: 'is_date_after', value: '2026-03-01' }, '2026-03-01 00:00:01', true],
    [{ operator: 'is_date_after', value: '2026-03-01' }, 'soon', false],
    [{ operator: 'semver_gte', value: '1.10' }, 'v1.9.9', false],
    [{ operator: 'semver_eq', value: '1.10' }, '1.10.0-rc.1', true],
    [{ operator: 'semver_tilde', value: '1.2.3' }, '1.2.9', true],
    [{ operator: 'semver_tilde', value: '1.2.3' }, '1.3.0', false],
    [{ operator: 'semver_caret', value: '0.2.3' }, '0.3.0', false],
    [{ operator: 'semver_wildcard', value: '1.*' }, '1.99.0', true],
    [{ operator: 'semver_neq', value: '1.0.0' }, 'next', false],
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

describe('a condition', () => {
  const document = flagsDocumentSchema.parse({
    version: 1,
    flags: [
      { key: 'in-both', conditions: [{ properties: [{ cohort: 'both' }] }] },
      { key: 'in-none', conditions: [{ properties: [{ cohort: 'both', operator: 'not_in' }] }] },
      { key: 'payers', conditions: [{ properties: [{ segment: 'payers' }] }] },
      { key: 'needs', conditions: [{ properties: [{ flag: 'tested', value: 'b' }] }] },
      { key: 'tested', variants: [{ key: 'b', rollout: 100 }], conditions: [{ properties: [{ key: 'x', value: 1 }] }] },
      { key: 'company', group: 'company', conditions: [{ properties: [{ key: 'seats', operator: 'gt', value: 9 }] }] },
    ],
    cohorts: [
      { key: 'listed', ids: ['ana', 'ben'] },
      { key: 'both', rule: { all: [{ cohort: 'listed' }, { any: [{ key: 'plan', value: 'pro' }] }] } },
    ],
  });
  const on = (person: FlagPerson): string[] =>
    document.flags
      .filter((each) => evaluateFlag(each, person, { ...document, now: NOW }).enabled)
      .map(({ key }) => key);

  test('may name a cohort, a segment, another flag, and be for groups', () => {
    expect(on({ distinctId: 'ana', properties: { plan: 'pro' } })).toEqual(['in-both']);
    expect(on({ distinctId: 'Ana', properties: { plan: 'pro' } })).toEqual(['in-none']);
    expect(on({ distinctId: 'ben', properties: {}, segments: ['payers'] })).toEqual(['in-none', 'payers']);
    expect(on({ distinctId: 'ben', properties: { x: 1 } })).toEqual(['in-none', 'needs', 'tested']);
    const groups = { company: { key: 'acme', properties: { seats: 10 } } };
    expect(on({ distinctId: 'ben', properties: {}, groups })).toEqual(['in-none', 'company']);
  });

  test('of a group shares out groups, not the people in them', () => {
    const half = flag({ group: 'company', conditions: [{ rollout: 50 }] });
    const verdict = (distinctId: string, key: string): boolean =>
      evaluateFlag(
        half,
        { distinctId, properties: {}, groups: { company: { key, properties: {} } } },
        { ...document, now: NOW },
      ).enabled;
    const companies = Array.from({ length: 1_000 }, (_, index) => `company-${index}`);
    const taken = companies.filter((key) => verdict('ana', key));
    expect(taken.length / companies.length).toBeCloseTo(0.5, 1);
    expect(companies.filter((key) => verdict('ben', key))).toEqual(taken);
  });

  test('holds people out of all flags alike', () => {
    const people = Array.from({ length: 2_000 }, (_, index) => `person-${index}`);
    const heldFrom = (key: string): string[] =>
      people.filter((id) => valueFor({ key, holdout: { id: 'q1', share: 10 } }, {}, id).variant === 'holdout-q1');
    expect(heldFrom('a').length / people.length).toBeCloseTo(0.1, 1);
    expect(heldFrom('b')).toEqual(heldFrom('a'));
  });
});

const onlyWhere = (property: object) => [{ key: 'a', conditions: [{ properties: [property] }] }];

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
    ['a pattern that RE2 does not read', onlyWhere({ key: 'x', operator: 'regex', value: '(?=a)' })],
    ['a pattern that is too large', onlyWhere({ key: 'x', operator: 'regex', value: '(.{900}){900}' })],
    ['no date', onlyWhere({ key: 'x', operator: 'is_date_before', value: 'tomorrow' })],
    ['no version', onlyWhere({ key: 'x', operator: 'semver_gt', value: 'one' })],
    ['a cohort that is none', onlyWhere({ cohort: 'nobody' })],
    ['a flag that is none', onlyWhere({ flag: 'b' })],
    ['a flag that needs itself', onlyWhere({ flag: 'a' })],
    ['a cohort of persons in a flag for groups', [{ ...onlyWhere({ segment: 'payers' })[0], group: 'company' }]],
    ['a misspelt field', [{ key: 'a', rolout: 20 }]],
  ])('%s', (_what, flags) => {
    expect(flagsDocumentSchema.safeParse({ version: 1, flags }).success).toBe(false);
  });
});
