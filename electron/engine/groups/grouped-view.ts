/**
 * A view's events grouped by the groups of a type instead of by person: all events of one group, of whatever persons, in
 * the order of (timestamp, event_id). Folds read them as they read persons. Events without such a group are left out.
 * Bitmaps and columns of the view are put into this order once each, and forgotten when the view's are.
 */
import { type Bitmap, bitmapAdd, bitmapHas, bitmapWords } from '../../../shared/base/bitmap';
import type { PackedInput } from '../../../shared/insights/packed';
import type { Sequences } from '../../../shared/model/sequences';
import { inSteps } from '../sequences/cooperate';
import { sharedLike } from '../sequences/order';

const POSITIONS_PER_STEP = 131_072;

type Column = Int32Array | Float64Array | Uint8Array | Uint16Array | Uint32Array;

export class GroupedView {
  private readonly bitmaps = new WeakMap<Bitmap, Promise<Bitmap>>();
  private readonly columns = new WeakMap<Column, Promise<Column>>();

  constructor(
    /** Such as `company`. */
    readonly type: string,
    /** Keys by group, in the order of their text; each has an event. */
    readonly keys: readonly string[],
    readonly sequences: Sequences,
    /** By position of these sequences: the event's position in the view. */
    private readonly positions: Uint32Array,
  ) {}

  /** What a fold over the view's persons would get, for a fold over its groups. */
  async regroup(input: PackedInput<unknown>): Promise<PackedInput<Sequences>> {
    return {
      ...input,
      sequences: this.sequences,
      predicates: await each(input.predicates, (bitmap) => known(this.bitmaps, bitmap, () => this.pickBits(bitmap))),
      codes: await each(input.codes, async (codes) => (codes === 'name' ? codes : this.picked(codes))),
      numbers: await each(input.numbers, async (numbers) =>
        numbers instanceof Float64Array
          ? this.picked(numbers)
          : { codes: await this.picked(numbers.codes), values: numbers.values },
      ),
    };
  }

  /** The position in the view of the event at a position of these sequences. */
  positionOf(at: number): number {
    return this.positions[at] as number;
  }

  private async pickBits(bitmap: Bitmap): Promise<Bitmap> {
    const { positions } = this;
    const words = bitmapWords(positions.length);
    const picked = new Uint32Array(new SharedArrayBuffer(Math.max(words, 1) * 4), 0, words);
    await inSteps(positions.length, POSITIONS_PER_STEP, (from, to) => {
      for (let at = from; at < to; at++) if (bitmapHas(bitmap, positions[at] as number)) bitmapAdd(picked, at);
    });
    return picked;
  }

  /** The same column is there once, whoever asks. */
  private picked<T extends Column>(column: T): Promise<T> {
    return known(this.columns, column, () =>
      this.pick(column, sharedLike(column, this.sequences.length)),
    ) as Promise<T>;
  }

  private async pick<T extends Column>(column: T, into: T): Promise<T> {
    const { positions } = this;
    await inSteps(positions.length, POSITIONS_PER_STEP, (from, to) => {
      for (let at = from; at < to; at++) into[at] = column[positions[at] as number] as number;
    });
    return into;
  }
}

/** One after the other, so that a wide question holds no more in flight than a narrow one. */
async function each<T>(items: readonly T[], make: (item: T) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (const item of items) made.push(await make(item));
  return made;
}

function known<T extends object>(kept: WeakMap<T, Promise<T>>, item: T, make: () => Promise<T>): Promise<T> {
  const before = kept.get(item);
  if (before !== undefined) return before;
  const made = make();
  kept.set(item, made);
  return made;
}

/** The person that owns a position of the view. */
export function personAt(offsets: Uint32Array, position: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle] as number) <= position) low = middle;
    else high = middle;
  }
  return low;
}
