/** What specs refuse, and where they say the trouble is. */
import { describe, expect, test } from 'vitest';
import { SpecProblem } from '../../../shared/insights/common';
import { INSIGHTS, insightOf } from '../../../shared/insights/registry';
import { foldSpecSchema, insightSpecSchema } from '../../../shared/insights/specs';
import { contextFor } from '../../support/run-insight';

const problems = (spec: object): string[] =>
  insightSpecSchema.safeParse(spec).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

const funnel = (more: object) => ({ kind: 'funnel', steps: [{ event: 'a' }, { event: 'b' }, { event: 'c' }], ...more });
const exclusion = (fromStep: number, toStep: number) => ({ match: { event: 'x' }, fromStep, toStep });

describe('a funnel spec', () => {
  test('that makes sense is taken', () => {
    expect(problems(funnel({ exclusions: [exclusion(1, 3)], breakdown: { property: 'event' } }))).toEqual([]);
  });

  test.each([
    [{ exclusions: [exclusion(2, 2)] }, 'exclusions.0.fromStep: must be less than toStep (2).'],
    [{ exclusions: [exclusion(1, 4)] }, 'exclusions.0.toStep: must be at most 3, the number of steps.'],
    [
      { breakdown: { property: 'event', attribution: { step: 4 } } },
      'breakdown.attribution.step: must be at most 3, the number of steps.',
    ],
    [
      { steps: [{ event: 'a', optional: true }, { event: 'b' }, { event: 'c' }] },
      'steps.0.optional: must not be set: a funnel is entered by its first step.',
    ],
    [
      { steps: [{ event: 'a' }, { event: 'b', optional: true }] },
      'steps: must have at least two steps that are not optional.',
    ],
    [{ range: { from: '2026-03-02', to: '2026-03-01' } }, 'range.to: must not be before range.from (2026-03-02).'],
    [
      { range: { last: { value: 1.5, unit: 'day' } } },
      'range.last.value: must be a whole number of units; for parts of a unit use a smaller unit.',
    ],
  ])('with %o is refused', (more, problem) => {
    expect(problems(funnel(more))).toEqual([problem]);
  });

  test.each(['retries', 'compare'])('with the unknown key %s is refused', (key) => {
    expect(problems(funnel({ [key]: true })).join()).toContain(`"${key}"`);
  });
});

describe('the registry', () => {
  test('has an insight for every kind of spec', () => {
    const kinds = foldSpecSchema.options.map((option) => option.shape.kind.value);
    expect(Object.keys(INSIGHTS)).toEqual(kinds);
    for (const kind of kinds) expect(insightOf(kind).kind).toBe(kind);
  });

  test('asks for equal predicates and columns once', () => {
    const spec = foldSpecSchema.parse({
      kind: 'trends',
      interval: 'day',
      filter: { property: 'kind', op: 'eq', value: 'page' },
      series: ['events', 'persons', { fn: 'distinct', property: 'properties.plan' }].map((math) => ({
        match: { event: 'a' },
        math,
      })),
      breakdown: [{ property: 'properties.plan' }],
    });
    const { needs } = insightOf('trends').plan(spec, contextFor([]));
    expect(needs.predicates).toHaveLength(1);
    expect(needs.codeColumns).toEqual(['properties.plan']);
  });

  test('keeps the range out of predicates, so that they serve any range', () => {
    const plan = (range: object | undefined) =>
      insightOf('funnel').plan(foldSpecSchema.parse(funnel({ range })), contextFor([])).needs;
    expect(plan({ from: '2026-01-01' })).toEqual(plan(undefined));
  });

  test('refuses more buckets than can be shown', () => {
    const spec = foldSpecSchema.parse({
      kind: 'trends',
      interval: 'hour',
      range: { from: '1950-01-01', to: '2026-01-01' },
      series: [{ match: { event: 'a' }, math: 'events' }],
    });
    expect(() => insightOf('trends').plan(spec, contextFor([]))).toThrow(SpecProblem);
  });
});
