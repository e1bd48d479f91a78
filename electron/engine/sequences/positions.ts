/** From the numbers of events to their positions in a view. */
import type { EventSequences } from '../ranges/events';
import { eachStretch } from '../ranges/events';
import { bitmapAdd, bitmapHas, bitmapWords } from '../../../shared/base/bitmap';
import { cooperate } from './cooperate';
import { NOWHERE } from './view';

/** Position by eid; {@link NOWHERE} of an event that is not among them. */
export function invert(eids: Uint32Array, nextEid: number): Uint32Array {
  const positions = new Uint32Array(nextEid).fill(NOWHERE);
  for (let position = 0; position < eids.length; position++) positions[eids[position] as number] = position;
  return positions;
}

/** The positions of some events, looked for among all of a view. */
export async function findPositions(sequences: EventSequences, eids: Uint32Array): Promise<Uint32Array> {
  const sorted = eids.slice().sort();
  const highest = sorted[sorted.length - 1];
  if (highest === undefined) return new Uint32Array(0);
  const wanted = new Uint32Array(bitmapWords(highest + 1));
  for (const eid of eids) bitmapAdd(wanted, eid);
  const found = new Uint32Array(sorted.length).fill(NOWHERE);
  await cooperate(
    eachStretch(sequences, 'eid', (column, from) => {
      for (let i = 0; i < column.length; i++) {
        const eid = column[i] as number;
        if (eid <= highest && bitmapHas(wanted, eid)) found[placeOf(sorted, eid)] = from + i;
      }
    }),
  );
  return eids.map((eid) => found[placeOf(sorted, eid)] as number);
}

/** The first place of a number in a sorted list that has it. */
function placeOf(sorted: Uint32Array, number: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
