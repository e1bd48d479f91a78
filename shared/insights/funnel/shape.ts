/** Funnel shape: rows to counts, shares and times. A pure count of rows: their order changes nothing. */
import { bucketLabels } from '../../base/time-buckets';
import { twoProportionPValue, wilsonInterval } from '../../stats/proportions';
import { compareText, rowsOfValues, type ValueRows } from '../breakdown-values';
import { OTHER } from '../common';
import { SAME_UNIT_BIT, type FunnelPartial } from './fold';
import type { FunnelParams } from './plan';
import type { FunnelResult, FunnelSpec } from './spec';
import { addRow, conversionOf, emptyTally, gapsOf, isComplete, shapeTally, type Tally } from './tally';

export function shapeFunnel(
  spec: FunnelSpec,
  params: FunnelParams,
  partial: FunnelPartial,
  dictionaries: readonly (readonly string[])[],
): FunnelResult {
  const all = emptyTally(params);
  const entered = Array.from(params.buckets.subarray(1), () => 0);
  const completed = [...entered];
  for (const { all: rows } of partial.parts) {
    let gap = 0;
    for (let row = 0; row < rows.reached.length; row += 1) {
      const bits = rows.reached[row] as number;
      gap = addRow(all, bits, rows.gaps, gap, params);
      const bucket = rows.buckets[row];
      if (bucket === undefined || bucket < 0) continue;
      entered[bucket] = (entered[bucket] ?? 0) + 1;
      if (isComplete(bits, params)) completed[bucket] = (completed[bucket] ?? 0) + 1;
    }
  }
  const rows = spec.breakdown === undefined ? undefined : funnelValues(params, partial, dictionaries);
  return {
    kind: 'funnel',
    ...shapeTally(spec, params, all),
    ...(rows === undefined
      ? {}
      : { breakdowns: shapeBreakdowns(spec, params, all, tallyValues(params, partial, rows), rows) }),
    ...(spec.trend === undefined
      ? {}
      : {
          trend: {
            buckets: bucketLabels(params.buckets),
            entered,
            completed,
            conversion: entered.map((count, index) => (count === 0 ? null : (completed[index] ?? 0) / count)),
          },
        }),
  };
}

/** A unit's chains by value count once per row, the best of them; with re-entry each chain counts for itself. */
function tallyValues(
  params: FunnelParams,
  partial: FunnelPartial,
  { shown, nameOf }: ValueRows,
): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Tally>(shown.map((value) => [value, emptyTally(params)]));
  const ofUnit = new Set<string>();
  for (const { byValue } of partial.parts) {
    let gap = 0;
    for (let row = 0; row < byValue.reached.length; row += 1) {
      const bits = byValue.reached[row] as number;
      const value = nameOf(byValue.codes[row] as number);
      if ((bits & SAME_UNIT_BIT) === 0) ofUnit.clear();
      const isCounted = params.reentry || !ofUnit.has(value);
      ofUnit.add(value);
      gap = isCounted
        ? addRow(tallyOf(tallies, value, params), bits, byValue.gaps, gap, params)
        : gap + gapsOf(bits, params);
    }
  }
  return tallies;
}

function tallyOf(tallies: Map<string, Tally>, value: string, params: FunnelParams): Tally {
  const known = tallies.get(value);
  if (known !== undefined) return known;
  const tally = emptyTally(params);
  tallies.set(value, tally);
  return tally;
}

/** Ranks the breakdown's values by the units that entered with them. */
export function funnelValues(
  params: FunnelParams,
  partial: FunnelPartial,
  dictionaries: readonly (readonly string[])[],
): ValueRows {
  const perCode = new Map<number, number>();
  for (const { byValue } of partial.parts) {
    for (const code of byValue.codes) perCode.set(code, (perCode.get(code) ?? 0) + 1);
  }
  return rowsOfValues(perCode, dictionaries[params.breakdown] ?? [], params);
}

/** Bins in their order; values greatest first, equal ones by value, `$other` last; each against all the others together where these are others. */
function shapeBreakdowns(
  spec: FunnelSpec,
  params: FunnelParams,
  all: Tally,
  tallies: ReadonlyMap<string, Tally>,
  { orderOf }: ValueRows,
): FunnelResult['breakdowns'] {
  const whole = conversionOf(all, params);
  return [...tallies]
    .sort(([a, tallyA], [b, tallyB]) =>
      orderOf !== undefined
        ? orderOf(a) - orderOf(b)
        : (a === OTHER) !== (b === OTHER)
          ? Number(a === OTHER) - Number(b === OTHER)
          : (tallyB.counts[0] ?? 0) - (tallyA.counts[0] ?? 0) || compareText(a, b),
    )
    .map(([value, tally]) => {
      const own = conversionOf(tally, params);
      const others = { successes: whole.successes - own.successes, trials: whole.trials - own.trials };
      // Chains of one person are not independent of each other, and persons of several values are on both sides.
      const interval = params.reentry ? undefined : wilsonInterval(own);
      const pValue = params.reentry || params.attribution === 'all' ? undefined : twoProportionPValue(own, others);
      return {
        value,
        ...shapeTally(spec, params, tally),
        ...(interval === undefined ? {} : { interval }),
        ...(pValue === undefined ? {} : { pValue }),
      };
    });
}
