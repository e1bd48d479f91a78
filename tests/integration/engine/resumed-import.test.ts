/** Imports that were cut off go on where they were: what is stored is not read again, and nothing is there twice. */
import { stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportEntry } from '../../../shared/contract/commands';
import { insightSpecSchema } from '../../../shared/insights/specs';
import type { ImportMap } from '../../../shared/formats/import-map';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';
import { zipOf } from '../../support/zip';

const STEP = 4_096;
const ROWS = 5 * STEP;

let test: TestEngine;
/** Called after each step of storing. */
let onStored: (() => Promise<void>) | undefined;
beforeEach(async () => {
  onStored = undefined;
  test = await openTestEngine(undefined, { importSteps: { rows: STEP, onStored: async () => onStored?.() } });
});
afterEach(() => test.close());

const list = (): Promise<ImportEntry[]> => test.engine.json['import.list']({}, neverAborted());

async function grant(name: string, bytes: string | Uint8Array): Promise<string> {
  const path = join(test.dir, name);
  await writeFile(path, bytes);
  test.engine.grant({ token: name, path, name });
  return path;
}

/** Imports the file, and closes the engine once so many steps are stored and how far it is was noted. */
async function cutOff(name: string, map: ImportMap | undefined, steps = 2): Promise<number> {
  let stored = 0;
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const reached = new Promise<void>((resolve) => {
    onStored = async () => {
      // How far it is is noted at most each second.
      if (++stored < steps) return new Promise((next) => setTimeout(next, 1_100));
      resolve();
      return held;
    };
  });
  const input = { files: [name], format: 'auto' as const, ...(map === undefined ? {} : { map }) };
  const { id } = await test.engine.json['import.start'](input, neverAborted());
  await reached;
  const reopened = test.reopen();
  letGo();
  onStored = undefined;
  test = await reopened;
  return id;
}

/** The same file with other bytes, as far as anybody looks. */
async function rewrite(path: string, bytes: string | Uint8Array): Promise<void> {
  const { atime, mtime, size } = await stat(path);
  await writeFile(path, bytes);
  await utimes(path, atime, mtime);
  expect((await stat(path)).size).toBe(size);
}

async function goOn(id: number): Promise<ImportEntry['report']> {
  await test.engine.json['import.resume']({ id }, neverAborted());
  for (;;) {
    const now = (await list()).find((each) => each.id === id);
    if (now !== undefined && now.state !== 'running' && now.state !== 'waiting') return now.report;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function idsStored(): Promise<unknown> {
  const spec = insightSpecSchema.parse({
    kind: 'sql',
    sql: 'SELECT count(DISTINCT event_id) AS ids, count(*) AS events, bit_xor(hash(event_id))::VARCHAR AS all_ids FROM events',
  });
  const result = await test.engine.json['insight.run']({ spec }, neverAborted());
  return result.kind === 'sql' ? result.rows : result;
}

const MAP: ImportMap = { time: { column: 'ts' }, event: { column: 'event' }, distinctId: { column: 'who' } };
const WITH_IDS: ImportMap = { ...MAP, eventId: { column: 'id' } };

/** Rows of several lines and blank lines among them; those of the first step have ids that begin with `first`. */
const csv = (first: string): string =>
  `id,who,event,ts,"no\nte"\n${Array.from({ length: ROWS }, (_, i) => {
    const note = i % 7 === 0 ? '"two\n""lines"""' : i % 7 === 1 ? '"\r\n,\n\n"' : 'one';
    return `${i < STEP ? first : 'e'}${i},u${i % 50},x,2026-01-01,${note}\n${i % 1000 === 0 ? '\n' : ''}`;
  }).join('')}bad,u,x,,one\n`;

describe('an import that was cut off', { timeout: 60_000 }, () => {
  it('goes on in the middle of CSV, and tells lines as they stand in the file', async () => {
    const path = await grant('large.csv', csv('e'));
    const id = await cutOff('large.csv', WITH_IDS);
    // Were the first rows read again, they would come with other ids.
    await rewrite(path, csv('f'));
    const line = csv('e').split('\n').length - 1;
    expect(await goOn(id)).toMatchObject({
      rows: ROWS + 1,
      imported: ROWS,
      duplicates: 0,
      rejects: [{ count: 1, examples: [{ line }] }],
    });
  });

  it('goes on in the middle of what gzip holds', async () => {
    const packed = (first: string): Buffer => gzipSync(csv(first), { level: 0 });
    const path = await grant('large.csv.gz', packed('e'));
    const id = await cutOff('large.csv.gz', WITH_IDS);
    await rewrite(path, packed('f'));
    expect(await goOn(id)).toMatchObject({ rows: ROWS + 1, imported: ROWS, duplicates: 0, rejected: 1 });
  });

  it('gives rows without ids the ids that they would have had', async () => {
    // Each row four times, far from each other.
    const rows = (from: number, to: number): string =>
      `who,event,ts\n${Array.from({ length: to - from }, (_, i) => `u${(from + i) % (ROWS / 4)},x,2026-01-01`).join('\n')}\n`;
    await grant('once.csv', rows(0, ROWS));
    await test.importPath(join(test.dir, 'once.csv'), MAP);
    const expected = await idsStored();
    await test.close();
    test = await openTestEngine(undefined, { importSteps: { rows: STEP, onStored: async () => onStored?.() } });
    await grant('once.csv', rows(0, ROWS));
    const id = await cutOff('once.csv', MAP, 3);
    expect(await goOn(id)).toMatchObject({ rows: ROWS, imported: ROWS, duplicates: 0 });
    expect(await idsStored()).toEqual(expected);
  });

  it('goes on in a vendor’s export, and in an archive behind the files that are done', async () => {
    const events = (first: string, from: number): string =>
      Array.from({ length: ROWS }, (_, i) =>
        JSON.stringify({
          event: 'x',
          properties: {
            time: 1_767_225_600 + i,
            distinct_id: `u${i % 50}`,
            $insert_id: `${i < STEP - 1 ? first : 'e'}${from + i}`,
          },
        }),
      ).join('\n');
    const path = await grant('raw.json', events('e', 1e6));
    const id = await cutOff('raw.json', undefined);
    await rewrite(path, events('f', 1e6));
    expect(await goOn(id)).toMatchObject({ rows: ROWS, imported: ROWS, duplicates: 0 });

    const archive = zipOf([
      ['a.json', events('e', 2e6)],
      ['b.json', events('e', 3e6)],
    ]);
    const zip = await grant('raw.zip', archive);
    const second = await cutOff('raw.zip', undefined, 7);
    // Were the first file read again, it would be found damaged.
    await rewrite(zip, archive.fill(0xff, 10_000, 10_100));
    expect(await goOn(second)).toMatchObject({ rows: 2 * ROWS, imported: 2 * ROWS, duplicates: 0, rejected: 0 });
  });
});
