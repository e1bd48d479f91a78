import { describe, expect, it } from 'vitest';
import { invalidRequest } from '../../../shared/contract/errors';
import { importMapSchema } from '../../../shared/formats/import-map';
import { insightSpecSchema } from '../../../shared/insights/specs';

const STEPS = [{ event: 'a' }, { event: 'b' }];
const problem = (spec: unknown): string => {
  const parsed = insightSpecSchema.safeParse(spec);
  return parsed.success ? 'valid' : invalidRequest(parsed.error).message;
};
const funnel = (more: object): unknown => ({ kind: 'funnel', steps: STEPS, ...more });
const where = (test: unknown): unknown => funnel({ steps: [{ event: 'a' }, { event: 'b', where: test }] });

describe('a refused spec', () => {
  it.each<[string, unknown, RegExp]>([
    [
      'an unknown operator',
      where({ property: 'properties.x', op: 'equals', value: 1 }),
      /^steps\[1\]\.where\.op: .*"eq"/,
    ],
    [
      'a value the operator does not take',
      where({ property: 'properties.x', op: 'contains', value: 5 }),
      /^steps\[1\]\.where\.value: «contains» takes a text/,
    ],
    [
      'a path that is none',
      where({ property: 'prop.x', op: 'is_set' }),
      /^steps\[1\]\.where\.property: «prop\.x» is no property path/,
    ],
    [
      'a fault deep in a nested filter',
      where({ all: [{ any: [{ property: 'properties.x', op: 'nope' }] }] }),
      /^steps\[1\]\.where\.all\[0\]\.any\[0\]\.op: /,
    ],
    ['an unknown key', funnel({ colour: 'red' }), /colour/],
    ['a wrong unit', funnel({ window: { value: 1, unit: 'fortnight' } }), /^window\.unit: .*"day"/],
    ['one step', { kind: 'funnel', steps: [{ event: 'a' }] }, /^steps: /],
    ['a kind there is not', { kind: 'pie' }, /^kind: /],
    ['a day there is not', funnel({ range: { from: '2026-02-31' } }), /^range\.from: must be a day/],
  ])('%s is named with its path and what is allowed', (_name, spec, expected) => {
    expect(problem(spec)).toMatch(expected);
  });

  it('is not a right one', () => {
    expect(problem(where({ not: { property: 'properties.x', op: 'eq', value: [1, 'a'] } }))).toBe('valid');
  });
});

describe('a refused mapping', () => {
  it('names the member', () => {
    const parsed = importMapSchema.safeParse({
      time: { column: 't', timezone: 'Mars/Olympus' },
      event: { column: 'e' },
      distinctId: { column: 'd' },
    });
    expect(parsed.success ? 'valid' : invalidRequest(parsed.error, 'map').message).toMatch(
      /^map\.time\.timezone: must be an IANA/,
    );
  });

  it.each([
    [
      'a start that is no time',
      { time: { column: 't', since: 'yesterday', unit: 'days' } },
      /^map\.time\.since: must be a time/,
    ],
    ['a moment that there is not', { time: { constant: '2026-02-31' } }, /^map\.time\.constant: must be a time/],
    [
      'one moment for several columns',
      { time: { constant: '2026-02-01' }, also: [{ column: 'a', event: 'b' }] },
      /^map\.also: needs a time/,
    ],
  ])('%s', (_name, parts, expected) => {
    const parsed = importMapSchema.safeParse({ event: { column: 'e' }, distinctId: { column: 'd' }, ...parts });
    expect(parsed.success ? 'valid' : invalidRequest(parsed.error, 'map').message).toMatch(expected);
  });
});
