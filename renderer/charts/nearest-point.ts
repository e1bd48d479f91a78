/** From a place on the canvas to the point it means, and back. Pixels count from the canvas's upper left. */
import type { ChartPoint, Hover } from './drawing';
import type { ECharts } from './echarts';

/** What share of a place its bars fill; the rest is air (barCategoryGap). */
const BARS_FILL = 0.72;

type Placing = Pick<ECharts, 'convertToPixel' | 'convertFromPixel' | 'getWidth' | 'getHeight'>;

/** Where a value of a place lies; undefined for a missing value. */
export function pixelOf(chart: Placing, index: number, value: number | null): readonly [number, number] | undefined {
  if (value === null) return undefined;
  const pixel = chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [index, value]) as unknown;
  return Array.isArray(pixel) && Number.isFinite(pixel[0]) && Number.isFinite(pixel[1])
    ? [Number(pixel[0]), Number(pixel[1])]
    : undefined;
}

/** Pixels between the middles of two neighbouring places. */
export function stepWidth(chart: Placing, places: number): number {
  const first = pixelOf(chart, 0, 0)?.[0] ?? 0;
  const second = pixelOf(chart, 1, 0)?.[0];
  return places > 1 && second !== undefined ? second - first : chart.getWidth();
}

export function nearestPoint(chart: Placing, hover: Hover, x: number, y: number): ChartPoint | undefined {
  const places = hover.titles.length;
  if (places === 0 || hover.series.length === 0) return undefined;
  const raw = chart.convertFromPixel({ xAxisIndex: 0 }, x) as unknown;
  if (typeof raw !== 'number' || !Number.isFinite(raw)) return undefined;
  const index = Math.max(0, Math.min(places - 1, Math.round(raw)));
  if (hover.stacked === true) return { index, series: pieceAt(chart, hover, index, y) };
  if (hover.sideBySide) {
    const middle = pixelOf(chart, index, 0)?.[0] ?? x;
    const width = stepWidth(chart, places) * BARS_FILL;
    const share = (x - (middle - width / 2)) / width;
    const series = Math.floor(share * hover.series.length);
    return { index, series: Math.max(0, Math.min(hover.series.length - 1, series)) };
  }
  let best = { index, series: 0 };
  let distance = Infinity;
  for (const [series, { values }] of hover.series.entries()) {
    const pixel = pixelOf(chart, index, values[index] ?? null);
    if (pixel === undefined) continue;
    const away = Math.abs(pixel[1] - y);
    if (away < distance) {
      distance = away;
      best = { index, series };
    }
  }
  return best;
}

/** The piece of a stack that lies at `y`, else the nearest one. */
function pieceAt(chart: Placing, hover: Hover, index: number, y: number): number {
  let above = 0;
  let below = 0;
  let best = { series: 0, away: Infinity };
  for (const [series, { values }] of hover.series.entries()) {
    const value = values[index] ?? 0;
    if (value === 0) continue;
    const start = value > 0 ? above : below;
    if (value > 0) above += value;
    else below += value;
    const from = pixelOf(chart, index, start)?.[1];
    const to = pixelOf(chart, index, start + value)?.[1];
    if (from === undefined || to === undefined) continue;
    const away = Math.max(Math.min(from, to) - y, y - Math.max(from, to), 0);
    if (away < best.away) best = { series, away };
  }
  return best.series;
}
