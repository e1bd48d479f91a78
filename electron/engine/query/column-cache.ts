/** Property values of every position, dictionary-coded or numeric, loaded on demand and kept within a memory budget. */
import type { DuckDBConnection } from '@duckdb/node-api';
import {
  type CodesOrNames,
  type NumbersOrPacked,
  type PackedCodes,
  type PackedNumbers,
  unpackCodes,
  unpackNumbers,
} from '../../../shared/insights/packed';
import { groupKeyPath, type PropertyPath } from '../../../shared/model/property-path';
import type { CodeColumn } from '../../../shared/model/sequences';
import { domainOf, pathOf, printValue } from '../../../shared/sql/predicate';
import type { GroupStore } from '../groups/group-store';
import { groupCodes, groupNumbers, type GroupsAsked, isGroupValue } from '../groups/group-values';
import type { BudgetCache, MemoryBudget } from '../memory/budget';
import { allEvents, refuseBeyond } from '../ranges/events';
import { inSteps } from '../sequences/cooperate';
import { sharedArrays, sharedLike } from '../sequences/order';
import type { View } from '../sequences/view';
import type { ProfileStore } from '../profiles/profile-store';
import { codeArray } from '../properties/code-array';
import type { PromotedValues } from '../properties/promoted-values';
import { sourceOfPath } from '../sessions/session-source';
import type { SessionStore } from '../sessions/session-store';
import { readColumns, readRows } from '../store/read';
import type { Readers } from '../store/readers';
import { NEVER_ABORTED, throwIfTakenBack } from '../store/taken-back';
import { personCodes, personNumbers } from './person-values';

/** Codes as few bytes as they need, and what they stand for. */
export interface PackedColumn {
  readonly codes: CodesOrNames;
  readonly dictionary: readonly string[];
}

/** Property paths by what is to be made of them: their values tested, codes, numbers. */
export interface WantedProperties {
  readonly values: readonly string[];
  readonly codes: readonly string[];
  readonly numbers: readonly string[];
}

/** Of a pass over all of them, between two turns of others. */
const POSITIONS_PER_STEP = 262_144;

export class ColumnCache {
  private readonly kept: BudgetCache<Kept>;
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
    if (property === 'event') {
      const { name } = allEvents(view.sequences, 'Event names');
      return Promise.resolve({ codes: name, dictionary: view.names });
    }
    return this.cached(`codes ${property}`, view, () => this.loadCodes(property, view, sql, signal));
  }

  /** The same codes in as few bytes as they need. */
  packed(property: string, view: View, sql: string[], signal: AbortSignal = NEVER_ABORTED): Promise<PackedColumn> {
    if (property === 'event') {
      return Promise.resolve({ codes: view.sequences.held?.name ?? 'name', dictionary: view.names });
    }
    return this.cached(`packed ${property}`, view, async () => {
      const promoted = this.promoted.isPromotable(property) ? await this.promotedCodes(property, view, sql) : undefined;
      if (promoted !== undefined) return promoted;
      const { codes, dictionary } = await this.loadCodes(property, view, sql, signal);
      return { codes: await packCodes(codes, dictionary.length), dictionary };
    });
  }

  /** The numbers, as codes where they are of few different values. */
  packedNumbers(
    property: string,
    view: View,
    sql: string[],
    signal: AbortSignal = NEVER_ABORTED,
  ): Promise<NumbersOrPacked> {
    return this.cached(`packed numbers ${property}`, view, async () => {
      const promoted = this.promoted.isPromotable(property)
        ? await this.promotedNumbers(property, view, sql)
        : undefined;
      return promoted ?? this.numbers(property, view, sql, signal);
    });
  }

  /** NaN where the property is missing or no finite number. */
  numbers(property: string, view: View, sql: string[], signal: AbortSignal = NEVER_ABORTED): Promise<Float64Array> {
    return this.cached(`numbers ${property}`, view, () => this.loadNumbers(property, view, sql, signal));
  }

  /** Which group of a type each event belongs to. */
  async groupsOf(type: string, view: View, sql: string[]): Promise<GroupsAsked> {
    return { view, type, keys: await this.codes(groupKeyPath(type), view, sql) };
  }

  /** Takes out at once the properties that are about to be asked for, where they are at hand in no other form. */
  async prepare(wanted: WantedProperties, view: View, signal: AbortSignal): Promise<void> {
    const isKept = (kind: string, property: string): boolean =>
      this.version === view.version && this.kept.has(`${kind} ${property}`);
    const properties = [
      ...wanted.values,
      ...wanted.codes.filter((property) => property !== 'event' && !isKept('packed', property)),
      ...wanted.numbers.filter((property) => !isKept('packed numbers', property)),
    ].filter((property) => this.promoted.isPromotable(property));
    if (properties.length > 0) await this.promoted.prepare(properties, view.nextEid, signal);
  }

  private async cached<T extends Kept>(key: string, view: View, load: () => Promise<T>): Promise<T> {
    if (this.version !== view.version) {
      this.kept.clear();
      this.version = view.version;
    }
    const known = this.kept.get(key);
    if (known !== undefined) return known as T;
    const column = await load();
    if (this.version === view.version) this.kept.set(key, column, bytesOf(column));
    return column;
  }

  private async loadCodes(property: string, view: View, sql: string[], signal: AbortSignal): Promise<CodeColumn> {
    refuseWide(property, view);
    const path = pathOf(property);
    if (isPerson(path)) return personCodes(this.profiles, view, path, sql);
    if (isGroupValue(path)) return groupCodes(this.groups, await this.groupsOf(path.type, view, sql), path, sql);
    const { text } = printValue(path);
    const { length } = view.sequences;
    const codes = sharedArrays.i32(length);
    if (this.promoted.isPromotable(property)) {
      const column = await this.promotedCodes(property, view, sql);
      if (column !== undefined) return { ...column, codes: unpackCodes(column.codes, 0, length, codes) };
    }
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
      await spread(view, bySession, codes, -1);
      return { codes, dictionary };
    }
    const byEid = new Int32Array(view.nextEid).fill(-1);
    const dictionary = await this.readers.use(
      (connection) =>
        load(connection, `(SELECT * FROM events WHERE eid < ${view.nextEid})`, 'eid', (eid, code) => {
          byEid[eid] = code;
        }),
      signal,
    );
    await gatherByEid(view, byEid, codes);
    return { codes, dictionary };
  }

  private async loadNumbers(property: string, view: View, sql: string[], signal: AbortSignal): Promise<Float64Array> {
    refuseWide(property, view);
    const path = pathOf(property);
    if (isPerson(path)) return personNumbers(this.profiles, view, path, sql);
    if (isGroupValue(path)) return groupNumbers(this.groups, await this.groupsOf(path.type, view, sql), path, sql);
    const { number } = printValue(path);
    const { length } = view.sequences;
    const numbers = sharedArrays.f64(length);
    if (this.promoted.isPromotable(property)) {
      const column = await this.promotedNumbers(property, view, sql);
      if (column !== undefined) return unpackNumbers(column, 0, length, numbers);
    }
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
      await spread(view, bySession, numbers, NaN);
      return numbers;
    }
    const byEid = new Float64Array(view.nextEid).fill(NaN);
    const query = `SELECT eid, (${number})::DOUBLE FROM events WHERE eid < ${view.nextEid} AND (${number}) IS NOT NULL`;
    sql.push(query);
    await this.readers.use(
      (connection) =>
        readColumns(connection, query, ['u32', 'f64'], ([eids, values], rows) => {
          for (let row = 0; row < rows; row++) byEid[eids[row] as number] = values[row] as number;
        }),
      signal,
    );
    await gatherByEid(view, byEid, numbers);
    return numbers;
  }

  /** Undefined where the property turns out to have too many different values. */
  private async promotedCodes(
    property: string,
    view: View,
    sql: string[],
  ): Promise<{ readonly codes: PackedCodes; readonly dictionary: readonly string[] } | undefined> {
    const column = await this.promoted.column(property, view.nextEid);
    if (column === undefined) return undefined;
    sql.push(`SELECT eid, ${printValue(pathOf(property)).text} FROM events WHERE eid < ${view.nextEid}`);
    const { codes, places, sorted } = column;
    const packedPlaces = Uint32Array.from(places, (place) => place + 1);
    return { codes: await placeCodes(view, codes, packedPlaces, sorted.length), dictionary: sorted };
  }

  /** The same of numbers. */
  private async promotedNumbers(property: string, view: View, sql: string[]): Promise<PackedNumbers | undefined> {
    const column = await this.promoted.numbers(property, view.nextEid);
    if (column === undefined) return undefined;
    sql.push(`SELECT eid, ${printValue(pathOf(property)).number} FROM events WHERE eid < ${view.nextEid}`);
    const values = sharedArrays.f64(column.numbers.length);
    values.set(column.numbers);
    const same = Uint32Array.from(values, (_, code) => code);
    return { codes: await placeCodes(view, column.codes, same, values.length - 1), values };
  }
}

type Kept = CodeColumn | PackedColumn | NumbersOrPacked;

function bytesOf(column: Kept): number {
  const values = 'codes' in column ? column.codes : column;
  return values === 'name' ? 0 : values.byteLength;
}

/** An array on shared memory for codes plus one, where codes stay below `count`. */
const sharedCodes = (length: number, count: number): PackedCodes => sharedLike(codeArray(0, count), length);

/** Codes by eid to codes by position, each by way of `places`: code plus one to code plus one. */
async function placeCodes(
  { sequences }: View,
  byEid: PackedCodes,
  places: Uint32Array,
  count: number,
): Promise<PackedCodes> {
  const { length } = sequences;
  const codes = sharedCodes(length, count);
  await inSteps(length, POSITIONS_PER_STEP, (from, to) => {
    const eid = sequences.read('eid', from, to);
    for (let position = from; position < to; position++) {
      codes[position] = places[byEid[eid[position - from] as number] as number] as number;
    }
  });
  return codes;
}

async function packCodes(wide: Int32Array, count: number): Promise<PackedCodes> {
  const codes = sharedCodes(wide.length, count);
  await inSteps(wide.length, POSITIONS_PER_STEP, (from, to) => {
    for (let position = from; position < to; position++) codes[position] = (wide[position] as number) + 1;
  });
  return codes;
}

const isPerson = ({ of }: PropertyPath): boolean => of === 'person' || of === 'person_at_event';

/** A value per session to a value per event. */
function spread(
  { sequences }: View,
  bySession: Int32Array | Float64Array,
  into: Int32Array | Float64Array,
  none: number,
): Promise<void> {
  return inSteps(sequences.length, POSITIONS_PER_STEP, (from, to) => {
    const session = sequences.read('session', from, to);
    for (let position = from; position < to; position++) {
      const index = session[position - from] as number;
      into[position] = index < 0 ? none : (bySession[index] as number);
    }
  });
}

/** A value by event number to a value by position. */
function gatherByEid(
  { sequences }: View,
  byEid: Int32Array | Float64Array,
  into: Int32Array | Float64Array,
): Promise<void> {
  return inSteps(sequences.length, POSITIONS_PER_STEP, (from, to) => {
    const eid = sequences.read('eid', from, to);
    for (let position = from; position < to; position++) {
      into[position] = byEid[eid[position - from] as number] as number;
    }
  });
}

/** Codes in four bytes and numbers in eight are beside the point where not even the events fit. */
function refuseWide(property: string, { sequences }: View): void {
  if (sequences.held === undefined) refuseBeyond(sequences.length, 'events', `The property «${property}»`);
}
