/**
 * The right edge of a column's header: dragged it resizes the column, a double click gives it its own width back. Alt
 * with an arrow key moves the column, an arrow key alone resizes it. Dragging the header itself moves the column.
 */
import { useEffect, useRef, type KeyboardEvent, type PointerEvent } from 'react';
import css from './data-table.module.css';

export interface ColumnLayout {
  /** Pixels; undefined goes back to the column's own width. */
  readonly onResize: (column: string, width: number | undefined) => void;
  /** Puts a column before another one, or at the end. */
  readonly onMove: (column: string, before: string | undefined) => void;
}

const MIN_WIDTH = 48;
const KEY_STEP = 12;
/** Pointer movement below this is a click on the header. */
const DRAG_PX = 6;

interface ColumnGripProps {
  readonly id: string;
  readonly header: string;
  /** Pixels; a column that grows is at least as wide. */
  readonly width: number;
  readonly layout: ColumnLayout;
}

const headersBeside = (cell: Element): readonly HTMLElement[] => [
  ...(cell.parentElement?.querySelectorAll<HTMLElement>('[data-column]') ?? []),
];

export function ColumnGrip({ id, header, width, layout }: ColumnGripProps) {
  const grip = useRef<HTMLDivElement>(null);
  const start = useRef<{ readonly x: number; readonly width: number } | undefined>(undefined);
  const cellOf = (): HTMLElement | null => grip.current?.closest<HTMLElement>('[data-column]') ?? null;

  const handleMove = (event: PointerEvent): void => {
    if (start.current === undefined) return;
    layout.onResize(id, Math.max(MIN_WIDTH, Math.round(start.current.width + event.clientX - start.current.x)));
  };
  const handleKey = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const cell = cellOf();
    if (step === undefined || cell === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.altKey) {
      layout.onResize(id, Math.max(MIN_WIDTH, Math.round(cell.offsetWidth + step * KEY_STEP)));
      return;
    }
    const order = headersBeside(cell).map((each) => each.dataset['column'] ?? '');
    const at = order.indexOf(id);
    if (at + step < 0 || at + step >= order.length) return;
    layout.onMove(id, order[step < 0 ? at - 1 : at + 2]);
  };
  const moved = useRef(layout.onMove);
  useEffect(() => {
    moved.current = layout.onMove;
  });
  useDraggedHeader(grip, (before) => {
    moved.current(id, before);
  });

  return (
    // A splitter takes focus: https://www.w3.org/WAI/ARIA/apg/patterns/windowsplitter/
    <div
      ref={grip}
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${header}; Alt with an arrow key moves the column`}
      aria-valuenow={width}
      aria-valuemin={MIN_WIDTH}
      tabIndex={0}
      className={css['grip']}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width: cellOf()?.offsetWidth ?? 0 };
      }}
      onPointerMove={handleMove}
      onPointerUp={() => {
        start.current = undefined;
      }}
      onDoubleClick={() => {
        layout.onResize(id, undefined);
      }}
      onKeyDown={handleKey}
    />
  );
}

/** Follows a drag of the whole header; `onDrop` gets the column to stand before, undefined for the end. */
function useDraggedHeader(
  grip: { readonly current: HTMLElement | null },
  onDrop: (before: string | undefined) => void,
): void {
  const drop = useRef(onDrop);
  useEffect(() => {
    drop.current = onDrop;
  });
  useEffect(() => {
    const cell = grip.current?.closest<HTMLElement>('[data-column]');
    if (!cell) return undefined;
    let from: number | undefined;
    let target: HTMLElement | undefined;
    let dragged = false;
    const mark = (next: HTMLElement | undefined, side: 'before' | 'after'): void => {
      if (target) delete target.dataset['drop'];
      target = next;
      if (next) next.dataset['drop'] = side;
    };
    const handleDown = (event: globalThis.PointerEvent): void => {
      if (event.button === 0) from = event.clientX;
      dragged = false;
    };
    const handleMove = (event: globalThis.PointerEvent): void => {
      if (from === undefined || (!dragged && Math.abs(event.clientX - from) < DRAG_PX)) return;
      dragged = true;
      const headers = headersBeside(cell);
      const over = headers.find((each) => event.clientX < each.getBoundingClientRect().right) ?? headers.at(-1);
      if (over === undefined) return;
      const box = over.getBoundingClientRect();
      mark(over, event.clientX < box.left + box.width / 2 ? 'before' : 'after');
    };
    const handleUp = (): void => {
      from = undefined;
      if (!dragged || target === undefined) return;
      const headers = headersBeside(cell);
      const at = headers.indexOf(target) + (target.dataset['drop'] === 'after' ? 1 : 0);
      mark(undefined, 'before');
      const before = headers[at]?.dataset['column'];
      if (before !== cell.dataset['column']) drop.current(before);
    };
    // The click that ends a drag would sort.
    const handleClick = (event: MouseEvent): void => {
      if (dragged) event.stopPropagation();
      dragged = false;
    };
    cell.addEventListener('pointerdown', handleDown);
    cell.addEventListener('click', handleClick, true);
    window.addEventListener('pointermove', handleMove);
    window.addEventListener('pointerup', handleUp);
    return () => {
      cell.removeEventListener('pointerdown', handleDown);
      cell.removeEventListener('click', handleClick, true);
      window.removeEventListener('pointermove', handleMove);
      window.removeEventListener('pointerup', handleUp);
    };
  }, [grip]);
}
