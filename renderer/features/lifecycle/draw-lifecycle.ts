/** From a lifecycle result to a drawing: who is active above the line, who fell silent below. Pure. */
import type { LifecycleResult, LifecycleSpec } from '../../../shared/insights/lifecycle/spec';
import { drawLines, type Drawing } from '../../charts/draw-lines';
import { formatCompact, formatCount, formatNumber, NO_VALUE } from '../../ui/number-format';
import { pulseAt, type StatusWords } from './lifecycle-words';

/** A true minus: `−12`. */
export const signed = (value: number | null): string =>
  value === null ? NO_VALUE : value < 0 ? `−${formatCount(-value)}` : formatCount(value);

export function drawLifecycle(
  spec: LifecycleSpec,
  result: LifecycleResult,
  shown: readonly StatusWords[],
  { timeZone, incomplete }: { readonly timeZone: string; readonly incomplete: boolean },
): Drawing {
  const pulse = (index: number): string => formatNumber(pulseAt(result, index));
  const drawing = drawLines({
    title: 'Lifecycle',
    buckets: result.buckets.map((bucket) => Date.parse(bucket)),
    interval: spec.interval,
    timeZone,
    series: shown.map(({ status, name, color }) => ({ name, color, values: result[status] })),
    look: 'stack',
    format: signed,
    formatAxis: (value) => (value < 0 ? `−${formatCompact(-value)}` : formatCompact(value)),
    incomplete,
    note: (index) => `Pulse ${pulse(index)}`,
  });
  return {
    ...drawing,
    table: {
      columns: [...drawing.table.columns, 'Pulse'],
      rows: drawing.table.rows.map((row, index) => [...row, pulse(index)]),
      series: shown.length,
    },
  };
}
