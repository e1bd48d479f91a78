/** The cells of each breakdown value that is shown, the folded rest last; bins in their order. */
import { rowsOfValues, type ValueRows } from '../breakdown-values';
import { OTHER } from '../common';
import { columnsOf, type RetentionPartial } from './partial';
import type { RetentionParams } from './plan';

export interface RetentionGroup {
  readonly value: string;
  /** As {@link RetentionPartial} `cells`. */
  readonly cells: Float64Array;
}

/** Values by the number of their members, then by text; those beyond the limit are summed in `$other`. */
export function groupByValue(
  params: RetentionParams,
  partial: RetentionPartial,
  dictionary: readonly string[],
): RetentionGroup[] {
  const { shown, nameOf } = retentionValues(params, partial, dictionary);
  const perValue = params.cohorts * columnsOf(params);
  const groups = new Map(shown.map((value) => [value, new Float64Array(perValue)]));
  for (const [cell, count] of partial.byValue) {
    const value = nameOf(Math.floor(cell / perValue) - 1);
    let cells = groups.get(value);
    if (cells === undefined) groups.set(OTHER, (cells = new Float64Array(perValue)));
    const place = cell % perValue;
    cells[place] = (cells[place] as number) + count;
  }
  return [...groups].map(([value, cells]) => ({ value, cells }));
}

/** Ranks the breakdown's values by their members. */
export function retentionValues(
  params: RetentionParams,
  { byValue }: RetentionPartial,
  dictionary: readonly string[],
): ValueRows {
  const columns = columnsOf(params);
  const perValue = params.cohorts * columns;
  const totals = new Map<number, number>();
  for (const [cell, count] of byValue) {
    if ((cell % perValue) % columns !== 0) continue;
    const code = Math.floor(cell / perValue) - 1;
    totals.set(code, (totals.get(code) ?? 0) + count);
  }
  return rowsOfValues(totals, dictionary, params);
}
