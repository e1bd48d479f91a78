import { describe, expect, it } from 'vitest';
import { droppedWord, funnelBars } from '../../../renderer/features/funnel/funnel-bars';
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
  it('of an optional step keep nobody back', () => {
    const steps = [{ event: '$pageview' }, { event: 'tour', optional: true }, { event: 'paid' }];
    expect(funnelBars({ ...spec, steps }, result(9, 4, 2)).map(droppedWord)).toEqual(['left', 'did not', 'left']);
  });
});
