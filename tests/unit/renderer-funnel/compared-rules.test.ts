import { describe, expect, it } from 'vitest';
import { comparedRules } from '../../../renderer/features/funnel/rules-words';
import { FUNNEL_RULES } from '../../../shared/insights/funnel/rules';
import type { FunnelSpec } from '../../../shared/insights/funnel/spec';

const FUNNEL: FunnelSpec = { kind: 'funnel', steps: [{ event: 'a' }, { event: 'b' }] };

describe('comparedRules', () => {
  it('has every product once, those in force first and as they stand', () => {
    const spec: FunnelSpec = { ...FUNNEL, rules: 'mixpanel', window: { value: 1, unit: 'hour' } };
    const compared = comparedRules({ ...spec, breakdown: { property: 'properties.plan' }, trend: { interval: 'day' } });
    expect(compared[0]).toMatchObject({ rules: 'mixpanel', inForce: true, spec });
    expect(compared.map(({ rules }) => rules).toSorted()).toEqual([...FUNNEL_RULES].toSorted());
    expect(compared.filter(({ inForce }) => inForce)).toHaveLength(1);
    for (const { spec: asked } of compared) {
      expect(asked).not.toHaveProperty('breakdown');
      expect(asked).not.toHaveProperty('trend');
    }
  });

  it('says of the others only what they decide otherwise', () => {
    const [present, ...others] = comparedRules(FUNNEL);
    expect(present?.words).toContain('Events of one millisecond count in any order.');
    const mixpanel = others.find(({ rules }) => rules === 'mixpanel');
    expect(mixpanel?.words).toEqual([
      'Only the first time someone does step 1 counts.',
      'A step may come up to 2 s before the one before it.',
      'The window is 7 days, counted from step 1.',
    ]);
    // Without an exclusion nothing sets these two apart.
    expect(others.find(({ rules }) => rules === 'posthog')?.words).toEqual([]);
    expect(others.filter(({ countsOtherwise }) => countsOtherwise)).toMatchObject([
      { rules: 'openpanel', words: expect.arrayContaining(['Each session counts by itself.']) },
    ]);
  });

  it('has no funnel where the conventions know none', () => {
    const compared = comparedRules({ ...FUNNEL, order: 'any' });
    expect(compared.find(({ rules }) => rules === 'mixpanel')).toMatchObject({ spec: undefined, words: [] });
    expect(compared[0]?.spec).toBeDefined();
  });
});
