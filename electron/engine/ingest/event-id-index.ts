/**
 * Which event ids are stored already: an open-addressing set of 64-bit hashes, 8 bytes a slot, so that a commit of a
 * few events does not scan millions. A hit is only a suspicion; the store itself is asked before an event is dropped.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { readColumns, readNumber } from '../store/read';
import type { EventHash } from './event-hash';

export class EventIdIndex {
  private high = new Uint32Array(1 << 12);
  private low = new Uint32Array(1 << 12);
  private used = 0;
  /** All events below this eid are in the set. */
  private covered = 0;

  /** Takes in what was stored by others (imports, an earlier run). */
  async catchUp(connection: DuckDBConnection, nextEid: number): Promise<void> {
    if (this.covered >= nextEid) return;
    const missing = await readNumber(connection, `SELECT count(*) FROM events WHERE eid >= ${this.covered}`);
    this.reserve(this.used + missing);
    await readColumns(
      connection,
      `SELECT (event_hash >> 32)::UINTEGER, (event_hash & 4294967295)::UINTEGER FROM events WHERE eid >= ${this.covered}`,
      ['u32', 'u32'],
      ([high, low], rows) => {
        for (let row = 0; row < rows; row++) this.insert(high[row] as number, low[row] as number);
      },
    );
    this.covered = nextEid;
  }

  has({ high, low }: EventHash): boolean {
    return this.slot(high, low) < 0;
  }

  /** To be called for every event stored by the writer, in order; `nextEid` is what follows them. */
  add(hashes: readonly EventHash[], nextEid: number): void {
    this.reserve(this.used + hashes.length);
    for (const { high, low } of hashes) this.insert(high, low);
    this.covered = nextEid;
  }

  /** A free slot, or -1 - slot where the hash is. The pair (0, 0) marks a free slot, so that one hash reads as (0, 1). */
  private slot(high: number, rawLow: number): number {
    const low = high === 0 && rawLow === 0 ? 1 : rawLow;
    const mask = this.high.length - 1;
    let at = (low ^ Math.imul(high, 0x9e3779b1)) & mask;
    for (;;) {
      const h = this.high[at] as number;
      const l = this.low[at] as number;
      if (h === 0 && l === 0) return at;
      if (h === high && l === low) return -1 - at;
      at = (at + 1) & mask;
    }
  }

  private insert(high: number, low: number): void {
    const at = this.slot(high, low);
    if (at < 0) return;
    this.high[at] = high;
    this.low[at] = high === 0 && low === 0 ? 1 : low;
    this.used++;
  }

  private reserve(count: number): void {
    let size = this.high.length;
    while (count > size * 0.6) size *= 2;
    if (size === this.high.length) return;
    const { high, low } = this;
    this.high = new Uint32Array(size);
    this.low = new Uint32Array(size);
    this.used = 0;
    for (let i = 0; i < high.length; i++) {
      if (high[i] !== 0 || low[i] !== 0) this.insert(high[i] as number, low[i] as number);
    }
  }
}
