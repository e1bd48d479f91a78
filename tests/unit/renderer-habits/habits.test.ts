import { describe, expect, it } from 'vitest';
import { drawLifecycle } from '../../../renderer/features/lifecycle/draw-lifecycle';
import {
  defaultLifecycle,
  overallPulse,
  pulseAt,
  STATUSES,
  totals,
} from '../../../renderer/features/lifecycle/lifecycle-words';
import { drawFrequency, drawStickiness } from '../../../renderer/features/stickiness/draw-habit';
import {
  asKind,
  defaultHabit,
  habitSpecSchema,
  type HabitSpec,
} from '../../../renderer/features/stickiness/habit-spec';
import { stickyBars } from '../../../renderer/features/stickiness/habit-words';
import { soloEntry, toggleEntry } from '../../../renderer/parts/chart-legend';
import { phrase } from '../../../shared/insights/explain/phrases';
import type { FrequencyResult, FrequencySpec } from '../../../shared/insights/frequency/spec';
import { lifecycleSpecSchema, type LifecycleResult, type LifecycleSpec } from '../../../shared/insights/lifecycle/spec';
import type { StickinessResult, StickinessSpec } from '../../../shared/insights/stickiness/spec';

const DAY = 86_400_000;
/** Monday. */
const START = Date.UTC(2026, 0, 5);
const plain = (text: string): string => text.replaceAll('\u202f', ' ');

const life: LifecycleSpec = { kind: 'lifecycle', match: { event: '$pageview' }, interval: 'week' };
/** Three weeks, the first of the data among them. */
const lived: LifecycleResult = {
  kind: 'lifecycle',
  buckets: [0, 1, 2].map((week) => new Date(START + week * 7 * DAY).toISOString()),
  new: [10, 6, 4],
  returning: [0, 7, 8],
  resurrecting: [0, 0, 2],
  dormant: [0, -3, -5],
};

describe('lifecycle', () => {
  it('tells the pulse of each bucket and of all that are final', () => {
    expect([0, 1, 2].map((bucket) => pulseAt(lived, bucket))).toEqual([null, 2, 1.2]);
    expect(overallPulse(lived, [1, 2])).toBe(12 / 8);
    expect(overallPulse(lived, [])).toBeNull();
  });
  it('draws the active above the line and the dormant below, and its table can be opened but for the pulse', () => {
    const drawing = drawLifecycle(life, lived, STATUSES, { timeZone: 'UTC', incomplete: false });
    expect(drawing.table.columns).toEqual(['Week', 'Returning', 'Resurrecting', 'New', 'Dormant', 'Pulse']);
    expect(drawing.table.rows[2]).toEqual(['Week of 19 Jan 2026', '8', '2', '4', '−5', '1.2']);
    expect(drawing.table.series).toBe(4);
    expect(drawing.hover.stacked).toBe(true);
    expect((drawing.option['series'] as { stack: string }[]).map(({ stack }) => stack)).toEqual(Array(4).fill('all'));
    expect(totals(lived)).toEqual({ new: 20, returning: 15, resurrecting: 2, dormant: 8 });
  });
});

const sticky: StickinessSpec = { kind: 'stickiness', match: { event: '$pageview' }, interval: 'day' };
const stuck: StickinessResult = {
  kind: 'stickiness',
  intervals: 5,
  counts: [0, 6, 0, 3, 1, 0],
  persons: 10,
  average: 1.9,
  dauWau: 0.4,
  dauMau: null,
};

describe('stickiness', () => {
  it('gives persons of exactly n days, or of n and more', () => {
    expect(stickyBars(stuck, 'exact').map(({ persons }) => persons)).toEqual([6, 0, 3, 1]);
    expect(stickyBars(stuck, 'orMore').map(({ persons }) => persons)).toEqual([10, 4, 4, 1]);
    expect(stickyBars(stuck, 'orMore')[1]?.share).toBe(0.4);
    expect(stickyBars({ ...stuck, counts: [0, 0], persons: 0 }, 'exact')).toEqual([]);
  });
  it('has a table of the same, with shares', () => {
    expect(drawStickiness(sticky, stuck, 'orMore').table.rows.map((row) => row.map(plain))).toEqual([
      ['1 day or more', '10', '100 %'],
      ['2 days or more', '4', '40 %'],
      ['3 days or more', '4', '40 %'],
      ['4 days or more', '1', '10 %'],
    ]);
  });
});

const often: FrequencySpec = { kind: 'frequency', match: { event: 'paid' }, per: 'session' };
const counted: FrequencyResult = {
  kind: 'frequency',
  units: 4,
  events: 30,
  min: 1,
  avg: 7.5,
  median: 4.5,
  p90: 15,
  p99: 19.5,
  max: 20,
  histogram: [
    { from: 1, to: 1, units: 3 },
    { from: 11, to: 20, units: 1 },
  ],
};

describe('frequency', () => {
  it('has a bar for each bin', () => {
    expect(drawFrequency(often, counted).table.rows.map((row) => row.map(plain))).toEqual([
      ['1 time', '3', '75 %'],
      ['11 to 20 times', '1', '25 %'],
    ]);
  });
});

describe('one address for both questions', () => {
  const asked: HabitSpec = { ...sticky, interval: 'week', range: { from: '2026-01-05' }, timezone: 'Europe/Berlin' };
  it('keeps event, days and conditions when the question changes', () => {
    const other = asKind(asked, 'frequency');
    expect(other).toEqual({
      kind: 'frequency',
      per: 'person',
      match: { event: '$pageview' },
      range: { from: '2026-01-05' },
      timezone: 'Europe/Berlin',
    });
    expect(habitSpecSchema.safeParse(other).success).toBe(true);
    expect(asKind({ ...often, per: 'week' }, 'stickiness')).toEqual({
      kind: 'stickiness',
      match: { event: 'paid' },
      interval: 'week',
    });
    expect(asKind(asked, 'stickiness')).toBe(asked);
  });
  it('begins with what stands for being there', () => {
    const event = { event: '$screen', kind: 'screen' as const, count: 3, firstSeen: 0, lastSeen: 1 };
    expect(defaultHabit([event], { from: 0, to: 30 * DAY })).toEqual({ ...sticky, match: { event: '$screen' } });
    expect(defaultHabit([], { from: 0, to: 1 })).toBeUndefined();
    const made = defaultLifecycle([event], { from: 0, to: 60 * DAY });
    expect(made?.interval).toBe('week');
    expect(lifecycleSpecSchema.safeParse(made).success).toBe(true);
  });
});

describe('the legend', () => {
  it('hides one, shows it again', () => {
    const hidden = toggleEntry(new Set(), 'a');
    expect([...hidden]).toEqual(['a']);
    expect([...toggleEntry(hidden, 'a')]).toEqual([]);
  });
  it('shows one alone, then all again', () => {
    const alone = soloEntry(new Set(), ['a', 'b', 'c'], 'b');
    expect([...alone]).toEqual(['a', 'c']);
    expect([...soloEntry(alone, ['a', 'b', 'c'], 'b')]).toEqual([]);
  });
});

it('lets what is put into a sentence stand out', () => {
  expect(phrase`Of ${'3'} people, ${'1'}.`).toEqual([
    { text: 'Of ' },
    { text: '3', strong: true },
    { text: ' people, ' },
    { text: '1', strong: true },
    { text: '.' },
  ]);
});
