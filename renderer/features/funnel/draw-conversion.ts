/** Conversion over time as a line. Pure. */
import type { FunnelResult } from '../../../shared/insights/funnel/spec';
import type { Interval } from '../../../shared/model/range';
import { isLastOpen } from '../../charts/buckets';
import { drawLines, type Drawing } from '../../charts/draw-lines';
import { formatCount, formatShare } from '../../ui/number-format';

export function drawConversion(
  trend: NonNullable<FunnelResult['trend']>,
  interval: Interval,
  timeZone: string,
  now: number,
): Drawing {
  const { buckets, conversion, entered, completed } = trend;
  const drawing = drawLines({
    title: 'Conversion',
    buckets: buckets.map((bucket) => Date.parse(bucket)),
    interval,
    timeZone,
    series: [{ name: 'Conversion', color: 'var(--accent)', values: conversion }],
    look: 'area',
    format: formatShare,
    incomplete: isLastOpen(buckets, interval, now),
    note: (index) => `${formatCount(completed[index] ?? 0)} of ${formatCount(entered[index] ?? 0)}`,
  });
  return {
    ...drawing,
    table: {
      columns: [...drawing.table.columns, 'Entered', 'Completed'],
      rows: drawing.table.rows.map((row, index) => [
        ...row,
        formatCount(entered[index] ?? 0),
        formatCount(completed[index] ?? 0),
      ]),
    },
  };
}
