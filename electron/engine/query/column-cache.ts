/** Property values of every position, dictionary-coded or numeric, loaded on demand and kept within a memory budget. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { unpackNumbers } from '../../../shared/insights/packed';
import { groupKeyPath, type PropertyPath } from '../../../shared/model/property-path';
import { domainOf, pathOf, printValue } from '../../../shared/sql/predicate';
import type { GroupStore } from '../groups/group-store';
import { groupCodes, groupNumbers, type GroupsAsked, isGroupValue } from '../groups/group-values';
import type { BudgetCache, MemoryBudget } from '../memory/budget';
import {
  type CodesAnywhere,
  codesOver,
  FiledColumn,
  type NumbersAnywhere,
  numbersOver,
  perPass,
  type Room,
} from '../ranges/wide-column';
import { sharedArrays } from '../sequences/order';
import type { View } from '../sequences/view';
import type { ProfileStore } from '../profiles/profile-store';
import type { CodeArray } from '../properties/code-array';
import type { PromotedValues } from '../properties/promoted-values';
import { sourceOfPath } from '../sessions/session-source';
import type { SessionStore } from '../sessions/session-store';
import { readColumns, readStrings } from '../store/read';
import type { Readers } from '../store/readers';
import { NEVER_ABORTED, throwIfTakenBack } from '../store/taken-back';
import { personCodes, personNumbers } from './person-values';
import { measureTexts, refuseTexts, type Texts } from './refuse-texts';

/** Codes plus one in as few bytes as they need, and what they stand for. */
export interface PackedCodeColumn {
  readonly codes: CodesAnywhere;
  readonly dictionary: readonly string[];
}

/** The same, or the events' names. */
export interface PackedColumn {
  readonly codes: CodesAnywhere | Int32Array | 'name';
  readonly dictionary: readonly string[];
}

/** Property paths by what is to be made of them: their values tested, codes, numbers. */
export interface WantedProperties {
  readonly values: readonly string[];
  readonly codes: readonly string[];
  readonly numbers: readonly string[];
}

/** A column in a file takes memory only while it is read, but counts so that it goes some day. */
const FILED_SHARE = 0.125;

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
    private readonly budget: MemoryBudget,
    private readonly room: Room,
  ) {
    this.kept = budget.cache('property columns');
  }

  /** Codes into a dictionary; 0 where the property is missing or null. */
  packed(property: string, view: View, sql: string[], signal: AbortSignal = NEVER_ABORTED): Promise<PackedColumn> {
    if (property === 'event') {
      return Promise.resolve({ codes: view.sequences.held?.name ?? 'name', dictionary: view.names });
    }
    return this.codes(property, view, sql, signal);
  }

  /** Numbers, as codes where they are of few different values; NaN where the property is missing or no finite number. */
  packedNumbers(
    property: string,
    view: View,
    sql: string[],
    signal: AbortSignal = NEVER_ABORTED,
  ): Promise<NumbersAnywhere> {
    return this.cached(`packed numbers ${property}`, view, () => this.loadNumbers(property, view, sql, signal));
  }

  /** The numbers at positions `from` … `to - 1`. */
  async numbers(property: string, view: View, from: number, to: number): Promise<Float64Array> {
    const column = await this.packedNumbers(property, view, []);
    return column instanceof Float64Array
      ? column.slice(from, to)
      : unpackNumbers(column, from, to, new Float64Array(to - from));
  }

  /** Which group of a type each event belongs to. */
  async groupsOf(type: string, view: View, sql: string[]): Promise<GroupsAsked> {
    return { view, type, keys: await this.codes(groupKeyPath(type), view, sql, NEVER_ABORTED) };
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

  private codes(property: string, view: View, sql: string[], signal: AbortSignal): Promise<PackedCodeColumn> {
    return this.cached(`packed ${property}`, view, () => this.loadCodes(property, view, sql, signal));
  }

  private async loadCodes(property: string, view: View, sql: string[], signal: AbortSignal): Promise<PackedCodeColumn> {
    const path = pathOf(property);
    const { room } = this;
    const refuse = (texts: Texts): void => refuseTexts(property, texts, this.budget.totalBytes);
    if (isPerson(path)) return personCodes(this.profiles, view, path, sql, { room, refuse });
    if (isGroupValue(path)) return groupCodes(this.groups, await this.groupsOf(path.type, view, sql), path, sql, room);
    if (this.promoted.isPromotable(property)) {
      const column = await this.promotedCodes(property, view, sql);
      if (column !== undefined) return column;
    }
    const { text } = printValue(path);
    const { sequences } = view;
    /** Values as `text` of what `from` has, learnt in a table that `work` may join. */
    const learn = async <T>(
      connection: DuckDBConnection,
      from: string,
      work: (dictionary: readonly string[], texts: string) => Promise<T>,
    ): Promise<T> => {
      const query = `SELECT DISTINCT ${text} AS text FROM ${from} WHERE ${text} IS NOT NULL`;
      sql.push(`SELECT * FROM (${query}) ORDER BY text`);
      await connection.run(
        `CREATE OR REPLACE TEMP TABLE texts_of AS
         SELECT text, (row_number() OVER (ORDER BY text))::UINTEGER AS code FROM (${query})`,
      );
      try {
        throwIfTakenBack(signal);
        refuse(await measureTexts(connection, 'texts_of'));
        return await work(await readStrings(connection, 'SELECT text FROM texts_of ORDER BY code'), 'texts_of');
      } finally {
        await connection.run('DROP TABLE texts_of');
      }
    };
    if (domainOf(path) === 'sessions') {
      const bySession = new Uint32Array(view.sessions.length);
      const dictionary = await this.sessions.with(view, (connection, { rows: { indexOf } }) =>
        learn(connection, sourceOfPath(path), async (found, texts) => {
          const query = `SELECT idx, code FROM (SELECT idx, ${text} AS text FROM ${sourceOfPath(path)}) JOIN ${texts} USING (text)`;
          await readColumns(connection, query, ['u32', 'u32'], ([ids, codes], rows) => {
            for (let row = 0; row < rows; row++)
              bySession[indexOf[ids[row] as number] as number] = codes[row] as number;
          });
          return found;
        }),
      );
      const codes = codesOver(sequences, dictionary.length, room);
      await codes.each((into, from, to) => spread(sequences.read('session', from, to), bySession, into, 0), signal);
      return { codes: codes.made, dictionary };
    }
    return this.readers.use(
      (connection) =>
        learn(connection, `(SELECT * FROM events WHERE eid < ${view.nextEid})`, async (dictionary, texts) => {
          const codes = codesOver(sequences, dictionary.length, room);
          await codes.gather(
            (from, to) => sequences.read('eid', from, to),
            view.nextEid,
            perPass(sequences, room, 4),
            async (first, end) => {
              throwIfTakenBack(signal);
              const byEid = new Uint32Array(end - first);
              const query = `SELECT eid, code FROM (SELECT eid, ${text} AS text FROM events WHERE ${within(first, end)}) JOIN ${texts} USING (text)`;
              await readColumns(connection, query, ['u32', 'u32'], ([eids, found], rows) => {
                for (let row = 0; row < rows; row++) byEid[(eids[row] as number) - first] = found[row] as number;
              });
              return byEid;
            },
            signal,
          );
          return { codes: codes.made, dictionary };
        }),
      signal,
    );
  }

  private async loadNumbers(
    property: string,
    view: View,
    sql: string[],
    signal: AbortSignal,
  ): Promise<NumbersAnywhere> {
    const path = pathOf(property);
    const { room } = this;
    if (isPerson(path)) return personNumbers(this.profiles, view, path, sql, room);
    if (isGroupValue(path)) {
      return groupNumbers(this.groups, await this.groupsOf(path.type, view, sql), path, sql, room);
    }
    if (this.promoted.isPromotable(property)) {
      const column = await this.promotedNumbers(property, view, sql);
      if (column !== undefined) return column;
    }
    const { number } = printValue(path);
    const { sequences } = view;
    const numbers = await numbersOver(sequences, room);
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
      await numbers.each((into, from, to) => spread(sequences.read('session', from, to), bySession, into, NaN), signal);
      return numbers.made;
    }
    sql.push(`SELECT eid, (${number})::DOUBLE FROM events WHERE eid < ${view.nextEid} AND (${number}) IS NOT NULL`);
    await this.readers.use(
      (connection) =>
        numbers.gather(
          (from, to) => sequences.read('eid', from, to),
          view.nextEid,
          perPass(sequences, room, 8),
          async (first, end) => {
            throwIfTakenBack(signal);
            const byEid = new Float64Array(end - first).fill(NaN);
            const query = `SELECT eid, (${number})::DOUBLE FROM events WHERE ${within(first, end)} AND (${number}) IS NOT NULL`;
            await readColumns(connection, query, ['u32', 'f64'], ([eids, values], rows) => {
              for (let row = 0; row < rows; row++) byEid[(eids[row] as number) - first] = values[row] as number;
            });
            return byEid;
          },
          signal,
        ),
      signal,
    );
    return numbers.made;
  }

  /** Undefined where the property turns out to have too many different values. */
  private async promotedCodes(property: string, view: View, sql: string[]): Promise<PackedCodeColumn | undefined> {
    const column = await this.promoted.column(property, view.nextEid);
    if (column === undefined) return undefined;
    sql.push(`SELECT eid, ${printValue(pathOf(property)).text} FROM events WHERE eid < ${view.nextEid}`);
    const { codes, places, sorted } = column;
    const packedPlaces = Uint32Array.from(places, (place) => place + 1);
    return { codes: await this.placeCodes(view, codes, packedPlaces, sorted.length), dictionary: sorted };
  }

  /** The same of numbers. */
  private async promotedNumbers(property: string, view: View, sql: string[]): Promise<NumbersAnywhere | undefined> {
    const column = await this.promoted.numbers(property, view.nextEid);
    if (column === undefined) return undefined;
    sql.push(`SELECT eid, ${printValue(pathOf(property)).number} FROM events WHERE eid < ${view.nextEid}`);
    const values = sharedArrays.f64(column.numbers.length);
    values.set(column.numbers);
    const same = Uint32Array.from(values, (_, code) => code);
    return { codes: await this.placeCodes(view, column.codes, same, values.length - 1), values };
  }

  /** Codes by eid to codes by position, each by way of `places`: code plus one to code plus one. */
  private async placeCodes(
    { sequences }: View,
    byEid: CodeArray,
    places: Uint32Array,
    count: number,
  ): Promise<CodesAnywhere> {
    const codes = codesOver(sequences, count, this.room);
    await codes.each((into, from, to) => {
      const eid = sequences.read('eid', from, to);
      for (let at = 0; at < eid.length; at++) into[at] = places[byEid[eid[at] as number] as number] as number;
    });
    return codes.made;
  }
}

type Kept = PackedCodeColumn | NumbersAnywhere;

function bytesOf(column: Kept): number {
  const values = 'codes' in column ? column.codes : column;
  return values instanceof FiledColumn ? values.length * FILED_SHARE : values.byteLength;
}

const within = (first: number, end: number): string => `eid >= ${first} AND eid < ${end}`;

const isPerson = ({ of }: PropertyPath): boolean => of === 'person' || of === 'person_at_event';

/** A value per session to a value per event; `none` outside all sessions. */
function spread(
  session: Int32Array,
  bySession: Uint32Array | Float64Array,
  into: CodeArray | Float64Array,
  none: number,
): void {
  for (let at = 0; at < session.length; at++) {
    const index = session[at] as number;
    into[at] = index < 0 ? none : (bySession[index] as number);
  }
}
