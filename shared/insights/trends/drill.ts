/** Trends drill: the persons and events behind one point, found by the very walk that counted them. */
import type { PersonRange } from '../../model/sequences';
import { valueOfCode } from '../breakdown-values';
import { OTHER } from '../common';
import type { DrillUnits, FoldInput } from '../insight';
import { foldTrends, visitMatches } from './fold';
import { computeValueNames, type ValueNames } from './lines';
import type { TrendsParams } from './plan';
import type { TrendsCell } from './spec';

const NEVER = (): boolean => false;

export function drillTrends(
  input: FoldInput,
  params: TrendsParams,
  cell: TrendsCell,
  range: PersonRange,
  dictionaries: readonly (readonly string[])[],
): DrillUnits {
  const persons: number[] = [];
  const positions: number[][] = [];
  const series = params.series[cell.series];
  if (series === undefined) return { unit: 'persons', persons, positions };
  const isInLine = lineTest(input, params, cell, dictionaries);
  const speaks = speaksFor(input, series.measure);
  let current = -1;
  visitMatches(input, params, cell.series, range, NEVER, {
    nextPerson: (person) => {
      current = person;
    },
    match: ({ position, low, high }) => {
      if (cell.bucket < low || cell.bucket > high || !speaks(position) || !isInLine(position)) return;
      if (persons.at(-1) === current) positions.at(-1)?.push(position);
      else {
        persons.push(current);
        positions.push([position]);
      }
    },
  });
  return { unit: 'persons', persons, positions };
}

/** Events that have no value of a measured property are not behind its number. */
function speaksFor(
  input: FoldInput,
  measure: TrendsParams['series'][number]['measure'],
): (position: number) => boolean {
  if (measure.type === 'numbers') {
    const values = input.numbers[measure.column];
    return (position) => Number.isFinite(values?.[position]);
  }
  if (measure.type === 'distinct') {
    const codes = input.codes[measure.column];
    return (position) => (codes?.[position] ?? -1) >= 0;
  }
  return () => true;
}

function lineTest(
  input: FoldInput,
  params: TrendsParams,
  cell: TrendsCell,
  dictionaries: readonly (readonly string[])[],
): (position: number) => boolean {
  const wanted = cell.breakdown;
  if (wanted === undefined || params.breakdown.length === 0) return () => true;
  const names = wanted.includes(OTHER)
    ? rankedNames(input, params, cell.series, dictionaries)
    : params.breakdown.map(
        ({ column }) =>
          (code: number) =>
            valueOfCode(dictionaries[column] ?? [], code),
      );
  return (position) =>
    params.breakdown.every(
      ({ column }, property) => names[property]?.(input.codes[column]?.[position] ?? -1) === wanted[property],
    );
}

/** Which values fold into `$other` is known only from all persons, whatever range is drilled into. */
function rankedNames(
  input: FoldInput,
  params: TrendsParams,
  series: number,
  dictionaries: readonly (readonly string[])[],
): ValueNames {
  const only = { ...params, series: params.series.slice(series, series + 1) };
  const everyone = foldTrends(input, only, { from: 0, to: input.sequences.persons }, NEVER);
  const parts = everyone.parts.flatMap((part) => part);
  return computeValueNames(only, 0, parts, dictionaries);
}
