/** What a correlation says on screen, and what its rows make of the funnel. */
import { describe, expect, test } from 'vitest';
import {
  correlationSpecSchema,
  type CorrelationResult,
  type CorrelationRow,
} from '../../../shared/insights/correlation/spec';
import { funnelSpecSchema, type FunnelSpec } from '../../../shared/insights/funnel/spec';
import { churnSpec } from '../../../renderer/parts/correlation/churn-spec';
import { withExclusion, withFilter, withStep } from '../../../renderer/parts/correlation/correlation-edits';
import {
  cautions,
  certaintyWords,
  CONVERTED,
  formatProbability,
  nothingWords,
  sectionsOf,
  shareWords,
  subjectWords,
  testWords,
} from '../../../renderer/parts/correlation/correlation-words';
import { factorWords, logAxis } from '../../../renderer/parts/correlation/log-axis';

const row = (more: Partial<CorrelationRow>): CorrelationRow => ({
  event: 'help',
  counts: { withConverted: 31, withNot: 18, withoutConverted: 19, withoutNot: 82 },
  shareOfConverted: 0.62,
  shareOfNot: 0.18,
  lift: 1.9,
  oddsRatio: 7.3,
  interval: [3.4, 15.5],
  pValue: 0.0000001,
  qValue: 0.0000004,
  test: 'chi2',
  ...more,
});
const result = (more: Partial<CorrelationResult>): CorrelationResult => ({
  kind: 'correlation',
  converted: 50,
  notConverted: 100,
  rows: [row({})],
  tested: 4,
  findings: 1,
  untested: 2,
  ...more,
});

describe('a row in words', () => {
  test('names what it is about', () => {
    expect(subjectWords({ event: '$pageview' })).toBe('Page view');
    expect(subjectWords({ event: 'help', property: 'properties.topic', value: 'price' })).toBe('help, topic is price');
    expect(subjectWords({ property: 'person.plan', value: '$none' })).toMatch(/plan.* is not known$/);
  });

  test('says how many and how sure', () => {
    expect(shareWords(row({}), CONVERTED).replaceAll('\u202f', ' ')).toBe(
      '62 % of those who converted did it, 18 % of those who did not',
    );
    expect(certaintyWords(row({}))).toBe('very sure');
    expect(certaintyWords(row({ qValue: 0.05 }))).toBe('likely');
    expect(certaintyWords(row({ qValue: 0.051 }))).toBe('may be chance');
    expect(testWords(row({ test: 'fisher', pValue: 0.0312 }), 4)).toBe(
      'p 0.031 by Fisher’s exact test; q < 0.0001 among 4 tested',
    );
    expect(formatProbability(1)).toBe('1');
  });
});

describe('a result in words', () => {
  test('parts what is more common from what is less, and from chance', () => {
    const rows = [row({}), row({ oddsRatio: 0.2 }), row({ oddsRatio: 40, qValue: 0.3 })];
    const { more, less, rest } = sectionsOf(result({ rows }));
    expect([more, less, rest].map((section) => section.map(({ oddsRatio }) => oddsRatio))).toEqual([
      [7.3],
      [0.2],
      [40],
    ]);
  });

  test('warns of few people and of what all did', () => {
    expect(cautions(result({}))).toHaveLength(1);
    const few = cautions(result({ converted: 12 }));
    expect(few[0]).toContain('12 against 100 are few');
    const all = row({ counts: { withConverted: 50, withNot: 10, withoutConverted: 0, withoutNot: 90 } });
    expect(cautions(result({ rows: [all] }))[0]).toContain('100 %');
  });

  test('says why there is nothing to compare', () => {
    expect(nothingWords(result({}), CONVERTED)).toBeUndefined();
    expect(nothingWords(result({ converted: 0 }), CONVERTED)).toContain('Nobody converted');
    expect(nothingWords(result({ notConverted: 0 }), CONVERTED)).toContain('Everybody converted');
    expect(nothingWords(result({ tested: 0, rows: [] }), CONVERTED)).toContain('2 things were done by too few');
  });
});

describe('the axis of odds', () => {
  test('has no difference in the middle and equal steps per factor', () => {
    const axis = logAxis([10, 0.5]);
    expect(axis.top).toBe(16);
    expect(axis.at(1)).toBe(0.5);
    expect(axis.at(4)).toBeCloseTo(0.75, 12);
    expect(axis.at(0.25)).toBeCloseTo(0.25, 12);
    expect(axis.at(5000)).toBe(1);
  });

  test.each([
    [1, '1'],
    [7.31, '× 7.3'],
    [0.2, '÷ 5'],
    [1.049, '× 1.05'],
    [0.96, '÷ 1.04'],
    [4000, '× 1000+'],
  ])('writes %d as %s', (ratio, words) => {
    expect(factorWords(ratio)).toBe(words);
  });
});

describe('a row makes of the funnel', () => {
  const funnel: FunnelSpec = funnelSpecSchema.parse({
    kind: 'funnel',
    steps: [{ event: 'a' }, { event: 'b' }, { event: 'c', optional: true }],
    exclusions: [{ match: { event: 'x' }, fromStep: 1, toStep: 2 }],
    breakdown: { property: 'properties.plan', attribution: { step: 2 } },
  });

  test('a step before the goal, what speaks of steps by number following', () => {
    const made = withStep(funnel, { event: 'help', property: 'properties.topic', value: 'price' });
    expect(made).toEqual({
      ...funnel,
      steps: [
        { event: 'a' },
        { event: 'help', where: { property: 'properties.topic', op: 'eq', value: 'price' } },
        { event: 'b' },
        { event: 'c', optional: true },
      ],
      exclusions: [{ match: { event: 'x' }, fromStep: 1, toStep: 3 }],
      breakdown: { property: 'properties.plan', attribution: { step: 3 } },
    });
    expect(funnelSpecSchema.safeParse(made).success).toBe(true);
    expect(
      withStep({ ...funnel, steps: Array.from({ length: 20 }, () => ({ event: 'a' })) }, { event: 'b' }),
    ).toBeUndefined();
  });

  test('an exclusion up to the goal, where it takes any', () => {
    expect(withExclusion(funnel, { event: 'help' })?.exclusions?.[1]).toEqual({
      match: { event: 'help' },
      fromStep: 1,
      toStep: 2,
    });
    expect(withExclusion({ ...funnel, order: 'any' }, { event: 'help' })).toBeUndefined();
    expect(withExclusion(funnel, { property: 'person.plan', value: 'pro' })).toBeUndefined();
  });

  test('a filter beside its own', () => {
    const first = withFilter(funnel, { event: 'help' });
    expect(first.filter).toEqual({ performed: { event: 'help' } });
    const second = withFilter(first, { property: 'person.plan', value: '$none' });
    expect(second.filter).toEqual({
      all: [{ performed: { event: 'help' } }, { property: 'person.plan', op: 'is_not_set' }],
    });
    expect(funnelSpecSchema.safeParse(second).success).toBe(true);
  });
});

describe('stopped against stayed', () => {
  const day = (text: string): number => Date.parse(`${text}T12:00:00Z`);

  test('splits the days of the data', () => {
    const made = churnSpec({ event: 'a' }, undefined, { from: day('2026-05-02'), to: day('2026-06-30') }, 'UTC');
    const active = { from: '2026-05-02', to: '2026-06-10' };
    const inactive = { from: '2026-06-11', to: '2026-06-30' };
    expect(made).toEqual({
      kind: 'correlation',
      segment: { stopped: { event: 'a' }, activeIn: active, inactiveIn: inactive },
      against: {
        all: [
          { performed: { event: 'a' }, window: active },
          { performed: { event: 'a' }, window: inactive },
        ],
      },
      range: active,
    });
    expect(correlationSpecSchema.safeParse(made).success).toBe(true);
  });

  test('says nothing of two days', () => {
    expect(
      churnSpec({ event: 'a' }, undefined, { from: day('2026-05-02'), to: day('2026-05-03') }, 'UTC'),
    ).toBeUndefined();
  });
});
