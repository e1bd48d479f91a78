/**
 * Memory that stretches of columns are read into, each over the last one of its column: what is read is valid until then.
 * Arrays made for every stretch would lie about by the gigabyte until somebody collects them.
 */
import { arrayOf, type Column, type Layout } from './columns';
import type { Pieces } from './pieces';

export class Rooms<T extends object> {
  private readonly known = new Map<string, Column>();

  constructor(private readonly layout: Readonly<Record<keyof T & string, Layout>>) {}

  /** The values of the rows `from` … `to - 1`. */
  read<K extends keyof T & string>(columns: Pieces<T>, column: K, from: number, to: number): T[K] {
    const part = this.of(column, to - from);
    columns.readInto(column, from, part);
    return part as T[K];
  }

  private of(column: keyof T & string, length: number): Column {
    const known = this.known.get(column);
    const room = known !== undefined && known.length >= length ? known : arrayOf(this.layout[column], length);
    this.known.set(column, room);
    return room.subarray(0, length);
  }
}
