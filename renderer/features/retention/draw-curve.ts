/** The averages as a curve: one line for everybody, or one for each value of the breakdown. Pure. */
import type { RetentionResult, RetentionSpec } from '../../../shared/insights/retention/spec';
import { drawPlaces } from '../../charts/draw-places';
import type { Drawing } from '../../charts/drawing';
import { categoryColor } from '../../charts/event-color';
import { formatCount, formatShare } from '../../ui/number-format';
import { columnNames, columnSum, membersOf, valueName } from './retention-words';

export interface CurveLine {
  readonly key: string;
  readonly name: string;
  readonly color: string;
  /** Shares; null where no cohort is old enough. */
  readonly values: readonly (number | null)[];
  readonly size: number;
}

export function curveLines(result: RetentionResult): readonly CurveLine[] {
  if (result.breakdowns === undefined) {
    return [{ key: '', name: 'Everybody', color: 'var(--accent)', values: result.average, size: membersOf(result) }];
  }
  return result.breakdowns.map((grid, index) => ({
    key: grid.value,
    name: valueName(grid.value),
    color: categoryColor(index),
    values: grid.average,
    size: membersOf(grid),
  }));
}

export function drawCurve(spec: RetentionSpec, result: RetentionResult, lines: readonly CurveLine[]): Drawing {
  const columns = columnNames(spec);
  return drawPlaces({
    title: 'Average retention',
    place: 'Period',
    titles: columns.map(({ short }) => short),
    axis: columns.map(({ short }) => short),
    series: lines,
    look: result.breakdowns === undefined ? 'area' : 'line',
    format: formatShare,
    ...(result.breakdowns === undefined
      ? {
          note: (index: number) => {
            const { members, returned } = columnSum(result, index);
            return `${formatCount(returned)} of ${formatCount(members)}`;
          },
        }
      : {}),
  });
}
