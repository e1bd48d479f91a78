/** Properties of groups of which more is told than what to set: adding to a number or to a list wants one event after the other. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { Replay } from '../../../shared/profiles/replay';
import { parseOperations } from '../profiles/operations';
import { giveWay } from '../sequences/cooperate';
import { storableJson } from '../store/event-row';
import { readRows } from '../store/read';
import { sqlTelling } from './telling';

/** Events held in memory at a time. */
const BLOCK = 10_000;

/** Fills `group_texts` for the groups of the table `replayed` (type, key), from all their events below `nextEid`. */
export async function replayGroups(connection: DuckDBConnection, nextEid: number): Promise<void> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE group_events AS
     SELECT row_number() OVER (ORDER BY type, key, timestamp, event_id) - 1 AS place, type, key, operations
     FROM (${sqlTelling(`eid < ${nextEid}`)}) SEMI JOIN replayed USING (type, key)`,
  );
  const texts = await connection.createAppender('group_texts', 'main', 'temp');
  let group: { readonly type: string; readonly key: string; readonly replay: Replay } | undefined;
  const finish = (): void => {
    const properties = group?.replay.properties() ?? {};
    if (group === undefined || Object.keys(properties).length === 0) return;
    for (const text of [group.type, group.key, storableJson(properties)]) texts.appendVarchar(text);
    texts.endRow();
  };
  for (let from = 0; ; from += BLOCK) {
    const rows = await readRows(
      connection,
      `SELECT type, key, operations FROM group_events WHERE place >= ${from} AND place < ${from + BLOCK} ORDER BY place`,
    );
    for (const row of rows) {
      const [type, key] = [String(row['type']), String(row['key'])];
      if (group?.type !== type || group.key !== key) {
        finish();
        group = { type, key, replay: new Replay() };
      }
      group.replay.apply({ eid: 0, time: 0, operations: parseOperations(String(row['operations'])) });
    }
    if (rows.length < BLOCK) break;
    await giveWay();
  }
  finish();
  texts.closeSync();
  await connection.run('DROP TABLE group_events');
}
