/**
 * Readers of vendors' exports meet files that nobody wrote for them: whatever a row holds, they neither throw nor make
 * events that cannot be stored, and a good row is never lost for what stands beside it.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VENDOR_FORMATS } from '../../../shared/formats/vendors';
import type { RowReading, VendorFormat } from '../../../shared/formats/vendor';
import { canonicalEventSchema } from '../../../shared/model/event';
import { recordingChunkSchema } from '../../../shared/model/recording';
import type { Json, JsonObject } from '../../../shared/model/json';
import { GOOD_ROWS } from '../../support/vendor-good-rows';
import { outlineOf, READ_AT } from '../../support/vendor-rows';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 20);

const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;
/** Values that tempt readers: numbers at the edges, broken JSON, names of prototypes, times that are none. */
const tempting: fc.Arbitrary<Json> = fc.oneof(
  json,
  fc.constantFrom<Json[]>(
    '{"a":',
    '[1,',
    '{}',
    '[]',
    'null',
    '',
    ' ',
    -1,
    0,
    1e300,
    -0,
    9_007_199_254_740_992,
    '99999999999999999999',
    '0001-01-01',
    '2026-13-45 99:99:99',
    '1772359200',
    '1772359200123456',
    '%E0%A4%A',
    'https://%zz?=&&=#',
    '\u0000',
    '\ud800',
    true,
    null,
    [[]],
    { key: null },
    { $date: { $numberLong: 'x' } },
  ),
);
/** As the importer gives it: out of JSON, so that it shares nothing with another row and holds nothing twice. */
const ownOf = (row: JsonObject): JsonObject => JSON.parse(JSON.stringify(row)) as JsonObject;

const nameOf = (keys: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(...keys),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'properties', 'id'),
    fc.string(),
  );

/** The row with some fields changed, dropped or put in, at the top or one level down. */
const mutated = (row: JsonObject): fc.Arbitrary<JsonObject> =>
  fc
    .array(
      fc.tuple(
        nameOf(Object.keys(row)),
        fc.option(tempting, { nil: undefined }),
        fc.option(fc.string(), { nil: undefined }),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((changes) => {
      const entries = new Map(Object.entries(row));
      for (const [name, value, inner] of changes) {
        const before = entries.get(name);
        if (value === undefined) entries.delete(name);
        else if (inner !== undefined && typeof before === 'object' && before !== null && !Array.isArray(before)) {
          entries.set(name, { ...before, [inner]: value });
        } else entries.set(name, value);
      }
      return Object.fromEntries(entries);
    });

function assertSound(format: VendorFormat, { events, rejects, recordings = [] }: RowReading): void {
  for (const piece of recordings) recordingChunkSchema.parse(piece);
  for (const event of events) {
    const stored = canonicalEventSchema.safeParse({ ...event, event_id: event.event_id || 'derived' });
    if (!stored.success) throw new Error(`${format.title}: ${stored.error.message} ${JSON.stringify(event)}`);
    // Waymark's own export says of each event where that came from.
    if (format.vendor !== 'waymark') expect(event.source).toBe(format.vendor);
    expect(Number.isSafeInteger(event.timestamp)).toBe(true);
    expect(() => JSON.stringify(event.properties)).not.toThrow();
  }
  for (const { message, raw } of rejects) {
    expect(message).toMatch(/\.$/);
    expect(raw.length).toBeLessThanOrEqual(65_536);
  }
}

/** What stands beside events in other files: each row is kept as a reject, whatever it says. */
const KEPT_ASIDE = new Set(['Umami event data']);

function expectMeaning(title: string, { events, rejects }: RowReading): void {
  if (KEPT_ASIDE.has(title)) {
    expect(rejects).toHaveLength(1);
    expect(events).toEqual([]);
    return;
  }
  expect(rejects).toEqual([]);
  expect(events.length).toBeGreaterThan(0);
}

describe.each(VENDOR_FORMATS.map((format) => [format.title, format] as const))('%s', (title, format) => {
  const good = GOOD_ROWS[title] ?? [];

  it('has rows to test with, which it recognises and reads', () => {
    expect(good).not.toEqual([]);
    expect(format.recognise(outlineOf(good, 'csv')) ?? format.recognise(outlineOf(good))).toBeDefined();
    const read = format.reader(READ_AT);
    for (const row of good) {
      const reading = read(ownOf(row));
      assertSound(format, reading);
      expectMeaning(title, reading);
    }
  });

  it('takes any row', () => {
    fc.assert(
      fc.property(fc.dictionary(nameOf(Object.keys(good[0] ?? { id: 1 })), tempting), (row) => {
        assertSound(format, format.reader(READ_AT)(ownOf(row)));
      }),
      { numRuns: RUNS * 3 },
    );
  });

  it('takes any change of a good row, and loses no good row that follows', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...good).chain((row) => fc.tuple(fc.constant(row), mutated(row))),
        ([row, bad]) => {
          const read = format.reader(READ_AT);
          assertSound(format, read(ownOf(bad)));
          const after = read(ownOf(row));
          assertSound(format, after);
          expectMeaning(title, after);
        },
      ),
      { numRuns: RUNS * 5 },
    );
  });

  it('makes the same events of the same rows', () => {
    const once = good.map(ownOf).map(format.reader(READ_AT));
    expect(good.map(ownOf).map(format.reader(READ_AT))).toEqual(once);
  });

  it('looks at any outline', () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(nameOf(Object.keys(good[0] ?? { id: 1 })), tempting), { maxLength: 3 }),
        (rows) => {
          const reason = format.recognise(outlineOf(rows.map(ownOf)));
          expect(reason === undefined || reason.endsWith('.')).toBe(true);
        },
      ),
      { numRuns: RUNS },
    );
  });
});
