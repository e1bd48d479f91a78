/**
 * What events say of groups, as tables of one connection, brought up to date by the events that arrived since:
 *   - `group_names`: a row per group that events name: type, key, how many events do;
 *   - `group_values`: a row per property of a group: its latest value by (timestamp, event_id), JSON null where it was
 *     taken away;
 *   - `group_texts`: a row per group with properties: type, key, `properties` (JSON, keys in text order).
 * The outcome depends on the set of events alone.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { GROUP_EVENT } from '../../../shared/model/group';
import { sqlPointer } from '../../../shared/sql/quote';
import type { Counters } from '../store/counters';
import { readNumber } from '../store/read';

const CREATE: readonly string[] = [
  'CREATE OR REPLACE TEMP TABLE group_names (type VARCHAR, key VARCHAR, events UBIGINT)',
  `CREATE OR REPLACE TEMP TABLE group_values (
    type VARCHAR, key VARCHAR, name VARCHAR, value JSON, timestamp BIGINT, event_id VARCHAR)`,
  'CREATE OR REPLACE TEMP TABLE group_texts (type VARCHAR, key VARCHAR, properties JSON)',
];

/** A JSON pointer to the key in a column. */
export const sqlPointerTo = (column: string): string => `'/' || replace(replace(${column}, '~', '~0'), '/', '~1')`;

/** The groups that each row of `source` names in its column `groups`, as `type` and `key` beside all other columns. */
const sqlNamed = (source: string): string =>
  `SELECT * EXCLUDE groups, json_extract_string(groups, ${sqlPointerTo('type')}) AS key
   FROM (SELECT *, unnest(json_keys(groups)) AS type FROM (${source}))`;

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
      await this.addValues(arrived);
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

  private async addValues(arrived: string): Promise<void> {
    const { connection } = this;
    const text = (key: string): string => `json_extract_string(properties, ${sqlPointer([key])})`;
    const told = `SELECT timestamp, event_id, given,
        CASE WHEN own_type IS NOT NULL AND own_key IS NOT NULL THEN json_object(own_type, own_key) ELSE groups END AS groups
      FROM (
        SELECT timestamp, event_id, groups, json_extract(properties, ${sqlPointer([GROUP_EVENT.set])}) AS given,
          ${text(GROUP_EVENT.type)} AS own_type, ${text(GROUP_EVENT.key)} AS own_key
        FROM events WHERE ${arrived} AND kind = 'group')
      WHERE json_type(given) = 'OBJECT'`;
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE told AS
       SELECT type, key, name, json_extract(given, ${sqlPointerTo('name')}) AS value, timestamp, event_id
       FROM (SELECT *, unnest(json_keys(given)) AS name FROM (${sqlNamed(told)}))`,
    );
    if ((await readNumber(connection, 'SELECT count(*) FROM told')) > 0) await this.mergeTold();
    await connection.run('DROP TABLE told');
  }

  /** Of the groups in `told` alone; the rows of all others stay. */
  private async mergeTold(): Promise<void> {
    const { connection } = this;
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE merged AS
       SELECT type, key, name, arg_max(value, row(timestamp, event_id)) AS value, max(timestamp) AS timestamp,
         arg_max(event_id, row(timestamp, event_id)) AS event_id
       FROM (FROM group_values SEMI JOIN told USING (type, key) UNION ALL FROM told) GROUP BY type, key, name`,
    );
    for (const table of ['group_values', 'group_texts']) {
      await connection.run(
        `DELETE FROM ${table} USING (SELECT DISTINCT type, key FROM told) t
         WHERE ${table}.type = t.type AND ${table}.key = t.key`,
      );
    }
    await connection.run('INSERT INTO group_values FROM merged');
    await connection.run(
      `INSERT INTO group_texts
       SELECT type, key, '{' || string_agg(to_json(name)::VARCHAR || ':' || value::VARCHAR, ',' ORDER BY name) || '}'
       FROM merged WHERE json_type(value) <> 'NULL' GROUP BY type, key`,
    );
    await connection.run('DROP TABLE merged');
  }
}
