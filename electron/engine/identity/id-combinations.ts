/**
 * Which ids events carry together. Millions of events share few combinations of user, anonymous and distinct id: what
 * costs something is done once for each, and an event keeps but the number of its own. Rule sets (id-facts.ts) differ in
 * what they make of a combination, not in what is gathered here.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { SQL_ALIAS } from '../../../shared/sql/columns';
import type { Kept, KeptSource } from '../cache/pack';
import { GrowingColumn } from '../sequences/growing';
import { HashCodes } from '../sequences/hash-codes';
import { HashCollision, type SqlHash, TextCodes } from '../sequences/text-codes';
import { readColumns, readRows } from '../store/read';

/** In place of the number of an id that the event does not carry. */
export const NO_ID = -1;

/** An alias event: `alias` is another name of the user whose text has number `user`, said at `time` (UTC ms). */
export interface AliasFact {
  readonly user: number;
  readonly alias: string;
  readonly time: number;
  readonly merge: boolean;
}

const ints = (values?: Int32Array): GrowingColumn<Int32Array> => new GrowingColumn((n) => new Int32Array(n), values);
const times = (values?: Float64Array): GrowingColumn<Float64Array> =>
  new GrowingColumn((n) => new Float64Array(n), values);

interface Columns {
  readonly user: GrowingColumn<Int32Array>;
  readonly anonymous: GrowingColumn<Int32Array>;
  readonly plain: GrowingColumn<Int32Array>;
  readonly first: GrowingColumn<Float64Array>;
  readonly last: GrowingColumn<Float64Array>;
  readonly identified: GrowingColumn<Float64Array>;
}

export class IdCombinations {
  private readonly touchedColumn = ints();
  private touches = 0;
  private known = 0;
  readonly aliases: AliasFact[] = [];

  private constructor(
    readonly texts: TextCodes,
    private readonly hashes: HashCodes,
    private readonly columns: Columns,
  ) {}

  static empty(): IdCombinations {
    const columns = {
      user: ints(),
      anonymous: ints(),
      plain: ints(),
      first: times(),
      last: times(),
      identified: times(),
    };
    return new IdCombinations(new TextCodes(), new HashCodes(), columns);
  }

  /** What {@link IdCombinations.restore} reads again. */
  keep(): Kept {
    const { count, texts, aliases } = this;
    const { columns, texts: keptTexts } = texts.keep('ids');
    return {
      columns: {
        ...columns,
        'ids.combinations': this.hashes.toWords(),
        'ids.user': this.user.subarray(0, count),
        'ids.anonymous': this.anonymous.subarray(0, count),
        'ids.plain': this.plain.subarray(0, count),
        // These go on changing.
        'ids.first': this.first.slice(0, count),
        'ids.last': this.last.slice(0, count),
        'ids.identified': this.identified.slice(0, count),
        'aliases.user': Int32Array.from(aliases, ({ user }) => user),
        'aliases.time': Float64Array.from(aliases, ({ time }) => time),
        'aliases.merge': Uint8Array.from(aliases, ({ merge }) => (merge ? 1 : 0)),
      },
      texts: { ...keptTexts, aliases: aliases.map(({ alias }) => alias) },
    };
  }

  static async restore(source: KeptSource): Promise<IdCombinations> {
    const texts = await TextCodes.restore(source, 'ids');
    const hashes = HashCodes.restore(await source.column('ids.combinations', 'u32'));
    const restored = new IdCombinations(texts, hashes, {
      user: ints(await source.column('ids.user', 'i32')),
      anonymous: ints(await source.column('ids.anonymous', 'i32')),
      plain: ints(await source.column('ids.plain', 'i32')),
      first: times(await source.column('ids.first', 'f64')),
      last: times(await source.column('ids.last', 'f64')),
      identified: times(await source.column('ids.identified', 'f64')),
    });
    restored.known = hashes.size;
    restored.touches = hashes.size;
    restored.touchedColumn.reserve(hashes.size);
    for (let code = 0; code < hashes.size; code++) restored.touchedColumn.values[code] = code;
    const user = await source.column('aliases.user', 'i32');
    const time = await source.column('aliases.time', 'f64');
    const merge = await source.column('aliases.merge', 'u8');
    for (const [i, alias] of (await source.texts('aliases')).entries()) {
      restored.aliases.push({ user: user[i] as number, alias, time: time[i] as number, merge: merge[i] === 1 });
    }
    return restored;
  }

  get count(): number {
    return this.hashes.size;
  }

  /** By combination, as all below: the number of the text in each role, {@link NO_ID} where there is none. */
  get user(): Int32Array {
    return this.columns.user.values;
  }
  get anonymous(): Int32Array {
    return this.columns.anonymous.values;
  }
  /** The distinct id, which every event has. */
  get plain(): Int32Array {
    return this.columns.plain.values;
  }
  /** UTC ms of the first and the last event. */
  get first(): Float64Array {
    return this.columns.first.values;
  }
  get last(): Float64Array {
    return this.columns.last.values;
  }
  /** UTC ms of the first identify call, Infinity where there was none. */
  get identified(): Float64Array {
    return this.columns.identified.values;
  }

  /** Combinations in the order in which batches brought them, again where a later batch did: a log to read on from. */
  get touched(): Int32Array {
    return this.touchedColumn.values.subarray(0, this.touches);
  }

  /** The number of the combination whose hash is in row `row` of a column of hashes. */
  codeAt(words: Uint32Array, row: number): number {
    return this.hashes.find(words[row * 2] as number, words[row * 2 + 1] as number);
  }

  /** Prints the hash of an event's combination. */
  static sqlHash(sqlHash: SqlHash): string {
    return sqlHash('user_id', 'anonymous_id', 'distinct_id');
  }

  /** Takes in the events `from` … `to - 1`. */
  async gather(connection: DuckDBConnection, from: number, to: number, sqlHash: SqlHash): Promise<void> {
    const range = `eid >= ${from} AND eid < ${to}`;
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE arrived_ids AS
       SELECT user_id, anonymous_id, distinct_id, min(timestamp)::DOUBLE AS first, max(timestamp)::DOUBLE AS last,
         coalesce((min(timestamp) FILTER (kind = 'identify'))::DOUBLE, 'infinity'::DOUBLE) AS identified
       FROM events WHERE ${range} GROUP BY user_id, anonymous_id, distinct_id`,
    );
    const texts = ['user_id', 'anonymous_id', 'distinct_id'].map((id) => `SELECT ${id} AS text FROM arrived_ids`);
    await this.texts.extendFrom(connection, `SELECT DISTINCT text FROM (${texts.join(' UNION ALL ')})`, sqlHash);
    await readColumns(
      connection,
      `SELECT ${IdCombinations.sqlHash(sqlHash)}, ${sqlHash('user_id')}, ${sqlHash('anonymous_id')},
         ${sqlHash('distinct_id')}, first, last, identified FROM arrived_ids`,
      ['u64', 'u64', 'u64', 'u64', 'f64', 'f64', 'f64'],
      ([hashes, users, anonymous, plain, first, last, identified], rows) => {
        for (let row = 0; row < rows; row++) {
          const code = this.learn(
            hashes[row * 2] as number,
            hashes[row * 2 + 1] as number,
            this.texts.codeAt(users, row),
            this.texts.codeAt(anonymous, row),
            this.texts.codeAt(plain, row),
          );
          this.hear(code, first[row] as number, last[row] as number, identified[row] as number);
        }
      },
    );
    await connection.run('DROP TABLE arrived_ids');
    await this.gatherAliases(connection, range, sqlHash);
  }

  private async gatherAliases(connection: DuckDBConnection, range: string, sqlHash: SqlHash): Promise<void> {
    const rows = await readRows(
      connection,
      `SELECT (hash & 4294967295)::UINTEGER AS low, (hash >> 32)::UINTEGER AS high, alias, merge, min(time) AS time
       FROM (
         SELECT ${sqlHash('user_id')} AS hash, ${SQL_ALIAS} AS alias, event = '$merge_dangerously' AS merge,
           timestamp AS time
         FROM events WHERE ${range} AND kind = 'alias' AND user_id IS NOT NULL
       ) WHERE alias IS NOT NULL AND alias <> '' GROUP BY ALL`,
    );
    for (const { low, high, alias, merge, time } of rows as unknown as AliasRow[]) {
      this.aliases.push({ user: this.texts.codeOf(low, high), alias, time, merge });
    }
  }

  private learn(low: number, high: number, user: number, anonymous: number, plain: number): number {
    const code = this.hashes.intern(low, high);
    const { columns } = this;
    if (this.hashes.size > this.known) {
      this.known = this.hashes.size;
      for (const column of Object.values(columns)) column.reserve(this.known);
      columns.user.values[code] = user;
      columns.anonymous.values[code] = anonymous;
      columns.plain.values[code] = plain;
      columns.first.values[code] = Infinity;
      columns.last.values[code] = -Infinity;
      columns.identified.values[code] = Infinity;
    } else if (this.user[code] !== user || this.anonymous[code] !== anonymous || this.plain[code] !== plain) {
      throw new HashCollision('two combinations of ids have the same hash');
    }
    return code;
  }

  private hear(code: number, first: number, last: number, identified: number): void {
    const { columns } = this;
    if (first < (columns.first.values[code] as number)) columns.first.values[code] = first;
    if (last > (columns.last.values[code] as number)) columns.last.values[code] = last;
    if (identified < (columns.identified.values[code] as number)) columns.identified.values[code] = identified;
    this.touchedColumn.reserve(this.touches + 1);
    this.touchedColumn.values[this.touches++] = code;
  }
}

interface AliasRow {
  readonly low: number;
  readonly high: number;
  readonly alias: string;
  readonly merge: boolean;
  readonly time: number;
}
