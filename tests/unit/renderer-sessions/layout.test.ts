import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stretchesIn, timeAxis } from '../../../renderer/parts/timeline/axis';
import { carryPages } from '../../../renderer/parts/timeline/events';
import { hitAt } from '../../../renderer/parts/timeline/geometry';
import { layOut, sessionRuns } from '../../../renderer/parts/timeline/lanes';
import { foldedRows, isHead, plainRows, runOf } from '../../../renderer/parts/timeline/list-rows';
import { cullSpans, packSpans, spanAt, spanLine } from '../../../renderer/parts/timeline/spans';
import { ticks } from '../../../renderer/parts/timeline/ticks';
import { xOf } from '../../../renderer/parts/timeline/time-window';
import { eventsOf } from './events-of';

const sorted = (times: readonly number[]): Float64Array => Float64Array.from(times).sort();
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

const VISITS = eventsOf([
  { time: 0, event: '$pageview', kind: 'page', page: '/', session: 'a' },
  { time: 1000, event: '$autocapture', kind: 'click', session: 'a' },
  { time: 5000, event: '$pageview', kind: 'page', page: '/pricing', session: 'a' },
  { time: 6000, event: 'Plan chosen', session: 'a' },
  { time: 7000, event: '$exception', kind: 'error', session: 'a' },
  { time: 9000, event: '$web_vitals', kind: 'vitals', session: 'a' },
  { time: DAY, event: 'Came back', session: 'b' },
  { time: DAY + 500, event: 'request', kind: 'network', durationMs: 300, session: 'b' },
]);

test('an axis that skips nothing is the time itself', () => {
  const axis = timeAxis(sorted([1000, 5000, 90_000]));
  expect(axis.stretches).toEqual([{ from: 1000, to: 90_000, at: 1000 }]);
  expect(axis.toAxis(42_000)).toBe(42_000);
  expect(axis.toTime(-7)).toBe(-7);
});

test('a skipped pause takes little, and nothing else changes its length', () => {
  const axis = timeAxis(sorted([0, 10 * MINUTE, DAY, DAY + 10 * MINUTE]), 5 * MINUTE * 3);
  expect(axis.stretches.map(({ from, to }) => [from, to])).toEqual([
    [0, 10 * MINUTE],
    [DAY, DAY + 10 * MINUTE],
  ]);
  expect(axis.toAxis(DAY + MINUTE) - axis.toAxis(DAY)).toBe(MINUTE);
  expect(axis.toAxis(DAY) - axis.toAxis(10 * MINUTE)).toBeLessThan(2 * MINUTE);
});

test('time and axis are inverse and keep the order, also within a skipped pause', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 10 * DAY }), { minLength: 1, maxLength: 40 }),
      fc.option(fc.integer({ min: 1000, max: DAY }), { nil: undefined }),
      fc.array(fc.integer({ min: -DAY, max: 11 * DAY }), { minLength: 2, maxLength: 20 }),
      (raw, idle, asked) => {
        const times = sorted(raw);
        const axis = timeAxis(times, idle);
        let before = Number.NEGATIVE_INFINITY;
        for (const ms of sorted(asked)) {
          const at = axis.toAxis(ms);
          // A pause of days is a second on the axis: back from there, milliseconds are the most that can be had.
          expect(Math.abs(axis.toTime(at) - ms)).toBeLessThan(1);
          expect(at).toBeGreaterThanOrEqual(before);
          before = at;
        }
        for (const time of times) {
          expect(axis.toAxis(time)).toBeGreaterThanOrEqual(axis.bounds.from);
          expect(axis.toAxis(time)).toBeLessThanOrEqual(axis.bounds.to);
        }
      },
    ),
  );
});

test('the stretches in a window are those that it touches', () => {
  const axis = timeAxis(sorted([0, 1000, DAY, DAY + 1000, 2 * DAY]), MINUTE);
  const within = stretchesIn(axis, { from: axis.toAxis(DAY), to: axis.toAxis(DAY + 500) });
  expect(within).toEqual({ first: 1, last: 1 });
  expect(stretchesIn(axis, axis.bounds)).toEqual({ first: 0, last: 2 });
});

test('clock ticks name the beginning of each stretch and crowd nowhere', () => {
  const start = Date.UTC(2026, 0, 3, 10, 20);
  const axis = timeAxis(sorted([start, start + 2 * MINUTE, start + DAY, start + DAY + 2 * MINUTE]), MINUTE * 5);
  const shown = ticks(axis, axis.bounds, 900, { type: 'clock', timezone: 'Europe/Berlin' });
  expect(shown.filter(({ starts }) => starts).map(({ label }) => label)).toEqual(['3 Jan 11:20', '4 Jan 11:20']);
  expect(shown.some(({ label }) => label === '11:21:00')).toBe(true);
  for (const [index, { x }] of shown.entries()) {
    const next = shown[index + 1];
    if (next !== undefined) expect(next.x - x).toBeGreaterThanOrEqual(60);
  }
});

test('clock ticks stand on whole steps of the zone, not of UTC', () => {
  const start = Date.UTC(2026, 0, 3, 10, 0);
  const axis = timeAxis(sorted([start, start + 12 * 60 * MINUTE]));
  const labels = ticks(axis, axis.bounds, 900, { type: 'clock', timezone: 'Asia/Kolkata' }).map(({ label }) => label);
  expect(labels).toContain('18:00');
  expect(labels.every((label) => label.endsWith(':00') || label === '4 Jan')).toBe(true);
});

test('sessions are runs with the silence before them', () => {
  expect(sessionRuns(VISITS)).toEqual([
    { id: 'a', first: 0, last: 5, from: 0, to: 9000, silenceMs: undefined },
    { id: 'b', first: 6, last: 7, from: DAY, to: DAY + 500, silenceMs: DAY - 9000 },
  ]);
});

test('pages last until the next one or the end of their session; every event has its row', () => {
  const layout = layOut(VISITS, timeAxis(VISITS.time), true);
  expect(layout.rows.map(({ label }) => label)).toEqual([
    'Sessions',
    'Pages',
    'Events',
    'Clicks, forms',
    'Network',
    'Errors',
    'Web vitals',
  ]);
  const pages = layout.rows.find(({ type }) => type === 'pages');
  if (pages?.type !== 'pages') throw new Error('no pages');
  expect([...pages.line.starts]).toEqual([0, 5000]);
  expect([...pages.line.ends]).toEqual([5000, 9000]);
  expect([...layout.rowOf].map((row) => layout.rows[row]?.label)).toEqual([
    'Pages',
    'Clicks, forms',
    'Pages',
    'Events',
    'Errors',
    'Web vitals',
    'Events',
    'Network',
  ]);
  expect(layOut(VISITS, timeAxis(VISITS.time), false).rows[0]?.label).toBe('Pages');
});

test('every event is found under its own mark', () => {
  const layout = layOut(VISITS, timeAxis(VISITS.time, MINUTE), true);
  const { bounds } = layout.axis;
  for (let index = 0; index < VISITS.length; index += 1) {
    const row = layout.rows[layout.rowOf[index] ?? -1];
    if (row === undefined) throw new Error('an event without a row');
    const x = xOf(layout.at[index] ?? 0, bounds, 1200) + 1;
    expect(hitAt(layout, x, row.top + row.height / 2, bounds, 1200)).toEqual({ type: 'event', index });
  }
  expect(hitAt(layout, 5, 3, bounds, 1200)).toBeUndefined();
});

const spans = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 50_000 }), fc.integer({ min: 0, max: 4000 })), { maxLength: 120 })
  .map((raw) => raw.sort((a, b) => a[0] - b[0]).map(([start, length], of) => ({ start, end: start + length, of })));

test('spans on one line do not overlap while there are lines left', () => {
  fc.assert(
    fc.property(spans, (input) => {
      const lines = packSpans(input, input.length + 1);
      expect(lines.reduce((sum, line) => sum + line.of.length, 0)).toBe(input.length);
      for (const { starts, ends } of lines) {
        for (let at = 1; at < starts.length; at += 1) expect(starts[at]).toBeGreaterThanOrEqual(ends[at - 1] ?? 0);
      }
    }),
  );
  expect(
    packSpans(
      [0, 0, 0, 0].map((start, of) => ({ start, end: 9, of })),
      2,
    ),
  ).toHaveLength(2);
});

test('every span in the window is drawn once, and no more than pixels allow', () => {
  fc.assert(
    fc.property(spans, fc.integer({ min: 20, max: 600 }), fc.integer({ min: 1, max: 3 }), (input, width, least) => {
      const line = spanLine(input);
      const window = { from: 10_000, to: 30_000 };
      const drawn = cullSpans(line, window, width, least);
      const counted = new Set<number>();
      for (const { first, count } of drawn) {
        for (let at = first; at < first + count; at += 1) {
          expect(counted.has(at)).toBe(false);
          counted.add(at);
        }
      }
      for (const [at, { start, end }] of input.entries()) {
        if (start <= window.to && end >= window.from) expect(counted.has(at)).toBe(true);
      }
    }),
  );
  const dense = spanLine(Array.from({ length: 50_000 }, (_, of) => ({ start: of, end: of + 1, of })));
  expect(cullSpans(dense, { from: 0, to: 50_000 }, 900, 3).length).toBeLessThanOrEqual(301);
});

test('a span is found within it and a little beside it', () => {
  const line = spanLine([
    { start: 1000, end: 2000, of: 7 },
    { start: 5000, end: 5000, of: 8 },
  ]);
  const window = { from: 0, to: 10_000 };
  expect(spanAt(line, 150, window, 1000)).toBe(7);
  expect(spanAt(line, 203, window, 1000)).toBe(7);
  expect(spanAt(line, 497, window, 1000)).toBe(8);
  expect(spanAt(line, 300, window, 1000)).toBeUndefined();
});

test('an event is on the page that was last seen in its session', () => {
  expect(carryPages(['', '/', '', '/a', '', ''])).toEqual(['', '/', '/', '/a', '/a', '/a']);
  expect(carryPages(['/', '', '', ''], ['a', 'a', 'b', 'b'])).toEqual(['/', '/', '', '']);
});

test('the list folds by session: heads always, events of opened ones only', () => {
  const runs = sessionRuns(VISITS);
  const closed = foldedRows(VISITS, runs, new Set());
  expect([...closed.rows].map((row) => isHead(row) && runOf(row))).toEqual([0, 1]);
  expect(closed.rowOfEvent(6)).toBeUndefined();
  const opened = foldedRows(VISITS, runs, new Set(['b']));
  expect([...opened.rows]).toEqual([-1, -2, 6, 7]);
  expect(opened.rowOfEvent(7)).toBe(3);
  expect([...plainRows(3).rows]).toEqual([0, 1, 2]);
});
