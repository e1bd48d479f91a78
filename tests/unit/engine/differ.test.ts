import { describe, expect, it } from 'vitest';
import { type DividedEvents, findDifferences } from '../../../electron/engine/identity/differ';
import { finish } from '../../../electron/engine/sequences/cooperate';

/** Persons as lists of event numbers. */
function divided(...persons: number[][]): DividedEvents {
  const eid = Uint32Array.from(persons.flat());
  const offsets = new Uint32Array(persons.length + 1);
  for (const [i, events] of persons.entries()) offsets[i + 1] = (offsets[i] as number) + events.length;
  return { persons: persons.length, length: eid.length, offsets, read: (from, to) => eid.subarray(from, to) };
}

/** In one pass, and the same when whose few events are is held at a time. */
function between(a: DividedEvents, b: DividedEvents, nextEid = 10): ReturnType<typeof finish<unknown>> {
  const differences = finish(findDifferences(a, b, nextEid));
  for (const perPass of [1, 3, 4]) expect(finish(findDifferences(a, b, nextEid, perPass))).toEqual(differences);
  return differences;
}

describe('differences between two views', () => {
  it('are none where the same events hang together, whatever the numbering', () => {
    expect(between(divided([0, 1], [2]), divided([2], [1, 0]))).toEqual([]);
  });

  it('are clusters of persons that share events, most events first', () => {
    const a = divided([0, 1], [2, 3], [4], [5, 6, 7]);
    const b = divided([0, 1, 2, 3], [4], [5], [6, 7]);
    expect(between(a, b)).toEqual([
      { a: [0, 1], b: [0], events: 4 },
      { a: [3], b: [2, 3], events: 3 },
    ]);
  });

  it('leave out events that only one of the views covers', () => {
    expect(between(divided([0, 1]), divided([0, 1, 2], [3]), 2)).toEqual([]);
    expect(between(divided([0], [1]), divided([0, 1, 7], [8]), 2)).toEqual([{ a: [0, 1], b: [0], events: 2 }]);
  });
});
