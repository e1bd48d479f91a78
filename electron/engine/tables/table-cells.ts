/** Values of session and person columns as cells of a table: times as ISO instants. Pure. */
import type { SqlCell, SqlType } from '../../../shared/insights/cells';
import type { Cell } from '../store/read';

type ColumnKind = 'text' | 'number' | 'time' | 'boolean';

export const toTableType = (kind: ColumnKind): SqlType => (kind === 'time' ? 'timestamp' : kind);

export const toTableCell = (cell: Cell, kind: ColumnKind): SqlCell =>
  kind === 'time' && typeof cell === 'number' ? new Date(cell).toISOString() : cell;
