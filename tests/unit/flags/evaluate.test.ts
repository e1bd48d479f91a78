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
    expect(valueFor(said, { plan: 'free' })).toEqual({ enabled: false, reason: 'no_condition_match', condition: 1 });
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
    [{ operator: 'lt', value: 9 }, null, false],
    [{ operator: 'between', value: [2, 9] }, '9', true],
    [{ operator: 'between', value: ['2', '9'] }, 9.5, false],
    [{ operator: 'not_between', value: [2, 9] }, 'nine', true],
    [{ operator: 'is_date_exact', value: '2026-03-01' }, '2026-03-01T00:00:00Z', true],
    [{ operator: 'is_date_exact', value: '2026-03-01' }, '2026-03-01T00:00:01Z', false],
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
    [{ operator: 'is_set' }, null, true],
    [{ operator: 'is_not_set' }, null, false],
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

describe('early access', () => {
  const early = { earlyAccess: {}, conditions: [{ rollout: 0 }], payload: { hint: 1 } };
  test('is on or off as people chose, before all conditions; who did not choose is judged by them', () => {
    const chosen = (value: JsonObject[string]) => valueFor(early, { '$feature_enrollment/new-checkout': value });
    expect(chosen('true')).toEqual({
      enabled: true,
      payload: { hint: 1 },
      reason: 'super_condition_value',
      condition: 0,
    });
    expect(chosen(true).enabled).toBe(true);
    for (const no of ['false', false, null, 'yes'])
      expect(chosen(no)).toEqual({ enabled: false, reason: 'super_condition_value', condition: 0 });
    expect(valueFor({ ...early, conditions: [{}] }, { '$feature_enrollment/other': 'false' }).enabled).toBe(true);
    expect(valueFor(early).reason).toBe('out_of_rollout_bound');
  });

  test('of a mere concept may be chosen, but switches nothing', () => {
    const concept = { earlyAccess: { stage: 'concept' }, conditions: [{ rollout: 0 }] };
    expect(valueFor(concept, { '$feature_enrollment/new-checkout': 'true' }).enabled).toBe(false);
  });
});

describe('whom shares take in', () => {
  const ids = Array.from({ length: 400 }, (_, index) => `id-${index}`);
  const half = { conditions: [{ rollout: 50 }], holdout: { id: 'q1', share: 20 } };
  const on = (said: object, person: FlagPerson): string | boolean => {
    const { enabled, variant } = evaluateFlag(flag({ ...half, ...said }), person, { flags: [], cohorts: [], now: NOW });
    return enabled ? (variant ?? true) : false;
  };
  const nobody = { distinctId: '', properties: {} };

  test('may go by the device: whoever uses it, the value is the same', () => {
    const device = { bucketing: 'device_id' };
    for (const id of ids)
      expect(on(device, { ...nobody, distinctId: `user of ${id}`, deviceId: id })).toBe(
        on({}, { ...nobody, distinctId: id }),
      );
    const unknown = (said: object) => valueFor({ ...device, ...said }, { plan: 'pro' });
    expect(unknown({ conditions: [{ rollout: 99 }] })).toEqual({
      enabled: false,
      reason: 'out_of_rollout_bound',
      condition: 0,
    });
    expect(unknown({}).enabled).toBe(true);
    const two = [
      { key: 'a', rollout: 50 },
      { key: 'b', rollout: 50 },
    ];
    expect(unknown({ variants: two }).enabled).toBe(false);
    expect(unknown({ variants: two, conditions: [{ variant: 'b' }] }).variant).toBe('b');
    expect(unknown({ conditions: [{ rollout: 0 }, { properties: [{ key: 'plan', value: 'pro' }] }] }).enabled).toBe(
      true,
    );
  });

  test('may stay with who somebody was: the first one that is stored, else the one that the SDK names', () => {
    const stays = { continuity: true, holdout: undefined };
    const before = (id: string) => on({ holdout: undefined }, { ...nobody, distinctId: id });
    for (const id of ids) {
      const user = { ...nobody, distinctId: 'ana', anonymousId: id };
      expect(on(stays, user)).toBe(before(id));
      expect(on(stays, { ...user, firstAnonymousId: 'id-7' })).toBe(before('id-7'));
      expect(on({ holdout: undefined }, user)).toBe(before('ana'));
    }
    expect(on(stays, { ...nobody, distinctId: 'ana' })).toBe(before('ana'));
  });

  test('look at no more than 200 letters of an id', () => {
    const long = '👍'.repeat(200);
    for (const tail of ['', 'a', 'b', 'c', 'd', 'e'])
      expect(on({}, { ...nobody, distinctId: long + tail })).toBe(on({}, { ...nobody, distinctId: long }));
  });
});

describe('conditions one by one', () => {
  test('end with the first whose share leaves somebody out, where the flag says so', () => {
    const conditions = [
      { properties: [{ key: 'plan', value: 'pro' }], rollout: 0 },
      { properties: [{ key: 'plan', operator: 'is_set' }] },
    ];
    expect(valueFor({ conditions }, { plan: 'pro' }).condition).toBe(1);
    expect(valueFor({ conditions, earlyExit: true }, { plan: 'pro' })).toEqual({
      enabled: false,
      reason: 'out_of_rollout_bound',
      condition: 0,
    });
    expect(valueFor({ conditions, earlyExit: true }, { plan: 'free' }).condition).toBe(1);
  });

  test('may each be for groups; where none is named they are passed over', () => {
    const said = {
      conditions: [
        {
          group: 'company',
          properties: [
            { key: 'seats', operator: 'gt', value: 9 },
            { key: 'plan', value: 'pro', group: null },
          ],
        },
        { properties: [{ key: 'plan', value: 'team' }] },
      ],
    };
    const value = (plan: string, seats?: number) =>
      evaluateFlag(
        flag(said),
        {
          distinctId: 'ana',
          properties: { plan },
          groups: seats === undefined ? {} : { company: { key: 'acme', properties: { seats } } },
        },
        { flags: [], cohorts: [], now: NOW },
      );
    expect(value('pro', 10)).toMatchObject({ enabled: true, condition: 0 });
    expect(value('free', 10)).toEqual({ enabled: false, reason: 'no_condition_match', condition: 1 });
    expect(value('pro')).toEqual({ enabled: false, reason: 'no_condition_match', condition: 1 });
    expect(value('team')).toMatchObject({ enabled: true, condition: 1 });
    expect(valueFor({ conditions: [{ group: 'company' }] }).reason).toBe('no_group_type');
  });

  test('see what somebody first came with before it is stored', () => {
    const first = { key: '$initial_utm_source', value: 'news' };
    expect(isOn(first, { utm_source: 'news' })).toBe(true);
    expect(isOn(first, { utm_source: 'news', $initial_utm_source: 'ads' })).toBe(false);
    expect(isOn({ key: '$initial_browser', value: 'Firefox' }, { $browser: 'Firefox' })).toBe(true);
    expect(isOn({ key: '$initial_plan', operator: 'is_set' }, { $plan: 'pro' })).toBe(false);
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
    ['a span of one number', onlyWhere({ key: 'x', operator: 'between', value: [1] })],
    ['a span that ends before it begins', onlyWhere({ key: 'x', operator: 'not_between', value: [2, 1] })],
    ['devices in a flag for groups', [{ key: 'a', group: 'company', bucketing: 'device_id' }]],
    ['continuity of devices', [{ key: 'a', continuity: true, bucketing: 'device_id' }]],
    ['early access to variants', [{ key: 'a', earlyAccess: {}, variants: [{ key: 'b', rollout: 100 }] }]],
    ['groups in a flag for groups', [{ key: 'a', group: 'company', conditions: [{ group: 'team' }] }]],
    [
      'a segment in a condition for groups',
      [{ key: 'a', conditions: [{ group: 'team', properties: [{ segment: 'payers' }] }] }],
    ],
  ])('%s', (_what, flags) => {
    expect(flagsDocumentSchema.safeParse({ version: 1, flags }).success).toBe(false);
  });
});
