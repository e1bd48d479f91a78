/**
 * Samples whose values lie by size, roughly: made where the values are found, on several threads, so that quantiles of all
 * samples together need a look at few of their values. Of samples of durations and the like: no value is below 0.
 *
 *   bins of 2 ≤ v < 2.0625 … : 32 to each doubling, those below 1 in the first
 */
import { select } from './quantile';

export interface Spread {
  readonly sum: number;
  /** By bin, those of one bin in no order. */
  readonly values: Float64Array;
  /** Where each bin ends in `values`. */
  readonly ends: Uint32Array;
}

/** A Float32's sign and exponent and the first five bits of its fraction: a greater value never has a smaller number. */
const SHIFT = 18;
const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);
/** The number of 1; and as many bins as it takes to 2^42 ms, beyond which are all in the last. */
const OFFSET = 127 << 5;
export const BINS = 42 << 5;

/** The bin of a value that is no NaN and not below 0: a greater value is never in an earlier one. */
export function binOf(value: number): number {
  float[0] = value;
  const bin = ((bits[0] as number) >>> SHIFT) - OFFSET;
  return bin < 0 ? 0 : bin < BINS ? bin : BINS - 1;
}

/** One for all: sent together they are one. */
const EMPTY: Spread = { sum: 0, values: new Float64Array(0), ends: new Uint32Array(BINS) };

/** Of the first `length` values, none of them NaN or below 0. */
export function spreadOf(values: Float64Array, length = values.length): Spread {
  if (length === 0) return EMPTY;
  const ends = new Uint32Array(BINS);
  let sum = 0;
  for (let i = 0; i < length; i += 1) {
    const value = values[i] as number;
    const bin = binOf(value);
    ends[bin] = (ends[bin] as number) + 1;
    sum += value;
  }
  let before = 0;
  for (let bin = 0; bin < BINS; bin += 1) {
    const count = ends[bin] as number;
    ends[bin] = before;
    before += count;
  }
  const sorted = new Float64Array(length);
  for (let i = 0; i < length; i += 1) {
    const value = values[i] as number;
    const bin = binOf(value);
    const place = ends[bin] as number;
    sorted[place] = value;
    ends[bin] = place + 1;
  }
  return { sum, values: sorted, ends };
}

/** The p-quantiles (0 to 1, ascending) of all values together, as `quantilesOf` says. */
export function quantilesOfSpreads(spreads: readonly Spread[], ps: readonly number[]): (number | undefined)[] {
  const last = spreads.reduce((sum, { values }) => sum + values.length, 0) - 1;
  if (last < 0) return ps.map(() => undefined);
  const ends = new Uint32Array(BINS);
  for (const spread of spreads) addTo(ends, spread.ends);
  const binAt = (place: number): number => ends.findIndex((end) => end > place);
  return ps.map((p) => {
    const rank = p * last;
    const low = Math.floor(rank);
    const bin = binAt(low);
    const values = valuesIn(spreads, bin);
    const place = low - (ends[bin - 1] ?? 0);
    const below = select(values, place);
    if (rank === low) return below;
    // Everything behind a selected place is at least as great.
    const behind = values.subarray(place + 1);
    const above = leastOf(behind.length > 0 ? behind : valuesIn(spreads, binAt(low + 1)));
    return below === above ? below : below + (above - below) * (rank - low);
  });
}

function leastOf(values: Float64Array): number {
  let least = Infinity;
  for (let i = 0; i < values.length; i += 1) least = Math.min(least, values[i] as number);
  return least;
}

function addTo(sums: Uint32Array, counts: Uint32Array): void {
  for (let i = 0; i < sums.length; i += 1) sums[i] = (sums[i] as number) + (counts[i] as number);
}

function valuesIn(spreads: readonly Spread[], bin: number): Float64Array {
  const parts = spreads.map(({ values, ends }) => values.subarray(ends[bin - 1] ?? 0, ends[bin]));
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
