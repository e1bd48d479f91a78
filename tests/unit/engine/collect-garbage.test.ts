/** Memory that nobody refers to is given back when asked, and asked for once it is much. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { collectGarbage, Waste } from '../../../electron/engine/sequences/collect-garbage';

const MEGABYTE = 1024 * 1024;

it('what nobody refers to is gone', async () => {
  const gone = new WeakRef(new Int32Array(new SharedArrayBuffer(MEGABYTE)));
  // A reference that was followed holds until the end of its turn.
  await new Promise((resolve) => setTimeout(resolve, 0));
  collectGarbage();
  expect(gone.deref()).toBeUndefined();
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
