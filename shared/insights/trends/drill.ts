/** Trends drill: the persons and events behind one point, found by the very walk that counted them. */
import { bitmapAdd, bitmapHas, bitmapWords } from '../../base/bitmap';
import type { PersonRange } from '../../model/sequences';
import { namesOfBins, valueOfCode, type ValueNames } from '../breakdown-values';
import { OTHER } from '../common';
import type { DrillUnits, FoldInput } from '../insight';
import type { Match } from './cells';
import { foldTrends, visitMatches } from './fold';
import { computeValueNames } from './lines';
import type { TrendsPartial } from './parts';
import { paramsOfCompared, type SpanParams, type TrendsParams } from './plan';
import type { TrendsCell } from './spec';

const NEVER = (): boolean => false;

/** The events behind a formula's point are those of all series that it names. */
export function drillTrends(
  input: FoldInput,
  params: TrendsParams,
  cell: TrendsCell,
  range: PersonRange,
  dictionaries: readonly (readonly string[])[],
  everyone?: TrendsPartial,
): DrillUnits {
  const span = cell.compared === true ? paramsOfCompared(params) : params;
  const series = seriesOfCell(params, cell);
  if (span === undefined || series.length === 0) return { unit: 'persons', persons: [], positions: [] };
  const isInLine = lineTest(input, params, cell, series[0] ?? 0, dictionaries, everyone);
  const isInCell = cellTest(params, cell);
  const found = new Map<number, number[]>();
  for (const index of series) {
    const speaks = speaksFor(input, span.series[index] as SpanParams['series'][number]);
    let own: number[] | undefined;
    let person = -1;
    visitMatches(input, span, index, range, NEVER, {
      nextPerson: (next) => {
        person = next;
        own = found.get(next);
      },
      match: (match) => {
        if (!isInCell(match) || !speaks(match.position) || !isInLine(match.position)) return;
        if (own === undefined) found.set(person, (own = []));
        own.push(match.position);
      },
    });
  }
  const persons = [...found.keys()].sort((a, b) => a - b);
  const positions = persons.map((person) => [...new Set(found.get(person))].sort((a, b) => a - b));
  return { unit: 'persons', persons, positions };
}

function seriesOfCell({ series, formula }: TrendsParams, cell: TrendsCell): readonly number[] {
  if (cell.series !== undefined) return cell.series < series.length ? [cell.series] : [];
  return formula.length > 0 ? formula : [...series.keys()];
}

/** A smoothed point has behind it what all its buckets have. */
function cellTest({ smooth }: TrendsParams, { bucket }: TrendsCell): (match: Match) => boolean {
  if (bucket === undefined) return ({ inRange }) => inRange;
  return ({ low, high }) => low <= high && bucket >= low && bucket - smooth + 1 <= high;
}

/** Events without a value of a measured property are not behind its number, nor those outside all sessions behind theirs. */
function speaksFor(input: FoldInput, { measure }: SpanParams['series'][number]): (position: number) => boolean {
  if (measure.type === 'numbers') {
    const values = input.numbers[measure.column];
    return (position) => Number.isFinite(values?.[position]);
  }
  if (measure.type === 'distinct') {
    const codes = input.codes[measure.column];
    return (position) => (codes?.[position] ?? -1) >= 0;
  }
  if (measure.type === 'units' && measure.unit === 'session') {
    const { session } = input.sequences;
    return (position) => (session[position] as number) >= 0;
  }
  return () => true;
}

function lineTest(
  input: FoldInput,
  params: TrendsParams,
  cell: TrendsCell,
  series: number,
  dictionaries: readonly (readonly string[])[],
  everyone: TrendsPartial | undefined,
): (position: number) => boolean {
  const wanted = cell.breakdown;
  if (wanted === undefined || params.breakdown.length === 0) return () => true;
  const names = wanted.includes(OTHER)
    ? rankedNames(input, params, series, dictionaries, everyone)
    : plainNames(input, params, series, dictionaries, everyone);
  return (position) =>
    params.breakdown.every(
      ({ column }, property) => names[property]?.nameOf(input.codes[column]?.[position] ?? -1) === wanted[property],
    );
}

/** A value's name is the value, a bin's is known from all numbers that there are. */
function plainNames(
  input: FoldInput,
  params: TrendsParams,
  series: number,
  dictionaries: readonly (readonly string[])[],
  everyone: TrendsPartial | undefined,
): readonly ValueNames[] {
  const ofBins = params.breakdown.some(({ bins }) => bins > 0) && everyone;
  const known = ofBins ? computeValueNames(params, series, ofBins, dictionaries) : [];
  return params.breakdown.map(({ column, bins }, property) => {
    const dictionary = dictionaries[column] ?? [];
    const named = known[property];
    if (bins > 0 && named !== undefined) return named;
    if (bins > 0) return namesOfBins(codesThere(input, params, column), dictionary, bins);
    return { nameOf: (code) => valueOfCode(dictionary, code) };
  });
}

/** The codes that the series have in the range and the compared span. */
function codesThere(input: FoldInput, params: TrendsParams, column: number): number[] {
  const codes = input.codes[column];
  const size = input.codeSizes[column] ?? 0;
  const there = new Uint32Array(bitmapWords(size));
  for (const span of [params, paramsOfCompared(params)]) {
    span?.series.forEach((_, series) => {
      visitMatches(input, span, series, { from: 0, to: input.sequences.persons }, NEVER, {
        nextPerson: () => undefined,
        match: ({ position }) => {
          const code = codes?.[position] ?? -1;
          if (code >= 0) bitmapAdd(there, code);
        },
      });
    });
  }
  return Array.from({ length: size }, (_, code) => code).filter((code) => bitmapHas(there, code));
}

/** Which values fold into `$other` is known only from all persons, whatever range is drilled into. */
function rankedNames(
  input: FoldInput,
  params: TrendsParams,
  series: number,
  dictionaries: readonly (readonly string[])[],
  known: TrendsPartial | undefined,
): readonly ValueNames[] {
  if (known !== undefined) return computeValueNames(params, series, known, dictionaries);
  const everyone = { from: 0, to: input.sequences.persons };
  // Bins and formulas look at all series; else the one decides alone.
  const isAlone = params.formula.length === 0 && params.breakdown.every(({ bins }) => bins === 0);
  const asked = isAlone ? onlySeries(params, series) : params;
  const partial = foldTrends(input, asked, everyone, NEVER);
  return computeValueNames(asked, isAlone ? 0 : series, partial, dictionaries);
}

function onlySeries(params: TrendsParams, series: number): TrendsParams {
  const only = <T extends SpanParams>(span: T): T => ({ ...span, series: span.series.slice(series, series + 1) });
  return { ...only(params), ...(params.compared === undefined ? {} : { compared: only(params.compared) }) };
}
