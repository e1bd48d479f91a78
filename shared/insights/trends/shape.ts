/** Trends shape: the parts of all persons to lines of numbers. */
import { bucketLabels } from '../../base/time-buckets';
import { matcherLabel } from '../../model/filter';
import { compareText } from '../breakdown-values';
import { OTHER, SpecProblem } from '../common';
import { computeLines } from './lines';
import { measureGroups } from './measure-groups';
import type { TrendsPartial } from './parts';
import type { TrendsParams } from './plan';
import type { TrendsResult, TrendsSpec } from './spec';

/** More points than this in one answer are refused: they would not fit a screen, nor a message. */
const MAX_POINTS = 5_000_000;

type Line = TrendsResult['series'][number];

export function shapeTrends(
  spec: TrendsSpec,
  params: TrendsParams,
  partial: TrendsPartial,
  dictionaries: readonly (readonly string[])[],
): TrendsResult {
  const buckets = bucketLabels(params.buckets);
  const series = spec.series.flatMap((own, index): Line[] => {
    const { measure } = params.series[index] as TrendsParams['series'][number];
    const parts = partial.parts.map((part) => part[index] as (typeof part)[number]);
    const lines = computeLines(params, index, parts, dictionaries);
    const groups = lines.values.length;
    if (groups * buckets.length > MAX_POINTS) {
      throw new SpecProblem('breakdown', `makes ${groups} lines of ${buckets.length} buckets; set lower limits.`);
    }
    const { cells, totals } = measureGroups(lines.parts, measure, {
      groups,
      buckets: buckets.length,
      wantCells: true,
    });
    return lines.values
      .map((values, group) => ({
        label: own.label ?? matcherLabel(own.match),
        series: index,
        ...(spec.breakdown === undefined || spec.breakdown.length === 0 ? {} : { breakdown: [...values] }),
        values: Array.from(cells.subarray(group * buckets.length, (group + 1) * buckets.length), toPoint),
        total: toPoint(totals[group] as number),
      }))
      .sort(compareLines);
  });
  return { kind: 'trends', buckets, series };
}

const toPoint = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Greatest total first, equal ones by their values; lines with a folded rest after all others. */
function compareLines(a: Line, b: Line): number {
  const rest = Number(a.breakdown?.includes(OTHER) ?? false) - Number(b.breakdown?.includes(OTHER) ?? false);
  if (rest !== 0) return rest;
  const totalA = a.total ?? -Infinity;
  const totalB = b.total ?? -Infinity;
  if (totalA !== totalB) return totalA > totalB ? -1 : 1;
  for (const [place, value] of (a.breakdown ?? []).entries()) {
    const order = compareText(value, b.breakdown?.[place] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}
