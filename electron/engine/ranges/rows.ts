/**
 * Events in whatever order, with all that views are made of: as they were read and are held, as they were written since
 * no view has them yet, and as a view has them.
 */
import { NO_ID } from '../identity/id-combinations';
import type { Steps } from '../sequences/cooperate';
import { gatherCodes, type CodeArray } from '../sequences/growing-codes';
import type { BlockFile, RangesFolder } from './block-file';
import { arrayOf, type Column, type Columns, type Layout, stretchesOf } from './columns';
import { EVENT_LAYOUT, type RowColumns } from './events';
import { type Block, Pieces } from './pieces';

const { session: _session, ...rowLayout } = EVENT_LAYOUT;
export const ROW_LAYOUT: Readonly<Record<keyof RowColumns, Layout>> = rowLayout;
export const ROW_KEYS = Object.keys(ROW_LAYOUT) as readonly (keyof RowColumns)[];

/** Codes plus one, 0 where there is none, or no codes at all. */
export interface HeldColumns {
  readonly traits: Uint8Array;
  readonly hint: CodeArray;
  readonly page: CodeArray;
  readonly ids: Int32Array;
  readonly time: Float64Array;
  readonly name: Int32Array;
}

/** The events `from` … `to - 1` of columns that begin with the event `base`, times and names with `timesFrom`. */
export class HeldRows implements Columns<RowColumns> {
  constructor(
    private readonly columns: HeldColumns,
    private readonly begins: { readonly base: number; readonly timesFrom: number },
    private readonly from: number,
    private readonly to: number,
  ) {}

  get length(): number {
    return Math.max(0, this.to - this.from);
  }

  read<K extends keyof RowColumns>(column: K, from: number, to: number): RowColumns[K];
  read(column: keyof RowColumns, from: number, to: number): Column {
    const { columns, begins } = this;
    const [start, stop] = [this.from + from, this.from + to];
    switch (column) {
      case 'eid':
        return Uint32Array.from({ length: to - from }, (_, i) => start + i);
      case 'hint':
      case 'page': {
        const places = Uint32Array.from({ length: to - from }, (_, i) => start + i - begins.base);
        const codes = new Int32Array(to - from);
        gatherCodes(columns[column], places, codes, 0, codes.length);
        return codes;
      }
      case 'time':
      case 'name':
        return columns[column].subarray(start - begins.timesFrom, stop - begins.timesFrom);
      default:
        return columns[column].subarray(start - begins.base, stop - begins.base);
    }
  }

  at(column: keyof RowColumns, row: number): number {
    return this.read(column, row, row + 1)[0] as number;
  }
}

/** A stretch of rows of a table. */
class Stretch<T> implements Columns<T> {
  constructor(
    private readonly whole: Columns<T>,
    private readonly from: number,
    private readonly to: number,
  ) {}

  get length(): number {
    return this.to - this.from;
  }
  read<K extends keyof T & string>(column: K, from: number, to: number): T[K] {
    return this.whole.read(column, this.from + from, this.from + to);
  }
  at(column: keyof T & string, row: number): number {
    return this.whole.at(column, this.from + row);
  }
}

/** Rows that are not held: those of a view, then those that were written since, in the order of their numbers. */
export class FiledRows {
  private view: { readonly rows: Columns<RowColumns>; readonly nextEid: number } | undefined;
  private file: BlockFile | undefined;
  /** What keeps the files of the blocks open. */
  private owners: readonly object[] = [];
  private blocks: { readonly block: Block; readonly from: number; readonly length: number }[] = [];

  /** `spilled`: what is to be kept of what was written. */
  static settled(rows: Columns<RowColumns>, nextEid: number, spilled?: FiledRows): FiledRows {
    const filed = new FiledRows();
    filed.view = { rows, nextEid };
    if (spilled !== undefined) {
      filed.owners = spilled.owners;
      filed.blocks = spilled.blocks;
    }
    return filed;
  }

  /** The events `from` … `to - 1` as rows that were written: those that only the view has are taken from there. */
  *laterInSteps(folder: RangesFolder, from: number, to: number): Steps<FiledRows | undefined> {
    if (from >= to) return undefined;
    const { view, blocks } = this;
    const filed = new FiledRows();
    if (view !== undefined && view.nextEid > from) {
      filed.spill(folder, yield* rowsFrom(view.rows, from, view.nextEid), from);
    }
    filed.owners = [...filed.owners, ...this.owners];
    filed.blocks = [...filed.blocks, ...blocks.filter((block) => block.from + block.length > from)];
    return filed;
  }

  /** Writes rows; the first of them is the event `from`. */
  spill(folder: RangesFolder, rows: Columns<RowColumns>, from: number): void {
    const file = (this.file ??= folder.create());
    this.owners = [...new Set([...this.owners, file.file])];
    for (const [start, stop] of stretchesOf(rows.length)) {
      const columns = Object.fromEntries(ROW_KEYS.map((key) => [key, rows.read(key, start, stop)]));
      this.blocks.push({ block: file.append(columns), from: from + start, length: stop - start });
    }
  }

  /** The events `from` … `to - 1`, in a view with all of its others. */
  rows(from: number, to: number): readonly Columns<RowColumns>[] {
    const known = this.view !== undefined && from < this.view.nextEid && from < to ? [this.view.rows] : [];
    const start = Math.max(from, this.view?.nextEid ?? 0);
    const [first] = this.blocks;
    if (first === undefined || start >= to) return known;
    const pieces = Pieces.of<RowColumns>(
      { layout: ROW_LAYOUT, shifted: '', blocks: this.blocks.map(({ block }) => block) },
      this.blocks.map(({ length }, block) => ({ block, from: 0, length, shift: 0 })),
      this.owners,
    );
    return [...known, new Stretch(pieces, start - first.from, to - first.from)];
  }
}

/** The events `from` … `to - 1` of rows in no order, one row for each number; of an event that is gone one without ids. */
function* rowsFrom(rows: Columns<RowColumns>, from: number, to: number): Steps<Columns<RowColumns>> {
  const found = emptyRows(to - from);
  found.ids.fill(NO_ID);
  for (let i = 0; i < found.eid.length; i++) found.eid[i] = from + i;
  for (const [start, stop] of stretchesOf(rows.length)) {
    const eid = rows.read('eid', start, stop);
    for (let i = 0; i < eid.length; i++) {
      const place = (eid[i] as number) - from;
      if (place < 0 || place >= to - from) continue;
      for (const key of ROW_KEYS) found[key][place] = rows.at(key, start + i);
    }
    yield;
  }
  return {
    length: to - from,
    read: (column, a, b) => found[column].subarray(a, b) as never,
    at: (column, row) => found[column][row] as number,
  };
}

/** Room for rows, all zero. */
export const emptyRows = (length: number): RowColumns =>
  Object.fromEntries(ROW_KEYS.map((key) => [key, arrayOf(ROW_LAYOUT[key], length)])) as unknown as RowColumns;
