/**
 * A view's events grouped by the groups of a type instead of by person: all events of one group, of whatever persons, in
 * the order of (timestamp, event_id). Folds read them as they read persons. Events without such a group are left out.
 * Bitmaps and columns of the view are put into this order once each, and forgotten when the view's are.
 */
import { type Bitmap, bitmapAdd, bitmapHas, bitmapWords } from '../../../shared/base/bitmap';
import type { PackedInput } from '../../../shared/insights/packed';
import type { Sequences } from '../../../shared/model/sequences';
import type { SentInput, SentSequences } from '../folds/messages';
import type { Columns } from '../ranges/columns';
import type { EventColumns } from '../ranges/events';
import type { Pieces } from '../ranges/pieces';
import { FiledColumn, type Room, WideColumn } from '../ranges/wide-column';
import { inSteps } from '../sequences/cooperate';
import { sharedLike } from '../sequences/order';

const POSITIONS_PER_STEP = 131_072;

type Column = Int32Array | Float64Array | Uint8Array | Uint16Array | Uint32Array;

/** Of each event, in the order of groups; `position` is its own in the view. */
export type GroupedColumns = Pick<EventColumns, 'time' | 'name' | 'session' | 'eid'> & {
  readonly position: Uint32Array;
};

/** The events in the order of groups, wherever they lie. */
export interface GroupedEvents extends Columns<GroupedColumns> {
  /** As folds are given them. */
  readonly sent: Sequences | SentSequences;
}

export class HeldGroups implements GroupedEvents {
  constructor(
    readonly sent: Sequences,
    private readonly position: Uint32Array,
  ) {}

  get length(): number {
    return this.position.length;
  }
  read<K extends keyof GroupedColumns>(column: K, from: number, to: number): GroupedColumns[K];
  read(column: keyof GroupedColumns, from: number, to: number): GroupedColumns[keyof GroupedColumns] {
    return (column === 'position' ? this.position : this.sent[column]).subarray(from, to);
  }
  at(column: keyof GroupedColumns, row: number): number {
    return (column === 'position' ? this.position : this.sent[column])[row] as number;
  }
}

export class StoredGroups implements GroupedEvents {
  readonly sent: SentSequences;

  constructor(
    private readonly stored: Pieces<GroupedColumns>,
    offsets: Uint32Array,
  ) {
    this.sent = { persons: offsets.length - 1, length: stored.length, offsets, pieces: stored.data };
  }

  get length(): number {
    return this.stored.length;
  }
  read<K extends keyof GroupedColumns>(column: K, from: number, to: number): GroupedColumns[K] {
    return this.stored.read(column, from, to);
  }
  at(column: keyof GroupedColumns, row: number): number {
    return this.stored.at(column, row);
  }
}

export class GroupedView {
  private readonly bitmaps = new WeakMap<Bitmap, Promise<Bitmap>>();
  private readonly columns = new WeakMap<Column | FiledColumn, Promise<Column | FiledColumn>>();

  constructor(
    /** Such as `company`. */
    readonly type: string,
    /** Keys by group, in the order of their text; each has an event. */
    readonly keys: readonly string[],
    readonly events: GroupedEvents,
    private readonly room: Room,
  ) {}

  /** What a fold over the view's persons would get, for a fold over its groups. */
  async regroup(input: PackedInput<unknown, FiledColumn>): Promise<SentInput> {
    return {
      ...input,
      sequences: this.events.sent,
      predicates: await each(input.predicates, (bitmap) => known(this.bitmaps, bitmap, () => this.pickBits(bitmap))),
      codes: await each(input.codes, async (codes) => (codes === 'name' ? codes : this.picked(codes))),
      numbers: await each(input.numbers, async (numbers) =>
        'values' in numbers && 'codes' in numbers
          ? { codes: await this.picked(numbers.codes), values: numbers.values }
          : this.picked(numbers),
      ),
    };
  }

  private async pickBits(bitmap: Bitmap): Promise<Bitmap> {
    const { events } = this;
    const words = bitmapWords(events.length);
    const picked = new Uint32Array(new SharedArrayBuffer(Math.max(words, 1) * 4), 0, words);
    await inSteps(events.length, POSITIONS_PER_STEP, (from, to) => {
      const positions = events.read('position', from, to);
      for (let at = 0; at < positions.length; at++) {
        if (bitmapHas(bitmap, positions[at] as number)) bitmapAdd(picked, from + at);
      }
    });
    return picked;
  }

  /** The same column is there once, whoever asks. */
  private picked<T extends Column | FiledColumn>(column: T): Promise<T> {
    return known(this.columns, column, () =>
      column instanceof FiledColumn ? this.pickFiled(column) : this.pick(column),
    ) as Promise<T>;
  }

  private async pick(column: Column): Promise<Column> {
    const { events } = this;
    const into = sharedLike(column, events.length);
    await inSteps(events.length, POSITIONS_PER_STEP, (from, to) => {
      const positions = events.read('position', from, to);
      for (let at = 0; at < positions.length; at++) into[from + at] = column[positions[at] as number] as number;
    });
    return into;
  }

  private async pickFiled(column: FiledColumn): Promise<FiledColumn> {
    const { events, room } = this;
    const arrayOf = (length: number): Uint32Array | Float64Array =>
      column.width === 8 ? new Float64Array(length) : new Uint32Array(length);
    const made = FiledColumn.create(room, events.length, column.width);
    const picked = new WideColumn<Uint32Array | Float64Array>(made, arrayOf);
    await picked.gather(
      (from, to) => events.read('position', from, to),
      column.length,
      Math.floor(room().bytesPerPass / column.width),
      (first, end) => {
        const values = arrayOf(end - first);
        column.readInto(first, values);
        return values;
      },
    );
    return made;
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
