/**
 * Recordings that go: by hand, with the import that brought them, or because all of them together are larger than they
 * may be. Whoever calls holds the lock of the connection.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { readRows, type Row } from '../store/read';

export interface Removed {
  readonly recordings: number;
  /** As they were stored. */
  readonly bytes: number;
}

/** SQL that holds of the recordings to take out, asked of `source`, `recording`, `first`, `last`, `ids`. */
export interface Selection {
  readonly where: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** One row per recording; times in UTC ms. */
const RECORDINGS = `SELECT source, recording, min(first - skew) AS first, max(last - skew) AS last, max(received_at) AS received,
  sum(bytes)::BIGINT AS bytes, list(DISTINCT distinct_id) AS ids FROM recordings GROUP BY source, recording`;

/** Takes the chosen recordings out, whole. */
export async function removeRecordings(connection: DuckDBConnection, chosen: Selection): Promise<Removed> {
  const params = { ...chosen.params };
  const [found] = await readRows(
    connection,
    `SELECT count(*)::INTEGER AS recordings, coalesce(sum(bytes), 0)::BIGINT AS bytes FROM (${RECORDINGS}) WHERE ${chosen.where}`,
    params,
  );
  const removed = toRemoved(found);
  if (removed.recordings === 0) return removed;
  await inTransaction(connection, async () => {
    await connection.run(
      `DELETE FROM recordings WHERE (source, recording) IN (SELECT (source, recording) FROM (${RECORDINGS}) WHERE ${chosen.where})`,
      params,
    );
    await forgetClaims(connection);
  });
  return removed;
}

/**
 * Those that got their last piece before `before` (UTC ms), the longest ago first, until `bytes` are gone. One that is
 * still written to stays.
 */
export async function removeOldest(connection: DuckDBConnection, bytes: number, before: number): Promise<Removed> {
  const enough = `SELECT source, recording, sum(bytes) OVER (ORDER BY received, source, recording) - bytes AS gone
    FROM (${RECORDINGS}) WHERE received < ${before}`;
  return removeRecordings(connection, {
    where: `(source, recording) IN (SELECT (source, recording) FROM (${enough}) WHERE gone < ${bytes})`,
  });
}

/** Takes out what an import brought and nothing else did. To be called within a transaction. */
export async function disownImport(connection: DuckDBConnection, importId: number): Promise<Removed> {
  await connection.run(`DELETE FROM recording_claims WHERE import_id = ${importId}`);
  await connection.run(
    `UPDATE recordings SET import_id = heir FROM (SELECT hash AS claimed, min(import_id) AS heir FROM recording_claims GROUP BY hash)
     WHERE import_id = ${importId} AND hash = claimed`,
  );
  const [found] = await readRows(
    connection,
    `SELECT count(DISTINCT (source, recording))::INTEGER AS recordings, coalesce(sum(bytes), 0)::BIGINT AS bytes
     FROM recordings WHERE import_id = ${importId}`,
  );
  await connection.run(`DELETE FROM recordings WHERE import_id = ${importId}`);
  await forgetClaims(connection);
  return toRemoved(found);
}

/** What is gone, or belongs to the import anyway, nobody has a claim on. */
const forgetClaims = async (connection: DuckDBConnection): Promise<void> => {
  await connection.run(
    'DELETE FROM recording_claims WHERE NOT EXISTS (SELECT 1 FROM recordings r WHERE r.hash = recording_claims.hash AND r.import_id IS NOT NULL AND r.import_id <> recording_claims.import_id)',
  );
};

const toRemoved = (row: Row | undefined): Removed => ({
  recordings: Number(row?.['recordings'] ?? 0),
  bytes: Number(row?.['bytes'] ?? 0),
});

export async function inTransaction(connection: DuckDBConnection, work: () => Promise<void>): Promise<void> {
  await connection.run('BEGIN');
  try {
    await work();
    await connection.run('COMMIT');
  } catch (error) {
    // Where the commit itself failed there is nothing left to roll back; the first error is the one to report.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
