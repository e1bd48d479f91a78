/**
 * Rows without ids, where an import goes on in the middle of a file: the id of each says the how manieth of its content it
 * is, and those before it are not read again. What was stored of them tells.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlEventHash } from '../ingest/event-hash';
import { readNumber } from '../store/read';
import { derivedId } from './canonical';

/** The first number given to an event of the file, and the first one after those of the rows that are passed over. */
export type StoredEids = readonly [first: number, end: number];

export interface Recalled {
  readonly connection: DuckDBConnection;
  /** The database in memory with `seen`, the first hashes of rows that were read. */
  readonly name: string;
  readonly importId: number;
  readonly eids: StoredEids;
  /** A SELECT of `digest` and `event_hash` of rows that may have been there before. */
  readonly suspects: string;
}

/**
 * Writes down in `seen` how often each of the suspects stood among the rows that are passed over. None of those was stored by
 * anything else before, so each is there, under the number it had.
 */
export async function recallRepeats({ connection, name, importId, eids, suspects }: Recalled): Promise<void> {
  const [first, end] = eids;
  await connection.run(`CREATE TABLE IF NOT EXISTS ${name}.recalled (event_hash UBIGINT)`);
  await connection.run(
    `CREATE OR REPLACE TABLE ${name}.probes AS SELECT DISTINCT digest, event_hash FROM (${suspects})
     WHERE event_hash NOT IN (SELECT event_hash FROM ${name}.recalled)`,
  );
  await connection.run(`INSERT INTO ${name}.recalled SELECT event_hash FROM ${name}.probes`);
  for (let nth = 1; (await readNumber(connection, `SELECT count(*) FROM ${name}.probes`)) > 0; nth++) {
    const id = derivedId('digest', `'${nth}'`);
    await connection.run(
      `CREATE OR REPLACE TABLE ${name}.probes AS SELECT digest, event_hash FROM (
         SELECT digest, event_hash, ${id} AS nth_id, ${sqlEventHash(id)} AS nth_hash FROM ${name}.probes) probe
       WHERE EXISTS (SELECT 1 FROM events stored WHERE stored.event_hash = probe.nth_hash AND stored.event_id = probe.nth_id
         AND stored.import_id = ${importId} AND stored.eid >= ${first} AND stored.eid < ${end})`,
    );
    await connection.run(`INSERT INTO ${name}.seen SELECT event_hash FROM ${name}.probes`);
  }
}
