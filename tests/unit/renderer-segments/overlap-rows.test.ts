import { expect, it } from 'vitest';
import {
  alsoWords,
  bothOf,
  combinationWords,
  overlapRows,
  sizeOf,
} from '../../../renderer/features/segments/overlap-rows';

/** Of 100: 50 in none, 20 in the first alone, 10 in the second alone, 20 in both. */
const COUNTS = [50, 20, 10, 20];

it('has a row for each combination that somebody is in, those in none last', () => {
  expect(overlapRows([50, 10, 20, 0], 80).map(({ mask, count }) => [mask, count])).toEqual([
    [2, 20],
    [1, 10],
    [0, 50],
  ]);
  expect(overlapRows(COUNTS, 100).reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  expect(overlapRows([0, 0, 0, 0], 0)).toEqual([{ mask: 0, count: 0, share: 0 }]);
});

it('counts segments and pairs across combinations', () => {
  expect([sizeOf(COUNTS, 0), sizeOf(COUNTS, 1), bothOf(COUNTS, 0, 1)]).toEqual([40, 30, 20]);
});

it('says combinations and pairs in words', () => {
  const names = ['Payers', 'Newcomers', 'Quiet'];
  expect(combinationWords(0b011, names)).toBe('in Payers and Newcomers, not in Quiet');
  expect(combinationWords(0b111, names)).toBe('in Payers and Newcomers and Quiet');
  expect(combinationWords(0, names)).toBe('in none of them');
  expect(alsoWords(20, 40, 'Newcomers')).toBe('20 of the 40 (50\u202f%) are also in Newcomers');
  expect(alsoWords(0, 0, 'Newcomers')).toBe('0 of the 0 are also in Newcomers');
});
