import { describe, expect, it } from 'vitest';
import { findDifferences } from '../../../electron/engine/identity/differ';
import { finish } from '../../../electron/engine/sequences/cooperate';
import type { Sequences } from '../../../shared/model/sequences';

/** Persons as lists of event numbers. */
function divided(...persons: number[][]): Sequences {
  const eid = Uint32Array.from(persons.flat());
  const offsets = new Uint32Array(persons.length + 1);
  for (const [i, events] of persons.entries()) offsets[i + 1] = (offsets[i] as number) + events.length;
  const { length } = eid;
  const none = new Int32Array(length);
  return { persons: persons.length, length, offsets, time: new Float64Array(length), name: none, session: none, eid };
}

const between = (a: Sequences, b: Sequences, nextEid = 10): ReturnType<typeof finish<unknown>> =>
  finish(findDifferences(a, b, nextEid));

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
