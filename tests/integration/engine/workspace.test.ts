import { fork } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../electron/engine/store/database';
import { MIGRATIONS } from '../../../electron/engine/store/migrations';
import { readRows } from '../../../electron/engine/store/read';
import { AppFailure } from '../../../shared/contract/errors';
import { neverAborted, openTestEngine } from '../../support/test-engine';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-test-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const refusal = async (): Promise<string> => {
  try {
    const test = await openTestEngine(dir);
    await test.engine.close();
    return 'opened';
  } catch (error) {
    return error instanceof AppFailure ? error.error.code : String(error);
  }
};

describe('a workspace', () => {
  it('opens again with all that was stored', async () => {
    let test = await openTestEngine(dir);
    await test.store({ event: 'first', event_id: 'one' });
    test = await test.reopen();
    await test.store({ event: 'second' }, { event: 'again', event_id: 'one' });
    const events = await test.engine.json['events.recent']({ limit: 10 }, neverAborted());
    expect(events.map(({ event, eid }) => [eid, event])).toEqual([
      [1, 'second'],
      [0, 'first'],
    ]);
    await test.engine.close();
  });

  it('keeps texts of events small, and one made before keeps its own layout', async () => {
    const encodings = async (): Promise<unknown> => {
      const instance = await DuckDBInstance.create(join(dir, 'waymark.duckdb'));
      const connection = await instance.connect();
      try {
        const columns = await readRows(
          connection,
          "SELECT column_name, any_value(compression) AS compression FROM pragma_storage_info('events') WHERE segment_type <> 'VALIDITY' AND column_name IN ('event', 'properties') GROUP BY ALL ORDER BY ALL",
        );
        return columns.map(({ compression }) => compression);
      } finally {
        connection.closeSync();
        instance.closeSync();
      }
    };
    const fill = async (): Promise<void> => {
      const test = await openTestEngine(dir);
      const text = 'longer than what lies beside the number of a text';
      await test.store(...Array.from({ length: 4_000 }, (_, i) => ({ event: `${i % 7}`, properties: { [text]: i } })));
      expect((await test.engine.json['events.recent']({ limit: 1 }, neverAborted()))[0]?.eid).toBe(3_999);
      await test.engine.close();
    };
    await fill();
    expect(await encodings()).toEqual(['DICT_FSST', 'ZSTD']);
    await rm(join(dir, 'waymark.duckdb'));
    const old = await DuckDBInstance.create(join(dir, 'waymark.duckdb'), { storage_compatibility_version: 'v1.0.0' });
    const connection = await old.connect();
    await connection.run('CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)');
    for (const statement of MIGRATIONS[0] ?? []) await connection.run(statement);
    await connection.run("INSERT INTO meta VALUES ('schema_version', '1')");
    connection.closeSync();
    old.closeSync();
    await fill();
    expect(await encodings()).not.toContain('ZSTD');
  });

  it('gives memory back, and lets nothing else about its database be changed', async () => {
    const database = await openDatabase({ workspaceDir: dir, threads: 1, memoryLimitMb: 512 });
    const connection = await database.connect();
    await connection.run('CREATE TABLE much AS SELECT hash(i) AS x FROM range(3000000) t(i)');
    const limit = (): Promise<unknown> => readRows(connection, "SELECT current_setting('memory_limit') AS value");
    const before = await limit();
    // While a question is under way, too.
    const [rows] = await Promise.all([
      readRows(connection, 'SELECT count(DISTINCT x)::INTEGER AS count FROM much'),
      database.trim(),
      database.trim(),
    ]);
    expect(rows).toEqual([{ count: 3_000_000 }]);
    expect(await limit()).toEqual(before);
    for (const setting of ['enable_external_access = true', 'threads = 3', "allowed_directories = ['/']"]) {
      await expect(connection.run(`SET ${setting}`)).rejects.toThrow();
    }
    connection.closeSync();
    await database.close();
  });

  it('that is damaged is refused and left untouched', async () => {
    const file = join(dir, 'waymark.duckdb');
    await writeFile(file, 'this is no database, whatever its name says'.repeat(300));
    const before = await readFile(file);
    expect(await refusal()).toBe('workspace_corrupt');
    expect((await readFile(file)).equals(before)).toBe(true);
  });

  it('that was cut short is refused, and a whole copy of it still opens', async () => {
    const test = await openTestEngine(dir);
    await test.store(
      ...Array.from({ length: 2000 }, (_, i) => ({ event: 'x', properties: { i, filler: 'y'.repeat(200) } })),
    );
    await test.engine.close();
    const file = join(dir, 'waymark.duckdb');
    await copyFile(file, `${file}.whole`);
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, Math.floor(bytes.length / 3)));
    expect(await refusal()).not.toBe('opened');
    await copyFile(`${file}.whole`, file);
    expect(await refusal()).toBe('opened');
  });

  it('of a newer Waymark is refused', async () => {
    const test = await openTestEngine(dir);
    await test.engine.close();
    const instance = await DuckDBInstance.create(join(dir, 'waymark.duckdb'));
    const connection = await instance.connect();
    await connection.run("UPDATE meta SET value = '999' WHERE key = 'schema_version'");
    connection.closeSync();
    instance.closeSync();
    expect(await refusal()).toBe('workspace_too_new');
  });

  it('that another process has open is refused', async () => {
    const test = await openTestEngine(dir);
    await test.engine.close();
    const holder = join(dir, 'holder.mjs');
    const api = import.meta.resolve('@duckdb/node-api');
    await writeFile(
      holder,
      `import api from ${JSON.stringify(api)};
       globalThis.held = await api.DuckDBInstance.create(${JSON.stringify(join(dir, 'waymark.duckdb'))});
       globalThis.connection = await held.connect();
       process.send('open');
       setInterval(() => undefined, 1000);`,
    );
    const child = fork(holder);
    await new Promise((resolve) => child.once('message', resolve));
    expect(await refusal()).toBe('workspace_in_use');
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    expect(await refusal()).toBe('opened');
  });
});
