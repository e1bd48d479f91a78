import { describe, expect, it } from 'vitest';
import type { Hover } from '../../../renderer/charts/drawing';
import { nearestPoint } from '../../../renderer/charts/nearest-point';

/** Places stand 100 px apart; a value of v lies at 200 − v px. */
const chart = {
  convertToPixel: (_finder: unknown, at: unknown) => {
    const [index, value] = at as [number, number];
    return [index * 100 + 50, 200 - value];
  },
  convertFromPixel: (_finder: unknown, x: unknown) => ((x as number) - 50) / 100,
  getWidth: () => 300,
  getHeight: () => 200,
} as unknown as Parameters<typeof nearestPoint>[0];

const hover = (sideBySide: boolean): Hover => ({
  titles: ['a', 'b', 'c'],
  series: [
    { name: 'low', color: '', values: [10, 20, null] },
    { name: 'high', color: '', values: [110, 120, 130] },
  ],
  format: String,
  sideBySide,
});

describe('nearestPoint', () => {
  it('takes the nearest place and there the nearest line', () => {
    expect(nearestPoint(chart, hover(false), 160, 185)).toEqual({ index: 1, series: 0 });
    expect(nearestPoint(chart, hover(false), 140, 90)).toEqual({ index: 1, series: 1 });
  });
  it('passes over lines that have no value there', () => {
    expect(nearestPoint(chart, hover(false), 250, 199)).toEqual({ index: 2, series: 1 });
  });
  it('stays within the chart', () => {
    expect(nearestPoint(chart, hover(false), -80, 0)).toEqual({ index: 0, series: 1 });
    expect(nearestPoint(chart, hover(false), 900, 0)).toEqual({ index: 2, series: 1 });
  });
  it('takes the bar under the pointer', () => {
    expect(nearestPoint(chart, hover(true), 140, 0)).toEqual({ index: 1, series: 0 });
    expect(nearestPoint(chart, hover(true), 160, 0)).toEqual({ index: 1, series: 1 });
  });
  it('takes the piece of a stack under the pointer, above zero and below', () => {
    const stack: Hover = {
      ...hover(true),
      stacked: true,
      series: [
        { name: 'low', color: '', values: [50, 0, null] },
        { name: 'high', color: '', values: [60, 40, 10] },
        { name: 'gone', color: '', values: [-30, 0, 0] },
      ],
    };
    const at = (x: number, y: number) => nearestPoint(chart, stack, x, y)?.series;
    // Of the first place: 200 to 150 px, 150 to 90 px, and 200 to 230 px below zero.
    expect([160, 100, 220].map((y) => at(50, y))).toEqual([0, 1, 2]);
    expect([0, 400].map((y) => at(50, y))).toEqual([1, 2]);
    expect(at(150, 200)).toBe(1);
  });
  it('finds nothing where nothing is drawn', () => {
    expect(nearestPoint(chart, { ...hover(false), titles: [] }, 100, 100)).toBeUndefined();
  });
});
