/** The set of stored ids: what is in it is always suspected, what is not hardly ever. */
import { describe, expect, it } from 'vitest';
import { eventHash } from '../../../electron/engine/ingest/event-hash';
import { EventIdIndex } from '../../../electron/engine/ingest/event-id-index';

const hashes = (from: number, count: number): ReturnType<typeof eventHash>[] =>
  Array.from({ length: count }, (_, i) => eventHash(`event ${from + i}`));

describe('the index of event ids', () => {
  it('knows every id it was told, also once it had to grow, in few bytes', () => {
    const index = new EventIdIndex();
    const told = hashes(0, 60_000);
    for (let from = 0; from < told.length; from += 5_000) index.add(told.slice(from, from + 5_000), from + 5_000);
    expect(told.every((hash) => index.has(hash))).toBe(true);
    expect(index.bytes).toBeLessThan(4 * told.length);
  });

  it('suspects hardly any other', () => {
    const index = new EventIdIndex();
    expect(hashes(0, 100).some((hash) => index.has(hash))).toBe(false);
    index.add(hashes(0, 50_000), 50_000);
    const suspected = hashes(1_000_000, 50_000).filter((hash) => index.has(hash)).length;
    expect(suspected).toBeLessThan(50);
  });

  it('takes hashes that end in nothing, and the greatest', () => {
    const index = new EventIdIndex();
    const edges = [
      { high: 0, low: 0 },
      { high: 0xffffffff, low: 0xffffffff },
      { high: 0xffffffff, low: 0xffff0000 },
    ];
    index.add(edges, 3);
    expect(edges.every((hash) => index.has(hash))).toBe(true);
    expect(index.has({ high: 5, low: 0x70002 })).toBe(false);
  });
});
