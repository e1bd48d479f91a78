/** The order of events by their ids, which are long, rarely needed and therefore not in memory. */
import { readColumns } from '../store/read';
import type { Readers } from '../store/readers';
import { writeColumns } from '../store/write-columns';

/** The place of each of the events among them in the order of event ids. */
export async function rankEvents(readers: Readers, eids: Uint32Array): Promise<(eid: number) => number> {
  const sorted = eids.slice().sort();
  const ranks = new Uint32Array(sorted.length);
  const placeOf = (eid: number): number => {
    let low = 0;
    let high = sorted.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle] as number) < eid) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  await readers.use(async (connection) => {
    await connection.run('CREATE OR REPLACE TEMP TABLE tied (eid UINTEGER)');
    try {
      await writeColumns(connection, { table: 'tied', catalog: 'temp' }, [{ type: 'u32', values: eids }], eids.length);
      let rank = 0;
      const query = 'SELECT eid FROM events SEMI JOIN tied USING (eid) ORDER BY event_id';
      await readColumns(connection, query, ['u32'], ([found], rows) => {
        for (let row = 0; row < rows; row++) ranks[placeOf(found[row] as number)] = rank++;
      });
    } finally {
      await connection.run('DROP TABLE tied');
    }
  });
  return (eid) => ranks[placeOf(eid)] as number;
}
