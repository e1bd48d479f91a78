/** Retention fold and drill: members of cohorts, counted by the periods in which they came back. */
import type { PersonRange } from '../../model/sequences';
import { valueOfCode } from '../breakdown-values';
import { columnAt } from '../bucket-column';
import { OTHER } from '../common';
import type { DrillUnits, FoldInput, Stop } from '../insight';
import { countInColumn } from './by-column';
import { retentionValues } from './groups';
import { visitMembers } from './members';
import { columnsOf, type RetentionPartial } from './partial';
import { countPlain } from './plain';
import { isPlain, type RetentionParams } from './plan';
import type { RetentionCell } from './spec';

export function foldRetention(
  input: FoldInput,
  params: RetentionParams,
  range: PersonRange,
  stop: Stop,
): RetentionPartial {
  const columns = columnsOf(params);
  const perValue = params.cohorts * columns;
  const hasBreakdown = params.breakdown >= 0;
  const cells = new Float64Array(hasBreakdown ? 0 : perValue);
  const byValue = new Map<number, number>();
  if (isPlain(params)) {
    const known = columnAt(input, params.column);
    if (known === undefined) countPlain(input, params, range, stop, cells);
    else countInColumn(input, params, known, range, stop, cells);
    return { cells, byValue };
  }
  const count = (cell: number): void => {
    if (hasBreakdown) byValue.set(cell, (byValue.get(cell) ?? 0) + 1);
    else cells[cell] = (cells[cell] as number) + 1;
  };
  visitMembers(input, params, range, stop, (member) => {
    const base = (hasBreakdown ? (member.code + 1) * perValue : 0) + member.cohort * columns;
    count(base);
    member.eachColumn((column) => count(base + column + 1));
  });
  return { cells, byValue };
}

export function mergeRetention(a: RetentionPartial, b: RetentionPartial): RetentionPartial {
  const byValue = new Map(a.byValue);
  for (const [cell, count] of b.byValue) byValue.set(cell, (byValue.get(cell) ?? 0) + count);
  return { cells: a.cells.map((count, cell) => count + (b.cells[cell] as number)), byValue };
}

export function drillRetention(
  input: FoldInput,
  params: RetentionParams,
  { cohort, period, returned = true, breakdown }: RetentionCell,
  range: PersonRange,
  dictionaries: readonly (readonly string[])[],
  everyone?: RetentionPartial,
): DrillUnits {
  const persons: number[] = [];
  const positions: number[][] = [];
  const wanted = Array.from(params.bounds.subarray(0, params.cohorts)).indexOf(Date.parse(cohort));
  const isShown = valueTest(input, params, breakdown, dictionaries, everyone);
  visitMembers(
    input,
    params,
    range,
    () => false,
    (member) => {
      if (member.cohort !== wanted || !isShown(member.code)) return;
      const speaks = [member.start];
      if (period !== undefined) {
        let isBack = false;
        member.eachColumn((column) => {
          if (column === period) isBack = true;
        });
        if (isBack !== returned) return;
        const first = isBack ? member.firstReturn(period) : -1;
        if (first >= 0) speaks.push(first);
      }
      persons.push(member.person);
      positions.push(speaks);
    },
  );
  return { unit: 'persons', persons, positions };
}

function valueTest(
  input: FoldInput,
  params: RetentionParams,
  wanted: string | undefined,
  dictionaries: readonly (readonly string[])[],
  known: RetentionPartial | undefined,
): (code: number) => boolean {
  if (wanted === undefined || params.breakdown < 0) return () => true;
  const dictionary = dictionaries[params.breakdown] ?? [];
  if (wanted !== OTHER && params.bins === 0) return (code) => valueOfCode(dictionary, code) === wanted;
  // Which values fold, and where bins lie, is known only from all persons.
  const everyone = known ?? foldRetention(input, params, { from: 0, to: input.sequences.persons }, () => false);
  const { nameOf } = retentionValues(params, everyone, dictionary);
  return (code) => nameOf(code) === wanted;
}
