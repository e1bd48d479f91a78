/** Times are read as `Date.parse` reads them, also those that are read by hand. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inRange, readTime } from '../../shared/protocols/reading';
import { runs } from '../support/runs';

const digits = (length: number) => fc.nat(10 ** length - 1).map((number) => String(number).padStart(length, '0'));
const iso = fc
  .tuple(digits(4), digits(2), digits(2), digits(2), digits(2), digits(2), fc.option(digits(3)))
  .map(([y, mo, d, h, mi, s, ms]) => `${y}-${mo}-${d}T${h}:${mi}:${s}${ms === null ? '' : `.${ms}`}Z`);
const date = fc
  .date({ min: new Date(0), max: new Date(7_258_118_399_999), noInvalidDate: true })
  .map((each) => each.toISOString());

test('a moment in UTC', () => {
  fc.assert(
    fc.property(fc.oneof(iso, date), (text) => {
      expect(readTime(text)).toBe(inRange(Date.parse(text)));
      expect(readTime(text.replace('T', 't'))).toBe(inRange(Date.parse(text)));
    }),
    runs(2_000),
  );
});
