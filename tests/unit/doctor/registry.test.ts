/** What every rule must be, and that docs/doctor.md tells of each with its numbers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../../shared/doctor/families';
import { LIMITS } from '../../../shared/doctor/limits';
import { RULES } from '../../../shared/doctor/registry';
import { remedyFor } from '../../../shared/doctor/rule';
import { LEAST_BEFORE, USUAL_SHARE } from '../../../shared/doctor/rules/missing-property';
import { LEAST_INSTANCES } from '../../../shared/doctor/rules/late-identify';
import { MOST_IN_A_DAY } from '../../../shared/doctor/rules/shared-id';
import { TWICE_WITHIN_MS } from '../../../shared/doctor/rules/fired-twice';

const page = readFileSync(join(import.meta.dirname, '../../../docs/doctor.md'), 'utf8');
const rowOf = (id: string): string => page.split('\n').find((line) => line.startsWith(`| \`${id}\` |`)) ?? '';

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('says what it is, what it means, when it is told and what to do', () => {
    for (const text of [rule.title, rule.meaning, rule.limits, rule.remedies.general.text]) {
      expect(text.length).toBeGreaterThan(10);
    }
    for (const text of [rule.meaning, rule.limits, ...FAMILIES.map((family) => remedyFor(rule, family).text)]) {
      expect(text).toMatch(/[.:]$/);
    }
  });
  it('stands in docs/doctor.md with its severity', () => {
    expect(rowOf(id)).toContain(rule.severity);
  });
});

it('has rules of different names, as many as the page has rows', () => {
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  expect(page.split('\n').filter((line) => /^\| `[a-z-]+` \|/.test(line))).toHaveLength(RULES.length);
});

it('has its numbers in docs/doctor.md', () => {
  expect(rowOf('missing-property')).toContain(`${USUAL_SHARE * 100} % of at least ${LEAST_BEFORE}`);
  expect(rowOf('late-identify')).toContain(`at least ${LEAST_INSTANCES} instances`);
  expect(rowOf('shared-id')).toContain(`${MOST_IN_A_DAY} anonymous ids`);
  expect(rowOf('fired-twice')).toContain(`${TWICE_WITHIN_MS} ms`);
  expect(page).toContain(`${LIMITS.mixpanel?.properties} properties`);
  expect(page).toContain(`${LIMITS.ga4?.properties} parameters`);
  expect(page).toContain(`values of ${LIMITS.umami?.textLength}`);
});
