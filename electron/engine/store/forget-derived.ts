/**
 * Takes out of a workspace what is worked out from its events and only kept to be there sooner: the copy of sequences,
 * persons and sessions, the session tables, the columns of properties. What is asked next works it out anew.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

const TABLES = [
  'session_rows',
  'session_persons',
  'session_pages',
  'session_facts',
  'session_entries',
  'promoted',
  'promoted_texts',
  'promoted_pieces',
];

/** Must be done before any of it was read. */
export async function forgetDerived(connection: DuckDBConnection, workspaceDir: string): Promise<void> {
  await rm(join(workspaceDir, 'cache'), { recursive: true, force: true });
  await connection.run('BEGIN');
  try {
    for (const table of TABLES) await connection.run(`DELETE FROM ${table}`);
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK');
    throw error;
  }
}
