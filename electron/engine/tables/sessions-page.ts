/** Insights of the kind `sessions`: a page of the session list, and what is true of all of it. */
import type { SqlCell } from '../../../shared/insights/cells';
import { type SessionsResult, type SessionsSpec, TABLE_DEFAULT_ROWS } from '../../../shared/insights/tables/spec';
import { SESSION_COLUMNS, type SessionColumn } from '../../../shared/model/session';
import { parseSessionId } from '../../../shared/sessions/session-id';
import { sqlName } from '../../../shared/sql/quote';
import { fromSessions, type SessionParts, withSessions } from '../query/session-selection';
import { summariseSessions } from '../query/sessions';
import type { View } from '../sequences/view';
import { readRows } from '../store/read';
import { throwIfTakenBack } from '../store/taken-back';
import { type Cursor, notACursor, orderName, parseCursor, printCursor } from './cursor';
import { readMetrics } from './metrics';
import { printAfter, printDirection } from './sorted-page';
import { toTableCell, toTableType } from './table-cells';

const DEFAULT_COLUMNS: readonly SessionColumn[] = [
  'id',
  'person',
  'start',
  'durationSeconds',
  'events',
  'pageviews',
  'entryPage',
  'exitPage',
  'bounce',
];

const METRICS: readonly SessionColumn[] = [
  'durationSeconds',
  'engagedSeconds',
  'events',
  'pageviews',
  'pageDepth',
  'clicks',
  'rageClicks',
  'errors',
];

export async function sessionsPage(
  parts: SessionParts,
  spec: SessionsSpec,
  signal: AbortSignal,
): Promise<{ readonly result: SessionsResult; readonly view: View }> {
  const { column = 'start', descending = true } = spec.orderBy ?? {};
  const by = orderName('sessions', column, descending);
  const cursor = parseCursor(spec.cursor, by);
  const limit = spec.limit ?? TABLE_DEFAULT_ROWS;
  const columns = spec.columns ?? DEFAULT_COLUMNS;
  const work: Parameters<typeof withSessions<{ result: SessionsResult; view: View }>>[2] = async (
    view,
    { connection },
    choice,
  ) => {
    const read = [...new Set<SessionColumn>([...columns, column, 'id', 'start'])];
    const from = fromSessions(choice, read);
    const after =
      cursor === undefined
        ? ''
        : `${choice.condition === '' ? ' WHERE' : ' AND'} ${afterSession(column, descending, cursor)}`;
    const found = await readRows(
      connection,
      `SELECT ${read.map(sqlName).join(', ')} ${from}${after}
       ORDER BY ${sqlName(column)} ${printDirection(descending)}, start DESC, tag, "sameStart" LIMIT ${limit + 1}`,
    );
    throwIfTakenBack(signal);
    const summary = await summariseSessions(connection, choice);
    throwIfTakenBack(signal);
    const last = found.length > limit ? found[limit - 1] : undefined;
    const result: SessionsResult = {
      kind: 'sessions',
      columns: columns.map((name) => ({ name, type: toTableType(SESSION_COLUMNS[name]) })),
      rows: found
        .slice(0, limit)
        .map((row) => columns.map((name): SqlCell => toTableCell(row[name] ?? null, SESSION_COLUMNS[name]))),
      total: summary.count,
      ...(last === undefined
        ? {}
        : { nextCursor: printCursor({ by, value: last[column] ?? null, id: String(last['id']) }) }),
      summary: {
        count: summary.count,
        persons: summary.persons,
        ...(summary.bounceRate === undefined ? {} : { bounceRate: summary.bounceRate }),
        metrics: await readMetrics(connection, METRICS, fromSessions(choice, METRICS)),
        entryPages: summary.entryPages,
        exitPages: summary.exitPages,
      },
    };
    return { result, view };
  };
  return withSessions(parts, spec, work, signal);
}

/** Of one value, later starts come first, then the numbers in the session's id. */
function afterSession(column: SessionColumn, descending: boolean, cursor: Cursor): string {
  const id = parseSessionId(cursor.id);
  if (id === undefined) return notACursor();
  const { start, tag, sameStart } = id;
  const tie = `(start < ${start} OR (start = ${start} AND (tag > ${tag} OR (tag = ${tag} AND "sameStart" > ${sameStart}))))`;
  return printAfter(sqlName(column), descending, cursor, tie);
}
