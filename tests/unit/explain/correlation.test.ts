/** What goes with converting, in words. */
import { describe, expect, it } from 'vitest';
import type { CorrelationResult, CorrelationSpec } from '../../../shared/insights/correlation/spec';
import { correlationSentence } from '../../../shared/insights/explain/correlation';
import { explainContext, spoken } from '../../support/explain';

const context = explainContext();
const range = { from: '2026-03-01', to: '2026-03-31' };
const ofFunnel: CorrelationSpec = {
  kind: 'correlation',
  funnel: { kind: 'funnel', steps: [{ event: 'a' }, { event: 'b' }], range },
};
const ofSegment: CorrelationSpec = { kind: 'correlation', segment: { performed: { event: 'a' } }, range };
const row = {
  event: '$pageview',
  property: 'properties.plan',
  value: 'pro',
  counts: { withConverted: 9, withNot: 5, withoutConverted: 1, withoutNot: 15 },
  shareOfConverted: 0.9,
  shareOfNot: 0.25,
  lift: 1.9,
  oddsRatio: 19,
  interval: [2, 100] as [number, number],
  pValue: 0.001,
  qValue: 0.002,
  test: 'fisher' as const,
};
const result = (more: Partial<CorrelationResult>): CorrelationResult => ({
  kind: 'correlation',
  converted: 10,
  notConverted: 20,
  rows: [row],
  tested: 2,
  findings: 1,
  untested: 0,
  ...more,
});
const say = (spec: CorrelationSpec, more: Partial<CorrelationResult> = {}): string =>
  spoken(correlationSentence(spec, result(more), context));

describe('a correlation', () => {
  it('with a funnel says how many converted and what differs most', () => {
    expect(say(ofFunnel)).toBe(
      'Of 30 people who entered the funnel between 1 and 31 Mar 2026, 10 completed it. 1 thing is clearly more or less common among them, most of all Page view with plan pro: 90 % against 25 % of the others.',
    );
  });
  it('with a segment says how many belong', () => {
    expect(say(ofSegment, { converted: 1, notConverted: 1, findings: 0 })).toBe(
      'Of 2 people of the two groups between 1 and 31 Mar 2026, 1 belongs to the segment. Of 2 things that some did and some did not, none is clearly more common in one group.',
    );
  });
  it('says where there is nothing to compare', () => {
    expect(say(ofFunnel, { converted: 0, notConverted: 0 })).toBe(
      'Nobody entered the funnel between 1 and 31 Mar 2026.',
    );
    expect(say(ofFunnel, { converted: 0 })).toContain('With one group empty there is nothing to compare.');
  });
});
