/**
 * The lines of a series: which combinations of breakdown values are shown, and which line each combo of each part
 * belongs to. Each property's values are ranked by the series' own total over the whole range; those beyond the
 * property's limit become `$other`. A line's total is measured anew over all that folded into it: the persons of
 * `$other` are distinct persons, not a sum.
 */
import { shownValues, valueOfCode } from '../breakdown-values';
import { OTHER } from '../common';
import { measureGroups, type GroupedPart } from './measure-groups';
import type { SeriesPart } from './parts';
import type { TrendsParams } from './plan';

export interface Lines {
  /** Per line its breakdown values; one line without values where there is no breakdown. */
  readonly values: readonly (readonly string[])[];
  readonly parts: readonly GroupedPart[];
}

/** Per property of the breakdown: the name that a code goes under. */
export type ValueNames = readonly ((code: number) => string)[];

export function computeLines(
  params: TrendsParams,
  series: number,
  parts: readonly SeriesPart[],
  dictionaries: readonly (readonly string[])[],
): Lines {
  if (params.breakdown.length === 0) {
    return { values: [[]], parts: parts.map((part) => ({ part, groupOf: new Int32Array(1) })) };
  }
  const names = computeValueNames(params, series, parts, dictionaries);
  return groupCombos(params, parts, (codes) => codes.map((code, property) => names[property]?.(code) ?? OTHER));
}

/** Ranks every property's values and says which name each code goes under. */
export function computeValueNames(
  params: TrendsParams,
  series: number,
  parts: readonly SeriesPart[],
  dictionaries: readonly (readonly string[])[],
): ValueNames {
  const { measure } = params.series[series] as TrendsParams['series'][number];
  const buckets = Math.max(0, params.buckets.length - 1);
  return params.breakdown.map(({ column, limit }, property) => {
    const dictionary = dictionaries[column] ?? [];
    const single = groupCombos(params, parts, (codes) => [valueOfCode(dictionary, codes[property] ?? -1)]);
    const groups = single.values.length;
    const { totals } = measureGroups(single.parts, measure, { groups, buckets, wantCells: false });
    const ranked = new Map(
      single.values.map(([value], group) => {
        const total = totals[group] as number;
        return [value ?? OTHER, Number.isNaN(total) ? -Infinity : total] as const;
      }),
    );
    const shown = new Set(shownValues(ranked, limit));
    return (code: number) => {
      const value = valueOfCode(dictionary, code);
      return shown.has(value) ? value : OTHER;
    };
  });
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
