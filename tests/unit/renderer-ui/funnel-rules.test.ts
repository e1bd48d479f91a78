import { describe, expect, it } from 'vitest';
import { decisionWords, ruleOptions, withRules } from '../../../renderer/features/funnel/rules-words';
import { type FunnelSpec, funnelSpecSchema } from '../../../shared/insights/funnel/spec';

const spec: FunnelSpec = { kind: 'funnel', steps: [{ event: 'a' }, { event: 'b' }] };
const usable = (of: FunnelSpec): string[] =>
  ruleOptions(of)
    .filter(({ disabled }) => !disabled)
    .map(({ value }) => value);

describe('the conventions of a funnel', () => {
  it('are all to be had for plain steps, and only those that make sense otherwise', () => {
    expect(usable(spec)).toHaveLength(6);
    expect(usable({ ...spec, order: 'any' })).toEqual(['waymark', 'posthog', 'amplitude']);
    const exclusions = [{ match: { event: 'x' }, fromStep: 1, toStep: 2 }];
    expect(usable({ ...spec, exclusions })).not.toContain('openpanel');
  });

  it('take the place of what was set alone', () => {
    const changed = withRules({ ...spec, window: { value: 3, unit: 'hour' }, countBy: 'sessions' }, 'mixpanel');
    expect(changed).toEqual({ ...spec, rules: 'mixpanel' });
    expect(withRules(changed, 'waymark')).toEqual(spec);
    expect(funnelSpecSchema.safeParse(changed).success).toBe(true);
  });

  it('say what they decide', () => {
    expect(decisionWords(withRules(spec, 'mixpanel'))).toEqual([
      'Only the first time someone does step 1 counts.',
      'Events of one millisecond count in any order.',
      'A step may come up to 2 s before the one before it.',
      'The window is 7 days, counted from step 1.',
    ]);
  });
});
