/** Property values of every position, dictionary-coded or numeric, loaded on demand and kept within a memory budget. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { groupKeyPath, type PropertyPath } from '../../../shared/model/property-path';
import type { CodeColumn } from '../../../shared/model/sequences';
import { domainOf, pathOf, printValue } from '../../../shared/sql/predicate';
import type { GroupStore } from '../groups/group-store';
import { groupCodes, groupNumbers, type GroupsAsked, isGroupValue } from '../groups/group-values';
import type { BudgetCache, MemoryBudget } from '../memory/budget';
import { sharedArrays } from '../sequences/order';
import type { View } from '../sequences/view';
import type { ProfileStore } from '../profiles/profile-store';
import type { PromotedValues } from '../properties/promoted-values';
import { sourceOfPath } from '../sessions/session-source';
import type { SessionStore } from '../sessions/session-store';
import { readColumns, readRows } from '../store/read';
import type { Readers } from '../store/readers';
import { NEVER_ABORTED, throwIfTakenBack } from '../store/taken-back';
import { personCodes, personNumbers } from './person-values';

export class ColumnCache {
  private readonly kept: BudgetCache<CodeColumn | Float64Array>;
  /** Of the view that the columns are of. */
  private version: number | undefined;

  constructor(
    private readonly readers: Readers,
    private readonly sessions: SessionStore,
    private readonly profiles: ProfileStore,
    private readonly promoted: PromotedValues,
    private readonly groups: GroupStore,
    budget: MemoryBudget,
  ) {
    this.kept = budget.cache('property columns');
  }

  /** Codes into a dictionary; -1 where the property is missing or null. */
  codes(property: string, view: View, sql: string[], signal: AbortSignal = NEVER_ABORTED): Promise<CodeColumn> {
    // Every view has its events' names as codes already.
    if (property === 'event') return Promise.resolve({ codes: view.sequences.name, dictionary: view.names });
    return this.cached(`codes ${property}`, view, () => this.loadCodes(property, view, sql, signal));
  }

  /** NaN where the property is missing or no finite number. */
  numbers(property: string, view: View, sql: string[], signal: AbortSignal = NEVER_ABORTED): Promise<Float64Array> {
    return this.cached(`numbers ${property}`, view, () => this.loadNumbers(property, view, sql, signal));
  }

  /** Which group of a type each event belongs to. */
  async groupsOf(type: string, view: View, sql: string[]): Promise<GroupsAsked> {
    return { view, type, keys: await this.codes(groupKeyPath(type), view, sql) };
  }

  private async cached<T extends CodeColumn | Float64Array>(
    key: string,
    view: View,
    load: () => Promise<T>,
  ): Promise<T> {
    if (this.version !== view.version) {
      this.kept.clear();
      this.version = view.version;
    }
    const known = this.kept.get(key);
    if (known !== undefined) return known as T;
    const column = await load();
    const bytes = column instanceof Float64Array ? column.byteLength : column.codes.byteLength;
    if (this.version === view.version) this.kept.set(key, column, bytes);
    return column;
  }

  private async loadCodes(property: string, view: View, sql: string[], signal: AbortSignal): Promise<CodeColumn> {
    const path = pathOf(property);
    if (isPerson(path)) return personCodes(this.profiles, view, path, sql);
    if (isGroupValue(path)) return groupCodes(this.groups, await this.groupsOf(path.type, view, sql), path, sql);
    const { text } = printValue(path);
    const { length } = view.sequences;
    if (this.promoted.isPromotable(property)) {
      const column = await this.promotedCodes(property, view, sql);
      if (column !== undefined) return column;
    }
    const codes = sharedArrays.i32(length);
    const load = async (
      connection: DuckDBConnection,
      from: string,
      id: string,
      place: (id: number, code: number) => void,
    ): Promise<string[]> => {
      const dictionary = await readRows(
        connection,
        `SELECT DISTINCT ${text} AS text FROM ${from} WHERE ${text} IS NOT NULL ORDER BY text`,
      );
      const query = `SELECT ${id}, code FROM (SELECT ${id}, ${text} AS text FROM ${from}) JOIN (
        SELECT text, (row_number() OVER (ORDER BY text) - 1)::INTEGER AS code FROM (SELECT DISTINCT ${text} AS text FROM ${from} WHERE ${text} IS NOT NULL)) USING (text)`;
      sql.push(query);
      throwIfTakenBack(signal);
      await readColumns(connection, query, ['u32', 'i32'], ([ids, found], rows) => {
        for (let row = 0; row < rows; row++) place(ids[row] as number, found[row] as number);
      });
      return dictionary.map((row) => String(row['text']));
    };
    codes.fill(-1);
    if (domainOf(path) === 'sessions') {
      const bySession = new Int32Array(view.sessions.length).fill(-1);
      const dictionary = await this.sessions.with(view, (connection, { rows: { indexOf } }) =>
        load(connection, sourceOfPath(path), 'idx', (row, code) => {
          bySession[indexOf[row] as number] = code;
        }),
      );
      spread(view, bySession, codes, -1);
      return { codes, dictionary };
    }
    const positions = view.positions();
    const dictionary = await this.readers.use(
      (connection) =>
        load(connection, `(SELECT * FROM events WHERE eid < ${view.nextEid})`, 'eid', (eid, code) => {
          codes[positions[eid] as number] = code;
        }),
      signal,
    );
    return { codes, dictionary };
  }

  private async loadNumbers(property: string, view: View, sql: string[], signal: AbortSignal): Promise<Float64Array> {
    const path = pathOf(property);
    if (isPerson(path)) return personNumbers(this.profiles, view, path, sql);
    if (isGroupValue(path)) return groupNumbers(this.groups, await this.groupsOf(path.type, view, sql), path, sql);
    const { number } = printValue(path);
    const { length } = view.sequences;
    const numbers = sharedArrays.f64(length);
    if (this.promoted.isPromotable(property) && (await this.fillPromoted(property, view, numbers, sql))) return numbers;
    numbers.fill(NaN);
    if (domainOf(path) === 'sessions') {
      const bySession = new Float64Array(view.sessions.length).fill(NaN);
      const query = `SELECT idx, (${number})::DOUBLE FROM ${sourceOfPath(path)} WHERE (${number}) IS NOT NULL`;
      sql.push(query);
      await this.sessions.with(view, (connection, { rows: { indexOf } }) =>
        readColumns(connection, query, ['u32', 'f64'], ([found, values], rows) => {
          for (let row = 0; row < rows; row++) {
            bySession[indexOf[found[row] as number] as number] = values[row] as number;
          }
        }),
      );
      spread(view, bySession, numbers, NaN);
      return numbers;
    }
    const positions = view.positions();
    const query = `SELECT eid, (${number})::DOUBLE FROM events WHERE eid < ${view.nextEid} AND (${number}) IS NOT NULL`;
    sql.push(query);
    await this.readers.use(
      (connection) =>
        readColumns(connection, query, ['u32', 'f64'], ([eids, values], rows) => {
          for (let row = 0; row < rows; row++)
            numbers[positions[eids[row] as number] as number] = values[row] as number;
        }),
      signal,
    );
    return numbers;
  }

  /** Undefined where the property turns out to have too many different values. */
  private async promotedCodes(property: string, view: View, sql: string[]): Promise<CodeColumn | undefined> {
    const column = await this.promoted.column(property, view.nextEid);
    if (column === undefined) return undefined;
    sql.push(`SELECT eid, ${printValue(pathOf(property)).text} FROM events WHERE eid < ${view.nextEid}`);
    const { eid, length } = view.sequences;
    const { codes: byEid, places, sorted } = column;
    const codes = sharedArrays.i32(length);
    for (let position = 0; position < length; position++) {
      codes[position] = places[byEid[eid[position] as number] as number] as number;
    }
    return { codes, dictionary: sorted };
  }

  /** False, and nothing written, where the property turns out to have too many different values. */
  private async fillPromoted(property: string, view: View, into: Float64Array, sql: string[]): Promise<boolean> {
    const column = await this.promoted.numbers(property, view.nextEid);
    if (column === undefined) return false;
    sql.push(`SELECT eid, ${printValue(pathOf(property)).number} FROM events WHERE eid < ${view.nextEid}`);
    const { eid, length } = view.sequences;
    const { codes, numbers } = column;
    for (let position = 0; position < length; position++) {
      into[position] = numbers[codes[eid[position] as number] as number] as number;
    }
    return true;
  }
}

const isPerson = ({ of }: PropertyPath): boolean => of === 'person' || of === 'person_at_event';

/** A value per session to a value per event. */
function spread(view: View, bySession: Int32Array | Float64Array, into: Int32Array | Float64Array, none: number): void {
  const { session, length } = view.sequences;
  for (let position = 0; position < length; position++) {
    const index = session[position] as number;
    into[position] = index < 0 ? none : (bySession[index] as number);
  }
}
