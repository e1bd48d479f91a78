/** Which sessions a question is about: those of a person, those that pass a filter, or all. */
import type { Filter } from '../../../shared/model/filter';
import type { SessionColumn } from '../../../shared/model/session';
import type { View } from '../sequences/view';
import { columnsOf, sessionSource } from '../sessions/session-source';
import type { SessionStore, SessionTables } from '../sessions/session-store';
import { readColumns } from '../store/read';
import { interrupted } from '../store/readers';
import { NEVER_ABORTED } from '../store/taken-back';
import type { SegmentParts } from './members';
import { divideWhere, type List, ownFilters, stageWhere } from './where';

export interface SessionParts extends SegmentParts {
  readonly sessions: SessionStore;
}

export interface Asked {
  /** Any id of the person. */
  readonly person?: string | undefined;
  readonly where?: Filter | undefined;
}

/** A selection as SQL over the session tables, while they are lent. */
export interface SessionChoice {
  /** `WHERE …`; empty where all sessions are asked about. */
  readonly condition: string;
  /** Columns that the condition reads. */
  readonly columns: readonly SessionColumn[];
}

const LIST: List = {
  own: 'sessions',
  refusal:
    'A filter on the session list may test session.KEY, and whose sessions they are: person.KEY, behaviours, segments.',
};

/**
 * Runs `work` with the session tables of the present view and what was asked of them. Throws
 * `invalid_request`, and `cancelled` once `signal` aborts; work of several statements asks between them whether it is still
 * wanted.
 */
export async function withSessions<T>(
  { dataset, saved, predicates, sessions }: SessionParts,
  { person, where }: Asked,
  work: (view: View, tables: SessionTables, choice: SessionChoice) => Promise<T>,
  signal: AbortSignal = NEVER_ABORTED,
): Promise<T> {
  const filter = where === undefined ? undefined : (await saved.expanded(where, 'where')).value;
  const view = await dataset.current();
  const divided = filter === undefined ? undefined : await divideWhere(filter, LIST, view, predicates, signal);
  return sessions.with(view, (connection, tables) =>
    interrupted(connection, signal, async () => {
      const { personCodes } = tables.rows;
      const tests: string[] = [];
      if (person !== undefined) {
        const index = view.personIndex(person);
        tests.push(index === undefined ? 'false' : `owner = ${personCodes[index] as number}`);
      }
      if (divided !== undefined) tests.push(await stageWhere(connection, divided, 'owner', personCodes));
      const condition = tests.length === 0 ? '' : ` WHERE ${tests.join(' AND ')}`;
      const columns = divided === undefined ? [] : ownFilters(divided).flatMap(columnsOf);
      return work(view, tables, { condition, columns });
    }),
  );
}

/** `FROM … WHERE …` over the session tables with the columns that the question reads beside the choice's own. */
export const fromSessions = ({ condition, columns }: SessionChoice, read: readonly SessionColumn[]): string =>
  `FROM ${sessionSource([...read, ...columns])} sessions${condition}`;

/** Session indexes of the view that are asked about, in no order; undefined: all of them. */
export async function chosenSessions(tables: SessionTables, choice: SessionChoice): Promise<Uint32Array | undefined> {
  return choice.condition === '' ? undefined : readIndexes(tables, `SELECT idx ${fromSessions(choice, [])}`);
}

/** Session indexes of the view from a query for `idx`, in the query's order. */
export async function readIndexes({ connection, rows }: SessionTables, sql: string): Promise<Uint32Array> {
  const parts: Uint32Array[] = [];
  let length = 0;
  await readColumns(connection, sql, ['u32'], ([found], count) => {
    parts.push(found.slice(0, count));
    length += count;
  });
  const indexes = new Uint32Array(length);
  let at = 0;
  for (const part of parts) for (const row of part) indexes[at++] = rows.indexOf[row] as number;
  return indexes;
}
