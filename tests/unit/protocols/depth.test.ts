/** How deep JSON is nested: the quick look at the text never lets through what walking refuses. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDeeperThan, mayBeDeeperThan, parseBody } from '../../../shared/protocols/reading';

describe('nesting', () => {
  test('is bounded exactly', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseBody(nested(100), 100).ok).toBe(true);
    expect(parseBody(nested(101), 100).ok).toBe(false);
    expect(parseBody(`{"a":${nested(100)}}`, 100).ok).toBe(false);
    expect(parseBody(`{"__proto__":${nested(100)}}`, 100).ok).toBe(false);
  });

  test('that the text rules out is not there', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.nat(6), (text, limit) => {
        if (!mayBeDeeperThan(text, limit)) expect(isDeeperThan(JSON.parse(text), limit)).toBe(false);
      }),
    );
  });
});
