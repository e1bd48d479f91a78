import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakTies, findTies, orderEvents } from '../../../electron/engine/sequences/order';

interface Drawn {
  readonly person: number;
  readonly time: number;
  readonly id: string;
}

/** Ordered by person, time and id the obvious way; holes left out. */
const expected = (events: readonly Drawn[]): number[] =>
  [...events.keys()]
    .filter((eid) => (events[eid]?.person ?? -1) >= 0)
    .sort((a, b) => {
      const [x, y] = [events[a], events[b]];
      if (!x || !y) return 0;
      return x.person - y.person || x.time - y.time || (x.id < y.id ? -1 : 1);
    });

function order(events: readonly Drawn[], persons: number): ReturnType<typeof orderEvents> {
  const names = Int32Array.from(events, (_, eid) => eid * 10);
  const ordered = orderEvents(
    { nextEid: events.length, time: Float64Array.from(events, ({ time }) => time), name: names },
    Int32Array.from(events, ({ person }) => person),
    persons,
  );
  breakTies(ordered, findTies(ordered), (a, b) => ((events[a]?.id ?? '') < (events[b]?.id ?? '') ? -1 : 1));
  return ordered;
}

/** Spans short and so long that time and place no longer fit one exact number. */
const time = fc.oneof(
  fc.integer({ min: 0, max: 5 }),
  fc.integer({ min: -1e12, max: 3e12 }),
  fc.constantFrom(-8.64e15, 8.64e15),
);

describe('ordering events', () => {
  it('is by person, then time, then event id, without the events that are gone', () => {
    fc.assert(
      fc.property(
        // Some persons with few events, some with more than are sorted one by one.
        fc.array(fc.record({ person: fc.integer({ min: -1, max: 3 }), time }), { maxLength: 400, size: 'max' }),
        fc.integer(),
        (drawn, seed) => {
          const events = drawn.map((event, i) => ({ ...event, id: `${(i * 7919 + seed) % 1009}-${i}` }));
          const { eid, offsets, name, time: times } = order(events, 4);
          expect([...eid]).toEqual(expected(events));
          expect([...name]).toEqual([...eid].map((each) => each * 10));
          expect([...times]).toEqual([...eid].map((each) => events[each]?.time));
          for (let person = 0; person < 4; person++) {
            const owned = [...eid.subarray(offsets[person], offsets[person + 1])];
            expect(owned.every((each) => events[each]?.person === person)).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('answers for no events and for persons without any', () => {
    const { length, offsets } = order([], 2);
    expect([length, ...offsets]).toEqual([0, 0, 0, 0]);
  });
});
