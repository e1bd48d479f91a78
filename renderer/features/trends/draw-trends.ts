/** From a trends result to a drawing: colours, names, and whether the last bucket is over. Pure. */
import type { TrendsResult, TrendsSpec } from '../../../shared/insights/trends/spec';
import { isLastOpen } from '../../charts/buckets';
import { drawLines, type Drawing } from '../../charts/draw-lines';
import { categoryColor, eventColor } from '../../charts/event-color';
import { matcherEvent, matcherTitle } from '../../parts/matcher-words';
import { formatCompact, formatNumber } from '../../ui/number-format';
import { lineName } from './trends-words';

export type TrendsLook = 'line' | 'bar' | 'table';

export interface TrendsLine {
  readonly key: string;
  readonly name: string;
  readonly color: string;
  readonly values: readonly (number | null)[];
  readonly total: number | null;
  /** Which series of the spec, from 0; undefined for a formula's. */
  readonly series: number | undefined;
  readonly breakdown: readonly string[] | undefined;
}

/** An event's own colour where each line is another event, else the wheel's in order. */
export function trendsLines(spec: TrendsSpec, result: TrendsResult): readonly TrendsLine[] {
  const names = spec.series.map(({ match }) => matcherEvent(match));
  const byEvent = spec.breakdown === undefined && new Set(names).size === names.length;
  return result.series.map((line, index) => ({
    key: `${line.series ?? 'formula'}:${JSON.stringify(line.breakdown ?? [])}`,
    name: lineName(spec, line),
    color: byEvent && line.series !== undefined ? eventColor(names[line.series] ?? '*') : categoryColor(index),
    values: line.values,
    total: line.total,
    series: line.series,
    breakdown: line.breakdown,
  }));
}

export function drawTrends(
  spec: TrendsSpec,
  result: TrendsResult,
  lines: readonly TrendsLine[],
  { look, timeZone, now }: { readonly look: TrendsLook; readonly timeZone: string; readonly now: number },
): Drawing {
  const only = lines.length === 1;
  return drawLines({
    title: spec.series.map(({ label, match }) => label ?? matcherTitle(match)).join(', '),
    buckets: result.buckets.map((bucket) => Date.parse(bucket)),
    interval: spec.interval,
    timeZone,
    series: lines,
    look: look === 'bar' ? 'bar' : only ? 'area' : 'line',
    format: formatNumber,
    formatAxis: formatCompact,
    incomplete: isLastOpen(result.buckets, spec.interval, now),
  });
}
