/** Memory that nobody refers to is given back when asked, and asked for once it is much. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { collectGarbage, Tidy, Waste } from '../../../electron/engine/sequences/collect-garbage';

const MEGABYTE = 1024 * 1024;

it('what nobody refers to is gone', async () => {
  const gone = new WeakRef(new Int32Array(new SharedArrayBuffer(MEGABYTE)));
  // A reference that was followed holds until the end of its turn.
  await new Promise((resolve) => setTimeout(resolve, 0));
  collectGarbage();
  expect(gone.deref()).toBeUndefined();
});

describe('tidying', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('collects once arrays have grown much since the last time, and looks but now and then', () => {
    let megabytes = 1_000;
    const collect = vi.fn(() => (megabytes = 900));
    const tidy = new Tidy(collect, () => megabytes * MEGABYTE);
    const lookAt = (now: number, at: number): number => {
      megabytes = at;
      tidy.look(now);
      vi.runAllTimers();
      return collect.mock.calls.length;
    };
    expect(lookAt(0, 1_000)).toBe(1);
    expect(lookAt(2_000, 1_020)).toBe(1);
    expect(lookAt(2_500, 1_500)).toBe(1);
    expect(lookAt(4_000, 1_030)).toBe(2);
    // Less than at the last collection is the new measure.
    expect(lookAt(6_000, 500)).toBe(2);
    expect(lookAt(8_000, 620)).toBe(2);
    expect(lookAt(10_000, 640)).toBe(3);
  });
});

describe('tidying beside events in files', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('collects sooner, and says when it was time to look', () => {
    let megabytes = 100;
    const collect = vi.fn();
    const tidy = new Tidy(collect, () => megabytes * MEGABYTE);
    expect(tidy.look(0, true)).toBe(true);
    vi.runAllTimers();
    megabytes = 160;
    expect(tidy.look(500, true)).toBe(false);
    expect(tidy.look(2_000, false)).toBe(true);
    vi.runAllTimers();
    expect(collect).toHaveBeenCalledTimes(1);
    expect(tidy.look(4_000, true)).toBe(true);
    vi.runAllTimers();
    expect(collect).toHaveBeenCalledTimes(2);
  });
});

describe('waste', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is collected once it is much, after others had their turn', () => {
    const collect = vi.fn();
    const waste = new Waste(collect);
    waste.add(100 * MEGABYTE);
    vi.runAllTimers();
    expect(collect).not.toHaveBeenCalled();
    waste.add(100 * MEGABYTE);
    expect(collect).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(collect).toHaveBeenCalledTimes(1);
    waste.add(100 * MEGABYTE);
    vi.runAllTimers();
    expect(collect).toHaveBeenCalledTimes(1);
  });
});
