/**
 * What events say of groups, as tables of one connection, brought up to date by the events that arrived since:
 *   - `group_names`: a row per group that events name: type, key, how many events do;
 *   - `group_values`: a row per property of a group: its latest value by (timestamp, event_id), JSON null where it was
 *     taken away;
 *   - `group_operated`: the groups of which more is told than what to set; they are replayed instead;
 *   - `group_texts`: a row per group with properties: type, key, `properties` (JSON, keys in text order).
 * The outcome depends on the set of events alone.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Counters } from '../store/counters';
import { readNumber } from '../store/read';
import { replayGroups } from './replay-groups';
import { sqlNamed, sqlPointerTo, sqlTelling } from './telling';

const CREATE: readonly string[] = [
  'CREATE OR REPLACE TEMP TABLE group_names (type VARCHAR, key VARCHAR, events UBIGINT)',
  `CREATE OR REPLACE TEMP TABLE group_values (
    type VARCHAR, key VARCHAR, name VARCHAR, value JSON, timestamp BIGINT, event_id VARCHAR)`,
  'CREATE OR REPLACE TEMP TABLE group_operated (type VARCHAR, key VARCHAR)',
  'CREATE OR REPLACE TEMP TABLE group_texts (type VARCHAR, key VARCHAR, properties JSON)',
];

export class GroupProperties {
  private covered: number | undefined;
  private removals: number;

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly counters: Pick<Counters, 'removals'>,
  ) {
    this.removals = counters.removals;
  }

  /** Makes the tables say what the events below `nextEid` do, and those alone. Calls must not overlap. */
  async update(nextEid: number): Promise<void> {
    const { connection } = this;
    // Neither events that were taken out nor those after an earlier view can be taken back from the tables.
    if (this.covered === undefined || this.removals !== this.counters.removals || nextEid < this.covered) {
      this.covered = undefined;
      this.removals = this.counters.removals;
      for (const statement of CREATE) await connection.run(statement);
      this.covered = 0;
    }
    if (this.covered === nextEid) return;
    const arrived = `eid >= ${this.covered} AND eid < ${nextEid}`;
    await connection.run('BEGIN');
    try {
      await this.addNames(arrived);
      await this.addProperties(arrived, nextEid);
      await connection.run('COMMIT');
    } catch (error) {
      await connection.run('ROLLBACK');
      throw error;
    }
    this.covered = nextEid;
  }

  /** Many events name the same few groups, so they are counted before they are taken apart. */
  private async addNames(arrived: string): Promise<void> {
    const counted = `SELECT groups, count(*) AS events FROM events
      WHERE ${arrived} AND groups::VARCHAR <> '{}' GROUP BY groups`;
    await this.connection.run(
      `CREATE OR REPLACE TEMP TABLE group_names AS
       SELECT type, key, sum(events)::UBIGINT AS events
       FROM (FROM group_names UNION ALL SELECT type, key, events FROM (${sqlNamed(counted)}))
       GROUP BY type, key`,
    );
  }

  private async addProperties(arrived: string, nextEid: number): Promise<void> {
    const { connection } = this;
    await connection.run(`CREATE OR REPLACE TEMP TABLE telling AS ${sqlTelling(arrived)}`);
    if ((await readNumber(connection, 'SELECT count(*) FROM telling')) > 0) {
      await connection.run(
        `INSERT INTO group_operated
         SELECT DISTINCT type, key FROM telling ANTI JOIN group_operated USING (type, key) WHERE more`,
      );
      await connection.run(
        `DELETE FROM group_texts USING (SELECT DISTINCT type, key FROM telling) t
         WHERE group_texts.type = t.type AND group_texts.key = t.key`,
      );
      await this.mergeValues();
      await connection.run(
        'CREATE OR REPLACE TEMP TABLE replayed AS SELECT DISTINCT type, key FROM telling SEMI JOIN group_operated USING (type, key)',
      );
      if ((await readNumber(connection, 'SELECT count(*) FROM replayed')) > 0) await replayGroups(connection, nextEid);
      await connection.run('DROP TABLE replayed');
    }
    await connection.run('DROP TABLE telling');
  }

  /** Of the groups in `telling` alone, whose texts are gone; those of groups that are replayed are not made here. */
  private async mergeValues(): Promise<void> {
    const { connection } = this;
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE merged AS
       SELECT type, key, name, arg_max(value, row(timestamp, event_id)) AS value, max(timestamp) AS timestamp,
         arg_max(event_id, row(timestamp, event_id)) AS event_id
       FROM (
         FROM group_values SEMI JOIN telling USING (type, key)
         UNION ALL
         SELECT type, key, name, json_extract(given, ${sqlPointerTo('name')}) AS value, timestamp, event_id
         FROM (SELECT *, unnest(json_keys(given)) AS name FROM telling WHERE json_type(given) = 'OBJECT')
       ) ANTI JOIN group_operated USING (type, key) GROUP BY type, key, name`,
    );
    await connection.run(
      `DELETE FROM group_values USING (SELECT DISTINCT type, key FROM telling) t
       WHERE group_values.type = t.type AND group_values.key = t.key`,
    );
    await connection.run('INSERT INTO group_values FROM merged');
    await connection.run(
      `INSERT INTO group_texts
       SELECT type, key, '{' || string_agg(to_json(name)::VARCHAR || ':' || value::VARCHAR, ',' ORDER BY name) || '}'
       FROM merged WHERE json_type(value) <> 'NULL' GROUP BY type, key`,
    );
    await connection.run('DROP TABLE merged');
  }
}
