/** Times and names by eid, wherever they lie: whatever was settled and when, each event has its own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finish } from '../../../electron/engine/sequences/cooperate';
import { FreshEvents, timesInSteps } from '../../../electron/engine/sequences/fresh-events';
import { gatherCodes, GrowingCodes } from '../../../electron/engine/sequences/growing-codes';

describe('times and names of events', () => {
  it('are found by eid in what arrived and in what has been put in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1e12, max: 3e12 }), { maxLength: 60 }),
        fc.nat(60),
        fc.nat(60),
        fc.integer(),
        (times, cut, start, seed) => {
          const settledTo = Math.min(cut, times.length);
          const from = Math.min(start, times.length);
          const eid = Uint32Array.from({ length: settledTo }, (_, i) => i).sort(
            (a, b) => ((a * 7919 + seed) % 61) - ((b * 7919 + seed) % 61),
          );
          const settled = {
            eid,
            time: Float64Array.from(eid, (each) => times[each] ?? NaN),
            name: Int32Array.from(eid, (each) => each * 3),
          };
          const fresh = new FreshEvents(settledTo);
          fresh.reserve(times.length);
          for (let each = settledTo; each < times.length; each++) {
            fresh.time[each - settledTo] = times[each] ?? NaN;
            fresh.name[each - settledTo] = each * 3;
          }
          const found = finish(timesInSteps(settled, fresh, from, times.length));
          expect(found.from).toBe(from);
          expect([...found.time]).toEqual(times.slice(from));
          expect([...found.name]).toEqual(times.map((_, each) => each * 3).slice(from));
        },
      ),
    );
  });
});

describe('growing codes', () => {
  it('say what was put, in whatever width it needs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.oneof(fc.nat(300), fc.nat(70_000), fc.nat(5)), { nil: -1 }), { maxLength: 50 }),
        fc.integer({ min: 1, max: 50 }),
        (codes, batch) => {
          const growing = new GrowingCodes();
          for (const [eid, code] of codes.entries()) {
            if (eid % batch === 0) growing.reserve(Math.min(codes.length, eid + batch));
            if (code >= 0) growing.put(eid, code);
          }
          const into = new Int32Array(codes.length);
          gatherCodes(growing.values, Uint32Array.from(codes.keys()), into, 0, codes.length);
          expect([...into]).toEqual(codes);
        },
      ),
    );
  });
});
