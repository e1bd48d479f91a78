/** The frequency insight: INSIGHTS §3.5. */
import type { Insight } from '../insight';
import { drillFrequency, foldFrequency, type FrequencyPartial, mergeFrequency } from './fold';
import { type FrequencyParams, planFrequency } from './plan';
import {
  type FrequencyCell,
  frequencyCellSchema,
  type FrequencyResult,
  frequencyResultSchema,
  type FrequencySpec,
  frequencySpecSchema,
} from './spec';

/** Units counted by a value, ascending. */
type Counted = readonly (readonly [value: number, units: number])[];

function shapeFrequency(_spec: FrequencySpec, _params: FrequencyParams, partial: FrequencyPartial): FrequencyResult {
  const counted = [...partial.units].sort(([a], [b]) => a - b);
  let units = 0;
  let events = 0;
  for (const [value, count] of counted) {
    units += count;
    events += value * count;
  }
  const quantile = (p: number): number | null => (units === 0 ? null : quantileOfCounted(counted, units, p));
  return {
    kind: 'frequency',
    units,
    events,
    min: counted[0]?.[0] ?? null,
    avg: units === 0 ? null : events / units,
    median: quantile(0.5),
    p90: quantile(0.9),
    p99: quantile(0.99),
    max: counted.at(-1)?.[0] ?? null,
    histogram: histogramOf(counted),
  };
}

/** Linear between closest ranks: rank p · (n − 1). */
function quantileOfCounted(counted: Counted, units: number, p: number): number {
  const rank = p * (units - 1);
  const low = Math.floor(rank);
  const [below, above] = [valueAt(counted, low), valueAt(counted, Math.min(low + 1, units - 1))];
  return below + (above - below) * (rank - low);
}

function valueAt(counted: Counted, rank: number): number {
  let passed = 0;
  for (const [value, count] of counted) {
    passed += count;
    if (rank < passed) return value;
  }
  return counted.at(-1)?.[0] ?? 0;
}

/** Single numbers up to 10, then bins that double: 11–20, 21–40, 41–80, … */
function histogramOf(counted: Counted): FrequencyResult['histogram'] {
  const highest = counted.at(-1)?.[0] ?? 0;
  const bins: { from: number; to: number; units: number }[] = [];
  for (let from = 1; from <= highest;) {
    const to = from <= 10 ? from : (from - 1) * 2;
    bins.push({ from, to, units: 0 });
    from = to + 1;
  }
  let bin = 0;
  for (const [value, count] of counted) {
    while ((bins[bin]?.to ?? Infinity) < value) bin += 1;
    const found = bins[bin];
    if (found !== undefined) found.units += count;
  }
  return bins;
}

export const frequency: Insight<FrequencySpec, FrequencyParams, FrequencyPartial, FrequencyResult, FrequencyCell> = {
  kind: 'frequency',
  spec: frequencySpecSchema,
  result: frequencyResultSchema,
  cell: frequencyCellSchema,
  plan: planFrequency,
  fold: foldFrequency,
  merge: mergeFrequency,
  shape: shapeFrequency,
  drill: drillFrequency,
};
