/** Takes an import's events, rejects and recordings out again: those that it stored and nothing else brought. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { disownImport } from '../recordings/removal';
import type { Counters } from '../store/counters';
import type { WriteLock } from '../store/lock';
import { readNumber } from '../store/read';

/** Returns how many events were taken out. */
export function removeImport(
  connection: DuckDBConnection,
  lock: WriteLock,
  counters: Counters,
  importId: number,
): Promise<number> {
  return lock.run(async () => {
    const removed = await readNumber(connection, `SELECT count(*) FROM events WHERE import_id = ${importId}`);
    await connection.run('BEGIN');
    try {
      await connection.run(`DELETE FROM events WHERE import_id = ${importId}`);
      await connection.run(`DELETE FROM rejects WHERE import_id = ${importId}`);
      await disownImport(connection, importId);
      await connection.run('COMMIT');
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
    counters.nextReject = await readNumber(connection, 'SELECT coalesce(max(id)::BIGINT + 1, 0) FROM rejects');
    // Where nothing was stored yet, nothing has to be read anew.
    if (removed > 0) {
      counters.removedEvents += removed;
      counters.removals++;
    }
    return removed;
  });
}
