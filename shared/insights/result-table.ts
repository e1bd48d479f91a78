/** Insight results as tables, for spreadsheets and terminals: numbers in full, one row per thing that was counted. Pure. */
import { seriesLetter } from './trends/formula';
import type { InsightResult } from './specs';

export type ResultCell = string | number | boolean | null | undefined;
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
      return trendsTable(result);
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
      return pathsTable(result);
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
    case 'sql':
    case 'events':
    case 'sessions':
    case 'people':
      return { columns: result.columns.map(({ name }) => name), rows: result.rows };
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

/** The compared span beside the range, each of its lines under the name that it has there. */
function trendsTable({ buckets, series, compare }: Extract<InsightResult, { kind: 'trends' }>): ResultTable {
  const nameOf = ({ label, breakdown }: (typeof series)[number]): string => [label, ...(breakdown ?? [])].join(' / ');
  // Two measures of one event are told apart by the letters that they have in the editor.
  const namesOf = (lines: typeof series): string[] =>
    lines.map((line) => {
      const name = nameOf(line);
      const isShared = lines.some((other) => other !== line && nameOf(other) === name);
      return isShared && line.series !== undefined ? `${name} (${seriesLetter(line.series)})` : name;
    });
  const rowOf = (starts: readonly string[], lines: typeof series, row: number): ResultCell[] => [
    starts[row],
    ...lines.map(({ values }) => values[row]),
  ];
  const columns = ['bucket', ...namesOf(series)];
  if (compare === undefined) return { columns, rows: buckets.map((_, row) => rowOf(buckets, series, row)) };
  const length = Math.max(buckets.length, compare.buckets.length);
  return {
    columns: [...columns, 'compared bucket', ...namesOf(compare.series).map((name) => `compared: ${name}`)],
    rows: Array.from({ length }, (_, row) => [
      ...rowOf(buckets, series, row),
      ...rowOf(compare.buckets, compare.series, row),
    ]),
  };
}

function pathsTable(result: Extract<InsightResult, { kind: 'paths' }>): ResultTable {
  const columns = ['source', 'target', 'sessions', 'persons', 'medianSeconds'];
  const rowsOf = ({ links }: Pick<typeof result, 'links'>): ResultCell[][] =>
    links.map((link) => [link.source, link.target, link.sessions, link.persons, link.medianSeconds]);
  if (result.breakdowns === undefined) return { columns, rows: rowsOf(result) };
  return {
    columns: ['value', ...columns],
    rows: [
      ...rowsOf(result).map((row) => ['(all)', ...row]),
      ...result.breakdowns.flatMap((flow) => rowsOf(flow).map((row) => [flow.value, ...row])),
    ],
  };
}
