/** Funnel shape: what ranges counted, and rows by value, to counts, shares and times. The order of rows changes nothing. */
import { bucketLabels } from '../../base/time-buckets';
import { twoProportionPValue, wilsonInterval } from '../../stats/proportions';
import { compareText, rowsOfValues, type ValueRows } from '../breakdown-values';
import { OTHER } from '../common';
import { type FunnelCounts, type FunnelPartial, type FunnelRows, SAME_UNIT_BIT } from './fold';
import type { FunnelParams } from './plan';
import type { FunnelResult, FunnelSpec } from './spec';
import {
  addRow,
  conversionOf,
  emptyTally,
  gapsOf,
  type GrowingTally,
  shapeTally,
  type Tally,
  tallyOf,
  tallyOfAll,
} from './tally';

export function shapeFunnel(
  spec: FunnelSpec,
  params: FunnelParams,
  partial: FunnelPartial,
  dictionaries: readonly (readonly string[])[],
): FunnelResult {
  const all = tallyOfAll(partial, params);
  const perBucket = (of: (part: FunnelCounts) => Float64Array): number[] =>
    Array.from(params.buckets.subarray(1), (_, bucket) =>
      partial.parts.flatMap(({ counts }) => counts).reduce((sum, counts) => sum + (of(counts)[bucket] as number), 0),
    );
  const entered = perBucket((part) => part.entered);
  const completed = perBucket((part) => part.completed);
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
  const byName = new Map<string, FunnelCounts[]>();
  for (const [code, counts] of countsByCode(partial)) {
    if (counts.units > 0) byName.set(nameOf(code), [...(byName.get(nameOf(code)) ?? []), counts]);
  }
  if (byName.size > 0) return new Map(Array.from(byName, ([value, counts]) => [value, tallyOf(counts, params)]));
  const tallies = new Map<string, GrowingTally>(shown.map((value) => [value, emptyTally(params)]));
  /** By code plus one. */
  const known: GrowingTally[] = [];
  const ofUnit = new Set<Tally>();
  const isRepeated = params.attribution === 'all' && !params.reentry;
  for (const byValue of valueRows(partial)) {
    let gap = 0;
    for (let row = 0; row < byValue.reached.length; row += 1) {
      const bits = byValue.reached[row] as number;
      const code = byValue.codes[row] as number;
      const tally = (known[code + 1] ??= growingOf(tallies, nameOf(code), params));
      if (!isRepeated) {
        gap = addRow(tally, bits, byValue.gaps, gap, params);
        continue;
      }
      if ((bits & SAME_UNIT_BIT) === 0) ofUnit.clear();
      gap = ofUnit.has(tally) ? gap + gapsOf(bits, params) : addRow(tally, bits, byValue.gaps, gap, params);
      ofUnit.add(tally);
    }
  }
  return tallies;
}

/** What was counted by code, -1 being of units without a value: of each code once for every range. */
const countsByCode = ({ parts }: FunnelPartial): [code: number, counts: FunnelCounts][] =>
  parts.flatMap(({ counts, byCode }) =>
    byCode ? counts.map((each, place): [number, FunnelCounts] => [place - 1, each]) : [],
  );

const valueRows = ({ parts }: FunnelPartial): FunnelRows[] =>
  parts.flatMap(({ byValue }) => (byValue === undefined ? [] : [byValue]));

function growingOf(tallies: Map<string, GrowingTally>, value: string, params: FunnelParams): GrowingTally {
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
  const dictionary = dictionaries[params.breakdown] ?? [];
  /** By code plus one. */
  const counts = new Uint32Array(dictionary.length + 1);
  for (const { codes } of valueRows(partial)) {
    for (let row = 0; row < codes.length; row += 1) {
      const place = (codes[row] as number) + 1;
      counts[place] = (counts[place] as number) + 1;
    }
  }
  for (const [code, { units }] of countsByCode(partial)) counts[code + 1] = (counts[code + 1] as number) + units;
  const perCode = new Map<number, number>();
  for (const [place, count] of counts.entries()) if (count > 0) perCode.set(place - 1, count);
  return rowsOfValues(perCode, dictionary, params);
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
