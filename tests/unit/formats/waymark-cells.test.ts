import fc from 'fast-check';
import { expect, test } from 'vitest';
import { neutraliseCell, restoreCell } from '../../../shared/base/csv-cell';
import { waymarkEvents } from '../../../shared/formats/waymark/events';

test.each(['=1+1', '+4', '-2', '@sum', '\tx', '\rx', "'=x", "''@"])('%j gets an apostrophe', (text) => {
  expect(neutraliseCell(text)).toBe(`'${text}`);
});

test.each(['a=b', "'a", "'", '', '4', ' =x'])('%j stays as it is', (text) => {
  expect(neutraliseCell(text)).toBe(text);
});

test('whatever was neutralised comes back', () => {
  const near = fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', 'a'), maxLength: 6 });
  fc.assert(fc.property(fc.oneof(near, fc.string()), (text) => restoreCell(neutraliseCell(text)) === text));
});

const ROW = {
  event_id: "'=1",
  event: 'view',
  kind: 'custom',
  timestamp: '2026-01-01T00:00:00.001Z',
  received_at: '2026-01-01T00:00:01.000Z',
  distinct_id: 'ann',
  source: 'segment',
};

test('apostrophes are taken away in marked CSV alone', () => {
  const read = waymarkEvents.reader(0);
  expect(read({ ...ROW, waymark_export: 'csv-1' }).events[0]).toMatchObject({
    event_id: '=1',
    timestamp: Date.UTC(2026, 0, 1) + 1,
    source: 'segment',
  });
  expect(read(ROW).events[0]?.event_id).toBe("'=1");
});

test.each([
  [{ kind: 'dance' }, 'malformed_row'],
  [{ timestamp: 'soon' }, 'invalid_time'],
  [{ received_at: 1.5 }, 'invalid_time'],
  [{ distinct_id: '' }, 'missing_id'],
  [{ event_id: null }, 'missing_id'],
  [{ waymark_export: 'csv-2' }, 'malformed_row'],
])('a row with %j is rejected', (change, code) => {
  const reading = waymarkEvents.reader(0)({ ...ROW, ...change });
  expect(reading.events).toEqual([]);
  expect(reading.rejects.map((each) => each.code)).toEqual([code]);
});
