/** Trends shape: the parts of all persons to lines of numbers. */
import { bucketLabels } from '../../base/time-buckets';
import { matcherLabel } from '../../model/filter';
import { compareText, type ValueNames } from '../breakdown-values';
import { OTHER, SpecProblem } from '../common';
import { evaluateFormula, parseFormula, type Formula } from './formula';
import { computeLines, computeValueNames, partsOf } from './lines';
import { measureGroups, type Measured } from './measure-groups';
import type { SpanParts, TrendsPartial } from './parts';
import { paramsOfCompared, type Measure, type TrendsParams } from './plan';
import { smoothed } from './smooth';
import type { TrendsResult, TrendsSpec } from './spec';

/** More points than this in one answer are refused: they would not fit a screen, nor a message. */
const MAX_POINTS = 5_000_000;

type Line = TrendsResult['series'][number];
type Point = number | null;

/** A series in one span, before it is a line or a part of one. */
interface Grouped {
  /** Per group its breakdown values. */
  readonly values: readonly (readonly string[])[];
  readonly measured: Measured;
}

export function shapeTrends(
  spec: TrendsSpec,
  params: TrendsParams,
  partial: TrendsPartial,
  dictionaries: readonly (readonly string[])[],
): TrendsResult {
  const namesOf = (series: number): readonly ValueNames[] => computeValueNames(params, series, partial, dictionaries);
  // With a formula all series share their names; else each has its own.
  const shared = params.formula.length > 0 ? namesOf(params.formula[0] ?? 0) : undefined;
  const names = spec.series.map((_, series) => shared ?? namesOf(series));
  const compared = paramsOfCompared(params);
  return {
    kind: 'trends',
    buckets: bucketLabels(params.buckets),
    series: shapeSpan(spec, params, partial.parts, names),
    ...(compared === undefined
      ? {}
      : {
          compare: {
            buckets: bucketLabels(compared.buckets),
            series: shapeSpan(spec, compared, partial.compared, names),
          },
        }),
  };
}

function shapeSpan(
  spec: TrendsSpec,
  params: TrendsParams,
  parts: SpanParts,
  names: readonly (readonly ValueNames[])[],
): Line[] {
  const buckets = Math.max(0, params.buckets.length - 1);
  const group = (series: number): Grouped => groupSeries(params, parts, series, names[series] ?? [], buckets);
  const parsed = spec.formula === undefined ? undefined : parseFormula(spec.formula, spec.series.length);
  const lines =
    parsed?.ok === true
      ? formulaLines(spec, params, parsed.formula, group, buckets).sort(lineOrder(names[0] ?? []))
      : spec.series.flatMap((own, series) => {
          const { values, measured } = group(series);
          return values
            .map((breakdown, index) => ({
              ...lineOf(spec, own.label ?? matcherLabel(own.match), breakdown, rowOf(measured.cells, index, buckets)),
              series,
              total: toPoint(measured.totals[index] as number),
            }))
            .sort(lineOrder(names[series] ?? []));
        });
  if (params.smooth < 2) return lines;
  return lines.map((line) => ({ ...line, values: smoothed(line.values, params.smooth) }));
}

function groupSeries(
  params: TrendsParams,
  parts: SpanParts,
  series: number,
  names: readonly ValueNames[],
  buckets: number,
): Grouped {
  const { measure } = params.series[series] as TrendsParams['series'][number];
  const lines = computeLines(params, partsOf(parts, series), names);
  const groups = lines.values.length;
  if (groups * buckets > MAX_POINTS) {
    throw new SpecProblem('breakdown', `makes ${groups} lines of ${buckets} buckets; set lower limits.`);
  }
  const { cumulative } = params;
  const measured = measureGroups(lines.parts, measure, { groups, buckets, wantCells: true, cumulative });
  return { values: lines.values, measured };
}

/** One line per combination that any of the formula's series has; a series without it counts as it does in an empty bucket. */
function formulaLines(
  spec: TrendsSpec,
  params: TrendsParams,
  formula: Formula,
  group: (series: number) => Grouped,
  buckets: number,
): Line[] {
  const combinations = new Map<string, readonly string[]>();
  const series = new Map(
    params.formula.map((index) => {
      const { values, measured } = group(index);
      const rows = new Map(
        values.map((breakdown, row) => {
          const key = JSON.stringify(breakdown);
          combinations.set(key, breakdown);
          return [
            key,
            { values: rowOf(measured.cells, row, buckets), total: toPoint(measured.totals[row] as number) },
          ] as const;
        }),
      );
      return [index, { rows, nothing: ofNothing((params.series[index] as { measure: Measure }).measure) }] as const;
    }),
  );
  return [...combinations].map(([key, breakdown]) => {
    const at = (pick: (row: { values: readonly Point[]; total: Point }) => Point | undefined): Point =>
      evaluateFormula(formula, (index) => {
        const own = series.get(index);
        const row = own?.rows.get(key);
        return (row === undefined ? own?.nothing : pick(row)) ?? null;
      });
    const values = Array.from({ length: buckets }, (_, bucket) => at((row) => row.values[bucket]));
    return { ...lineOf(spec, spec.formula?.trim() ?? '', breakdown, values), total: at((row) => row.total) };
  });
}

/** What a measure makes of no events at all. */
const ofNothing = (measure: Measure): Point =>
  toPoint(
    measureGroups([], measure, { groups: 1, buckets: 0, wantCells: false, cumulative: false }).totals[0] as number,
  );

const lineOf = (
  spec: TrendsSpec,
  label: string,
  breakdown: readonly string[],
  values: Point[],
): Omit<Line, 'total'> => ({
  label,
  ...(spec.breakdown === undefined || spec.breakdown.length === 0 ? {} : { breakdown: [...breakdown] }),
  values,
});

const rowOf = (cells: Float64Array, row: number, buckets: number): Point[] =>
  Array.from(cells.subarray(row * buckets, (row + 1) * buckets), toPoint);

const toPoint = (value: number): Point => (Number.isFinite(value) ? value : null);

/**
 * Bins by their numbers; then the greatest total first, equal ones by their values; lines with a folded rest after all
 * others.
 */
function lineOrder(names: readonly ValueNames[]): (a: Line, b: Line) => number {
  return (a, b) => {
    const rest = Number(a.breakdown?.includes(OTHER) ?? false) - Number(b.breakdown?.includes(OTHER) ?? false);
    if (rest !== 0) return rest;
    for (const [place, { orderOf }] of names.entries()) {
      const [placeA, placeB] = [a, b].map(({ breakdown }) => orderOf?.(breakdown?.[place] ?? '') ?? 0);
      if (placeA !== placeB) return (placeA ?? 0) < (placeB ?? 0) ? -1 : 1;
    }
    const totalA = a.total ?? -Infinity;
    const totalB = b.total ?? -Infinity;
    if (totalA !== totalB) return totalA > totalB ? -1 : 1;
    for (const [place, value] of (a.breakdown ?? []).entries()) {
      const order = compareText(value, b.breakdown?.[place] ?? '');
      if (order !== 0) return order;
    }
    return 0;
  };
}
