/**
 * Makes bitmaps over the positions of a range of persons: of events by their name, and of all events of persons of whom
 * behaviours hold. Several at a time, so that what they read of events is read once. Each range writes to its own
 * stretch of bitmaps that all share; only the words at its ends are others' too.
 */
import { type Bitmap, bitmapWords } from '../../../shared/base/bitmap';
import { setRange } from '../../../shared/base/bit-range';
import { costOf, membersInSteps } from '../../../shared/insights/behaviour/members';
import type { BehaviourParams } from '../../../shared/insights/behaviour/plan';
import type { FoldInput, Stop } from '../../../shared/insights/insight';
import { type PackedInput, WORD } from '../../../shared/insights/packed';
import type { PersonRange } from '../../../shared/model/sequences';
import { unpacker } from './unpacker';

/** `predicates` and `numbers` are places in the input, -1 where there is none. */
export interface MarkedBehaviour {
  readonly params: BehaviourParams;
  readonly predicates: readonly number[];
  readonly numbers: number;
}

/** What is marked. */
export type Mark =
  | {
      readonly by: 'name';
      /** 1 by code of a name. */
      readonly wanted: Uint8Array;
    }
  | {
      readonly by: 'behaviours';
      /** Persons of whom all of them hold; at least one. */
      readonly all: readonly MarkedBehaviour[];
    };

/** What a range is marked in before it is handed on. */
let own: Bitmap = new Uint32Array(0);

/** Sets bits in `into`, a bitmap on shared memory for each mark, all clear at first. */
export function markRange(
  packed: PackedInput,
  marks: readonly Mark[],
  into: readonly Bitmap[],
  range: PersonRange,
  stop: Stop,
): void {
  const { input, base } = unpacker.windowOf(packed, range);
  const from = input.sequences.offsets[range.from] as number;
  const to = input.sequences.offsets[range.to] as number;
  if (from === to) return;
  for (const [at, mark] of marks.entries()) {
    if (stop()) return;
    const bits = roomFor(input.sequences.length);
    if (mark.by === 'name') markNames(input.sequences.name, mark.wanted, from, to, bits);
    else markMembers(input, mark.all, range, stop, bits);
    handOn(bits, into[at] as Bitmap, base / WORD);
  }
}

function roomFor(length: number): Bitmap {
  const words = bitmapWords(length);
  if (own.length < words) own = new Uint32Array(words);
  return own.subarray(0, words).fill(0);
}

function markNames(name: Int32Array, wanted: Uint8Array, from: number, to: number, bits: Bitmap): void {
  for (let word = from >>> 5; word <= (to - 1) >>> 5; word += 1) {
    const start = Math.max(from, word << 5);
    const end = Math.min(to, (word + 1) << 5);
    let set = 0;
    for (let at = start; at < end; at += 1) set |= (wanted[name[at] as number] as number) << (at & 31);
    bits[word] = set;
  }
}

/** Of each behaviour only those persons are asked of whom the ones before hold, so what takes long is asked last. */
function markMembers(
  input: FoldInput,
  behaviours: readonly MarkedBehaviour[],
  range: PersonRange,
  stop: Stop,
  bits: Bitmap,
): void {
  const { offsets } = input.sequences;
  let members: Uint8Array | undefined;
  for (const behaviour of [...behaviours].sort((a, b) => costOf(a.params) - costOf(b.params))) {
    members = narrowed(input, behaviour, range, stop, members);
    if (members === undefined) return;
  }
  if (members !== undefined) setMembers(bits, offsets, members, range);
}

/** Undefined once `stop` says that nobody wants to know any more. */
function narrowed(
  { sequences, predicates: bitmaps, numbers: columns }: FoldInput,
  { params, predicates, numbers }: MarkedBehaviour,
  range: PersonRange,
  stop: Stop,
  among: Uint8Array | undefined,
): Uint8Array | undefined {
  const own = predicates.map((place) => bitmaps[place] as Bitmap);
  const steps = membersInSteps(sequences, own, columns[numbers], params, range, among);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    if (stop()) return undefined;
  }
}

/** Persons that follow each other are set in one go. */
function setMembers(bits: Bitmap, offsets: Uint32Array, members: Uint8Array, { from, to }: PersonRange): void {
  for (let person = from; person < to; person += 1) {
    if (members[person - from] !== 1) continue;
    const first = person;
    while (person < to && members[person - from] === 1) person += 1;
    setRange(bits, offsets[first] as number, offsets[person] as number);
  }
}

function handOn(bits: Bitmap, into: Bitmap, at: number): void {
  const last = bits.length - 1;
  if (last < 0) return;
  into.set(bits.subarray(1, Math.max(1, last)), at + 1);
  Atomics.or(into, at, bits[0] as number);
  if (last > 0) Atomics.or(into, at + last, bits[last] as number);
}
