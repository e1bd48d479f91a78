/** A question that is taken back stops in DuckDB too, and leaves a connection that the next one can use. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../electron/engine/store/database';
import { readColumns, readNumber } from '../../../electron/engine/store/read';
import { Readers } from '../../../electron/engine/store/readers';

const CANCELLED = { error: { code: 'cancelled' } };

let dir: string;
let database: Database;
let readers: Readers;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-test-'));
  database = await openDatabase({ workspaceDir: dir, threads: 2, memoryLimitMb: 256 });
  readers = new Readers(database);
});
afterEach(async () => {
  readers.close();
  await database.close();
  await rm(dir, { recursive: true, force: true });
});

describe('a question that is taken back', () => {
  it('ends while DuckDB still reckons', async () => {
    const { signal, abort } = taken();
    // Without being interrupted this would take hours.
    const asked = readers.use(
      (connection) => readNumber(connection, 'SELECT count(*) FROM range(10000000000000) t(i) WHERE hash(i) = 1'),
      signal,
    );
    setTimeout(abort, 20);
    await expect(asked).rejects.toMatchObject(CANCELLED);
    expect(await readers.use((connection) => readNumber(connection, 'SELECT 42'))).toBe(42);
  });

  it('ends between two pieces of what it reads', async () => {
    const { signal, abort } = taken();
    let pieces = 0;
    const asked = readers.use(
      (connection) =>
        readColumns(connection, 'SELECT i::UINTEGER FROM range(4000000000) t(i)', ['u32'], () => {
          pieces++;
          if (pieces === 3) abort();
        }),
      signal,
    );
    await expect(asked).rejects.toMatchObject(CANCELLED);
    // What lies ready in DuckDB's buffer may still come: a megabyte of two million.
    expect(pieces).toBeLessThan(1_000);
    expect(await readers.use((connection) => readNumber(connection, 'SELECT 42'))).toBe(42);
  });

  it('is not begun', async () => {
    const { signal, abort } = taken();
    abort();
    await expect(readers.use(() => expect.fail('it was begun'), signal)).rejects.toMatchObject(CANCELLED);
  });

  it('does not end others', async () => {
    const { signal, abort } = taken();
    const long = readers.use(
      (connection) => readNumber(connection, 'SELECT count(*) FROM range(10000000000000) t(i) WHERE hash(i) = 1'),
      signal,
    );
    const short = readers.use((connection) =>
      readNumber(connection, 'SELECT count(*) FROM range(20000000) t(i) WHERE hash(i) <> 1'),
    );
    abort();
    await expect(long).rejects.toMatchObject(CANCELLED);
    expect(await short).toBe(20_000_000);
  });
});

function taken(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
