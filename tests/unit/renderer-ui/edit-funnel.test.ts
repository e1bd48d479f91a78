import { describe, expect, it } from 'vitest';
import {
  addStep,
  canAddStep,
  moveStep,
  removeStep,
  replaceStep,
  reverseSteps,
  withAttribution,
  withBreakdown,
} from '../../../renderer/features/funnel/edit-spec';
import { funnelSpecSchema, type FunnelSpec } from '../../../shared/insights/funnel/spec';

const funnel = (steps: string, more: Partial<FunnelSpec> = {}): FunnelSpec => ({
  kind: 'funnel',
  steps: steps.split(' ').map((event) => ({ event })),
  ...more,
});
const names = (spec: FunnelSpec): string =>
  spec.steps.map((step) => ('event' in step ? `${step.event}${step.optional === true ? '?' : ''}` : '')).join(' ');

describe('steps', () => {
  it('move where they are dragged', () => {
    expect(names(moveStep(funnel('a b c d'), 0, 2))).toBe('b c a d');
    expect(names(moveStep(funnel('a b c d'), 3, 0))).toBe('d a b c');
    expect(names(moveStep(funnel('a b'), 0, 5))).toBe('a b');
    expect(names(reverseSteps(funnel('a b c')))).toBe('c b a');
  });

  it('are never fewer than two nor more than twenty', () => {
    expect(names(removeStep(funnel('a b c'), 1))).toBe('a c');
    expect(names(removeStep(funnel('a b'), 1))).toBe('a b');
    const full = funnel(Array.from({ length: 20 }, (_, index) => `e${index}`).join(' '));
    expect(canAddStep(full)).toBe(false);
    expect(addStep(full, { event: 'x' }).steps).toHaveLength(20);
  });

  it('are not optional in the first place, wherever they came from', () => {
    const spec = replaceStep(funnel('a b c'), 1, { event: 'b', optional: true });
    expect(names(spec)).toBe('a b? c');
    expect(names(moveStep(spec, 1, 0))).toBe('b a c');
  });
});

it('forgets what spoke of a step that is gone, and stays a valid spec', () => {
  const spec = funnel('a b c', {
    exclusions: [
      { match: { event: 'x' }, fromStep: 1, toStep: 3 },
      { match: { event: 'y' }, fromStep: 1, toStep: 2 },
    ],
    breakdown: { property: 'properties.plan', attribution: { step: 3 } },
  });
  const shorter = removeStep(spec, 2);
  expect(shorter.exclusions).toEqual([{ match: { event: 'y' }, fromStep: 1, toStep: 2 }]);
  expect(shorter.breakdown?.attribution).toBeUndefined();
  expect(removeStep(shorter, 0)).toBe(shorter);
  expect(funnelSpecSchema.safeParse(JSON.parse(JSON.stringify(shorter))).success).toBe(true);
});

it('has no bins where a chain is made for each value, and keeps which step’s value counts', () => {
  const bins = { property: 'properties.amount', bins: 5 };
  const spec = funnel('a b', { breakdown: { ...bins, attribution: { step: 2 } } });
  const whole = withAttribution(spec, { ...bins }, 'all');
  expect(whole.breakdown).toEqual({ property: 'properties.amount', limit: 8, attribution: 'all' });
  expect(funnelSpecSchema.safeParse(whole).success).toBe(true);
  expect(withBreakdown(spec, { ...bins, bins: 12 }).breakdown).toEqual({ ...bins, bins: 12, attribution: { step: 2 } });
  expect(withBreakdown(spec, undefined).breakdown).toBeUndefined();
});
