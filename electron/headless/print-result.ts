/** Insight results as tables for people and spreadsheets. */
import type { InsightResult } from '../../shared/insights/specs';

type Cell = string | number | null | undefined;
interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export function toTable(result: InsightResult): Table {
  switch (result.kind) {
    case 'funnel': {
      const columns = ['step', 'count', 'conversion', 'stepConversion', 'dropped', 'medianSeconds'];
      const rowsOf = (steps: typeof result.steps): Cell[][] =>
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
  }
}

/** A period that had not ended when the data ends is left empty. */
function retentionTable(result: Extract<InsightResult, { kind: 'retention' }>): Table {
  const periods = result.average.map((_, period) => `period ${period}`);
  const rowsOf = ({ cohorts }: Pick<typeof result, 'cohorts'>): Cell[][] =>
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

const show = (cell: Cell): string => {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'number' && !Number.isInteger(cell) ? String(Math.round(cell * 1e4) / 1e4) : String(cell);
};

/** RFC 4180: quoted where it must be, CRLF between rows, numbers in full. */
export function printCsv({ columns, rows }: Table): string {
  const quote = (cell: Cell): string => {
    const text = cell === null || cell === undefined ? '' : String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => row.map(quote).join(',')).join('\r\n');
}

/** Columns in line; numbers to the right. */
export function printAligned({ columns, rows }: Table): string {
  const isNumber = columns.map((_name, index) => rows.every((row) => typeof (row[index] ?? 0) === 'number'));
  const texts = [columns.map(String), ...rows.map((row) => columns.map((_name, index) => show(row[index])))];
  const widths = columns.map((_name, index) => Math.max(...texts.map((row) => (row[index] ?? '').length)));
  return texts
    .map((row) =>
      row
        .map((cell, index) =>
          isNumber[index] === true ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
