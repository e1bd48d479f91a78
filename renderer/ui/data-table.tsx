/**
 * A table of any length: only the rows in sight exist. Rows are asked for by index, so the caller may keep columns
 * instead of objects. Arrow keys move the focused row, Enter opens it; a click does both. While a row is open, the arrow
 * keys open its neighbours.
 */
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { ColumnGrip, type ColumnLayout } from './column-grip';
import { cx } from './cx';
import css from './data-table.module.css';
import { useRowWindow } from './row-window';

export interface DataColumn<Row> {
  readonly id: string;
  readonly header: string;
  /** After the header, fainter, such as what the column holds. */
  readonly note?: string;
  /** Pixels; the column marked `grow` takes what is left, at least this. */
  readonly width: number;
  readonly grow?: boolean;
  readonly align?: 'left' | 'right';
  readonly sortable?: boolean;
  readonly render: (row: Row, index: number) => ReactNode;
}

export interface DataSort {
  readonly column: string;
  readonly descending: boolean;
}

export interface DataTableProps<Row> {
  readonly label: string;
  readonly columns: readonly DataColumn<Row>[];
  readonly rowCount: number;
  /** undefined where a row has not come yet: it is drawn as a placeholder. */
  readonly getRow: (index: number) => Row | undefined;
  readonly rowKey?: (row: Row, index: number) => string | number;
  readonly onRowClick?: (row: Row, index: number) => void;
  /** Index of the row to mark as open, or undefined. */
  readonly selected?: number | undefined;
  readonly sort?: DataSort | undefined;
  readonly onSort?: (sort: DataSort) => void;
  /** Lets columns be resized and put into another order by their headers. */
  readonly layout?: ColumnLayout | undefined;
  /** Called when the last rows come into sight, for pages by cursor. */
  readonly onEndReached?: (() => void) | undefined;
  /** Called with the first and last row in sight, for pages by offset. */
  readonly onVisible?: ((first: number, last: number) => void) | undefined;
  /** Pixels. */
  readonly rowHeight?: number;
  /** Rows drawn beyond those in sight, above and below. */
  readonly overscan?: number;
  readonly empty?: ReactNode;
  readonly className?: string | undefined;
}

/** Left and right of every row, as in the styles (px). */
const ROW_PADDING = 12;

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rowCount, getRow, rowKey, onRowClick, rowHeight = 34, onEndReached, onVisible } = props;
  // Not of the label: an id with a space in it refers to nothing.
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useRowWindow(scroller, rowCount, rowHeight, props.overscan);
  const [focused, setFocused] = useState(0);
  const template = columns
    .map((column) => (column.grow ? `minmax(${column.width}px, 1fr)` : `${column.width}px`))
    .join(' ');
  const minWidth = columns.reduce((sum, column) => sum + column.width, 2 * ROW_PADDING);

  const last = rows.items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rowCount > 0 && last >= rowCount - 5) onEndReached?.();
  }, [last, rowCount, onEndReached]);
  const first = rows.items.at(0)?.index ?? 0;
  // A row that is scrolled out of sight does not exist, so nothing can refer to it.
  const isFocusedThere = rows.items.some(({ index }) => index === focused);
  useEffect(() => {
    if (rowCount > 0) onVisible?.(first, last);
  }, [first, last, rowCount, onVisible]);

  const open = (index: number): void => {
    const row = getRow(index);
    if (row !== undefined) onRowClick?.(row, index);
  };
  const handleKey = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    // Rows may have come in above since: the open one is where it is now.
    const at = props.selected ?? focused;
    const target = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rowCount - 1,
    }[event.key];
    if (target !== undefined) {
      event.preventDefault();
      const next = Math.max(0, Math.min(rowCount - 1, target));
      setFocused(next);
      rows.scrollTo(next);
      if (props.selected !== undefined) open(next);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      open(focused);
    }
  };

  return (
    <div ref={scroller} className={cx(css['scroller'], props.className)}>
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={rowCount + 1}
        aria-activedescendant={isFocusedThere ? `${id}-${focused}` : undefined}
        tabIndex={0}
        className={css['grid']}
        style={{ minWidth }}
        onKeyDown={handleKey}
      >
        <div role="row" aria-rowindex={1} className={css['head']} style={{ gridTemplateColumns: template }}>
          {columns.map((column) => (
            <HeaderCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} layout={props.layout} />
          ))}
        </div>
        {rowCount === 0 && props.empty !== undefined && <div className={css['empty']}>{props.empty}</div>}
        <div role="rowgroup" className={css['body']} style={{ height: rows.height }}>
          {rows.items.map(({ index, top }) => {
            const row = getRow(index);
            return (
              // The grid above holds focus and handles keys for all its rows.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={row === undefined || rowKey === undefined ? index : rowKey(row, index)}
                id={`${id}-${index}`}
                role="row"
                tabIndex={-1}
                aria-rowindex={index + 2}
                aria-selected={index === props.selected}
                className={cx(css['row'], onRowClick && css['clickable'], index === focused && css['focused'])}
                style={{ gridTemplateColumns: template, height: rowHeight, transform: `translateY(${top}px)` }}
                onClick={() => {
                  setFocused(index);
                  open(index);
                }}
              >
                {columns.map((column) => (
                  <div
                    key={column.id}
                    role="gridcell"
                    className={cx(css['cell'], column.align === 'right' && css['right'])}
                  >
                    {row === undefined ? <span className={css['pending']} /> : column.render(row, index)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface HeaderCellProps<Row> {
  readonly column: DataColumn<Row>;
  readonly sort: DataSort | undefined;
  readonly onSort: ((sort: DataSort) => void) | undefined;
  readonly layout: ColumnLayout | undefined;
}

function HeaderCell<Row>({ column, sort, onSort, layout }: HeaderCellProps<Row>) {
  const sorted = sort?.column === column.id ? sort : undefined;
  const Arrow = sorted?.descending === false ? ArrowUp : ArrowDown;
  const title = (
    <span>
      {column.header}
      {column.note !== undefined && <span className={css['note']}>{column.note}</span>}
    </span>
  );
  const direction = sorted === undefined ? 'none' : sorted.descending ? 'descending' : 'ascending';
  const content =
    column.sortable === true && onSort ? (
      <button
        type="button"
        className={css['sort']}
        onClick={() => {
          onSort({ column: column.id, descending: sorted === undefined ? true : !sorted.descending });
        }}
      >
        {title}
        <Arrow aria-hidden size={12} className={cx(css['arrow'], sorted && css['sorted'])} />
      </button>
    ) : (
      title
    );
  return (
    <div
      role="columnheader"
      aria-sort={column.sortable === true ? direction : undefined}
      data-column={column.id}
      className={cx(css['cell'], css['header'], column.align === 'right' && css['right'])}
    >
      {content}
      {layout && <ColumnGrip id={column.id} header={column.header} width={column.width} layout={layout} />}
    </div>
  );
}
