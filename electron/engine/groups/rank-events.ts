/** The order of events by their ids, which are long, rarely needed and therefore not in memory. */
import { readColumns } from '../store/read';
import type { Readers } from '../store/readers';
import { writeColumns } from '../store/write-columns';

/** By eid, below `nextEid`: the place of each event of `eids` among them in the order of event ids; of others 0. */
export async function rankEvents(readers: Readers, eids: Uint32Array, nextEid: number): Promise<Uint32Array> {
  const ranks = new Uint32Array(nextEid);
  await readers.use(async (connection) => {
    await connection.run('CREATE OR REPLACE TEMP TABLE tied (eid UINTEGER)');
    try {
      await writeColumns(connection, { table: 'tied', catalog: 'temp' }, [{ type: 'u32', values: eids }], eids.length);
      let rank = 0;
      const query = 'SELECT eid FROM events SEMI JOIN tied USING (eid) ORDER BY event_id';
      await readColumns(connection, query, ['u32'], ([found], rows) => {
        for (let row = 0; row < rows; row++) ranks[found[row] as number] = rank++;
      });
    } finally {
      await connection.run('DROP TABLE tied');
    }
  });
  return ranks;
}
