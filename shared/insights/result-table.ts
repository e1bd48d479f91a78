/** Insight results as tables, for spreadsheets and terminals: numbers in full, one row per thing that was counted. Pure. */
import type { InsightResult } from './specs';

export type ResultCell = string | number | null | undefined;
export interface ResultTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ResultCell[])[];
}

/** Shares from 0 to 1, instants as ISO; with a breakdown, the value in the first column and `(all)` before the values. */
export function toTable(result: InsightResult): ResultTable {
  switch (result.kind) {
    case 'funnel': {
      const columns = ['step', 'count', 'conversion', 'stepConversion', 'dropped', 'medianSeconds'];
      const rowsOf = (steps: typeof result.steps): ResultCell[][] =>
        steps.map((step) => [
          step.label,
          step.count,
          step.conversion,
          step.stepConversion,
          step.dropped,
          step.medianSeconds,
        ]);
      if (result.breakdowns === undefined) return { columns, rows: rowsOf(result.steps) };
      return {
        columns: ['value', ...columns],
        rows: [
          ...rowsOf(result.steps).map((row) => ['(all)', ...row]),
          ...result.breakdowns.flatMap(({ value, steps }) => rowsOf(steps).map((row) => [value, ...row])),
        ],
      };
    }
    case 'trends':
      return {
        columns: ['bucket', ...result.series.map(({ label, breakdown }) => [label, ...(breakdown ?? [])].join(' / '))],
        rows: result.buckets.map((bucket, index) => [bucket, ...result.series.map(({ values }) => values[index])]),
      };
    case 'retention':
      return retentionTable(result);
    case 'lifecycle':
      return {
        columns: ['bucket', 'new', 'returning', 'resurrecting', 'dormant'],
        rows: result.buckets.map((bucket, index) => [
          bucket,
          result.new[index],
          result.returning[index],
          result.resurrecting[index],
          result.dormant[index],
        ]),
      };
    case 'paths':
      return {
        columns: ['source', 'target', 'sessions', 'persons', 'medianSeconds'],
        rows: result.links.map((link) => [link.source, link.target, link.sessions, link.persons, link.medianSeconds]),
      };
    case 'segment':
      return { columns: ['count', 'total', 'share'], rows: [[result.count, result.total, result.share]] };
    case 'stickiness':
      return {
        columns: ['buckets', 'persons'],
        rows: result.counts.slice(1).map((count, index) => [index + 1, count]),
      };
    case 'frequency':
      return {
        columns: ['from', 'to', 'units'],
        rows: result.histogram.map(({ from, to, units }) => [from, to, units]),
      };
    case 'correlation':
      return correlationTable(result);
  }
}

function correlationTable({ rows }: Extract<InsightResult, { kind: 'correlation' }>): ResultTable {
  const counts = ['withConverted', 'withNot', 'withoutConverted', 'withoutNot'] as const;
  return {
    columns: ['event', 'property', 'value', ...counts, 'lift', 'oddsRatio', 'low95', 'high95', 'p', 'q', 'test'],
    rows: rows.map((row) => [
      row.event,
      row.property,
      row.value,
      ...counts.map((name) => row.counts[name]),
      row.lift,
      row.oddsRatio,
      ...row.interval,
      row.pValue,
      row.qValue,
      row.test,
    ]),
  };
}

/** A period that had not ended when the data ends is left empty. */
function retentionTable(result: Extract<InsightResult, { kind: 'retention' }>): ResultTable {
  const periods = result.average.map((_, period) => `period ${period}`);
  const rowsOf = ({ cohorts }: Pick<typeof result, 'cohorts'>): ResultCell[][] =>
    cohorts.map(({ start, size, values, complete }) => [
      start,
      size,
      ...values.map((value, period) => (complete[period] === true ? value : undefined)),
    ]);
  if (result.breakdowns === undefined) return { columns: ['cohort', 'size', ...periods], rows: rowsOf(result) };
  return {
    columns: ['value', 'cohort', 'size', ...periods],
    rows: [
      ...rowsOf(result).map((row) => ['(all)', ...row]),
      ...result.breakdowns.flatMap((part) => rowsOf(part).map((row) => [part.value, ...row])),
    ],
  };
}
