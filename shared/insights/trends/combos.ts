/** Numbers the combinations of breakdown values in the order in which a fold meets them. */
import { intColumn } from '../../base/columns';
import type { FoldInput } from '../insight';

export class ComboIndex {
  private readonly codes = intColumn();
  private readonly columns: readonly Int32Array[];
  private readonly sizes: readonly number[];
  private readonly numbers = new Map<number | string, number>();
  /** With one property a table by code is quicker than a map. */
  private readonly direct: Int32Array | undefined;

  constructor(input: FoldInput, columns: readonly number[]) {
    this.columns = columns.map((column) => input.codes[column] as Int32Array);
    this.sizes = columns.map((column) => (input.codeSizes[column] ?? 0) + 1);
    this.direct = columns.length === 1 ? new Int32Array(this.sizes[0] ?? 1).fill(-1) : undefined;
  }

  get count(): number {
    return this.columns.length === 0 ? 1 : this.codes.length / this.columns.length;
  }

  at(position: number): number {
    const [only] = this.columns;
    if (only === undefined) return 0;
    if (this.direct !== undefined) {
      const place = (only[position] as number) + 1;
      const known = this.direct[place] as number;
      if (known >= 0) return known;
      this.direct[place] = this.count;
      this.codes.push(place - 1);
      return this.count - 1;
    }
    const key = this.keyAt(position);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const combo = this.count;
    this.numbers.set(key, combo);
    for (const column of this.columns) this.codes.push(column[position] as number);
    return combo;
  }

  toArray(): Int32Array {
    return this.codes.toArray();
  }

  /** A number while every combination has one that is exact, else a text. */
  private keyAt(position: number): number | string {
    let key = 0;
    let room = 1;
    this.columns.forEach((column, index) => {
      const size = this.sizes[index] as number;
      key = key * size + (column[position] as number) + 1;
      room *= size;
    });
    return room <= Number.MAX_SAFE_INTEGER ? key : this.columns.map((column) => column[position]).join(',');
  }
}
