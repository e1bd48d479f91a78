/** Brings a workspace file to this version's schema, one step at a time, with a backup before the first step. */
import { copyFile } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { fail } from '../../../shared/contract/errors';
import { encodeEvents } from './encode-events';
import { MIGRATIONS } from './migrations';
import { readRows } from './read';

/** Throws `workspace_too_new` where the file was written by a later version. Each step is one transaction. */
export async function migrate(connection: DuckDBConnection, file: string): Promise<void> {
  await connection.run('CREATE TABLE IF NOT EXISTS meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)');
  const [row] = await readRows(connection, "SELECT value FROM meta WHERE key = 'schema_version'");
  const version = row === undefined ? 0 : Number(row['value']);
  if (version > MIGRATIONS.length) {
    fail(
      'workspace_too_new',
      `This workspace was written by a newer Waymark (format ${version}; this one reads up to ${MIGRATIONS.length}). Update Waymark to open it.`,
    );
  }
  if (version > 0 && version < MIGRATIONS.length) {
    await connection.run('CHECKPOINT');
    await copyFile(file, `${file}.v${version}.backup`);
  }
  await applyMigrations(connection, version, MIGRATIONS.length);
}

/**
 * Brings a database from one format to another, both given by how many steps it has had. Each step is one transaction; a new
 * one's events get their encoding then, while there are none.
 */
export async function applyMigrations(connection: DuckDBConnection, from: number, to: number): Promise<void> {
  await connection.run('CREATE TABLE IF NOT EXISTS meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)');
  for (const [index, statements] of MIGRATIONS.entries()) {
    if (index < from || index >= to) continue;
    await connection.run('BEGIN');
    for (const statement of statements) await connection.run(statement);
    await connection.run('INSERT OR REPLACE INTO meta VALUES ($1, $2)', ['schema_version', String(index + 1)]);
    await connection.run('COMMIT');
  }
  if (from > 0) return;
  await connection.run('BEGIN');
  await encodeEvents(connection);
  await connection.run('COMMIT');
}
