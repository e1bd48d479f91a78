/** Which values of a breakdown are shown by name and which fold into `$other`: INSIGHTS §3.1. */
import { computeBins } from './bins';
import { NONE, OTHER } from './common';

/** How many values are shown where the spec does not say. */
export const DEFAULT_LIMIT = 25;

/** What people read for a dictionary code; -1 is a missing value. */
export const valueOfCode = (dictionary: readonly string[], code: number): string =>
  code < 0 ? NONE : (dictionary[code] ?? NONE);

/** Text order that is the same everywhere: by code unit. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The values shown by name: the `limit` greatest totals, equal ones by value. `$other` is never one of them. */
export function shownValues(totals: ReadonlyMap<string, number>, limit: number): string[] {
  return [...totals]
    .filter(([value]) => value !== OTHER)
    .sort(([a, totalA], [b, totalB]) => totalB - totalA || compareText(a, b))
    .slice(0, limit)
    .map(([value]) => value);
}

/** How the values of one property of a breakdown are called. */
export interface ValueNames {
  /** The name that a code goes under. */
  nameOf(code: number): string;
  /** The place of a name where names have an order of their own, as bins have. */
  readonly orderOf?: (name: string) => number;
}

/** `codes` are those that there are: the bins are made for their values. */
export function namesOfBins(
  codes: Iterable<number>,
  dictionary: readonly string[],
  count: number,
): Required<ValueNames> {
  const { labelOf, orderOf } = computeBins(
    [...codes].map((code) => valueOfCode(dictionary, code)),
    count,
  );
  const known = new Map<number, string>();
  return {
    nameOf: (code) => {
      let label = known.get(code);
      if (label === undefined) known.set(code, (label = labelOf(valueOfCode(dictionary, code))));
      return label;
    },
    orderOf,
  };
}

/** The rows of a breakdown by one property. */
export interface ValueRows extends ValueNames {
  /** Those with a name of their own: the greatest first, or bins by their numbers. */
  readonly shown: readonly string[];
}

/** `totals` by code decide which values are shown; `bins`: at most how many, 0 for values as they are. */
export function rowsOfValues(
  totals: ReadonlyMap<number, number>,
  dictionary: readonly string[],
  { limit, bins }: { readonly limit: number; readonly bins: number },
): ValueRows {
  if (bins > 0) {
    const names = namesOfBins(totals.keys(), dictionary, bins);
    const shown = [...new Set([...totals.keys()].map(names.nameOf))];
    return { ...names, shown: shown.sort((a, b) => names.orderOf(a) - names.orderOf(b)) };
  }
  const byValue = new Map<string, number>();
  for (const [code, total] of totals) {
    const value = valueOfCode(dictionary, code);
    byValue.set(value, (byValue.get(value) ?? 0) + total);
  }
  const shown = shownValues(byValue, limit);
  const isShown = new Set(shown);
  return {
    shown,
    nameOf: (code) => {
      const value = valueOfCode(dictionary, code);
      return isShown.has(value) ? value : OTHER;
    },
  };
}
