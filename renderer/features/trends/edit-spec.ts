/** Edits of a trends spec: each gives a new spec that is still valid. Pure. */
import type { Breakdown } from '../../../shared/insights/common';
import { parseFormula } from '../../../shared/insights/trends/formula';
import { trendsSpecSchema, type TrendsSpec } from '../../../shared/insights/trends/spec';
import type { Duration } from '../../../shared/model/range';

const days = (value: number): Duration => ({ value, unit: 'day' });

/** What one can compare with, by name. */
const COMPARISONS = {
  previous: { previous: true },
  day: { offset: days(1) },
  week: { offset: days(7) },
  month: { offset: { value: 1, unit: 'month' } },
  year: { offset: { value: 12, unit: 'month' } },
} as const satisfies Readonly<Record<string, TrendsSpec['compare']>>;

export type CompareChoice = 'none' | keyof typeof COMPARISONS | 'other';

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export function compareChoice({ compare }: TrendsSpec): CompareChoice {
  if (compare === undefined) return 'none';
  const known = Object.entries(COMPARISONS).find(([, own]) => isSame(own, compare));
  return known === undefined ? 'other' : (known[0] as keyof typeof COMPARISONS);
}

/** `other` keeps what the spec says. */
export const withCompare = (spec: TrendsSpec, choice: CompareChoice): TrendsSpec =>
  choice === 'other' ? spec : { ...spec, compare: choice === 'none' ? undefined : { ...COMPARISONS[choice] } };

/** What becomes of the values of a line: as they are, running totals, or a moving average over so many buckets. */
export type ValuesChoice = 'each' | 'cumulative' | `${number}`;

export const valuesChoice = ({ cumulative, smooth }: TrendsSpec): ValuesChoice =>
  cumulative === true ? 'cumulative' : smooth === undefined ? 'each' : `${smooth}`;

export const withValues = (spec: TrendsSpec, choice: ValuesChoice): TrendsSpec => ({
  ...spec,
  cumulative: choice === 'cumulative' ? true : undefined,
  smooth: choice === 'each' || choice === 'cumulative' ? undefined : Number(choice),
});

/** Whether the spec may be asked for. */
export const isAskable = (spec: TrendsSpec): boolean => trendsSpecSchema.safeParse(spec).success;

/** As many properties as lines can be crossed by. */
const MOST_BREAKDOWNS = 3;

/** Another property at a place, from 0, or one more behind the last; without it those behind move up. */
export function withBreakdown(spec: TrendsSpec, breakdown: Breakdown | undefined, place = 0): TrendsSpec {
  const next = (spec.breakdown ?? []).toSpliced(place, 1, ...(breakdown === undefined ? [] : [breakdown]));
  return { ...spec, breakdown: next.length === 0 ? undefined : next };
}

/** The breakdowns there are and, where there is room for one more, undefined behind them. */
export function breakdownPlaces({ breakdown = [] }: TrendsSpec): readonly (Breakdown | undefined)[] {
  return breakdown.length < MOST_BREAKDOWNS ? [...breakdown, undefined] : breakdown;
}

/** Lets go of what another edit made impossible: a comparison without a beginning, a formula that lost its series. */
export function settle(spec: TrendsSpec): TrendsSpec {
  let next = spec;
  const drop = (part: Partial<TrendsSpec>): void => {
    next = { ...next, ...part };
  };
  if (next.formula !== undefined && !parseFormula(next.formula, next.series.length).ok) drop({ formula: undefined });
  const hasBeginning = next.range !== undefined && ('last' in next.range || next.range.from !== undefined);
  if (next.compare !== undefined && !hasBeginning) drop({ compare: undefined });
  if (next.cumulative === true && !isAskable(next)) drop({ cumulative: undefined });
  return next;
}

/** The formula with the letters that its series have after one of them is gone; undefined where that was one of its own. */
export function formulaWithout(formula: string | undefined, removed: number): string | undefined {
  if (formula === undefined) return undefined;
  let isGone = false;
  const next = formula.replaceAll(/[a-z]/gi, (letter) => {
    const series = letter.toUpperCase().charCodeAt(0) - 65;
    if (series === removed) isGone = true;
    return String.fromCharCode(65 + (series > removed ? series - 1 : series));
  });
  return isGone ? undefined : next;
}

/** The same after a series was put in at `added`. */
export const formulaWith = (formula: string | undefined, added: number): string | undefined =>
  formula?.replaceAll(/[a-z]/gi, (letter) => {
    const series = letter.toUpperCase().charCodeAt(0) - 65;
    return String.fromCharCode(65 + (series >= added ? series + 1 : series));
  });
