/** The grid of cohorts as a picture that leaves the window; every cohort is on it. Pure. */
import type { Picture } from '../../charts/picture/picture';
import { shape, tag, text, type Pen } from '../../charts/picture/svg';
import { formatCount, formatShare } from '../../ui/number-format';
import type { HeatCell, HeatGrid } from './heat-rows';
import type { CellLook, HeatTableProps } from './heat-table';

/** Pixels. */
const ROW = 30;
const HEAD = 24;
const NAME = 110;
const SIZE = 60;
const GAP = 2;
const MIN_CELL = 50;
const MAX_CELL = 92;

export function heatPicture(
  grid: HeatGrid,
  columns: HeatTableProps['columns'],
  cohorts: HeatTableProps['cohorts'],
  look: CellLook,
): Picture {
  return {
    draw: (pen, width) => {
      const cell = Math.min(MAX_CELL, Math.max(MIN_CELL, (width - NAME - SIZE) / Math.max(1, columns.length)));
      const wide = NAME + SIZE + cell * columns.length;
      const rows = [
        { name: 'Average', size: grid.size, cells: grid.average },
        ...grid.rows.map(({ size, cells }, row) => ({ name: cohorts[row]?.label ?? '', size, cells })),
      ];
      const heads = ['Began', 'People', ...columns.map(({ short }) => short)].map((words, column) =>
        drawHead(pen, words, column, cell),
      );
      const body = heads.join('') + rows.map((row, index) => drawRow(pen, row, index, cell, look)).join('');
      const scale = Math.min(1, width / wide);
      return {
        body: scale === 1 ? body : tag('g', { transform: `scale(${scale.toFixed(4)})` }, body),
        height: (HEAD + rows.length * ROW) * scale,
      };
    },
  };
}

const left = (column: number, cell: number): number => NAME + SIZE + column * cell;

function drawHead(pen: Pen, words: string, place: number, cell: number): string {
  const style = { size: 11, weight: 520, color: 'var(--ink-3)' };
  if (place === 0) return text(pen, 0, 15, words, style);
  if (place === 1) return text(pen, NAME + SIZE - 10, 15, words, { ...style, anchor: 'end' });
  return text(pen, left(place - 2, cell) + cell / 2, 15, words, { ...style, anchor: 'middle', room: cell - 2 });
}

interface PictureRow {
  readonly name: string;
  readonly size: number;
  readonly cells: readonly HeatCell[];
}

function drawRow(pen: Pen, { name, size, cells }: PictureRow, row: number, cell: number, look: CellLook): string {
  const y = HEAD + row * ROW;
  const weight = row === 0 ? 580 : 400;
  return [
    text(pen, 0, y + 19, name, { weight, room: NAME - 6 }),
    text(pen, NAME + SIZE - 10, y + 19, formatCount(size), { weight: row === 0 ? 580 : 540, anchor: 'end' }),
    ...cells.map((each, column) => drawCell(pen, each, left(column, cell), y, cell, look, weight)),
  ].join('');
}

function drawCell(
  pen: Pen,
  { state, heat, share, count }: HeatCell,
  x: number,
  y: number,
  width: number,
  look: CellLook,
  weight: number,
): string {
  if (state === 'none') return '';
  // What is not over is paler, as on the page, and has a dashed edge where that is hatched.
  const strength = Math.round(heat * (state === 'running' ? 34 : 58));
  return [
    shape(pen, 'rect', {
      x: x + GAP / 2,
      y: y + GAP / 2,
      width: width - GAP,
      height: ROW - GAP,
      rx: 5,
      fill: `color-mix(in oklch, var(--accent) ${strength}%, var(--sunken))`,
      ...(state === 'running' ? { stroke: 'var(--edge)', 'stroke-width': 0.7, 'stroke-dasharray': '3 3' } : {}),
    }),
    text(pen, x + width / 2, y + 19, look === 'count' ? formatCount(count) : formatShare(share), {
      weight,
      anchor: 'middle',
      color: state === 'running' ? 'var(--ink-2)' : 'var(--ink)',
    }),
  ].join('');
}
