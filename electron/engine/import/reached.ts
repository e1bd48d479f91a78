/** How far a file is stored while it is read: where one could go on, were the process to end now. */
import type { DuckDBDataChunk } from '@duckdb/node-api';
import { columnAt } from './canonical';
import type { ImportPosition } from './import-records';
import type { Stored } from './store-rows';

interface Step {
  /** Canonical rows up to its end. */
  readonly pushed: number;
  /** The row of the file that comes next, or that may have more events; how many of its events are among those pushed. */
  readonly row: number;
  readonly met: number;
}

export class Reached {
  private pushed = 0;
  private steps: Step[] = [];

  /** `isRowByRow`: each canonical row is a row of the file. */
  constructor(
    private readonly from: ImportPosition,
    private readonly isRowByRow: boolean,
  ) {}

  /** `lastRow` is that of the chunk; `isStep` where a batch was completed with it. */
  note(chunk: DuckDBDataChunk, lastRow: number, isStep: boolean): void {
    this.pushed += chunk.rowCount;
    if (!isStep) return;
    const step = this.isRowByRow
      ? { row: this.from.rows + this.pushed, met: 0 }
      : { row: lastRow, met: eventsOf(chunk, lastRow) };
    this.steps.push({ pushed: this.pushed, ...step });
  }

  /** So many rows of the file, from the first on, are stored with all their events, where canonical rows are stored up to `rows`. */
  rowsOf({ rows }: Stored): number | undefined {
    return this.steps.findLast(({ pushed }) => pushed <= rows)?.row;
  }

  /** Undefined where one cannot go on from what is stored so far. */
  position({ rows, imported, duplicates, eids }: Stored, hasDerived: boolean): ImportPosition | undefined {
    const { from } = this;
    const done = this.steps.findLast(({ pushed }) => pushed <= rows);
    if (done === undefined) return undefined;
    // Of rows without ids it is known how often each was there only where every one of them was stored.
    if (hasDerived && (!this.isRowByRow || from.duplicates + duplicates > 0)) return undefined;
    return {
      rows: done.row,
      imported: from.imported + imported,
      duplicates: from.duplicates + duplicates - done.met,
      eids,
    };
  }
}

const ROW = columnAt('row');

function eventsOf(chunk: DuckDBDataChunk, row: number): number {
  const rows = chunk.getColumnVector(ROW);
  let count = 0;
  while (count < chunk.rowCount && Number(rows.getItem(chunk.rowCount - 1 - count)) === row) count++;
  return count;
}
