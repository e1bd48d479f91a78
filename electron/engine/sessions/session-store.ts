/**
 * The session tables in the database: the sessions of one view at a time, written when somebody asks for them and only
 * as far as they changed. `session_rows` holds numbers and codes, dictionaries beside it the texts; {@link sessionSource}
 * puts them together, and so does the view `sessions`.
 *
 * `idx` is the number of a row, not of a session: {@link SessionRows.indexOf} gives the session's index in the view.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { personTag } from '../../../shared/sessions/session-id';
import { stretchesOf } from '../ranges/columns';
import type { SessionColumns } from '../ranges/events';
import { remembered, type RememberedView, type View } from '../sequences/view';
import { WriteLock } from '../store/lock';
import { type WriteColumn, writeColumns } from '../store/write-columns';
import { EntryFacts } from './entry-facts';
import { sameStartBefore, sessionIdAt } from './session-ids';
import { allRows, changeRows, invertUnchanged, type RowChange, type SessionRows } from './session-rows';

/** Where more than this share of the rows would be written, or be left of rows taken out, all are written anew. */
const MAX_CHANGED = 0.3;

/** Rows that are put together before they are written. */
const ROWS_PER_WRITE = 1 << 19;

interface Written {
  readonly view: RememberedView;
  readonly rows: SessionRows;
  /** Code of the entry event's facts, by row. */
  readonly facts: Int32Array;
  /** How many of the view's pages are in `session_pages`. */
  readonly pages: number;
}

/** The tables as they are while {@link SessionStore.with} lends them. */
export interface SessionTables {
  readonly connection: DuckDBConnection;
  readonly rows: SessionRows;
  /** Code of the entry event's facts, by row; -1: none are known. */
  readonly facts: Int32Array;
  readonly entryFacts: EntryFacts;
}

export class SessionStore {
  private written: Written | undefined;
  private readonly turns = new WriteLock();
  private readonly entryFacts: EntryFacts;

  constructor(private readonly connection: DuckDBConnection) {
    this.entryFacts = new EntryFacts(connection);
  }

  /** Runs `work` while the tables are the view's; nobody rewrites them meanwhile. */
  with<T>(view: View, work: (connection: DuckDBConnection, tables: SessionTables) => Promise<T>): Promise<T> {
    return this.turns.run(async () => {
      const { rows, facts } = this.written?.view.version === view.version ? this.written : await this.write(view);
      const { connection, entryFacts } = this;
      return work(connection, { connection, rows, facts, entryFacts });
    });
  }

  private async write(view: View): Promise<Written> {
    const before = this.written;
    const change = before === undefined ? undefined : follow(before, view);
    // Until the new rows are committed nothing is known to be right.
    this.written = undefined;
    const written =
      before === undefined || change === undefined
        ? await this.writeAll(view)
        : await this.writeChange(view, before, change);
    this.written = written;
    return written;
  }

  private async writeAll(view: View): Promise<Written> {
    const change = allRows(view);
    const pages = view.pages.length;
    const facts = await this.entryFacts.codesOf(view.sessions.read('entry', 0, view.sessions.length));
    await this.transaction(async () => {
      for (const table of ['session_rows', 'session_persons', 'session_pages']) {
        await this.connection.run(`DELETE FROM ${table}`);
      }
      await this.append(view, change, facts, view.pages.slice(0, pages), 0);
    });
    return { view: remembered(view), rows: change.rows, facts, pages };
  }

  private async writeChange(view: View, before: Written, change: RowChange): Promise<Written> {
    const { fresh, gone, rows } = change;
    const pages = view.pages.length;
    const freshFacts = await this.entryFacts.codesOf(fresh.map((index) => view.sessions.at('entry', index)));
    if (gone.length > 0) {
      await this.connection.run('CREATE OR REPLACE TEMP TABLE gone_rows (idx UINTEGER)');
      const target = { table: 'gone_rows', catalog: 'temp' };
      await writeColumns(this.connection, target, [{ type: 'u32', values: gone }], gone.length);
    }
    await this.transaction(async () => {
      if (gone.length > 0) {
        await this.connection.run('DELETE FROM session_rows WHERE idx IN (SELECT idx FROM gone_rows)');
      }
      await this.append(view, change, freshFacts, view.pages.slice(before.pages, pages), before.pages);
    });
    const facts = new Int32Array(rows.indexOf.length);
    facts.set(before.facts);
    facts.set(freshFacts, before.facts.length);
    return { view: remembered(view), rows, facts, pages };
  }

  private async append(
    view: View,
    { rows, fresh, freshPersons }: RowChange,
    facts: Int32Array,
    newPages: readonly string[],
    pagesBefore: number,
  ): Promise<void> {
    const { connection } = this;
    const { persons } = view;
    await writeColumns(
      connection,
      { table: 'session_pages' },
      [
        { type: 'i32', values: Int32Array.from(newPages, (_, i) => pagesBefore + i) },
        { type: 'text', values: newPages },
      ],
      newPages.length,
    );
    await writeColumns(
      connection,
      { table: 'session_persons' },
      [
        { type: 'u32', values: freshPersons.map((person) => rows.personCodes[person] as number) },
        { type: 'text', values: Array.from(freshPersons, (person) => persons.ids[person] as string) },
      ],
      freshPersons.length,
    );
    for (const [from, to] of stretchesOf(fresh.length, ROWS_PER_WRITE)) {
      const columns = rowColumns(view, rows, fresh.subarray(from, to), facts.subarray(from, to));
      await writeColumns(connection, { table: 'session_rows' }, columns, to - from);
    }
  }

  private async transaction(work: () => Promise<void>): Promise<void> {
    await this.connection.run('BEGIN');
    try {
      await work();
      await this.connection.run('COMMIT');
    } catch (error) {
      await this.connection.run('ROLLBACK');
      throw error;
    }
  }

  /** Session ids by index; only inside {@link with}. */
  idOf(index: number): string {
    return this.written === undefined ? '' : sessionIdAt(this.written.view, index);
  }
}

/** What must change in the tables for `view`, forward or back in time; undefined where that is too much. */
function follow({ view: before, rows, pages }: Written, view: View): RowChange | undefined {
  // The codes of pages only ever grow, unless everything was read anew.
  if (before.pages !== view.pages || view.pages.length < pages) return undefined;
  const back = before.unchangedSince(view.version);
  const unchanged = view.unchangedSince(before.version) ?? (back && invertUnchanged(back, view.sequences.persons));
  if (unchanged === undefined) return undefined;
  const change = changeRows(before, rows, view, unchanged);
  const { length } = view.sessions;
  const isTooMuch =
    change.fresh.length + change.gone.length > MAX_CHANGED * length + 1_000 ||
    change.rows.indexOf.length > 2 * length + 10_000 ||
    change.rows.nextPersonCode > 2 * view.sequences.persons + 10_000;
  return isTooMuch ? undefined : change;
}

/** The rows of `session_rows`, column by column in its order; `facts` are by place in `fresh`. */
function rowColumns(view: View, rows: SessionRows, fresh: Uint32Array, facts: Int32Array): WriteColumn[] {
  const { sessions, persons } = view;
  const [first = 0] = fresh;
  // Ascending, so as many as there are between the ends are all of them.
  const isStretch = fresh[fresh.length - 1] === first + fresh.length - 1;
  const pick = <K extends keyof SessionColumns>(column: K): SessionColumns[K] => {
    if (isStretch) return sessions.read(column, first, first + fresh.length);
    const picked = sessions.read(column, 0, 0).constructor as new (length: number) => SessionColumns[K];
    const values = new picked(fresh.length);
    for (let i = 0; i < fresh.length; i++) values[i] = sessions.at(column, fresh[i] as number);
    return values;
  };
  const person = pick('person');
  const tags = tagsOf(person, persons.ids);
  const start = pick('start');
  const end = pick('end');
  return [
    { type: 'u32', values: fresh.map((index) => rows.rowOf[index] as number) },
    { type: 'u32', values: Uint32Array.from(person, (each) => rows.personCodes[each] as number) },
    { type: 'i64', values: tags },
    {
      type: 'u32',
      values: isStretch ? sameStarts(view, first, person, start) : fresh.map((index) => sameStartBefore(view, index)),
    },
    { type: 'i64', values: start },
    { type: 'i64', values: end },
    { type: 'f64', values: end.map((each, i) => (each - (start[i] as number)) / 1000) },
    { type: 'u32', values: pick('events') },
    { type: 'u32', values: pick('pageviews') },
    { type: 'u32', values: pick('pageDepth') },
    { type: 'i32', values: pick('entryPage'), missing: -1 },
    { type: 'i32', values: pick('exitPage'), missing: -1 },
    { type: 'bool', values: pick('bounce') },
    { type: 'u8', values: pick('reason') },
    { type: 'f64', values: pick('engagedMs').map((ms) => ms / 1000) },
    { type: 'u32', values: pick('clicks') },
    { type: 'u32', values: pick('rageClicks') },
    { type: 'u32', values: pick('errors') },
    { type: 'i32', values: facts, missing: -1 },
  ];
}

/** Of sessions from `first` on: how many of the same person that start at the same moment come before each. */
function sameStarts(view: View, first: number, person: Int32Array, start: Float64Array): Uint32Array {
  const counts = new Uint32Array(person.length);
  if (counts.length > 0) counts[0] = sameStartBefore(view, first);
  for (let i = 1; i < counts.length; i++) {
    if (start[i] === start[i - 1] && person[i] === person[i - 1]) counts[i] = (counts[i - 1] as number) + 1;
  }
  return counts;
}

/** The number in each session's id that stands for its person. */
function tagsOf(person: Int32Array, ids: readonly string[]): Float64Array {
  const tags = new Float64Array(person.length);
  let last = -1;
  let tag = 0;
  for (let i = 0; i < person.length; i++) {
    const owner = person[i] as number;
    if (owner !== last) tag = personTag(ids[owner] as string);
    last = owner;
    tags[i] = tag;
  }
  return tags;
}
