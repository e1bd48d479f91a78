import { describe, expect, it } from 'vitest';
import { funnelBars } from '../../../renderer/features/funnel/funnel-bars';
import { funnelSentence } from '../../../renderer/features/funnel/funnel-words';
import { phrasesText } from '../../../renderer/parts/phrases';
import type { FunnelResult, FunnelSpec } from '../../../shared/insights/funnel/spec';

const spec: FunnelSpec = { kind: 'funnel', steps: [{ event: '$pageview' }, { event: 'paid', label: 'Paid' }] };
function result(...counts: readonly number[]): FunnelResult {
  const [first = 0] = counts;
  const last = counts.at(-1) ?? 0;
  return {
    kind: 'funnel',
    steps: counts.map((count, index) => ({
      label: `step ${index}`,
      count,
      dropped: index === 0 ? 0 : (counts[index - 1] ?? 0) - count,
      ...(first === 0 ? {} : { conversion: count / first }),
    })),
    overall: first === 0 ? {} : { conversion: last / first, medianSeconds: 7200 },
    excluded: 0,
  };
}
const sentence = (of: FunnelSpec, answer: FunnelResult): string =>
  phrasesText(funnelSentence(of, answer)).replaceAll('\u202f', ' ');

describe('the sentence', () => {
  it('says the funnel in plain words', () => {
    expect(sentence(spec, result(2010, 312))).toBe(
      'Of 2,010 people who did Page view, 312 (15.5 %) went on to Paid within 14 days, half of them in less than 2 h.',
    );
  });
  it('follows the unit, the window and the order', () => {
    const sessions: FunnelSpec = { ...spec, countBy: 'sessions', window: { value: 1, unit: 'hour' } };
    expect(sentence(sessions, result(1, 1))).toBe(
      'Of 1 session with Page view, 1 (100 %) went on to Paid within 1 hour, half of them in less than 2 h.',
    );
    expect(sentence({ ...spec, order: 'any' }, result(10, 4))).toMatch(
      /^Of 10 people who did at least one step, 4 \(40 %\) did all steps within 14 days/,
    );
  });
  it('speaks of the last step that must be reached, not of an optional one after it', () => {
    const steps = [...spec.steps, { event: 'rated', optional: true }];
    const answer = { ...result(100, 40, 5), overall: { conversion: 0.4, medianSeconds: 60 } };
    expect(sentence({ ...spec, steps }, answer)).toMatch(/, 40 \(40 %\) went on to Paid within/);
  });
  it('divides nothing by nobody', () => {
    expect(sentence(spec, result(0, 0))).toBe('Nobody did Page view in these days.');
  });
});

describe('bars', () => {
  it('stand on the share of the first step, with those who left on top', () => {
    const bars = funnelBars(spec, result(200, 50)).map(({ height, ghost }) => ({ height, ghost }));
    expect(bars).toEqual([
      { height: 1, ghost: 0 },
      { height: 0.25, ghost: 0.75 },
    ]);
  });
  it('of one among millions can still be hit, and of nobody are nothing', () => {
    expect(funnelBars(spec, result(5_000_000, 1))[1]?.height).toBeGreaterThan(0.005);
    expect(funnelBars(spec, result(0, 0)).map(({ height }) => height)).toEqual([0, 0]);
  });
});
