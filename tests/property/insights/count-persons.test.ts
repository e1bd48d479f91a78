/** Distinct persons by bucket, few and many, over bitmaps of many words, against looking at every event. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitmapAdd, bitmapHas, bitmapWords } from '../../../shared/base/bitmap';
import { columnOf } from '../../../shared/insights/bucket-column';
import { countPersons } from '../../../shared/insights/trends/count-persons';
import { bucketColumnOf } from '../../support/bucket-column';
import { runs } from '../../support/runs';

const never = (): boolean => false;

test('persons by bucket are those with an event in it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.nat(400), { maxLength: 150, size: 'max' }), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(0.05, 0.5, 1),
      fc.uniqueArray(fc.integer({ min: 1, max: 390 }), { minLength: 2, maxLength: 12 }),
      fc.integer({ min: -20, max: 200 }),
      fc.integer({ min: 201, max: 500 }),
      (persons, share, drawn, from, to) => {
        const sorted = persons.map((times) => [...times].sort((a, b) => a - b));
        const offsets = Uint32Array.from([0, ...sorted.map((_, at) => sorted.slice(0, at + 1).flat().length)]);
        const time = Float64Array.from(sorted.flat());
        const matching = new Uint32Array(bitmapWords(time.length));
        // Spread over the positions as evenly as the share allows.
        for (const at of time.keys())
          if (Math.floor((at + 1) * share) > Math.floor(at * share)) bitmapAdd(matching, at);
        const buckets = Float64Array.from(drawn).sort();
        const column = new Int32Array(time.length);
        const sequences = {
          persons: persons.length,
          length: time.length,
          offsets,
          time,
          name: column,
          session: column,
          eid: new Uint32Array(time.length),
        };
        const range = { from: 0, to: persons.length };
        const bucketsOf = (person: number): Set<number> => {
          const found = new Set<number>();
          for (let at = offsets[person] ?? 0; at < (offsets[person + 1] ?? 0); at += 1) {
            const when = time[at] ?? 0;
            const bucket = buckets.findLastIndex((start) => start <= when);
            const isIn = when >= from && when < to && bucket >= 0 && bucket < buckets.length - 1;
            if (isIn && bitmapHas(matching, at)) found.add(bucket);
          }
          return found;
        };
        const seen = persons.map((_, person) => bucketsOf(person));
        const wanted = {
          kind: 'unitCounts',
          counts: Float64Array.from(buckets.slice(1), (_, bucket) => seen.filter((each) => each.has(bucket)).length),
          total: seen.filter((each) => each.size > 0).length,
        };
        expect(countPersons(sequences, matching, { buckets, from, to }, range, never)).toEqual(wanted);
        const extent = { from: Math.min(...time), to: Math.max(...time) };
        const planned = columnOf(buckets, { from, to }, extent);
        if (planned === undefined) return;
        const known = { column: bucketColumnOf(sequences, planned.boundaries), first: planned.first };
        expect(countPersons(sequences, matching, { buckets, from, to }, range, never, known)).toEqual(wanted);
      },
    ),
    runs(600),
  );
});
