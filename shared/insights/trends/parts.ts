/**
 * What a trends fold brings back: per series one part, made of columns. A "combo" is one combination of breakdown
 * values; part-local numbers keep the columns small, and `combos` says which dictionary codes each stands for. Worked
 * example with one breakdown property and three events of two persons:
 *
 *   combos [4, -1]           combo 0 is code 4, combo 1 is the missing value
 *   counts keys [0, 3]       cells combo * buckets + bucket, with two buckets: (0, bucket 0) and (1, bucket 1)
 *          counts [2, 1]
 */
import type { ExactSum } from '../../stats/exact-sum';

/** Events per cell. */
export interface CountColumns {
  readonly kind: 'counts';
  readonly keys: Float64Array;
  readonly counts: Float64Array;
}

/**
 * Persons or sessions that cover buckets. With a breakdown every row says that a unit with a combo covers the buckets
 * [lows, highs]; a row whose flags have {@link FRESH} begins a new unit, and one with {@link IN_RANGE} is in the range
 * itself (looking back for `wau`, an event may lie before it). Without one the units are counted already.
 */
export type UnitColumns =
  | {
      readonly kind: 'unitRows';
      readonly combos: Int32Array;
      readonly lows: Int32Array;
      readonly highs: Int32Array;
      readonly flags: Int32Array;
    }
  | { readonly kind: 'unitCounts'; readonly counts: Float64Array; readonly total: number };

export const FRESH = 1;
export const IN_RANGE = 2;

/** Sums and counts of a numeric property per cell. */
export interface SumColumns {
  readonly kind: 'sums';
  readonly keys: Float64Array;
  readonly sums: readonly ExactSum[];
  readonly counts: Float64Array;
}

/** Least and greatest value of a numeric property per cell. */
export interface ExtremeColumns {
  readonly kind: 'extremes';
  readonly keys: Float64Array;
  readonly values: Float64Array;
}

/** Every value of a numeric property, for percentiles. */
export interface SampleColumns {
  readonly kind: 'samples';
  readonly keys: Float64Array;
  readonly values: Float64Array;
}

/** The different values (dictionary codes) of a property per cell. */
export interface DistinctColumns {
  readonly kind: 'distinct';
  readonly keys: Float64Array;
  readonly codes: Int32Array;
}

export type Columns = CountColumns | UnitColumns | SumColumns | ExtremeColumns | SampleColumns | DistinctColumns;

export interface SeriesPart {
  /** Per combo the codes of its breakdown values; one combo without values where there is no breakdown. */
  readonly combos: Int32Array;
  readonly comboCount: number;
  readonly columns: readonly Columns[];
}

/** `parts[i]` holds one part per series; the parts are in the order of the persons. */
export type SpanParts = readonly (readonly SeriesPart[])[];

export interface TrendsPartial {
  readonly parts: SpanParts;
  /** The same of the compared span; empty where there is none. */
  readonly compared: SpanParts;
}
