/** The cells of each breakdown value that is shown, the folded rest last. */
import { shownValues, valueOfCode } from '../breakdown-values';
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
  const shown = shownGroups(params, partial, dictionary);
  const known = new Map(shown.map((group) => [group.value, group]));
  let rest: RetentionGroup | undefined;
  const perValue = params.cohorts * columnsOf(params);
  for (const [cell, count] of partial.byValue) {
    const value = valueOfCode(dictionary, Math.floor(cell / perValue) - 1);
    const group = known.get(value) ?? (rest ??= { value: OTHER, cells: new Float64Array(perValue) });
    const place = cell % perValue;
    group.cells[place] = (group.cells[place] as number) + count;
  }
  return rest === undefined ? shown : [...shown, rest];
}

/** The values shown by name, with cells that are still empty. */
export function shownGroups(
  params: RetentionParams,
  { byValue }: RetentionPartial,
  dictionary: readonly string[],
): RetentionGroup[] {
  const columns = columnsOf(params);
  const perValue = params.cohorts * columns;
  const totals = new Map<string, number>();
  for (const [cell, count] of byValue) {
    if ((cell % perValue) % columns !== 0) continue;
    const value = valueOfCode(dictionary, Math.floor(cell / perValue) - 1);
    totals.set(value, (totals.get(value) ?? 0) + count);
  }
  return shownValues(totals, params.limit).map((value) => ({ value, cells: new Float64Array(perValue) }));
}
