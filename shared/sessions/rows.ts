/** Rows of sessions in the order in which they end, while their number is not yet known. */
import { emptySessions, type SessionTable } from './table';

type Columns = { -readonly [K in Exclude<keyof SessionTable, 'length'>]: SessionTable[K] };

export class SessionRows {
  length = 0;
  private rows: Columns;
  private room: number;

  /** @param events how many are looked at: most sessions have several. */
  constructor(events: number) {
    this.room = Math.max(16, events >>> 3);
    this.rows = emptySessions(this.room);
  }

  /** One row more, all zero: its number. */
  add(): number {
    if (this.length === this.room) this.grow();
    return this.length++;
  }

  /** Begins anew with no rows, in the room there is. */
  clear(): void {
    if (this.length === 0) return;
    mapColumns(this.rows, (column) => column.fill(0, 0, this.length));
    this.length = 0;
  }

  /** To be asked anew after every {@link add}. */
  get columns(): Columns {
    return this.rows;
  }

  /** A copy of exactly what was added: the room that was not needed may be as much again. */
  table(): SessionTable {
    return { ...mapColumns(this.rows, (column) => column.slice(0, this.length)), length: this.length };
  }

  private grow(): void {
    const larger = emptySessions(this.room * 2);
    this.rows = mapColumns(this.rows, (column, key) => {
      const target = larger[key];
      target.set(column);
      return target;
    });
    this.room *= 2;
  }
}

type Column = Columns[keyof Columns];

function mapColumns(columns: Columns, change: (column: Column, key: keyof Columns) => Column): Columns {
  const { length: _none, ...layout } = emptySessions(0);
  const keys = Object.keys(layout) as (keyof Columns)[];
  return Object.fromEntries(keys.map((key) => [key, change(columns[key], key)])) as unknown as Columns;
}
