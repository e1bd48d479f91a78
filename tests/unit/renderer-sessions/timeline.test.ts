import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cullLane, density, lowerBound, nearest } from '../../../renderer/parts/timeline/cull';
import { timeAxis } from '../../../renderer/parts/timeline/axis';
import { elapsedLabel, ticks } from '../../../renderer/parts/timeline/ticks';
import {
  between,
  boundsOf,
  centreOn,
  MIN_SPAN_MS,
  panBy,
  reveal,
  spanOf,
  timeAt,
  xOf,
  zoomAt,
} from '../../../renderer/parts/timeline/time-window';

const BOUNDS = { from: 0, to: 60_000 };
const sorted = (times: number[]): Float64Array => Float64Array.from(times).sort();

const aWindow = fc
  .tuple(fc.double({ min: 0, max: 59_000, noNaN: true }), fc.double({ min: MIN_SPAN_MS, max: 60_000, noNaN: true }))
  .map(([from, span]) => ({ from, to: Math.min(60_000, from + span) }))
  .filter((window) => spanOf(window) >= MIN_SPAN_MS);

test('zooming keeps the instant under the cursor in place, as far as the bounds allow', () => {
  const zoomed = zoomAt({ from: 10_000, to: 20_000 }, 0.25, 0.5, BOUNDS);
  expect(zoomed).toEqual({ from: 11_250, to: 16_250 });
  expect(timeAt(250, zoomed, 1000)).toBe(12_500);
});

test('whatever is done to a window, it stays within the bounds and keeps a span', () => {
  fc.assert(
    fc.property(
      aWindow,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      fc.double({ min: -5, max: 5, noNaN: true }),
      (window, anchor, factor, share) => {
        for (const next of [
          zoomAt(window, anchor, factor, BOUNDS),
          panBy(window, share, BOUNDS),
          centreOn(window, share * 30_000, BOUNDS),
        ]) {
          expect(next.from).toBeGreaterThanOrEqual(BOUNDS.from - 1e-6);
          expect(next.to).toBeLessThanOrEqual(BOUNDS.to + 1e-6);
          expect(spanOf(next)).toBeGreaterThanOrEqual(MIN_SPAN_MS - 1e-6);
        }
      },
    ),
  );
});

test('a session of one event has bounds to show it in', () => {
  expect(boundsOf(1000, 1000)).toEqual({ from: 500, to: 1500 });
});

test('an instant in sight moves nothing; one out of sight is brought to the middle', () => {
  const window = { from: 10_000, to: 20_000 };
  expect(reveal(window, 15_000, BOUNDS)).toBe(window);
  expect(reveal(window, 40_000, BOUNDS)).toEqual({ from: 35_000, to: 45_000 });
});

test('pixels and instants are inverse', () => {
  fc.assert(
    fc.property(aWindow, fc.double({ min: 0, max: 800, noNaN: true }), (window, x) => {
      expect(xOf(timeAt(x, window, 800), window, 800)).toBeCloseTo(x, 3);
    }),
  );
});

test('a moving window begins and ends where it should', () => {
  const a = { from: 0, to: 60_000 };
  const b = { from: 20_000, to: 21_000 };
  const close = (got: { from: number; to: number }, want: { from: number; to: number }): void => {
    expect(got.from).toBeCloseTo(want.from, 3);
    expect(got.to).toBeCloseTo(want.to, 3);
  };
  close(between(a, b, 0), a);
  close(between(a, b, 1), b);
  close(between(b, { from: 30_000, to: 31_000 }, 0.5), { from: 25_000, to: 26_000 });
});

test('every event in the window is in exactly one bar, and none from outside', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1000, max: 61_000 }), { maxLength: 300 }),
      aWindow,
      fc.integer({ min: 1, max: 900 }),
      fc.integer({ min: 1, max: 8 }),
      (raw, window, width, step) => {
        const times = sorted(raw);
        const bars = cullLane(times, window, width, step);
        const inside = [...times].filter((time) => time >= window.from && time <= window.to);
        expect(bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(inside.length);
        for (const [index, bar] of bars.entries()) {
          const next = bars[index + 1];
          if (next !== undefined) expect(next.first).toBe(bar.first + bar.count);
        }
      },
    ),
  );
});

test('the last bar ends with the window, also where no event follows', () => {
  expect(cullLane(sorted([0, 21]), { from: 0, to: 20 }, 1, 2)).toEqual([{ x: 0, count: 1, first: 0 }]);
});

test('bars are bounded by pixels, not by events', () => {
  const times = Float64Array.from({ length: 50_000 }, (_, index) => index * 1.2);
  expect(cullLane(times, BOUNDS, 900, 3).length).toBeLessThanOrEqual(301);
  expect(cullLane(times, { from: 100, to: 112 }, 900, 3).length).toBeLessThan(15);
});

test('events far apart are bars of one, at their place', () => {
  expect(cullLane(sorted([0, 30_000, 60_000]), BOUNDS, 600, 3)).toEqual([
    { x: 0, count: 1, first: 0 },
    { x: 300, count: 1, first: 1 },
    { x: 600, count: 1, first: 2 },
  ]);
});

test('the nearest event is found within reach only', () => {
  const times = sorted([10_000, 20_000, 50_000]);
  expect(nearest(times, 202, BOUNDS, 600, 6)).toBe(1);
  expect(nearest(times, 260, BOUNDS, 600, 6)).toBeUndefined();
  expect(nearest(new Float64Array(), 0, BOUNDS, 600, 6)).toBeUndefined();
});

test('halving finds the first time that is not before', () => {
  const times = sorted([1, 3, 3, 7]);
  expect([0, 1, 2, 3, 4, 8].map((ms) => lowerBound(times, ms))).toEqual([0, 0, 1, 1, 3, 4]);
});

test('the overview counts every event', () => {
  const counts = density(sorted([0, 1, 30_000, 60_000]), BOUNDS, 10);
  expect([...counts]).toEqual([2, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
});

test('ticks are round steps of elapsed time that do not crowd', () => {
  const axis = timeAxis(sorted([0, 61_000]));
  const shown = ticks(axis, { from: 1000, to: 61_000 }, 600, { type: 'elapsed', originMs: 1000 });
  expect(shown.map(({ label }) => label)).toEqual(['0:00', '0:10', '0:20', '0:30', '0:40', '0:50', '1:00']);
  expect(
    ticks(axis, { from: 1000, to: 1200 }, 600, { type: 'elapsed', originMs: 1000 }).map(({ label }) => label),
  ).toEqual(['0:00.000', '0:00.050', '0:00.100', '0:00.150', '0:00.200']);
  expect(elapsedLabel(3_750_000)).toBe('1:02:30');
  fc.assert(
    fc.property(aWindow, fc.integer({ min: 50, max: 2000 }), (window, width) => {
      const xs = ticks(axis, window, width, { type: 'elapsed', originMs: 0 }).map(({ x }) => x);
      for (const [index, x] of xs.entries()) {
        const next = xs[index + 1];
        if (next !== undefined) expect(next - x).toBeGreaterThanOrEqual(83.9);
      }
    }),
  );
});
