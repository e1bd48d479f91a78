import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  binsOfRange,
  brushFilters,
  heldZoom,
  parseBrushes,
  printBrushes,
  rangeOfBins,
  shiftBins,
  toggleValue,
  withBrush,
} from '../../../renderer/features/sessions/charts/brush-model';
import {
  rangeWords,
  scaleWords,
  shortValueWords,
  valueWords,
} from '../../../renderer/features/sessions/charts/brush-words';
import { printScope, readScope } from '../../../renderer/features/sessions/use-list-scope';
import { filterSchema } from '../../../shared/model/filter';

const bins = (edges: readonly number[]) =>
  edges.slice(0, -1).map((from, index) => ({ from, to: edges[index + 1] ?? from, all: 1, held: 1 }));
const COUNTS = bins([0, 1, 2, 5, 10]);

test('a brushed bin holds its own values and not those where the next begins', () => {
  expect(rangeOfBins('events', COUNTS, 1, 1)).toEqual([1, 1]);
  expect(rangeOfBins('events', COUNTS, 2, 1)).toEqual([1, 4]);
  expect(rangeOfBins('durationSeconds', COUNTS, 1, 1)).toEqual([1, 1.999]);
  expect(rangeOfBins('start', COUNTS, 0, 2)).toEqual([0, 4]);
});

test('the last bin is closed', () => {
  expect(rangeOfBins('events', COUNTS, 3, 3)).toEqual([5, 10]);
});

test('bins and ranges are inverse, whatever the widths', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { minLength: 3, maxLength: 30 }),
      fc.nat(),
      fc.nat(),
      (raw, a, b) => {
        const made = bins(raw.sort((x, y) => x - y));
        const [first, last] = [a % made.length, b % made.length].sort((x, y) => x - y) as [number, number];
        const range = rangeOfBins('durationSeconds', made, first, last);
        expect(range && binsOfRange(made, range)).toEqual({ first, last });
      },
    ),
  );
});

test('a range beside all bins touches none', () => {
  expect(binsOfRange(COUNTS, [20, 30])).toBeUndefined();
  expect(binsOfRange(COUNTS, [10, 30])).toEqual({ first: 3, last: 3 });
});

test('a brush moves as far as there are bins and keeps its width', () => {
  expect(shiftBins({ first: 1, last: 2 }, 5, 4)).toEqual({ first: 2, last: 3 });
  expect(shiftBins({ first: 1, last: 2 }, -5, 4)).toEqual({ first: 0, last: 1 });
});

test('brushes become conditions that the engine reads', () => {
  const filters = brushFilters({
    durationSeconds: [0, 59.999],
    device: ['Mobile', null],
    bounce: ['true'],
    'utm.source': [null],
  });
  expect(filters).toEqual([
    { property: 'session.durationSeconds', op: 'between', value: [0, 59.999] },
    {
      any: [
        { property: 'session.device', op: 'eq', value: ['Mobile'] },
        { property: 'session.device', op: 'is_not_set' },
      ],
    },
    { property: 'session.bounce', op: 'eq', value: ['true'] },
    { property: 'session["utm.source"]', op: 'is_not_set' },
  ]);
  for (const filter of filters) expect(filterSchema.safeParse(filter).success).toBe(true);
});

test('brushes survive the address; what is none is told apart from nothing', () => {
  const brushes = { events: [2, 5] as [number, number], device: ['Desktop', null] };
  expect(parseBrushes(printBrushes(brushes))).toEqual(brushes);
  expect(printBrushes({})).toBeUndefined();
  expect(parseBrushes(undefined)).toEqual({});
  expect(parseBrushes('{"nonsense":[1,2]}')).toBeUndefined();
  expect(parseBrushes('{oops')).toBeUndefined();
});

test('values are taken up and let go; the last one takes the brush with it', () => {
  expect(toggleValue(undefined, 'a')).toEqual(['a']);
  expect(toggleValue(['a'], null)).toEqual(['a', null]);
  expect(toggleValue(['a'], 'a')).toBeUndefined();
  expect(withBrush({ device: ['a'], events: [1, 2] }, 'device', undefined)).toEqual({ events: [1, 2] });
});

test('held bars grow by a round factor only where they could not be seen', () => {
  expect(heldZoom([100, 50], [90, 10])).toBe(1);
  expect(heldZoom([1000, 50], [9, 1])).toBe(100);
  expect(heldZoom([1000], [0])).toBe(1);
});

test('the scope of the list survives the address', () => {
  const scope = {
    person: 'ada',
    find: 'help me',
    where: { property: 'session.errors', op: 'gt' as const, value: 0 },
    brushes: { events: [1, 9] as [number, number] },
  };
  expect(readScope(printScope(scope))).toEqual({ ...scope, problem: undefined });
  expect(printScope({ person: undefined, find: '', where: undefined, brushes: {} })).toEqual({});
  expect(readScope({ where: '{"property":"nowhere","op":"eq"}' }).problem).toContain('filter');
  expect(readScope({ brush: '[1]' }).problem).toContain('brushes');
});

test('ranges and values are said as people read them', () => {
  expect(rangeWords('durationSeconds', [60, 119.999], 'UTC')).toBe('1–2\u202fm');
  expect(rangeWords('durationSeconds', [60, 3599.999], 'UTC')).toBe('1\u202fm – 1\u202fh');
  expect(rangeWords('durationSeconds', [0, 0], 'UTC')).toBe('0\u202fs');
  expect(rangeWords('events', [3, 3], 'UTC')).toBe('3');
  expect(rangeWords('events', [3, 7], 'UTC')).toBe('3–7');
  const day = (month: number, date: number, hour = 0): number => Date.UTC(2026, month, date, hour);
  expect(rangeWords('start', [day(0, 3), day(0, 3, 12) - 1], 'UTC')).toBe('3 Jan 00:00–12:00');
  expect(rangeWords('start', [day(0, 3), day(0, 9)], 'UTC')).toBe('3–9 Jan');
  expect(rangeWords('start', [day(0, 30), day(1, 9)], 'UTC')).toBe('30 Jan – 9 Feb');
  expect(valueWords('bounce', 'false')).toBe('no bounce');
  expect(valueWords('device', null)).toBe('not known');
  expect(valueWords('splitReason', 'sdk')).toBe('the SDK began a new session');
  expect(shortValueWords('splitReason', 'sdk')).toBe('SDK session');
  expect(shortValueWords('device', 'Tablet')).toBe('Tablet');
});

test('the scale below a chart names the years once there is more than one', () => {
  const at = (text: string): number => Date.parse(`${text}T00:00:00Z`);
  const long = { from: at('2016-01-24'), to: at('2026-01-20') };
  expect(scaleWords('start', long, long.from, 'UTC')).toBe('Jan 2016');
  const short = { from: at('2026-05-02'), to: at('2026-07-01') };
  expect(scaleWords('start', short, short.from, 'UTC')).toBe('2 May');
  expect(scaleWords('events', { from: 0, to: 5e10 }, 30, 'UTC')).toBe('30');
});
