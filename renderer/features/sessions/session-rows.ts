/** Session tables as columns, read once, and rows made of them only when shown. */
import type { Table } from '@uwdata/flechette';
import { SESSION_COLUMNS, type SessionColumn } from '../../../shared/model/session';
import { numberColumn, textColumn } from '../../data/arrow';

/** Numbers, times (UTC ms) and booleans (1 or 0) as numbers, NaN where absent; texts as texts, empty where absent. */
export type SessionRow = Readonly<Record<SessionColumn, string | number>>;

export interface SessionRows {
  readonly length: number;
  readonly at: (index: number) => SessionRow | undefined;
}

export function sessionRows(table: Table): SessionRows {
  const names = Object.keys(SESSION_COLUMNS) as SessionColumn[];
  const columns = names.map((name) =>
    SESSION_COLUMNS[name] === 'text' ? textColumn(table, name) : numberColumn(table, name),
  );
  return {
    length: table.numRows,
    at: (index) => {
      if (index < 0 || index >= table.numRows) return undefined;
      return Object.fromEntries(names.map((name, at) => [name, columns[at]?.[index] ?? ''])) as SessionRow;
    },
  };
}

/** A row's text, empty where absent. */
export const textOf = (row: SessionRow, column: SessionColumn): string => {
  const value = row[column];
  return typeof value === 'string' ? value : '';
};

/** A row's number, undefined where absent. */
export const numberOf = (row: SessionRow, column: SessionColumn): number | undefined => {
  const value = row[column];
  return typeof value === 'number' && !Number.isNaN(value) ? value : undefined;
};

/** `google / cpc / spring`; empty where nothing is known of a campaign. */
export const campaignWords = (row: SessionRow): string =>
  (['utm.source', 'utm.medium', 'utm.campaign'] as const)
    .map((column) => textOf(row, column))
    .filter((part) => part !== '')
    .join(' / ');

/**
 * How long the person was silent before the session of a row, ms: told by the row beside it, in a list of all sessions
 * of one person by time.
 */
export function silenceBefore(rows: SessionRows, index: number, descending: boolean): number | undefined {
  const row = rows.at(index);
  const before = rows.at(descending ? index + 1 : index - 1);
  const start = row === undefined ? undefined : numberOf(row, 'start');
  const end = before === undefined ? undefined : numberOf(before, 'end');
  return start === undefined || end === undefined ? undefined : Math.max(0, start - end);
}
