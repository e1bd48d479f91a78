/** Keys are numbered alike whether a table or open addressing finds them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KeyIndex } from '../../../shared/insights/paths/key-index';

describe('a key index', () => {
  test.each([1000, 2 ** 53])('of %d keys numbers them in order of appearance', (space) => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: Math.min(space, 5000) - 1 }), { maxLength: 4000 }), (drawn) => {
        // Far apart, so that they meet in the places that they hash to.
        const keys = space > 5000 ? drawn.map((key) => key * 0x1_0000_0001) : drawn.filter((key) => key < space);
        const index = new KeyIndex(space);
        const numbers = keys.map((key) => index.numberOf(key));
        const distinct = [...new Set(keys)];
        expect(numbers).toEqual(keys.map((key) => distinct.indexOf(key)));
        expect([...index.keys.toArray()]).toEqual(distinct);
      }),
      { numRuns: 40 },
    );
  });
});
