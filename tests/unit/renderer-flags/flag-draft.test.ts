import { expect, test } from 'vitest';
import {
  fieldText,
  hasProblem,
  newFlag,
  problemsOf,
  readIds,
  readPayload,
  readProperties,
  valueOf,
  valueText,
  withOperator,
} from '../../../renderer/features/flags/flag-draft';
import type { Flag, FlagProperty, FlagTest } from '../../../shared/flags/flag';

test('problems stand at their place', () => {
  const flags: Flag[] = [
    { key: 'a', enabled: true },
    {
      key: 'b c',
      enabled: true,
      variants: [
        { key: 'x', rollout: 80 },
        { key: 'y', rollout: 30 },
      ],
      conditions: [{ properties: [{ key: 'plan', operator: 'exact' }], rollout: 100, variant: 'z' }],
    },
    { key: 'a', enabled: true },
  ];
  const problems = problemsOf({ flags, cohorts: [] });
  expect(problems.has('flags.1.key')).toBe(true);
  expect(problems.get('flags.1.conditions.0.properties.0.value')).toContain('is missing');
  expect(hasProblem(problems, 'flags.0')).toBe(false);
  expect(hasProblem(problems, 'flags.1')).toBe(true);
  const valid = flags.slice(1, 2).map((flag) => ({ ...flag, key: 'b', conditions: [] as never }));
  expect(problemsOf({ flags: valid, cohorts: [] }).has('flags.0.conditions')).toBe(true);
  expect(
    problemsOf({
      flags: [
        { key: 'a', enabled: true },
        { key: 'a', enabled: true },
      ],
      cohorts: [],
    }).get('flags.1.key'),
  ).toBe('is there twice');
  const over: Flag = {
    key: 'o',
    enabled: true,
    variants: [
      { key: 'x', rollout: 80 },
      { key: 'y', rollout: 30 },
    ],
  };
  expect(problemsOf({ flags: [over], cohorts: [] }).get('flags.0.variants')).toContain('more than 100');
});

test.each([
  ['pro', 'pro'],
  ['pro, team', ['pro', 'team']],
  ['pro,', 'pro'],
  ['["a, b", "c"]', ['a, b', 'c']],
  ['[half', '[half'],
])('«%s» is read as meant', (text, value) => {
  expect(valueOf(text)).toEqual(value);
});

test.each([['pro'], [['pro', 'team']], [['a, b', 'c']], ['a, b'], [['one']]])(
  '%j is shown so that it is read again',
  (value) => {
    const read = valueOf(valueText(value));
    expect([read].flat()).toEqual([value].flat());
  },
);

test('properties are lines or JSON, payloads JSON', () => {
  expect(readProperties('plan = pro\nseats: 12')).toEqual({ plan: 'pro', seats: '12' });
  expect(readProperties('{"seats": 12}')).toEqual({ seats: 12 });
  expect(readProperties('plan')).toBeUndefined();
  expect(readPayload('')).toEqual({ ok: true, payload: undefined });
  expect(readPayload('{"a"').ok).toBe(false);
});

test('a new flag has a name of its own and is off', () => {
  expect(newFlag([{ key: 'new-flag', enabled: true }])).toEqual({ key: 'new-flag-2', enabled: false });
});

test('what a property names, or how its value is written, is told at its place', () => {
  const asked = (...properties: FlagProperty[]): ReadonlyMap<string, string> =>
    problemsOf({
      flags: [{ key: 'a', enabled: true, conditions: [{ properties, rollout: 100 }] }],
      cohorts: [{ key: 'beta', rule: { any: [{ cohort: 'beta', operator: 'in' }] } }],
    });
  const place = 'flags.0.conditions.0.properties';
  const problems = asked(
    { cohort: 'gone', operator: 'in' },
    { key: 'x', operator: 'regex', value: '(' },
    { flag: 'a', value: true },
  );
  expect(problems.get(`${place}.1.value`)).toContain('no pattern');
  expect(asked({ cohort: 'gone', operator: 'in' }).get(`${place}.0.cohort`)).toContain('none of the cohorts');
  expect(asked({ flag: 'a', value: true }).get('flags.0.conditions')).toBe('depend on the flag itself');
  expect(asked().get('cohorts.0.rule')).toBe('depends on the cohort itself');
});

test('a pattern is one value, whatever commas stand in it', () => {
  const test: FlagTest = { key: 'x', operator: 'exact', value: ['a{1', '3}'] };
  const pattern = withOperator(test, 'regex', 'a{1,3}');
  expect(pattern).toEqual({ key: 'x', operator: 'regex', value: 'a{1,3}' });
  expect(fieldText(pattern)).toBe('a{1,3}');
  expect(withOperator(pattern, 'is_set', 'a{1,3}')).toEqual({ key: 'x', operator: 'is_set' });
});

test('ids are one a line, each once', () => {
  expect(readIds(' ana \n\nben\nana')).toEqual(['ana', 'ben']);
});
