/** Results as tables: names of columns. */
import { expect, it } from 'vitest';
import { toTable } from '../../../shared/insights/result-table';
import type { TrendsResult } from '../../../shared/insights/trends/spec';

const META = { engine: 'native', rowsScanned: 0, elapsedMs: 0, computedAt: '', dataVersion: 1 } as const;
const columnsOf = (series: TrendsResult['series']): readonly string[] =>
  toTable({ kind: 'trends', buckets: ['2026-03-01T00:00:00.000Z'], series, meta: META }).columns;

const line = (series: number, value: number, breakdown?: string[]) => ({
  label: 'paid',
  series,
  values: [value],
  total: value,
  ...(breakdown === undefined ? {} : { breakdown }),
});
it('tells two measures of one event apart by their letters, also with values', () => {
  expect(columnsOf([line(0, 5), line(1, 2)])).toEqual(['bucket', 'paid (A)', 'paid (B)']);
  const broken = [line(0, 5, ['pro']), line(1, 2, ['pro']), line(0, 1, ['free'])];
  expect(columnsOf(broken)).toEqual(['bucket', 'paid / pro (A)', 'paid / pro (B)', 'paid / free']);
});
