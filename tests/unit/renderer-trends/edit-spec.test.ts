/** Edits of trends that must keep them askable, and the drawing of compared lines. */
import { describe, expect, test } from 'vitest';
import { trendsSpecSchema, type TrendsResult, type TrendsSpec } from '../../../shared/insights/trends/spec';
import { drawTrends, trendsLines } from '../../../renderer/features/trends/draw-trends';
import {
  compareChoice,
  formulaWith,
  formulaWithout,
  isAskable,
  settle,
  valuesChoice,
  withBreakdown,
  withCompare,
  withValues,
} from '../../../renderer/features/trends/edit-spec';
import { breakdownBy, inBins } from '../../../renderer/parts/breakdown-model';

const series = ['visited', 'paid'].map((event) => ({ match: { event }, math: 'persons' as const }));
const spec: TrendsSpec = { kind: 'trends', interval: 'day', series, range: { from: '2026-03-03', to: '2026-03-04' } };

describe('choices', () => {
  test.each(['none', 'previous', 'day', 'week', 'month', 'year'] as const)(
    '%s of comparison is what it sets',
    (choice) => {
      const next = withCompare(spec, choice);
      expect(compareChoice(next)).toBe(choice);
      expect(isAskable(next)).toBe(true);
    },
  );

  test('of another comparison keep what the spec says', () => {
    const other: TrendsSpec = { ...spec, compare: { offset: { value: 3, unit: 'hour' } } };
    expect(compareChoice(other)).toBe('other');
    expect(withCompare(other, 'other')).toBe(other);
  });

  test.each(['each', 'cumulative', '7'] as const)('%s of values is what it sets', (choice) => {
    const next = withValues({ ...spec, smooth: 3 }, choice);
    expect(valuesChoice(next)).toBe(choice);
    expect(isAskable(next)).toBe(true);
  });

  test('of a number go into bins, and back to values', () => {
    const binned = withBreakdown(spec, breakdownBy('properties.amount', true));
    expect(trendsSpecSchema.parse(binned).breakdown?.[0]?.bins).toBe(8);
    const [own] = binned.breakdown ?? [];
    if (own === undefined) throw new Error('there is a breakdown');
    expect(isAskable(withBreakdown(binned, inBins(own, undefined)))).toBe(true);
    expect(withBreakdown(binned, inBins(own, 20)).breakdown).toEqual([{ property: 'properties.amount', bins: 20 }]);
  });
});

describe('what another edit makes impossible goes', () => {
  test('a comparison, with the beginning of its range', () => {
    expect(settle({ ...spec, compare: { previous: true }, range: undefined }).compare).toBeUndefined();
    expect(settle({ ...spec, compare: { previous: true } }).compare).toEqual({ previous: true });
  });

  test('a running total, with a measure that has none', () => {
    const averages = series.map((own) => ({ ...own, math: 'per_person' as const }));
    expect(settle({ ...spec, cumulative: true, series: averages }).cumulative).toBeUndefined();
    expect(settle({ ...spec, cumulative: true }).cumulative).toBe(true);
  });

  test('a formula, with a series of its own; letters behind it move up', () => {
    expect(formulaWithout('C / A', 1)).toBe('B / A');
    expect(formulaWithout('C / A', 0)).toBeUndefined();
    expect(formulaWith('b / A', 1)).toBe('C / A');
    expect(settle({ ...spec, formula: 'A / B', series: series.slice(0, 1) }).formula).toBeUndefined();
  });
});

describe('compared lines', () => {
  const asked: TrendsSpec = { ...spec, series: series.slice(0, 1), compare: { previous: true } };
  const lineOf = (values: number[], total: number, breakdown?: string[]) => ({
    label: 'visited',
    series: 0,
    values,
    total,
    ...(breakdown === undefined ? {} : { breakdown }),
  });
  const buckets = ['2026-03-03T00:00:00.000Z', '2026-03-04T00:00:00.000Z'];
  const before = ['2026-03-01T00:00:00.000Z'];
  const draw = (result: TrendsResult) =>
    drawTrends(asked, result, trendsLines(asked, result), { look: 'line', timeZone: 'UTC', now: 0 });

  test('stand behind theirs, as far as the compared days go, with the change in table and note', () => {
    const compare = { buckets: before, series: [lineOf([4], 4)] };
    const { table, hover } = draw({ kind: 'trends', buckets, series: [lineOf([6, 2], 8)], compare });
    expect(table.columns).toEqual(['Day', 'visited', 'visited, before', 'Change']);
    expect(table.rows.map((row) => row.slice(1))).toEqual([
      ['6', '4', '+50\u202f%'],
      ['2', '–', '–'],
    ]);
    expect(table.series).toBe(2);
    expect(hover.note?.(0)).toBe('Before: Sun, 1 Mar 2026 (+50\u202f%)');
    expect(hover.note?.(1)).toBe('Nothing to compare with');
  });

  test('of values that are gone are lines of nothing with a past', () => {
    const broken: TrendsSpec = { ...asked, breakdown: [{ property: 'properties.plan' }] };
    const lines = trendsLines(broken, {
      kind: 'trends',
      buckets,
      series: [lineOf([6, 2], 8, ['pro'])],
      compare: { buckets: before, series: [lineOf([5], 5, ['free'])] },
    });
    expect(lines.map(({ name, values, total, before: past }) => ({ name, values, total, past }))).toEqual([
      { name: 'pro', values: [6, 2], total: 8, past: { values: [0, null], total: 0 } },
      { name: 'free', values: [0, 0], total: 0, past: { values: [5, null], total: 5 } },
    ]);
  });
});
