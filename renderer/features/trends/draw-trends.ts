/** From a trends result to a drawing: colours, names, the compared lines, and whether the last bucket is over. Pure. */
import { OTHER } from '../../../shared/insights/common';
import type { TrendsResult, TrendsSpec } from '../../../shared/insights/trends/spec';
import { isLastOpen } from '../../charts/buckets';
import { drawLines, type Drawing } from '../../charts/draw-lines';
import { categoryColor, eventColor } from '../../charts/event-color';
import { matcherEvent, matcherTitle } from '../../parts/matcher-words';
import { formatCompact, formatNumber } from '../../ui/number-format';
import { formatBucket } from '../../ui/time-format';
import { changeWords, isCounted, lineName } from './trends-words';

export type TrendsLook = 'line' | 'bar' | 'table';

type Values = readonly (number | null)[];

export interface TrendsLine {
  readonly key: string;
  readonly name: string;
  readonly color: string;
  readonly values: Values;
  readonly total: number | null;
  /** Which series of the spec, from 0; undefined for a formula's. */
  readonly series: number | undefined;
  readonly breakdown: readonly string[] | undefined;
  /** The same in the compared days, as many values as there are here; undefined where nothing is compared. */
  readonly before: { readonly values: Values; readonly total: number | null } | undefined;
}

type ResultLine = TrendsResult['series'][number];

const keyOf = ({ series, breakdown }: ResultLine): string =>
  `${series ?? 'formula'}:${JSON.stringify(breakdown ?? [])}`;

/**
 * An event's own colour where each line is another event, else the wheel's in order. What only the compared days have
 * comes last, as lines of nothing. What values beyond the limit come to together is grey.
 */
export function trendsLines(spec: TrendsSpec, result: TrendsResult): readonly TrendsLine[] {
  const names = spec.series.map(({ match }) => matcherEvent(match));
  const byEvent = spec.breakdown === undefined && new Set(names).size === names.length;
  const before = new Map(result.compare?.series.map((line) => [keyOf(line), line]));
  const now = new Set(result.series.map(keyOf));
  const gone = (result.compare?.series ?? []).filter((line) => !now.has(keyOf(line)));
  const nothing = (line: ResultLine): number | null => (isCounted(spec, line.series) ? 0 : null);
  const lines = [
    ...result.series,
    ...gone.map((line) => ({ ...line, values: result.buckets.map(() => nothing(line)), total: nothing(line) })),
  ];
  return lines.map((line, index) => {
    const past = before.get(keyOf(line));
    return {
      key: keyOf(line),
      name: lineName(spec, line),
      color: (line.breakdown ?? []).includes(OTHER)
        ? 'var(--edge)'
        : byEvent && line.series !== undefined
          ? eventColor(names[line.series] ?? '*')
          : categoryColor(index),
      values: line.values,
      total: line.total,
      series: line.series,
      breakdown: line.breakdown,
      before:
        result.compare === undefined
          ? undefined
          : {
              values: result.buckets.map((_, bucket) => past?.values[bucket] ?? absent(result, bucket, nothing(line))),
              total: past === undefined ? nothing(line) : past.total,
            },
    };
  });
}

/** More lines than these are no picture; the further ones wait in the legend. */
const DRAWN = 12;

/** Which lines are drawn: the first ones, but for those that were switched by hand. */
export const shownLines = (
  lines: readonly TrendsLine[],
  switched: ReadonlySet<string>,
): { readonly shown: readonly TrendsLine[]; readonly hidden: ReadonlySet<string> } => {
  const hidden = new Set(lines.filter(({ key }, index) => switched.has(key) !== index >= DRAWN).map(({ key }) => key));
  return { shown: lines.filter(({ key }) => !hidden.has(key)), hidden };
};

/** The keys to switch so that exactly these lines are hidden. */
export const switchedFor = (lines: readonly TrendsLine[], hidden: ReadonlySet<string>): ReadonlySet<string> =>
  new Set(lines.filter(({ key }, index) => hidden.has(key) !== index >= DRAWN).map(({ key }) => key));

/** Compared days may be fewer; beyond their end there is nothing to draw. */
const absent = ({ compare }: TrendsResult, bucket: number, nothing: number | null): number | null =>
  bucket < (compare?.buckets.length ?? 0) ? nothing : null;

/** The lines of a drawing in its order: each line, then what it is compared with. */
export interface DrawnLine {
  readonly line: TrendsLine;
  readonly compared: boolean;
}

export const drawnLines = (lines: readonly TrendsLine[]): readonly DrawnLine[] =>
  lines.flatMap((line) => [
    { line, compared: false },
    ...(line.before === undefined ? [] : [{ line, compared: true }]),
  ]);

export function drawTrends(
  spec: TrendsSpec,
  result: TrendsResult,
  lines: readonly TrendsLine[],
  { look, timeZone, now }: { readonly look: TrendsLook; readonly timeZone: string; readonly now: number },
): Drawing {
  const only = lines.length === 1;
  const past = result.compare?.buckets.map((bucket) => formatBucket(Date.parse(bucket), spec.interval, timeZone));
  const drawing = drawLines({
    title: spec.formula ?? spec.series.map(({ label, match }) => label ?? matcherTitle(match)).join(', '),
    buckets: result.buckets.map((bucket) => Date.parse(bucket)),
    interval: spec.interval,
    timeZone,
    series: drawnLines(lines).map(({ line, compared }) => ({
      name: compared ? `${line.name}, before` : line.name,
      color: line.color,
      values: compared ? (line.before?.values ?? []) : line.values,
      faint: compared,
    })),
    look: look === 'bar' ? 'bar' : only ? 'area' : 'line',
    format: formatNumber,
    formatAxis: formatCompact,
    incomplete: isLastOpen(result.buckets, spec.interval, now),
    ...(past === undefined ? {} : { note: (index: number) => noteWords(lines, past[index], index) }),
  });
  const table = { ...drawing.table, total: totals(lines) };
  return { ...drawing, table: past === undefined ? table : withChanges(table, lines) };
}

/** What the legend says of each line: over all days a person counts once, so this is no sum of the rows. */
const totals = (lines: readonly TrendsLine[]): readonly string[] => [
  'In all',
  ...drawnLines(lines).map(({ line, compared }) => formatNumber((compared ? line.before?.total : line.total) ?? null)),
];

/** Which days stand beside these, and of a single line how it changed. */
function noteWords(lines: readonly TrendsLine[], past: string | undefined, index: number): string {
  if (past === undefined) return 'Nothing to compare with';
  const [line] = lines;
  const change =
    lines.length !== 1 || line === undefined
      ? undefined
      : changeWords(line.values[index] ?? null, line.before?.values[index] ?? null);
  return `Before: ${past}${change === undefined ? '' : ` (${change})`}`;
}

/** Beside each line its past and how it changed. */
function withChanges({ columns, rows, total = [] }: Drawing['table'], lines: readonly TrendsLine[]): Drawing['table'] {
  const trio = <Value>(cells: readonly Value[], line: number, change: Value): readonly Value[] => [
    ...cells.slice(1 + 2 * line, 3 + 2 * line),
    change,
  ];
  return {
    columns: [
      ...columns.slice(0, 1),
      ...lines.flatMap(({ name }, line) => trio(columns, line, lines.length === 1 ? 'Change' : `${name}, change`)),
    ],
    rows: rows.map((row, index) => [
      ...row.slice(0, 1),
      ...lines.flatMap(({ values, before }, line) =>
        trio(row, line, changeWords(values[index] ?? null, before?.values[index] ?? null) ?? '–'),
      ),
    ]),
    total: [
      ...total.slice(0, 1),
      ...lines.flatMap((line, index) => trio(total, index, changeWords(line.total, line.before?.total ?? null) ?? '–')),
    ],
    series: lines.flatMap((_, line) => [2 * line, 2 * line + 1, undefined]),
  };
}
