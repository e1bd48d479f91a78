import { stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportEntry } from '../../../shared/contract/commands';
import type { ImportMap } from '../../../shared/formats/import-map';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

/** Three steps of storing, so that there is something between the first and the last. */
const STEP = 4_096;
const ROWS = 3 * STEP - 1_000;

/** Holds an import after so many steps of storing until it is let go. */
class Hold {
  private steps = 0;
  private reached = (): void => undefined;
  private open = (): void => undefined;
  readonly untilStored = new Promise<void>((resolve) => (this.reached = resolve));
  private readonly opened = new Promise<void>((resolve) => (this.open = resolve));

  /** The steps before take `stepMs` each. */
  constructor(
    private readonly after = 1,
    private readonly stepMs = 0,
  ) {}

  async onStored(): Promise<void> {
    if (++this.steps < this.after) {
      await new Promise((resolve) => setTimeout(resolve, this.stepMs));
      return;
    }
    this.reached();
    await this.opened;
  }

  release(): void {
    this.open();
  }
}

let test: TestEngine;
let hold: Hold | undefined;
const importSteps = { rows: STEP, onStored: async () => hold?.onStored() };
beforeEach(async () => {
  hold = undefined;
  test = await openTestEngine(undefined, { importSteps });
});
afterEach(() => test.close());

const MAP: ImportMap = { time: { column: 'ts' }, event: { column: 'event' }, distinctId: { column: 'user_id' } };
const HEADER = 'user_id,event,ts\n';
const LARGE = `${HEADER}${Array.from(
  { length: ROWS },
  (_, i) => `u${i % 1000},x,2026-01-01 00:00:00.${String(i % 1000).padStart(3, '0')}`,
).join('\n')}\n`;

let tokens = 0;
async function grant(name: string, text: string): Promise<string> {
  const path = join(test.dir, name);
  await writeFile(path, text);
  const token = `background-${++tokens}`;
  test.engine.grant({ token, path, name });
  return token;
}

const start = async (...files: string[]): Promise<ImportEntry> =>
  test.engine.json['import.start']({ files, format: 'csv', map: MAP }, neverAborted());
const list = (): Promise<ImportEntry[]> => test.engine.json['import.list']({}, neverAborted());
const entry = async (id: number): Promise<ImportEntry | undefined> => (await list()).find((each) => each.id === id);
const events = async (): Promise<number> => (await test.engine.json['workspace.info']({}, neverAborted())).events;

async function until(id: number, holds: (entry: ImportEntry | undefined) => boolean): Promise<ImportEntry | undefined> {
  for (;;) {
    const now = await entry(id);
    if (holds(now)) return now;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
/** Begins to import the files, and resolves once the first step of them is stored; `held.release()` lets it go on. */
async function startHeld(...files: string[]): Promise<{ id: number; held: Hold }> {
  // A small file before the large one is a step of its own.
  const held = new Hold(files.length);
  hold = held;
  const { id } = await start(...files);
  await held.untilStored;
  return { id, held };
}

/** Five steps of JSON lines, of which those of the first step have ids that begin with `first`, and a broken one. */
const lines = (first: string): string =>
  `${Array.from({ length: 5 * STEP }, (_, i) =>
    JSON.stringify({
      id: `${i < STEP ? first : 'e'}${String(i).padStart(8, '0')}`,
      user_id: `u${i % 50}`,
      event: 'x',
      ts: '2026-01-01',
    }),
  ).join('\n')}\n{"id":\n`;

/** An import of JSON lines, cut off once two steps are stored and noted. */
async function cutOffLines(text: string): Promise<{ id: number; path: string }> {
  const token = await grant('large.jsonl', text);
  // How far it is is noted at most each second.
  const held = new Hold(2, 1_100);
  hold = held;
  const map = { ...MAP, eventId: { column: 'id' } };
  const { id } = await test.engine.json['import.start']({ files: [token], format: 'auto', map }, neverAborted());
  await held.untilStored;
  await cutOff(held);
  // A line that cannot be taken apart makes its step shorter.
  expect(Math.abs((await events()) - 2 * STEP)).toBeLessThanOrEqual(1);
  return { id, path: join(test.dir, 'large.jsonl') };
}

/** Five steps of rows, of which those of the first step have ids that begin with `first`. */
async function writeParquet(path: string, first: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run('SET threads = 1');
  await connection.run(
    `COPY (SELECT (CASE WHEN i < ${STEP} THEN '${first}' ELSE 'e' END) || lpad(i::VARCHAR, 8, '0') AS id, 'u' || (i % 50) AS user_id, 'x' AS event,
       TIMESTAMP '2026-01-01' AS ts FROM range(${5 * STEP}) r(i)) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048, CODEC uncompressed)`,
  );
  connection.closeSync();
  instance.closeSync();
}

/** Closes the engine in the middle of the import, and opens it again. */
async function cutOff(held: Hold): Promise<void> {
  const reopened = test.reopen();
  held.release();
  hold = undefined;
  test = await reopened;
}

describe('an import in the background', { timeout: 30_000 }, () => {
  it('goes on without a reader, and is listed with its report', async () => {
    const { id, state } = await start(await grant('small.csv', `${HEADER}a,x,2026-01-01\nb,x,\n`));
    expect(['waiting', 'running']).toContain(state);
    const done = await until(id, (now) => now?.state === 'done');
    expect(done).toMatchObject({
      files: ['small.csv'],
      fileCount: 1,
      report: { rows: 2, imported: 1, rejected: 1, rejects: [{ examples: [{ file: 'small.csv', line: 3 }] }] },
    });
    expect(done?.step).toBeUndefined();
    test = await test.reopen();
    expect(await list()).toEqual([done]);
  });

  it('rests while paused, lets another work meanwhile, and goes on to the same end', async () => {
    const { id, held } = await startHeld(await grant('large.csv', LARGE));
    expect((await test.engine.json['import.pause']({ id }, neverAborted())).state).toBe('paused');
    held.release();
    const other = await start(await grant('small.csv', `${HEADER}a,y,2026-01-01\n`));
    await until(other.id, (now) => now?.state === 'done');
    const resting = await entry(id);
    expect(resting?.state).toBe('paused');
    expect(resting?.step?.share).toBeLessThan(0.98);
    await test.engine.json['import.resume']({ id }, neverAborted());
    const done = await until(id, (now) => now?.state === 'done');
    expect(done?.report).toMatchObject({ rows: ROWS, imported: ROWS, duplicates: 0 });
    expect(await events()).toBe(ROWS + 1);
  });

  it('waits for the one before it', async () => {
    const first = await start(await grant('large.csv', LARGE));
    const second = await start(await grant('small.csv', `${HEADER}a,y,2026-01-01\n`));
    expect((await entry(second.id))?.state).toBe('waiting');
    await until(second.id, (now) => now?.state === 'done');
    expect((await entry(first.id))?.state).toBe('done');
  });

  it('cancelled, keeps what is stored or takes it out, as asked', async () => {
    const kept = await startHeld(await grant('large.csv', LARGE));
    const cancelling = test.engine.json['import.cancel']({ id: kept.id, keep: true }, neverAborted());
    await until(kept.id, (now) => now?.state === 'stopping');
    kept.held.release();
    const answer = await cancelling;
    expect(answer.kept).toBe(STEP);
    expect(await entry(kept.id)).toMatchObject({
      state: 'kept',
      report: { imported: answer.kept, upTo: { file: 'large.csv', rows: STEP } },
    });
    expect(await events()).toBe(answer.kept);

    const gone = await startHeld(await grant('again.csv', `${LARGE}new,x,2026-01-01\n`));
    const removing = test.engine.json['import.cancel']({ id: gone.id, keep: false }, neverAborted());
    gone.held.release();
    await removing;
    expect(await entry(gone.id)).toBeUndefined();
    expect(await events()).toBe(answer.kept);

    // What was kept is known; the rest comes, and the whole is there once.
    const rest = await start(await grant('large.csv', LARGE));
    const done = await until(rest.id, (now) => now?.state === 'done');
    expect(done?.report).toMatchObject({ imported: ROWS - answer.kept, duplicates: answer.kept });
    expect(done?.report?.upTo).toBeUndefined();
  });

  it('cut off, is offered at the next start and goes on to the same report', async () => {
    const small = await grant('first.csv', `${HEADER}a,y,2026-01-01\n`);
    const { id, held } = await startHeld(small, await grant('large.csv', LARGE));
    await cutOff(held);
    expect(await entry(id)).toMatchObject({ state: 'interrupted', fileCount: 2 });
    expect(await events()).toBe(1 + STEP);
    await test.engine.json['import.resume']({ id }, neverAborted());
    const done = await until(id, (now) => now?.state === 'done');
    expect(done?.report).toMatchObject({ files: 2, rows: ROWS + 1, imported: ROWS + 1, duplicates: 0 });
    expect(await events()).toBe(ROWS + 1);
  });

  it('cut off in the middle of Parquet, goes on from there without reading what is stored', async () => {
    const path = join(test.dir, 'large.parquet');
    await writeParquet(path, 'e');
    test.engine.grant({ token: 'large-parquet', path, name: 'large.parquet' });
    // How far it is is noted at most each second.
    const held = new Hold(2, 1_100);
    hold = held;
    const map = { ...MAP, eventId: { column: 'id' } };
    const { id } = await test.engine.json['import.start'](
      { files: ['large-parquet'], format: 'auto', map },
      neverAborted(),
    );
    await held.untilStored;
    await cutOff(held);
    expect(await events()).toBe(2 * STEP);
    // Were the first rows read again, they would come with other ids.
    const { atime, mtime } = await stat(path);
    await writeParquet(path, 'f');
    await utimes(path, atime, mtime);
    await test.engine.json['import.resume']({ id }, neverAborted());
    const done = await until(id, (now) => now?.state === 'done');
    expect(done?.report).toMatchObject({ rows: 5 * STEP, imported: 5 * STEP, duplicates: 0 });
    expect(await events()).toBe(5 * STEP);
  });

  it('cut off in the middle of JSON lines, goes on from there, and tells lines as they stand in the file', async () => {
    const { id, path } = await cutOffLines(lines('e'));
    // Were the first lines read again, they would come with other ids.
    const { atime, mtime } = await stat(path);
    await writeFile(path, lines('f'));
    await utimes(path, atime, mtime);
    await test.engine.json['import.resume']({ id }, neverAborted());
    const done = await until(id, (now) => now?.state === 'done');
    expect(done?.report).toMatchObject({
      rows: 5 * STEP + 1,
      imported: 5 * STEP,
      duplicates: 0,
      rejects: [{ count: 1, examples: [{ line: 5 * STEP + 1 }] }],
    });
    expect(await events()).toBe(5 * STEP);
  });

  it('cut off after lines that cannot be taken apart, reads JSON lines anew and tells of them', async () => {
    const { id } = await cutOffLines(`{"a":"\u001F"}\n${lines('e')}`);
    await test.engine.json['import.resume']({ id }, neverAborted());
    const done = await until(id, (now) => now?.state === 'done');
    expect(done?.report).toMatchObject({ rows: 5 * STEP + 2, imported: 5 * STEP, duplicates: 0, rejected: 2 });
    expect(await events()).toBe(5 * STEP);
  });

  it('cut off, can be taken back instead; a file that changed meanwhile is not gone on with', async () => {
    const { id, held } = await startHeld(await grant('large.csv', LARGE));
    await cutOff(held);
    await writeFile(join(test.dir, 'large.csv'), `${HEADER}other,x,2026-01-01\n`);
    await expect(test.engine.json['import.resume']({ id }, neverAborted())).rejects.toThrow('has changed since');
    const { removed } = await test.engine.json['import.cancel']({ id, keep: false }, neverAborted());
    expect(removed).toBeGreaterThan(0);
    expect(await list()).toEqual([]);
    expect(await events()).toBe(0);
  });

  it('of several files, one that cannot be read is told of and the others are there', async () => {
    const { id } = await start(
      await grant('good.csv', `${HEADER}a,y,2026-01-01\n`),
      await grant('empty.csv', ''),
      await grant('more.csv', `${HEADER}b,y,2026-01-02\n`),
    );
    const done = await until(id, (now) => now?.state === 'done');
    expect(done?.report).toMatchObject({ files: 3, imported: 2, problems: [{ file: 'empty.csv' }] });
    const none = await start(await grant('empty.csv', ''), await grant('void.csv', ''));
    expect(await until(none.id, (now) => now?.state === 'failed')).toMatchObject({
      error: { code: 'file_not_understood' },
    });
  });

  it('undone, takes out exactly its own events', async () => {
    const first = await start(await grant('one.csv', `${HEADER}a,x,2026-01-01\nb,x,2026-01-02\nc,x,\n`));
    await until(first.id, (now) => now?.state === 'done');
    const second = await start(await grant('two.csv', `${HEADER}b,x,2026-01-02\nd,x,2026-01-03\n`));
    const done = await until(second.id, (now) => now?.state === 'done');
    expect(done?.report).toMatchObject({ imported: 1, duplicates: 1 });
    await test.store({ event: 'captured' });
    expect(await test.engine.json['import.undo']({ id: second.id }, neverAborted())).toEqual({ removed: 1 });
    const left = await test.engine.json['events.recent']({ limit: 10 }, neverAborted());
    expect(left.map(({ distinct_id }) => distinct_id).sort()).toEqual(['a', 'b', 'somebody']);
    expect((await list()).map(({ id }) => id)).toEqual([first.id]);
    expect((await test.engine.json['rejects.recent']({ limit: 10 }, neverAborted())).total).toBe(1);
    await test.engine.json['import.undo']({ id: first.id }, neverAborted());
    expect(await events()).toBe(1);
    expect((await test.engine.json['rejects.recent']({ limit: 10 }, neverAborted())).total).toBe(0);
    await expect(test.engine.json['import.undo']({ id: first.id }, neverAborted())).rejects.toThrow('no import number');
  });
});
