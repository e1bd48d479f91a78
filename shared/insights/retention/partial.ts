/** What a range of persons comes to: members counted by cohort and column. */
import type { RetentionParams } from './plan';

/** Members by cell: `cells` holds cohort · columns + column, where column 0 is the size and column p + 1 `values[p]`. */
export interface RetentionPartial {
  /** Without a breakdown. */
  readonly cells: Float64Array;
  /** With one: (code + 1) · cohorts · columns + the cell, as breakdown values can be many and their cells few. */
  readonly byValue: ReadonlyMap<number, number>;
}

/** Columns of a cohort: its size, its own period, then one per bracket. */
export const columnsOf = ({ brackets }: RetentionParams): number => brackets.length + 2;
