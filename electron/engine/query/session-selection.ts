/** Which sessions a question is about: those of a person, those that pass a filter, or all. */
import { fail } from '../../../shared/contract/errors';
import type { Filter } from '../../../shared/model/filter';
import type { SessionColumn } from '../../../shared/model/session';
import { filterDomain, printFilter } from '../../../shared/sql/predicate';
import type { View } from '../sequences/view';
import { columnsOf, sessionSource } from '../sessions/session-source';
import type { SessionTables } from '../sessions/session-store';
import { readColumns } from '../store/read';

export interface Asked {
  /** Any id of the person. */
  readonly person?: string | undefined;
  readonly where?: Filter | undefined;
}

/** `FROM … WHERE …` over the session tables with the columns that the question reads. Throws `invalid_request`. */
export function fromSessions(
  view: View,
  { rows }: SessionTables,
  { person, where }: Asked,
  columns: readonly SessionColumn[],
): string {
  const tests: string[] = [];
  const tested: SessionColumn[] = [];
  if (person !== undefined) {
    const index = view.personIndex(person);
    tests.push(index === undefined ? 'false' : `owner = ${rows.personCodes[index] as number}`);
  }
  if (where !== undefined) {
    if (hasTests(where) && filterDomain(where) !== 'sessions') {
      return fail('invalid_request', 'A filter on the session list may only test session.KEY.', { path: 'where' });
    }
    tests.push(printFilter(where, { now: Date.now() }));
    tested.push(...columnsOf(where));
  }
  const condition = tests.length === 0 ? '' : ` WHERE ${tests.join(' AND ')}`;
  return `FROM ${sessionSource([...columns, ...tested])} sessions${condition}`;
}

/** Session indexes of the view that are asked about, in no order; undefined: all of them. */
export async function chosenSessions(
  view: View,
  tables: SessionTables,
  asked: Asked,
): Promise<Uint32Array | undefined> {
  if (asked.person === undefined && asked.where === undefined) return undefined;
  return readIndexes(tables, `SELECT idx ${fromSessions(view, tables, asked, [])}`);
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

function hasTests(filter: Filter): boolean {
  if ('all' in filter) return filter.all.some(hasTests);
  if ('any' in filter) return filter.any.some(hasTests);
  return 'not' in filter ? hasTests(filter.not) : true;
}
