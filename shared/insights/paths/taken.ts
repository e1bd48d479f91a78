/** Which link was taken and how long that took, time after time; in the end link by link. */
import type { Numbers } from '../../stats/median';

export class Taken {
  length = 0;
  links = new Int32Array(1 << 12);
  /** Whole numbers below 2³² (seven weeks), as times in one session are, until another comes. */
  ms: Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer> = new Uint32Array(1 << 12);

  add(link: number, ms: number): void {
    const row = this.length;
    if (row === this.links.length) this.resize(row * 2, this.isWide);
    if (ms !== ms >>> 0 && !this.isWide) this.resize(this.links.length, true);
    this.links[row] = link;
    this.ms[row] = ms;
    this.length = row + 1;
  }

  /** Room for so many more, which whoever has it may write in the place of {@link add}. */
  reserve(more: number): void {
    const room = this.length + more;
    if (room > this.links.length) this.resize(Math.max(room, this.links.length * 2), this.isWide);
  }

  /** Link after link the milliseconds that it took, as often as `sessions` says; link i's end at `ends[i]`. */
  byLink(sessions: Int32Array): { readonly ends: Int32Array; readonly ms: Numbers } {
    const ends = sessions.slice();
    const next = new Int32Array(ends.length);
    for (let link = 1; link < ends.length; link += 1) {
      next[link] = ends[link - 1] as number;
      ends[link] = (ends[link] as number) + (ends[link - 1] as number);
    }
    const { links, ms, length } = this;
    // A loop for each kind: one for both would be several times as slow.
    const isShort = ms instanceof Uint32Array;
    return { ends, ms: isShort ? placeShort(links, ms, length, next) : placeLong(links, ms, length, next) };
  }

  /** Forgets all, but not the room: what a range takes the next one needs, too. */
  clear(): void {
    this.length = 0;
    if (this.isWide) this.ms = new Uint32Array(this.links.length);
  }

  private get isWide(): boolean {
    return this.ms instanceof Float64Array;
  }

  private resize(room: number, isWide: boolean): void {
    const { links, ms } = this;
    this.ms = isWide ? new Float64Array(room) : new Uint32Array(room);
    this.ms.set(ms);
    if (room === links.length) return;
    this.links = new Int32Array(room);
    this.links.set(links);
  }
}

const scratch = new Taken();

/** Empty. One range at a time is folded in a thread: what one takes the next needs, too. */
export function takenOfRange(): Taken {
  scratch.clear();
  return scratch;
}

/** `next` says where those of each link begin, and is used up. */
function placeShort(links: Int32Array, ms: Uint32Array, length: number, next: Int32Array): Uint32Array {
  const placed = new Uint32Array(length);
  for (let row = 0; row < length; row += 1) {
    const link = links[row] as number;
    const place = next[link] as number;
    placed[place] = ms[row] as number;
    next[link] = place + 1;
  }
  return placed;
}

function placeLong(links: Int32Array, ms: Float64Array, length: number, next: Int32Array): Float64Array {
  const placed = new Float64Array(length);
  for (let row = 0; row < length; row += 1) {
    const link = links[row] as number;
    const place = next[link] as number;
    placed[place] = ms[row] as number;
    next[link] = place + 1;
  }
  return placed;
}
