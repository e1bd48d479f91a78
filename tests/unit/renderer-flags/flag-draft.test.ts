import { expect, test } from 'vitest';
import {
  hasProblem,
  newFlag,
  problemsOf,
  readPayload,
  readProperties,
  valueOf,
  valueText,
} from '../../../renderer/features/flags/flag-draft';
import type { Flag } from '../../../shared/flags/flag';

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
  const problems = problemsOf(flags);
  expect(problems.has('flags.1.key')).toBe(true);
  expect(problems.get('flags.1.conditions.0.properties.0.value')).toContain('is missing');
  expect(hasProblem(problems, 'flags.0')).toBe(false);
  expect(hasProblem(problems, 'flags.1')).toBe(true);
  const valid = flags.slice(1, 2).map((flag) => ({ ...flag, key: 'b', conditions: [] as never }));
  expect(problemsOf(valid).has('flags.0.conditions')).toBe(true);
  expect(
    problemsOf([
      { key: 'a', enabled: true },
      { key: 'a', enabled: true },
    ]).get('flags.1.key'),
  ).toBe('is there twice');
  const over: Flag = {
    key: 'o',
    enabled: true,
    variants: [
      { key: 'x', rollout: 80 },
      { key: 'y', rollout: 30 },
    ],
  };
  expect(problemsOf([over]).get('flags.0.variants')).toContain('more than 100');
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
