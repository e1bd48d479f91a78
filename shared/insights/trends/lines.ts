/**
 * The lines of a series: which combinations of breakdown values are shown, and which line each combo of each part
 * belongs to. Each property's values are ranked by the series' own total over the whole range; those beyond the
 * property's limit become `$other`. A line's total is measured anew over all that folded into it: the persons of
 * `$other` are distinct persons, not a sum.
 */
import { namesOfBins, shownValues, valueOfCode, type ValueNames } from '../breakdown-values';
import { OTHER } from '../common';
import { measureGroups, type GroupedPart } from './measure-groups';
import type { SeriesPart, SpanParts, TrendsPartial } from './parts';
import type { Measure, SpanParams, TrendsParams } from './plan';

export interface Lines {
  /** Per line its breakdown values; one line without values where there is no breakdown. */
  readonly values: readonly (readonly string[])[];
  readonly parts: readonly GroupedPart[];
}

/** Groups a series' combos by the names of their values. */
export function computeLines(params: TrendsParams, parts: readonly SeriesPart[], names: readonly ValueNames[]): Lines {
  if (params.breakdown.length === 0) {
    return { values: [[]], parts: parts.map((part) => ({ part, groupOf: new Int32Array(1) })) };
  }
  return groupCombos(params, parts, (codes) => codes.map((code, property) => names[property]?.nameOf(code) ?? OTHER));
}

/** A series' parts in one span, by whose totals values are ranked. */
interface Ranker {
  readonly measure: Measure;
  readonly buckets: number;
  readonly parts: readonly SeriesPart[];
}

/**
 * The names of every property's values in the lines of a series. With a formula its lines share names: the first series
 * that it names ranks them, and values that only the next one has follow as far as the limit has room. So do, after
 * them, values that only the compared span has.
 */
export function computeValueNames(
  params: TrendsParams,
  series: number,
  partial: TrendsPartial,
  dictionaries: readonly (readonly string[])[],
): readonly ValueNames[] {
  const wanted = params.formula.length > 0 ? params.formula : [series];
  const rankersOf = (span: SpanParams, parts: SpanParts): Ranker[] =>
    wanted.map((index) => {
      const { measure } = span.series[index] as SpanParams['series'][number];
      return { measure, buckets: Math.max(0, span.buckets.length - 1), parts: partsOf(parts, index) };
    });
  const rankers = [
    ...rankersOf(params, partial.parts),
    ...(params.compared === undefined ? [] : rankersOf(params.compared, partial.compared)),
  ];
  const everything = [...partial.parts, ...partial.compared].flat();
  return params.breakdown.map(({ column, limit, bins }, property) => {
    const dictionary = dictionaries[column] ?? [];
    // All series and both spans share the bins, so that their lines can be told beside each other.
    if (bins > 0) return namesOfBins(codesOf(params, everything, property), dictionary, bins);
    const shown = new Set<string>();
    for (const ranker of rankers) {
      for (const value of rankValues(params, ranker, property, dictionary, limit)) {
        if (shown.size < limit) shown.add(value);
      }
    }
    return {
      nameOf: (code) => {
        const value = valueOfCode(dictionary, code);
        return shown.has(value) ? value : OTHER;
      },
    };
  });
}

/** One part per range of persons, all of one series. */
export const partsOf = (span: SpanParts, series: number): SeriesPart[] =>
  span.map((parts) => parts[series] as SeriesPart);

function codesOf(params: TrendsParams, parts: readonly SeriesPart[], property: number): Set<number> {
  const width = params.breakdown.length;
  const codes = new Set<number>();
  for (const { combos } of parts)
    for (let at = property; at < combos.length; at += width) codes.add(combos[at] as number);
  return codes;
}

function rankValues(
  params: TrendsParams,
  { measure, buckets, parts }: Ranker,
  property: number,
  dictionary: readonly string[],
  limit: number,
): readonly string[] {
  const single = groupCombos(params, parts, (codes) => [valueOfCode(dictionary, codes[property] ?? -1)]);
  const { totals } = measureGroups(single.parts, measure, {
    groups: single.values.length,
    buckets,
    wantCells: false,
    cumulative: false,
  });
  const ranked = new Map(
    single.values.map(([value], group) => {
      const total = totals[group] as number;
      return [value ?? OTHER, Number.isNaN(total) ? -Infinity : total] as const;
    }),
  );
  return shownValues(ranked, limit);
}

/** Groups all combos whose codes `valuesOf` gives equal values. */
function groupCombos(
  params: TrendsParams,
  parts: readonly SeriesPart[],
  valuesOf: (codes: number[]) => string[],
): Lines {
  const width = params.breakdown.length;
  const groups = new Map<string, number>();
  const values: string[][] = [];
  const grouped = parts.map((part) => {
    const groupOf = new Int32Array(part.comboCount);
    for (let combo = 0; combo < part.comboCount; combo += 1) {
      const own = valuesOf([...part.combos.subarray(combo * width, (combo + 1) * width)]);
      const key = JSON.stringify(own);
      let group = groups.get(key);
      if (group === undefined) {
        group = values.length;
        groups.set(key, group);
        values.push(own);
      }
      groupOf[combo] = group;
    }
    return { part, groupOf };
  });
  return { values, parts: grouped };
}
