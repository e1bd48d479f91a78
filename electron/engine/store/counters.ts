/** The next numbers to hand out. Changed only under the write lock, after a commit. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { readNumber } from './read';

export interface Counters {
  nextEid: number;
  nextReject: number;
  nextImport: number;
  /** How often events were taken out. */
  removals: number;
  /** How often persons or sessions were defined anew. */
  redefinitions: number;
  /** How many numbers below `nextEid` belong to events that were taken out. */
  removedEvents: number;
}

/** Grows with every change of the events and of what persons and sessions are. */
export const dataVersion = ({ nextEid, removals, redefinitions }: Counters): number =>
  nextEid + removals + redefinitions;

export async function readCounters(connection: DuckDBConnection): Promise<Counters> {
  const nextEid = await readNumber(connection, 'SELECT coalesce(max(eid)::BIGINT + 1, 0) FROM events');
  return {
    nextEid,
    nextReject: await readNumber(connection, 'SELECT coalesce(max(id)::BIGINT + 1, 0) FROM rejects'),
    // An import that a crash cut off left events and no record; its number must not become another's.
    nextImport: await readNumber(
      connection,
      `SELECT coalesce(max(id)::BIGINT + 1, 0) FROM (
         SELECT id FROM imports UNION ALL SELECT max(import_id) FROM events UNION ALL SELECT max(import_id) FROM rejects)`,
    ),
    removals: 0,
    redefinitions: 0,
    removedEvents: nextEid - (await readNumber(connection, 'SELECT count(*) FROM events')),
  };
}
