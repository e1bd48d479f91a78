import { describe, expect, it } from 'vitest';
import { hiddenSteps, scrollTo } from '../../../renderer/features/paths/hidden-steps';

const PITCH = 160;

describe('hiddenSteps', () => {
  it('hides nothing where all fits, or before anything is measured', () => {
    expect(hiddenSteps(5, PITCH, { left: 0, width: 800 })).toEqual({ before: undefined, after: undefined });
    expect(hiddenSteps(5, PITCH, { left: 0, width: 0 })).toEqual({ before: undefined, after: undefined });
  });

  it('names the first step at the right that cannot be read, and the last at the left', () => {
    expect(hiddenSteps(8, PITCH, { left: 0, width: 800 })).toEqual({ before: undefined, after: 5 });
    expect(hiddenSteps(8, PITCH, { left: 480, width: 800 })).toEqual({ before: 2, after: undefined });
    expect(hiddenSteps(8, PITCH, { left: 160, width: 480 })).toEqual({ before: 0, after: 4 });
  });

  it('counts a step of which half can be seen as seen', () => {
    expect(hiddenSteps(6, PITCH, { left: 0, width: 5 * PITCH + 90 }).after).toBeUndefined();
    expect(hiddenSteps(6, PITCH, { left: 0, width: 5 * PITCH + 70 }).after).toBe(5);
  });

  it('leaves nothing out however wide the window is, going step by step to the end and back', () => {
    for (const width of [120, 200, 480, 790]) {
      let left = 0;
      const end = 8 * PITCH - width;
      const seen = new Set<number>();
      for (let turn = 0; turn < 40; turn += 1) {
        const { before = -1, after = 8 } = hiddenSteps(8, PITCH, { left, width });
        for (let step = before + 1; step < after; step += 1) seen.add(step);
        if (after === 8) break;
        left = Math.min(end, scrollTo('after', PITCH, { left, width }));
      }
      expect(
        [...seen].toSorted((a, b) => a - b),
        String(width),
      ).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    }
  });
});
