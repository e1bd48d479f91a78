/** Which columns the session list shows, in which order and how wide; remembered in this browser or window. */
import { create } from 'zustand';
import { SESSION_COLUMNS, type SessionColumn } from '../../shared/model/session';

export const DEFAULT_SESSION_COLUMNS: readonly SessionColumn[] = [
  'start',
  'person',
  'entryPage',
  'exitPage',
  'splitReason',
  'referrer',
  'durationSeconds',
  'events',
  'pageviews',
  'errors',
];

/** `entryPage exitPage:140`: in the order shown, with a width in pixels where somebody chose one. */
const KEY = 'waymark.sessionColumns';

interface SessionColumns {
  /** In the order shown. */
  readonly columns: readonly SessionColumn[];
  /** Pixels, for columns that somebody resized. */
  readonly widths: Readonly<Partial<Record<SessionColumn, number>>>;
  readonly toggle: (column: SessionColumn) => void;
  /** undefined goes back to the column's own width. */
  readonly resize: (column: SessionColumn, width: number | undefined) => void;
  /** Puts a column before another one, or at the end. */
  readonly move: (column: SessionColumn, before: SessionColumn | undefined) => void;
  readonly reset: () => void;
}

type Kept = Pick<SessionColumns, 'columns' | 'widths'>;

export const useSessionColumns = create<SessionColumns>()((set, get) => {
  const keep = (next: Partial<Kept>): void => {
    set(next);
    try {
      localStorage.setItem(KEY, printColumns(get()));
    } catch (refused) {
      // Where the browser keeps nothing, the choice lasts for the page.
      if (!(refused instanceof DOMException)) throw refused;
    }
  };
  return {
    ...remembered(),
    toggle: (column) => {
      const { columns } = get();
      const next = columns.includes(column) ? columns.filter((each) => each !== column) : [...columns, column];
      if (next.length > 0) keep({ columns: next });
    },
    resize: (column, width) => {
      const { [column]: before, ...others } = get().widths;
      if (before !== width) keep({ widths: width === undefined ? others : { ...others, [column]: width } });
    },
    move: (column, before) => {
      keep({ columns: moveColumn(get().columns, column, before) });
    },
    reset: () => {
      keep({ columns: DEFAULT_SESSION_COLUMNS, widths: {} });
    },
  };
});

/** `column` before another one; at the end where that is undefined or not there. */
export function moveColumn<Column extends string>(
  columns: readonly Column[],
  column: Column,
  before: Column | undefined,
): readonly Column[] {
  if (column === before) return columns;
  const others = columns.filter((each) => each !== column);
  const at = before === undefined ? -1 : others.indexOf(before);
  return others.toSpliced(at < 0 ? others.length : at, 0, column);
}

export function printColumns({ columns, widths }: Kept): string {
  return columns.map((column) => (widths[column] === undefined ? column : `${column}:${widths[column]}`)).join(' ');
}

/** Names that are no columns (any more) are passed over; nothing left means the usual columns. */
export function parseColumns(text: string): Kept {
  const columns: SessionColumn[] = [];
  const widths: Partial<Record<SessionColumn, number>> = {};
  for (const part of text.split(' ')) {
    const [name = '', width] = part.split(':');
    if (!isColumn(name) || columns.includes(name)) continue;
    columns.push(name);
    if (width !== undefined && Number(width) > 0) widths[name] = Number(width);
  }
  return columns.length > 0 ? { columns, widths } : { columns: DEFAULT_SESSION_COLUMNS, widths: {} };
}

function remembered(): Kept {
  try {
    return parseColumns(typeof localStorage === 'undefined' ? '' : (localStorage.getItem(KEY) ?? ''));
  } catch (refused) {
    if (refused instanceof DOMException) return parseColumns('');
    throw refused;
  }
}

function isColumn(name: string): name is SessionColumn {
  return Object.hasOwn(SESSION_COLUMNS, name);
}
