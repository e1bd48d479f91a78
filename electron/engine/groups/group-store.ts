/**
 * The groups of a type as a table of one connection, made for a view when somebody asks: `code` (the key's place in the
 * dictionary of the view's `group.TYPE.$key`), `key`, GROUP_METRICS and `properties` (JSON), a row per group that an event
 * of the view names.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlText } from '../../../shared/sql/quote';
import { cooperate } from '../sequences/cooperate';
import type { View } from '../sequences/view';
import type { Counters } from '../store/counters';
import { WriteLock } from '../store/lock';
import { readRows } from '../store/read';
import { writeColumns } from '../store/write-columns';
import { GroupProperties } from './group-properties';
import type { GroupKeys } from './group-values';
import { measureInSteps } from './measure-groups';

export interface Groups {
  readonly connection: DuckDBConnection;
  /** The table's name. */
  readonly table: string;
}

interface Written {
  readonly table: string;
  /** Nobody need keep it for this: it is large. */
  readonly view: WeakRef<View>;
  /** The codes are places in it. */
  readonly dictionary: readonly string[];
}

export interface GroupType {
  readonly type: string;
  /** How many groups events name, and how many events name one. */
  readonly groups: number;
  readonly events: number;
}

export class GroupStore {
  private readonly turns = new WriteLock();
  private readonly said: GroupProperties;
  private readonly written = new Map<string, Written>();
  private tables = 0;

  constructor(
    private readonly connection: DuckDBConnection,
    counters: Pick<Counters, 'removals'>,
  ) {
    this.said = new GroupProperties(connection, counters);
  }

  /** Runs `work` while the table is that of the view's groups of the type; `keys` are the view's `group.TYPE.$key`. */
  with<T>(view: View, type: string, keys: GroupKeys, work: (groups: Groups) => Promise<T>): Promise<T> {
    return this.turns.run(async () => {
      const known = this.written.get(type);
      const isKnown = known?.view.deref() === view && known.dictionary === keys.dictionary;
      const { table } = isKnown ? known : await this.write(view, type, keys);
      return work({ connection: this.connection, table });
    });
  }

  /** The types of groups that events of the view name, the most used first. */
  types(view: View): Promise<GroupType[]> {
    return this.turns.run(async () => {
      await this.said.update(view.nextEid);
      const rows = await readRows(
        this.connection,
        `SELECT type, count(*) AS groups, sum(events)::BIGINT AS events FROM group_names
         GROUP BY type ORDER BY events DESC, type`,
      );
      return rows.map((row) => ({
        type: String(row['type']),
        groups: Number(row['groups']),
        events: Number(row['events']),
      }));
    });
  }

  /** Runs `work` while `group_texts` says what the view's events tell of groups. */
  withTexts<T>(view: View, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.turns.run(async () => {
      await this.said.update(view.nextEid);
      return work(this.connection);
    });
  }

  private async write(view: View, type: string, keys: GroupKeys): Promise<Written> {
    const { connection } = this;
    const before = this.written.get(type);
    this.written.delete(type);
    const table = before?.table ?? `groups_${this.tables++}`;
    await this.said.update(view.nextEid);
    const { persons, events, firstSeen, lastSeen } = await cooperate(measureInSteps(view.sequences, keys));
    const { dictionary } = keys;
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE measured_groups (
         code UINTEGER, key VARCHAR, persons UINTEGER, events UINTEGER, "firstSeen" BIGINT, "lastSeen" BIGINT)`,
    );
    await writeColumns(
      connection,
      { table: 'measured_groups', catalog: 'temp' },
      [
        { type: 'u32', values: Uint32Array.from(dictionary.keys()) },
        { type: 'text', values: dictionary },
        { type: 'u32', values: persons },
        { type: 'u32', values: events },
        { type: 'i64', values: firstSeen, missing: NaN },
        { type: 'i64', values: lastSeen, missing: NaN },
      ],
      dictionary.length,
    );
    // A dictionary may know keys of events that arrived after the view was made.
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE ${table} AS
       SELECT m.*, coalesce(t.properties, '{}')::JSON AS properties FROM measured_groups m
       LEFT JOIN (SELECT key, properties FROM group_texts WHERE type = ${sqlText(type)}) t USING (key)
       WHERE events > 0`,
    );
    await connection.run('DROP TABLE measured_groups');
    const written = { table, view: new WeakRef(view), dictionary };
    this.written.set(type, written);
    return written;
  }
}
