/** The retention insight: INSIGHTS §3.3. */
import type { Insight } from '../insight';
import { drillRetention, foldRetention, mergeRetention } from './fold';
import { groupByValue } from './groups';
import { columnsOf, type RetentionPartial } from './partial';
import { planRetention, type RetentionParams } from './plan';
import {
  type RetentionCell,
  retentionCellSchema,
  type RetentionGrid,
  type RetentionResult,
  retentionResultSchema,
  type RetentionSpec,
  retentionSpecSchema,
} from './spec';

function shapeRetention(
  _spec: RetentionSpec,
  params: RetentionParams,
  partial: RetentionPartial,
  dictionaries: readonly (readonly string[])[],
): RetentionResult {
  if (params.breakdown < 0) return { kind: 'retention', ...gridOf(params, partial.cells) };
  const groups = groupByValue(params, partial, dictionaries[params.breakdown] ?? []);
  const all = new Float64Array(params.cohorts * columnsOf(params));
  for (const { cells } of groups)
    for (const [cell, count] of cells.entries()) all[cell] = (all[cell] as number) + count;
  return {
    kind: 'retention',
    ...gridOf(params, all),
    breakdowns: groups.map(({ value, cells }) => ({ value, ...gridOf(params, cells) })),
  };
}

function gridOf(params: RetentionParams, cells: Float64Array): RetentionGrid {
  const columns = columnsOf(params);
  const cohorts: RetentionGrid['cohorts'] = [];
  const members = new Float64Array(columns - 1);
  const returned = new Float64Array(columns - 1);
  for (let cohort = 0; cohort < params.cohorts; cohort += 1) {
    const base = cohort * columns;
    const size = cells[base] as number;
    if (size < params.minCohort) continue;
    const values = Array.from(cells.subarray(base + 1, base + columns));
    const complete = values.map((_, column) => isComplete(params, cohort, column));
    for (const [column, value] of values.entries()) {
      if (complete[column] !== true) continue;
      members[column] = (members[column] as number) + size;
      returned[column] = (returned[column] as number) + value;
    }
    cohorts.push({ start: new Date(params.bounds[cohort] as number).toISOString(), size, values, complete });
  }
  const average = Array.from(members, (size, column) => (size === 0 ? null : (returned[column] as number) / size));
  return { cohorts, average };
}

/** Whether the period had ended for every member when the data ends. */
function isComplete(
  { bounds, rollingMs, brackets, dataEnd }: RetentionParams,
  cohort: number,
  column: number,
): boolean {
  const last = column === 0 ? 0 : (brackets[column - 1]?.[1] ?? 0);
  const end =
    rollingMs > 0 ? (bounds[cohort + 1] as number) + (last + 1) * rollingMs : (bounds[cohort + last + 1] ?? Infinity);
  return end <= dataEnd;
}

export const retention: Insight<RetentionSpec, RetentionParams, RetentionPartial, RetentionResult, RetentionCell> = {
  kind: 'retention',
  spec: retentionSpecSchema,
  result: retentionResultSchema,
  cell: retentionCellSchema,
  plan: planRetention,
  fold: foldRetention,
  merge: mergeRetention,
  shape: shapeRetention,
  drill: drillRetention,
};
