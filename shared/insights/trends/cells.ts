/** What collectors have in common: the match that they are given, and the numbering of cells. */
import { floatColumn } from '../../base/columns';
import type { Columns } from './parts';

/** One matching event. */
export interface Match {
  position: number;
  combo: number;
  /** The buckets that the event speaks for; one and the same but for trailing measures. */
  low: number;
  high: number;
  /** False for an event before the range, which only a trailing measure looks at. */
  inRange: boolean;
}

export interface Collector {
  /** Called before the first event of each person. */
  nextPerson(): void;
  add(match: Match): void;
  finish(): Columns;
}

/** Cells with keys below this are found by a table, which is quicker than a map. */
const TABLE_SIZE = 1 << 20;

/** Numbers the cells (combo, bucket) that have anything in them. */
export class CellIndex {
  private readonly cells = new Map<number, number>();
  private table = new Int32Array(256).fill(-1);
  readonly keys = floatColumn();

  constructor(private readonly buckets: number) {}

  cellOf(match: Match): number {
    const key = match.combo * this.buckets + match.low;
    if (key >= TABLE_SIZE) return this.cellByMap(key);
    if (key >= this.table.length) this.widen(key);
    const known = this.table[key] as number;
    if (known >= 0) return known;
    this.table[key] = this.keys.length;
    this.keys.push(key);
    return this.keys.length - 1;
  }

  private cellByMap(key: number): number {
    const known = this.cells.get(key);
    if (known !== undefined) return known;
    this.cells.set(key, this.keys.length);
    this.keys.push(key);
    return this.keys.length - 1;
  }

  private widen(key: number): void {
    const next = new Int32Array(Math.max(key + 1, this.table.length * 2)).fill(-1);
    next.set(this.table);
    this.table = next;
  }
}
