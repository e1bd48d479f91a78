/** A retention grid drawn as text: a line for each weekly cohort from Monday 2026-01-05 on, its size, then its cells. */
import type { RetentionGrid } from '../../shared/insights/retention/spec';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);

/** A `~` after a count says that the period is not over. */
export function retentionGrid(text: string): RetentionGrid {
  const cohorts = text
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line, week) => {
      const [size = '0', ...cells] = line.trim().split(/\s+/);
      return {
        start: new Date(START + week * 7 * DAY).toISOString(),
        size: Number(size),
        values: cells.map((cell) => Number.parseInt(cell, 10)),
        complete: cells.map((cell) => !cell.endsWith('~')),
      };
    });
  const average = (cohorts[0]?.values ?? []).map((_, column) => {
    const over = cohorts.filter(({ complete }) => complete[column] === true);
    const members = over.reduce((sum, { size }) => sum + size, 0);
    return members === 0 ? null : over.reduce((sum, { values }) => sum + (values[column] ?? 0), 0) / members;
  });
  return { cohorts, average };
}
