/**
 * The cohorts as a heat map that is a table: one row per cohort, one column per period. Arrow keys move from cell to
 * cell, Enter opens the persons; a line above says in words what the cell under the pointer or the focus holds.
 */
import { useCallback, useState, type CSSProperties, type KeyboardEvent, type SyntheticEvent } from 'react';
import { usePicture } from '../../charts/picture/stage';
import { cx } from '../../ui/cx';
import { formatCount, formatShare } from '../../ui/number-format';
import { heatPicture } from './heat-picture';
import type { HeatCell, HeatGrid } from './heat-rows';
import css from './heat-table.module.css';
import type { ColumnName } from './retention-words';

export type CellLook = 'share' | 'count';

/** A cell of the table; `column` undefined: the cohort's size. */
export interface HeatPlace {
  /** ISO instant of the cohort. */
  readonly cohort: string;
  readonly column: number | undefined;
}

export interface HeatTableProps {
  readonly grid: HeatGrid;
  readonly columns: readonly ColumnName[];
  /** What each cohort is called, short and in full. */
  readonly cohorts: readonly { readonly label: string; readonly title: string }[];
  readonly look: CellLook;
  readonly onOpen: (place: HeatPlace) => void;
}

/** More rows are drawn when asked for. */
const PAGE = 60;

export function HeatTable({ grid, columns, cohorts, look, onOpen }: HeatTableProps) {
  const makePicture = useCallback(
    () => Promise.resolve(heatPicture(grid, columns, cohorts, look)),
    [grid, columns, cohorts, look],
  );
  // Below the curve of the averages.
  usePicture(makePicture, 20);
  const [pages, setPages] = useState(1);
  // Column -1 is the size.
  const [at, setAt] = useState({ row: 0, column: -1 });
  const [pointed, setPointed] = useState<string>();
  // The youngest cohorts matter most, so those before them wait.
  const skipped = Math.max(0, grid.rows.length - pages * PAGE);
  const rows = grid.rows.slice(skipped);
  const words = (row: number, column: number): string => cellWords(grid, columns, cohorts, row, column);
  const placeOf = (event: SyntheticEvent): { row: number; column: number } | undefined => {
    const place = (event.target as HTMLElement).closest('[data-place]')?.getAttribute('data-place')?.split(':');
    return place === undefined ? undefined : { row: Number(place[0]), column: Number(place[1]) };
  };
  const point = (event: SyntheticEvent): void => {
    const place = placeOf(event);
    setPointed(place === undefined ? undefined : words(place.row, place.column));
    if (place !== undefined && event.type === 'focus') setAt(place);
  };
  const handleKey = (event: KeyboardEvent<HTMLTableElement>): void => {
    const here = placeOf(event);
    if (here === undefined) return;
    const target = moved(grid, here, event.key, skipped);
    if (target === undefined) return;
    event.preventDefault();
    event.currentTarget.querySelector<HTMLElement>(`[data-place="${target.row}:${target.column}"]`)?.focus();
  };
  const isHere = (row: number, column: number): boolean => row === Math.max(at.row, skipped) && column === at.column;
  return (
    <>
      <p aria-hidden className={cx(css['readout'], 'num')}>
        {pointed ?? 'Each row is a cohort: the people who began together. Click a cell to see them.'}
      </p>
      <div className={css['scroller']}>
        <table
          // Cells one moves through with arrows: https://www.w3.org/WAI/ARIA/apg/patterns/grid/
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role
          role="grid"
          aria-label="Cohorts"
          aria-rowcount={grid.rows.length + 2}
          className={css['grid']}
          onKeyDown={handleKey}
          onPointerOver={point}
          onPointerLeave={() => {
            setPointed(undefined);
          }}
          onFocus={point}
        >
          <thead>
            <tr>
              <th scope="col" className={css['cohort']}>
                Began
              </th>
              <th scope="col" className={css['size']}>
                People
              </th>
              {columns.map(({ short, phrase }) => (
                <th key={short} scope="col" title={phrase}>
                  {short}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr className={css['average']}>
              <th scope="row" className={css['cohort']}>
                Average
              </th>
              <td className={css['size']}>{formatCount(grid.size)}</td>
              {grid.average.map((cell, column) => (
                <td
                  key={columns[column]?.short}
                  data-place={`-1:${column}`}
                  className={css['cell']}
                  style={warmth(cell)}
                >
                  {cell.state === 'none' ? '' : figure(cell, look)}
                </td>
              ))}
            </tr>
            {skipped > 0 && (
              <tr>
                <td colSpan={columns.length + 2} className={css['more']}>
                  <button
                    type="button"
                    onClick={() => {
                      setPages(pages + 1);
                    }}
                  >
                    Show {formatCount(Math.min(PAGE, skipped))} earlier cohorts of {formatCount(skipped)}
                  </button>
                </td>
              </tr>
            )}
            {rows.map(({ start, size, cells }, index) => {
              const row = skipped + index;
              return (
                <tr key={start}>
                  <th scope="row" className={css['cohort']} title={cohorts[row]?.title}>
                    {cohorts[row]?.label}
                  </th>
                  <td className={css['size']}>
                    <button
                      type="button"
                      data-place={`${row}:-1`}
                      tabIndex={isHere(row, -1) ? 0 : -1}
                      aria-label={words(row, -1)}
                      onClick={() => {
                        onOpen({ cohort: start, column: undefined });
                      }}
                    >
                      {formatCount(size)}
                    </button>
                  </td>
                  {cells.map((cell, column) => (
                    <td key={columns[column]?.short} className={cx(css['cell'], css[cell.state])} style={warmth(cell)}>
                      {cell.state !== 'none' && (
                        <button
                          type="button"
                          data-place={`${row}:${column}`}
                          tabIndex={isHere(row, column) ? 0 : -1}
                          aria-label={words(row, column)}
                          onClick={() => {
                            onOpen({ cohort: start, column });
                          }}
                        >
                          {figure(cell, look)}
                        </button>
                      )}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** The grid says `31.7`, its words say `31.7 %`: a percent sign in each of a hundred cells only makes noise. */
const figure = ({ count, share }: HeatCell, look: CellLook): string =>
  look === 'count' ? formatCount(count) : formatShare(share);

const warmth = ({ heat, state }: HeatCell): CSSProperties =>
  state === 'none' ? {} : ({ '--heat': `${Math.round(heat * 100)}%` } as CSSProperties);

function cellWords(
  grid: HeatGrid,
  columns: readonly ColumnName[],
  cohorts: HeatTableProps['cohorts'],
  row: number,
  column: number,
): string {
  const name = row < 0 ? 'All cohorts' : (cohorts[row]?.title ?? '');
  if (column < 0) return `${name}: ${formatCount(grid.rows[row]?.size ?? 0)} people began`;
  const cell = row < 0 ? grid.average[column] : grid.rows[row]?.cells[column];
  const size = row < 0 ? (grid.members[column] ?? 0) : (grid.rows[row]?.size ?? 0);
  const when = columns[column]?.phrase ?? '';
  if (cell === undefined || cell.state === 'none')
    return `${name}: no cohort is old enough for ${columns[column]?.short ?? ''}`;
  const figures = `${formatCount(cell.count)} of ${formatCount(size)} (${formatShare(cell.share)}) came back ${when}`;
  return `${name}: ${figures}${cell.state === 'running' ? ', so far: it is not over when the data ends' : ''}`;
}

/** Where a key leads; undefined where it leads nowhere. Cells that have not begun are passed over. */
export function moved(
  grid: HeatGrid,
  { row, column }: { readonly row: number; readonly column: number },
  key: string,
  firstRow: number,
): { readonly row: number; readonly column: number } | undefined {
  const lastOf = (index: number): number =>
    grid.rows[index]?.cells.findLastIndex(({ state }) => state !== 'none') ?? -1;
  const within = (to: number): { row: number; column: number } | undefined =>
    to < firstRow || to >= grid.rows.length ? undefined : { row: to, column: Math.min(column, lastOf(to)) };
  switch (key) {
    case 'ArrowRight':
      return column < lastOf(row) ? { row, column: column + 1 } : undefined;
    case 'ArrowLeft':
      return column > -1 ? { row, column: column - 1 } : undefined;
    case 'ArrowDown':
      return within(row + 1);
    case 'ArrowUp':
      return within(row - 1);
    case 'Home':
      return { row, column: -1 };
    case 'End':
      return { row, column: lastOf(row) };
    case 'PageDown':
      return within(grid.rows.length - 1);
    case 'PageUp':
      return within(firstRow);
    default:
      return undefined;
  }
}
