/** The set of stored ids: what is in it is always suspected, what is not hardly ever. */
import { describe, expect, it } from 'vitest';
import { eventHashes } from '../../../electron/engine/ingest/event-hash';
import { EventIdIndex } from '../../../electron/engine/ingest/event-id-index';

const hashes = (from: number, count: number): Uint32Array =>
  eventHashes(
    Array.from({ length: count }, (_, i) => `event ${from + i}`),
    count,
  );

/** How many of them are in it. */
function held(index: EventIdIndex, words: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < words.length; i += 2) if (index.has(words[i + 1] ?? 0, words[i] ?? 0)) count += 1;
  return count;
}

describe('the index of event ids', () => {
  it('knows every id it was told, also once it had to grow, in few bytes', () => {
    const index = new EventIdIndex();
    const told = hashes(0, 60_000);
    for (let from = 0; from < told.length; from += 10_000) index.suspects(told.subarray(from, from + 10_000));
    expect(held(index, told)).toBe(60_000);
    expect(index.bytes).toBeLessThan(4 * 60_000);
  });

  it('suspects hardly any other', () => {
    const index = new EventIdIndex();
    expect(held(index, hashes(0, 100))).toBe(0);
    expect(index.suspects(hashes(0, 50_000)).length).toBeLessThan(50);
    expect(held(index, hashes(1_000_000, 50_000))).toBeLessThan(50);
  });

  it('suspects the second of two, and takes no more room for what is tried again', () => {
    const index = new EventIdIndex();
    const words = hashes(0, 1_000);
    const twice = new Uint32Array([...words, ...words.subarray(0, 4)]);
    expect(index.suspects(twice)).toEqual([1_000, 1_001]);
    const { bytes } = index;
    for (let tries = 0; tries < 100; tries++) expect(index.suspects(words)).toHaveLength(1_000);
    expect(index.bytes).toBe(bytes);
  });

  it('takes hashes that end in nothing, and the greatest', () => {
    const index = new EventIdIndex();
    const edges = Uint32Array.of(0, 0, 0xffffffff, 0xffffffff, 0xffff0000, 0x7fffffff);
    expect(index.suspects(edges)).toEqual([]);
    expect(held(index, edges)).toBe(3);
    expect(index.has(5, 0x70002)).toBe(false);
  });
});
