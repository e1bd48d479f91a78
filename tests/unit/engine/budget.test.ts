/** One budget: what is counted leaves less to caches and to DuckDB, and of all caches the longest unused entry goes first. */
import { describe, expect, it, vi } from 'vitest';
import { MemoryBudget } from '../../../electron/engine/memory/budget';

const MB = 1024 * 1024;

describe('the memory budget', () => {
  it('drops what was unused longest, whichever cache has it', () => {
    const budget = new MemoryBudget(512 * MB);
    budget.counts('view', () => 400 * MB);
    expect(budget.cacheBytes).toBe(64 * MB);
    const [bitmaps, codes] = [budget.cache<string>('bitmaps'), budget.cache<string>('codes')];
    bitmaps.set('a', 'A', 20 * MB);
    codes.set('b', 'B', 20 * MB);
    bitmaps.set('c', 'C', 20 * MB);
    expect(bitmaps.get('a')).toBe('A');
    codes.set('d', 'D', 20 * MB);
    expect(codes.get('b')).toBeUndefined();
    expect([bitmaps.get('a'), bitmaps.get('c'), codes.get('d')]).toEqual(['A', 'C', 'D']);
    expect(budget.report()).toEqual([
      { what: 'view', bytes: 400 * MB },
      { what: 'bitmaps', bytes: 40 * MB },
      { what: 'codes', bytes: 20 * MB },
    ]);
  });

  it('keeps what was just made, though it be too large, and nothing beside it', () => {
    const budget = new MemoryBudget(512 * MB);
    const cache = budget.cache<number>('columns');
    cache.set('small', 1, MB);
    cache.set('large', 2, 500 * MB);
    expect([cache.get('small'), cache.get('large'), cache.size]).toEqual([undefined, 2, 1]);
    cache.set('large', 3, 2 * MB);
    expect([cache.get('large'), cache.bytes]).toEqual([3, 2 * MB]);
    cache.clear();
    expect([cache.bytes, cache.lastUse]).toEqual([0, Infinity]);
  });

  it('leaves DuckDB what nobody else takes, and never too little to work with', () => {
    const budget = new MemoryBudget(2_048 * MB);
    let view = 0;
    budget.counts('view', () => view);
    expect(budget.databaseBytes).toBe(1_536 * MB);
    view = 1_000 * MB;
    expect(budget.databaseBytes).toBe(536 * MB);
    const heard = vi.fn();
    budget.onGrowth = heard;
    const cache = budget.cache<string>('codes');
    cache.set('a', 'A', 100 * MB);
    expect([budget.databaseBytes, heard.mock.calls.length]).toEqual([436 * MB, 1]);
    cache.clear();
    view = 5_000 * MB;
    expect([budget.databaseBytes, budget.cacheBytes]).toEqual([256 * MB, 160 * MB]);
    expect(new MemoryBudget(300 * MB).databaseBytes).toBe(150 * MB);
    expect(new MemoryBudget(0).databaseBytes).toBe(64 * MB);
  });
});
