/** Takes out what arrived since a test run began. What was there before stays. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { fail } from '../../../shared/contract/errors';
import type { Counters } from '../store/counters';
import type { WriteLock } from '../store/lock';
import { readNumber } from '../store/read';

/** `since`: when the run began, in UTC ms; undefined where Waymark serves no tests. */
export async function resetRun(
  since: number | undefined,
  { connection, lock, counters }: { connection: DuckDBConnection; lock: WriteLock; counters: Counters },
): Promise<{ readonly events: number; readonly rejects: number }> {
  if (since === undefined) {
    return fail(
      'forbidden',
      'This Waymark was not started for tests, so nothing is removed. Start it with `waymark serve --test` on a workspace of its own.',
    );
  }
  const ofRun = `received_at >= ${since}`;
  // Events of Waymark's own exports keep the time at which they were first received.
  const ofRunOrItsImports = `(${ofRun} OR import_id IN (SELECT id FROM imports WHERE started_at >= ${since}))`;
  return lock.run(async () => {
    const events = await readNumber(connection, `SELECT count(*) FROM events WHERE ${ofRunOrItsImports}`);
    const rejects = await readNumber(connection, `SELECT count(*) FROM rejects WHERE ${ofRun}`);
    const recordings = await readNumber(connection, `SELECT count(*) FROM recordings WHERE ${ofRun}`);
    if (events + rejects + recordings === 0) return { events, rejects };
    await connection.run('BEGIN');
    try {
      await connection.run(`DELETE FROM events WHERE ${ofRunOrItsImports}`);
      await connection.run(`DELETE FROM rejects WHERE ${ofRun}`);
      await connection.run(`DELETE FROM recordings WHERE ${ofRun}`);
      await connection.run('DELETE FROM recording_claims WHERE hash NOT IN (SELECT hash FROM recordings)');
      await connection.run('COMMIT');
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
    counters.nextReject = await readNumber(connection, 'SELECT coalesce(max(id)::BIGINT + 1, 0) FROM rejects');
    if (events > 0) {
      counters.removedEvents += events;
      counters.removals++;
    }
    return { events, rejects };
  });
}
