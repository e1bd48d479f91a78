/** A result as a chart: which columns may be its axes, and its series over places. Pure. */
import type { SqlCell } from '../../../shared/insights/cells';
import type { SqlResult } from '../../../shared/insights/sql/spec';
import { drawPlaces } from '../../charts/draw-places';
import type { Drawing } from '../../charts/drawing';
import { categoryColor } from '../../charts/event-color';
import { formatCompact, formatNumber, NO_VALUE } from '../../ui/number-format';

export interface ChartChoice {
  /** Index of the column along the axis. */
  readonly x: number;
  /** Indexes of the numeric columns. */
  readonly y: readonly number[];
  /** Index of the column whose values part the rows into series; with it one `y` is drawn. */
  readonly split: number | undefined;
}

/** Beyond it, points are no longer told apart. */
export const MOST_PLACES = 1_000;
export const MOST_SERIES = 12;

type Columns = SqlResult['columns'];

const isNumeric = ({ type }: Columns[number]): boolean => type === 'integer' || type === 'number';
const isTime = ({ type }: Columns[number]): boolean => type === 'timestamp' || type === 'date';

export const numericColumns = (columns: Columns): readonly number[] =>
  columns.flatMap((column, index) => (isNumeric(column) ? [index] : []));

/** Time along the axis where there is one, else the first column that is no number; every number upwards. */
export function guessChart({ columns, rows }: SqlResult): ChartChoice | undefined {
  if (rows.length === 0) return undefined;
  const time = columns.findIndex(isTime);
  const word = columns.findIndex((column) => !isNumeric(column));
  const x = time >= 0 ? time : Math.max(0, word);
  const y = numericColumns(columns).filter((index) => index !== x);
  if (y.length === 0) return undefined;
  const other = columns.findIndex((column, index) => index !== x && !isNumeric(column) && !isTime(column));
  // Several rows of one place are told apart by what else stands in them.
  const repeats = new Set(rows.map((row) => row[x])).size < rows.length;
  const split = repeats && other >= 0 ? other : undefined;
  return { x, y: split === undefined ? y.slice(0, MOST_SERIES) : y.slice(0, 1), split };
}

export interface SqlDrawing {
  readonly drawing: Drawing;
  /** What was left out; undefined where nothing was. */
  readonly leftOut: string | undefined;
}

export function drawSql({ columns, rows }: SqlResult, { x, y, split }: ChartChoice, look: 'line' | 'bar'): SqlDrawing {
  const places = [...new Set(rows.map((row) => row[x] ?? null))];
  const shown = places.slice(0, MOST_PLACES);
  const indexOf = new Map(shown.map((place, index) => [place, index]));
  const named =
    split === undefined
      ? y.map((column) => ({ name: columns[column]?.name ?? '', rows, column }))
      : bySplit(rows, split, y[0] ?? 0);
  const series = named.slice(0, MOST_SERIES).map(({ name, rows: own, column }, index) => {
    const values: (number | null)[] = Array.from({ length: shown.length }, () => null);
    for (const row of own) {
      const at = indexOf.get(row[x] ?? null);
      const value = row[column];
      if (at !== undefined && typeof value === 'number') values[at] = value;
    }
    return { name, color: categoryColor(index), values };
  });
  const titles = placeTitles(shown, columns[x]);
  return {
    drawing: drawPlaces({
      title: `${series.map(({ name }) => name).join(', ')} by ${columns[x]?.name ?? ''}`,
      place: columns[x]?.name ?? '',
      titles,
      axis: titles.map((title) => (title.length > 24 ? `${title.slice(0, 23)}…` : title)),
      series,
      look,
      format: (value) => (value === null ? NO_VALUE : formatNumber(value)),
      formatAxis: formatCompact,
    }),
    leftOut: leftOutWords(places.length - shown.length, named.length - series.length),
  };
}

function bySplit(
  rows: SqlResult['rows'],
  split: number,
  column: number,
): { name: string; rows: SqlResult['rows']; column: number }[] {
  const parts = new Map<string, SqlCell[][]>();
  for (const row of rows) {
    const name = cellText(row[split] ?? null);
    const part = parts.get(name) ?? [];
    part.push(row);
    parts.set(name, part);
  }
  return [...parts].map(([name, own]) => ({ name, rows: own, column }));
}

export const cellText = (cell: SqlCell): string => (cell === null ? 'NULL' : String(cell));

/** Days where every place is a midnight, else with the clock. */
function placeTitles(places: readonly SqlCell[], column: Columns[number] | undefined): readonly string[] {
  const texts = places.map(cellText);
  if (column?.type !== 'timestamp') return texts;
  const days = texts.every((text) => text.endsWith('T00:00:00.000Z') || text === 'NULL');
  return texts.map((text) => (days ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ')));
}

function leftOutWords(places: number, series: number): string | undefined {
  const parts = [
    ...(places > 0 ? [`${places.toLocaleString('en')} more places`] : []),
    ...(series > 0 ? [`${series.toLocaleString('en')} more series`] : []),
  ];
  return parts.length === 0 ? undefined : `Not drawn: ${parts.join(' and ')}.`;
}
