/**
 * Which event ids are stored already: of each 64-bit hash a remainder of 16 bits, in the place that the rest of it leads
 * to, so that a commit of a few events does not scan millions and millions of ids take little memory: some three bytes
 * each. A hit is only a suspicion (of ids that are new, one in ten thousand or so); the store itself is asked before an
 * event is dropped.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { type Steps } from '../sequences/cooperate';
import { readColumns, readNumber } from '../store/read';

const FIRST_ROOM = 1 << 16;
/** Room for later events beside those there are, when there is none left: a share of them. */
const GROWTH = 0.5;
/** Places filled, at most: more and looking takes long. */
const FILL = 0.75;
/** Hashes between two turns of others. */
const STEP = 8_192;

export class EventIdIndex {
  /** What is full stays as it is, since the remainders do not say where they would lie in a longer table. */
  private tables: HashTable[] = [];
  /** All events below this eid are in the set. */
  private covered = 0;

  /**
   * Takes in what was stored by others (imports, an earlier run): all events below `nextEid`, or as far as `most` more of
   * them. Says whether that is all.
   */
  async catchUp(connection: DuckDBConnection, nextEid: number, most = Infinity): Promise<boolean> {
    const { covered } = this;
    if (covered >= nextEid) return true;
    const end = Math.min(nextEid, covered + most);
    // Room for all at once: in one table they are looked through faster. What was removed needs none.
    if ((this.tables.at(-1)?.left ?? 0) < nextEid - covered) {
      this.reserve(await readNumber(connection, `SELECT count(*) FROM events WHERE eid >= ${covered}`));
    }
    await readColumns(
      connection,
      `SELECT (event_hash >> 32)::UINTEGER, (event_hash & 4294967295)::UINTEGER FROM events WHERE eid >= ${covered} AND eid < ${end}`,
      ['u32', 'u32'],
      ([high, low], rows) => {
        for (let row = 0; row < rows; row++) this.insert(high[row] as number, low[row] as number);
      },
    );
    this.covered = end;
    return end === nextEid;
  }

  has(high: number, low: number): boolean {
    for (const table of this.tables) if (table.has(high, low)) return true;
    return false;
  }

  /**
   * The places of those that may be stored already or stood before among them; takes in the others. `hashes` has two words
   * each, the low one first. What is not stored after all only makes a suspicion.
   */
  suspects(hashes: Uint32Array): number[] {
    const count = hashes.length / 2;
    this.reserve(count);
    const suspects: number[] = [];
    for (let i = 0; i < count; i++) {
      const low = hashes[2 * i] as number;
      const high = hashes[2 * i + 1] as number;
      // Not twice: what cannot be stored is tried again and again.
      if (this.has(high, low)) suspects.push(i);
      else this.insert(high, low);
    }
    return suspects;
  }

  /** Room for so many more, all in one table: a few large ones are looked through faster than many small ones. */
  expect(more: number): void {
    this.reserve(more);
  }

  /**
   * Takes in hashes of events that are about to be stored beside the writer, and calls `onSuspect` with the position of
   * each that may be stored already or stood before among them. `hashes` has two words each, the low one first.
   */
  *takeIn(hashes: Uint32Array, positions: Uint32Array, onSuspect: (position: number) => void): Steps<void> {
    for (let from = 0; from < positions.length; from += STEP) {
      for (let i = from; i < Math.min(positions.length, from + STEP); i++) {
        const position = positions[i] as number;
        const low = hashes[2 * position] as number;
        const high = hashes[2 * position + 1] as number;
        if (this.has(high, low)) onSuspect(position);
        this.insert(high, low);
      }
      yield;
    }
  }

  /** All events below this are in the set: what was taken in is stored. */
  covers(nextEid: number): void {
    this.covered = nextEid;
  }

  get bytes(): number {
    return this.tables.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Takes one in that is about to be stored beside the writer. */
  insert(high: number, low: number): void {
    // Whoever stores beside this may have stored more than was counted.
    this.reserve(1);
    this.tables.at(-1)?.insert(high, low);
  }

  /** Makes sure that the last table has room for so many more. */
  private reserve(more: number): void {
    const last = this.tables.at(-1);
    if (last !== undefined && last.left >= more) return;
    const held = this.tables.reduce((sum, { used }) => sum + used, 0);
    this.tables.push(new HashTable(Math.max(more, FIRST_ROOM, Math.ceil(held * GROWTH))));
  }
}

/** An open-addressing table of remainders; 0 marks a free place. */
class HashTable {
  private readonly places: Uint16Array;
  used = 0;

  constructor(private readonly room: number) {
    this.places = new Uint16Array(Math.ceil(room / FILL) + 1);
  }

  get left(): number {
    return this.room - this.used;
  }

  get bytes(): number {
    return this.places.byteLength;
  }

  has(high: number, low: number): boolean {
    const rest = remainder(low);
    for (let at = this.first(high); ; at = this.next(at)) {
      const found = this.places[at] as number;
      if (found === rest) return true;
      if (found === 0) return false;
    }
  }

  /** Twice the same is twice in it: more room was not asked for, and once is enough to be found. */
  insert(high: number, low: number): void {
    let at = this.first(high);
    while (this.places[at] !== 0) at = this.next(at);
    this.places[at] = remainder(low);
    this.used++;
  }

  /** Where a hash belongs: its upper half as a share of the table. */
  private first(high: number): number {
    return Math.floor((high * this.places.length) / 2 ** 32);
  }

  private next(at: number): number {
    return at + 1 === this.places.length ? 0 : at + 1;
  }
}

const remainder = (low: number): number => ((low & 0xffff) === 0 ? 1 : low & 0xffff);
