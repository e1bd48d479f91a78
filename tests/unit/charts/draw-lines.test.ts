import { describe, expect, it } from 'vitest';
import { isLastOpen } from '../../../renderer/charts/buckets';
import { drawLines, type LinesInput } from '../../../renderer/charts/draw-lines';
import { mapColors } from '../../../renderer/charts/resolve-colors';
import { sparkPath } from '../../../renderer/charts/sparkline';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);
const input = (more: Partial<LinesInput> = {}): LinesInput => ({
  title: 'Sign-ups',
  buckets: [0, 1, 2].map((day) => START + day * DAY),
  interval: 'day',
  timeZone: 'UTC',
  series: [{ name: 'A', color: 'var(--cat-1)', values: [3, null, 5] }],
  look: 'line',
  format: (value) => (value === null ? '–' : String(value)),
  ...more,
});

interface DrawnSeries {
  readonly data: readonly unknown[];
  readonly lineStyle: { readonly type?: unknown };
}
const seriesOf = (more?: Partial<LinesInput>) => drawLines(input(more)).option['series'] as readonly DrawnSeries[];

describe('drawLines', () => {
  it('has a table that says what the picture says', () => {
    expect(drawLines(input()).table).toEqual({
      columns: ['Day', 'A'],
      rows: [
        ['Mon, 5 Jan 2026', '3'],
        ['Tue, 6 Jan 2026', '–'],
        ['Wed, 7 Jan 2026', '5'],
      ],
    });
  });

  it('says in words where it was highest and where it ended', () => {
    expect(drawLines(input()).summary).toBe(
      'Sign-ups, Mon, 5 Jan 2026 to Wed, 7 Jan 2026. A: highest 5 on Wed, 7 Jan 2026, last 5.',
    );
    expect(drawLines(input({ buckets: [], series: [] })).summary).toContain('no data');
  });

  it('draws the last stretch dashed while its bucket still runs, and the rest solid', () => {
    const [solid, dashed] = seriesOf({ incomplete: true, series: [{ name: 'A', color: 'c', values: [1, 2, 3] }] });
    expect(solid?.data).toEqual([1, 2, null]);
    expect(dashed?.data).toEqual([null, 2, 3]);
    expect(dashed?.lineStyle.type).toEqual([4, 4]);
    expect(seriesOf()).toHaveLength(1);
  });

  it('names hours so that each day is among them', () => {
    const hours = Array.from({ length: 50 }, (_, hour) => START + (hour + 14) * 3_600_000);
    const { xAxis } = drawLines(input({ buckets: hours, interval: 'hour' })).option as {
      readonly xAxis: { readonly data: readonly string[]; readonly axisLabel: { interval: (at: number) => boolean } };
    };
    const named = xAxis.data.filter((_, index) => xAxis.axisLabel.interval(index));
    expect(named).toEqual(['18:00', '6 Jan', '06:00', '12:00', '18:00', '7 Jan', '06:00', '12:00']);
  });

  it('writes the year of days of several years', () => {
    const axis = (buckets: readonly number[]) =>
      (drawLines(input({ buckets })).option['xAxis'] as { readonly data: readonly string[] }).data;
    expect(axis([START, START + DAY])).toEqual(['5 Jan', '6 Jan']);
    expect(axis([START - 30 * DAY, START])).toEqual(['6 Dec 2025', '5 Jan 2026']);
  });

  it('tells in the hover that the last bucket is not over', () => {
    expect(drawLines(input({ incomplete: true })).hover.titles.at(-1)).toBe('Wed, 7 Jan 2026 (so far)');
  });
});

it('knows whether the last bucket still runs', () => {
  const buckets = ['2026-01-05T00:00:00Z', '2026-01-06T00:00:00Z'];
  expect(isLastOpen(buckets, 'day', Date.UTC(2026, 0, 6, 12))).toBe(true);
  expect(isLastOpen(buckets, 'day', Date.UTC(2026, 0, 7))).toBe(false);
  expect(isLastOpen([], 'day', 0)).toBe(false);
});

it('resolves every token in an option, however deep, and nothing else', () => {
  const option = { a: 'var(--x)', b: ['plain', { c: 'color-mix(in oklch, var(--y) 20%, transparent)' }], d: 4 };
  expect(mapColors(option, (css) => `<${css}>`)).toEqual({
    a: '<var(--x)>',
    b: ['plain', { c: '<color-mix(in oklch, var(--y) 20%, transparent)>' }],
    d: 4,
  });
});

it('lifts the pen of a sparkline where a value is missing', () => {
  expect(sparkPath([0, 10, null, 10])).toMatch(/^M[\d.]+ [\d.]+L[\d.]+ [\d.]+M[\d.]+ [\d.]+$/);
  expect(sparkPath([])).toBe('');
});
