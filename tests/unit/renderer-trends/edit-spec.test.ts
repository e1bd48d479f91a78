/** Edits of trends that must keep them askable, and the drawing of compared lines. */
import { describe, expect, test } from 'vitest';
import { trendsSpecSchema, type TrendsResult, type TrendsSpec } from '../../../shared/insights/trends/spec';
import { drawTrends, shownLines, switchedFor, trendsLines } from '../../../renderer/features/trends/draw-trends';
import {
  breakdownPlaces,
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
import { breakdownBy, furtherBy, inBins, upTo } from '../../../renderer/parts/breakdown-model';

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

describe('breakdowns', () => {
  const by = (property: string): { property: string; limit: number } => ({
    property: `properties.${property}`,
    limit: 3,
  });

  test('have a place for one more, up to three', () => {
    expect(breakdownPlaces(spec)).toEqual([undefined]);
    const [a, b, c] = [by('plan'), by('device'), by('city')];
    const two = withBreakdown(withBreakdown(spec, a), b, 1);
    expect(breakdownPlaces(two)).toEqual([a, b, undefined]);
    expect(breakdownPlaces(withBreakdown(two, c, 2))).toEqual([a, b, c]);
    expect(isAskable(withBreakdown(two, c, 2))).toBe(true);
  });

  test('move up when one before them goes, and the last takes the member with it', () => {
    const two: TrendsSpec = { ...spec, breakdown: [by('plan'), by('device')] };
    const one = withBreakdown(two, undefined, 0);
    expect(one.breakdown).toEqual([by('device')]);
    expect(withBreakdown(one, undefined).breakdown).toBeUndefined();
  });

  test('keep the most frequent values that were asked for, in place of bins', () => {
    expect(upTo({ property: 'properties.amount', bins: 8 }, 12)).toEqual({ property: 'properties.amount', limit: 12 });
    expect(furtherBy('properties.amount', true).bins).toBeLessThan(breakdownBy('properties.amount', true).bins ?? 0);
  });
});

describe('lines', () => {
  const broken: TrendsSpec = { ...spec, series: series.slice(0, 1), breakdown: [{ property: 'properties.city' }] };
  const result: TrendsResult = {
    kind: 'trends',
    buckets: ['2026-03-03T00:00:00.000Z'],
    series: [...Array.from({ length: 14 }, (_, index) => `city ${index}`), '$other'].map((value) => ({
      label: 'visited',
      series: 0,
      breakdown: [value],
      values: [1],
      total: 1,
    })),
  };
  const lines = trendsLines(broken, result);

  test('beyond a dozen wait in the legend, and what is switched by hand stays so', () => {
    const first = shownLines(lines, new Set());
    expect(first.shown).toEqual(lines.slice(0, 12));
    const [one, last] = [lines[0]?.key ?? '', lines[14]?.key ?? ''];
    const switched = switchedFor(lines, new Set([one, ...lines.slice(12, 14).map(({ key }) => key)]));
    expect(switched).toEqual(new Set([one, last]));
    expect(shownLines(lines, switched).shown).toEqual([...lines.slice(1, 12), lines[14]]);
  });

  test('of what folds together are grey, no colour of a value', () => {
    expect(lines.at(-1)?.color).toBe('var(--edge)');
    expect(new Set(lines.map(({ color }) => color)).size).toBe(lines.length);
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
    expect(table.series).toEqual([0, 1, undefined]);
    expect(hover.note?.(0)).toBe('Before: Sun, 1 Mar 2026 (+50\u202f%)');
    expect(hover.note?.(1)).toBe('Nothing to compare with');
  });

  test('have their past and change beside them in the table, and open by the columns that are counts', () => {
    const paid = (values: number[]) => ({ ...lineOf(values, values[0] ?? 0), label: 'paid', series: 1 });
    const both: TrendsSpec = { ...asked, series };
    const answer: TrendsResult = {
      kind: 'trends',
      buckets: buckets.slice(0, 1),
      series: [lineOf([6], 6), paid([3])],
      compare: { buckets: before, series: [lineOf([4], 4), paid([3])] },
    };
    const { table } = drawTrends(both, answer, trendsLines(both, answer), { look: 'table', timeZone: 'UTC', now: 0 });
    expect(table.columns.slice(1)).toEqual([
      'visited',
      'visited, before',
      'visited, change',
      'paid',
      'paid, before',
      'paid, change',
    ]);
    expect(table.rows.map((row) => row.slice(1))).toEqual([['6', '4', '+50\u202f%', '3', '3', 'no change']]);
    expect(table.series).toEqual([0, 1, undefined, 2, 3, undefined]);
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
