/** From a grid of counts to what each cell shows. Pure. */
import type { RetentionGrid, RetentionSpec } from '../../../shared/insights/retention/spec';
import { columnSum } from './retention-words';

const HOUR_MS = 3_600_000;
const LENGTHS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 168 * HOUR_MS, month: 28 * 24 * HOUR_MS };

/** `over`: final; `running`: the period is not over when the data ends; `none`: it has not begun, or nobody began. */
export type CellState = 'over' | 'running' | 'none';

export interface HeatCell {
  readonly count: number;
  /** Of the cohort; null where there is nobody to divide by. */
  readonly share: number | null;
  readonly state: CellState;
  /** How warm, 0 to 1: the share as part of the highest that sets the scale. */
  readonly heat: number;
}

export interface HeatRow {
  /** ISO instant of the cohort. */
  readonly start: string;
  readonly size: number;
  readonly cells: readonly HeatCell[];
}

export interface HeatGrid {
  readonly rows: readonly HeatRow[];
  /** Weighted over cells that are over; null where there is none. */
  readonly average: readonly HeatCell[];
  /** Members counted in each average. */
  readonly members: readonly number[];
  /** Size of all cohorts together. */
  readonly size: number;
  /** The share that is warmest. */
  readonly top: number;
}

/** `dataEnd`: UTC ms of the last event there is. */
export function heatGrid(spec: RetentionSpec, grid: RetentionGrid, dataEnd: number): HeatGrid {
  const firsts = firstPeriods(spec);
  const shareOf = (count: number, size: number): number | null => (size === 0 ? null : count / size);
  const largest = Math.max(0, ...grid.cohorts.map(({ size }) => size));
  // The own period says more of how the start event looks than of coming back, and two of three people are no measure:
  // neither sets the scale.
  const later = grid.cohorts
    .filter(({ size }) => size * 10 >= largest)
    .flatMap(({ size, values, complete }) =>
      values.slice(1).flatMap((count, index) => (complete[index + 1] === true ? [shareOf(count, size) ?? 0] : [])),
    );
  const highest = Math.max(0, ...later);
  const top = highest > 0 ? highest : 1;
  const heatOf = (share: number | null): number => Math.min(1, (share ?? 0) / top);
  const cell = (count: number, share: number | null, state: CellState): HeatCell => ({
    count,
    share,
    state,
    heat: heatOf(share),
  });
  const rows = grid.cohorts.map(({ start, size, values, complete }): HeatRow => {
    const begins = Date.parse(start);
    return {
      start,
      size,
      cells: values.map((count, column) => {
        const hasBegun = begins + (firsts[column] ?? 0) * LENGTHS[spec.interval] <= dataEnd;
        const state =
          size === 0 ? 'none' : complete[column] === true ? 'over' : hasBegun || count > 0 ? 'running' : 'none';
        return cell(count, shareOf(count, size), state);
      }),
    };
  });
  const sums = grid.average.map((_, column) => columnSum(grid, column));
  return {
    rows,
    average: grid.average.map((share, column) =>
      cell(sums[column]?.returned ?? 0, share, share === null ? 'none' : 'over'),
    ),
    members: sums.map(({ members }) => members),
    size: grid.cohorts.reduce((sum, { size }) => sum + size, 0),
    top,
  };
}

/** The first period of each column. */
const firstPeriods = ({ mode, periods }: RetentionSpec): readonly number[] => [
  0,
  ...(typeof mode === 'object'
    ? mode.brackets.map(([first]) => first)
    : Array.from({ length: periods }, (_, index) => index + 1)),
];
