/**
 * Where the bucket of every event is known, lifecycles and retention are counted by runs of events, whole words of bitmaps at
 * a time: over bitmaps of many words, however people are split, against the folds that read each event's time.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bitmapAdd, bitmapHas, bitmapWords } from '../../../shared/base/bitmap';
import { seededRandom } from '../../../shared/base/random';
import { afterFirst, beyond, runsWith, upToFirst } from '../../../shared/insights/bucket-runs';
import type { FoldInput, Insight, Needs } from '../../../shared/insights/insight';
import { lifecycle } from '../../../shared/insights/lifecycle';
import { Unpacker } from '../../../shared/insights/packed';
import { retention } from '../../../shared/insights/retention';
import { bucketColumnOf } from '../../support/bucket-column';
import { runs } from '../../support/runs';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 20);
const never = (): boolean => false;

interface World {
  readonly sequences: FoldInput['sequences'];
  /** Events of three kinds, the second and third among the first. */
  readonly bitmaps: readonly Uint32Array[];
  readonly extent: { readonly from: number; readonly to: number };
}

/** Persons of up to 150 events each, some of none. */
const worlds: fc.Arbitrary<World> = fc
  .record({
    sizes: fc.array(fc.constantFrom(0, 1, 2, 7, 30, 64, 150), { minLength: 1, maxLength: 8 }),
    hours: fc.constantFrom(20, 300, 2_000),
    share: fc.constantFrom(0.03, 0.4, 1),
    seed: fc.nat(),
  })
  .filter(({ sizes }) => sizes.some((size) => size > 0))
  .map(({ sizes, hours, share, seed }) => {
    const random = seededRandom(seed);
    const length = sizes.reduce<number>((sum, size) => sum + size, 0);
    const offsets = new Uint32Array(sizes.length + 1);
    const time = new Float64Array(length);
    for (const [person, size] of sizes.entries()) {
      const from = offsets[person] ?? 0;
      offsets[person + 1] = from + size;
      for (let at = from; at < from + size; at += 1) time[at] = START + Math.floor(random.next() * hours) * HOUR;
      time.subarray(from, from + size).sort();
    }
    const draw = (share: number, among?: Uint32Array): Uint32Array => {
      const bitmap = new Uint32Array(bitmapWords(length));
      for (let at = 0; at < length; at += 1) {
        if (random.next() < share && (among === undefined || bitmapHas(among, at))) bitmapAdd(bitmap, at);
      }
      return bitmap;
    };
    const seen = draw(0.9);
    const none = new Int32Array(length);
    return {
      sequences: {
        persons: sizes.length,
        length,
        offsets,
        time,
        name: none,
        session: none,
        eid: new Uint32Array(length),
      },
      bitmaps: [seen, draw(share, seen), draw(0.3, seen)],
      extent: { from: Math.min(...time), to: Math.max(...time) },
    };
  });

/** No range, or one that begins and ends at some hour, of a day or not. */
const ranges = fc.option(
  fc
    .record({ from: fc.integer({ min: -30, max: 400 }), length: fc.integer({ min: 1, max: 1_500 }) })
    .map(({ from, length }) => ({
      from: new Date(START + from * HOUR).toISOString(),
      to: new Date(START + (from + length) * HOUR).toISOString(),
    })),
  { nil: undefined },
);

const zone = fc.constantFrom('UTC', 'Europe/Berlin');
const interval = fc.constantFrom('day', 'week', 'month' as const);

/** The fold with buckets at hand says what it says without, of all and of a part of them; answers whether there were any. */
function holdsByColumn<Spec, Params, Part, Result, Cell>(
  insight: Insight<Spec, Params, Part, Result, Cell>,
  asked: object,
  { sequences, extent }: World,
  cut: number,
  predicatesOf: (params: Params, needs: Needs) => readonly Uint32Array[],
): boolean {
  const context = { timezone: 'UTC', weekStart: 'monday' as const, now: extent.to, extent };
  const { needs, params } = insight.plan(insight.spec.parse(asked), context);
  const plain = {
    sequences,
    codes: [],
    codeSizes: [],
    numbers: [],
    tables: [],
    predicates: predicatesOf(params, needs),
  };
  const buckets = (needs.buckets ?? []).map((boundaries) => bucketColumnOf(sequences, boundaries));
  const { persons } = sequences;
  const middle = Math.min(cut, persons);
  // Packed names make the fold see a window of the events.
  const packed = { ...plain, codes: [new Uint8Array(sequences.length)], codeSizes: [1], buckets };
  for (const range of [
    { from: 0, to: persons },
    { from: 0, to: middle },
    { from: middle, to: persons },
  ]) {
    const wanted = insight.fold(plain, params, range, never);
    expect(insight.fold({ ...plain, buckets }, params, range, never)).toEqual(wanted);
    expect(insight.fold(new Unpacker().inputOf(packed, range), params, range, never)).toEqual(wanted);
  }
  return buckets.length > 0;
}

const filter = { property: 'source', op: 'eq', value: 'web' } as const;

describe('counted by runs', () => {
  test('a lifecycle is what it is by the times of events', () => {
    let known = 0;
    fc.assert(
      fc.property(worlds, ranges, zone, interval, fc.boolean(), fc.nat(8), (world, range, timezone, each, all, cut) => {
        const asked = { kind: 'lifecycle', timezone, match: { event: 'a' }, interval: each };
        const spec = { ...asked, ...(range === undefined ? {} : { range }), ...(all ? {} : { filter }) };
        const [seen, matching] = world.bitmaps as [Uint32Array, Uint32Array];
        const byColumn = holdsByColumn(lifecycle, spec, world, cut, (params, { predicates }) =>
          predicates.map((_, place) => (place === params.seen ? seen : matching)),
        );
        known += byColumn ? 1 : 0;
      }),
      runs(600),
    );
    expect(known).toBeGreaterThan(0);
  });

  test('retention is what it is by the times of events', () => {
    let known = 0;
    fc.assert(
      fc.property(
        worlds,
        ranges,
        zone,
        interval,
        fc.constantFrom('first_ever', 'first_in_range'),
        fc.boolean(),
        fc.nat(8),
        (world, range, timezone, each, cohortBy, same, cut) => {
          const asked = { kind: 'retention', timezone, interval: each, periods: 5, cohortBy, start: { event: 'a' } };
          const spec = { ...asked, return: { event: same ? 'a' : 'b' }, ...(range === undefined ? {} : { range }) };
          const [, starts, returns] = world.bitmaps as [Uint32Array, Uint32Array, Uint32Array];
          const byColumn = holdsByColumn(retention, spec, world, cut, (params, { predicates }) =>
            predicates.map((_, place) => (place === params.start ? starts : returns)),
          );
          known += byColumn ? 1 : 0;
        },
      ),
      runs(600),
    );
    expect(known).toBeGreaterThan(0);
  });

  test('what is found of the runs of a word is what looking at each bit finds', () => {
    const word = fc.integer({ min: -0x80000000, max: 0x7fffffff });
    fc.assert(
      fc.property(word, fc.oneof(word, fc.constantFrom(0, -1, 1, -0x80000000)), (events, ends) => {
        const isSet = (bits: number, at: number): boolean => ((bits >>> at) & 1) === 1;
        let any = false;
        let last = -1;
        for (let at = 0; at < 32; at += 1) {
          const isEnd = isSet(ends, at);
          expect(isSet(afterFirst(events, ends), at)).toBe(any);
          any ||= isSet(events, at);
          expect(isSet(runsWith(events, ends), at)).toBe(isEnd && any);
          if (!isEnd) continue;
          expect(isSet(upToFirst(ends), at)).toBe(last < 0);
          any = false;
          last = at;
        }
        for (let at = 0; at < 32; at += 1) expect(isSet(beyond(ends), at)).toBe(at > last);
      }),
      runs(1_000),
    );
  });
});
