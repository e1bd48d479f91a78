/** DuckDB gives back what it keeps of what it read, and nothing that is worked on. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../electron/engine/store/database';
import { readNumber } from '../../../electron/engine/store/read';

const MEGABYTE = 1024 * 1024;
const ROWS = 400_000;

let dir: string;
let database: Database;
const open = (): Promise<Database> => openDatabase({ workspaceDir: dir, threads: 1, memoryLimitMb: 256 });
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-memory-'));
  database = await open();
  const connection = await database.connect();
  // Texts that no compression makes small.
  await connection.run(
    `INSERT INTO events BY NAME SELECT i::UINTEGER AS eid, 'e' || i AS event_id, i AS event_hash, 0 AS timestamp, 0 AS received_at,
       'event' AS event, 'custom' AS kind, 'p' AS distinct_id, '{}' AS groups, 'test' AS source, false AS is_server, false AS has_operations,
       ('{"a":"' || md5(i::VARCHAR) || '"}')::JSON AS properties FROM range(${ROWS}) AS rows(i)`,
  );
  connection.closeSync();
  await database.close();
  database = await open();
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true, force: true });
});

describe('memory of DuckDB', () => {
  it('is given back down to what may be kept; tables that are worked on stay, and so does the limit', async () => {
    const connection = await database.connect();
    const limit = (): Promise<readonly unknown[]> =>
      connection.runAndReadAll(`SELECT current_setting('memory_limit')`).then((rows) => rows.getRows()[0] ?? []);
    const before = await limit();
    await connection.run('CREATE TEMP TABLE worked AS SELECT range AS n FROM range(100_000)');
    expect(await readNumber(connection, 'SELECT sum(strlen(properties)) FROM events')).toBe(ROWS * 40);
    const full = await database.memoryUsed();
    await database.giveBack(64 * MEGABYTE);
    expect(await database.memoryUsed()).toBe(full);
    await database.giveBack(MEGABYTE);
    expect(await database.memoryUsed()).toBeLessThan(full - 4 * MEGABYTE);
    expect(await limit()).toEqual(before);
    expect(await readNumber(connection, 'SELECT count(*) FROM worked')).toBe(100_000);
    expect(await readNumber(connection, 'SELECT sum(strlen(properties)) FROM events')).toBe(ROWS * 40);
    connection.closeSync();
  });
});
