/** Archives that are damaged, forged or too new: refused in words, and nothing is left of them. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { fromBufferPromise } from 'yauzl';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { applyMigrations } from '../../../electron/engine/store/migrate';
import type { RestoreProgress } from '../../../shared/contract/archive';
import type { Manifest } from '../../../shared/formats/archive';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';
import { zipOf } from '../../support/zip';

type Members = [name: string, content: Buffer][];

let base = '';
let engine: TestEngine;
let whole = Buffer.alloc(0);
let members: Members = [];

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'waymark-damage-'));
  engine = await openTestEngine();
  await engine.store({ event: 'view' }, { event: 'buy' });
  await writeFile(join(engine.dir, 'flags.json'), '{"version":1,"flags":[]}');
  const path = join(engine.dir, 'a.waymark');
  engine.engine.grant({ token: 'damage-token-1', path, name: 'a', access: 'write' });
  for await (const _step of engine.engine.stream['archive.run']({ file: 'damage-token-1' }, neverAborted()));
  whole = await readFile(path);
  const zip = await fromBufferPromise(whole);
  for await (const entry of zip.eachEntry()) {
    const parts: Buffer[] = [];
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
    members.push([entry.fileName, Buffer.concat(parts)]);
  }
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});
afterEach(async () => {
  for (const name of await readdir(base)) await rm(join(base, name), { recursive: true, force: true });
});

let count = 0;

/** What became of it; whatever that is, nothing half-made may lie about. */
async function restore(bytes: Uint8Array): Promise<RestoreProgress | undefined> {
  const n = ++count;
  const path = join(base, `in-${n}.waymark`);
  const folder = join(base, `out-${n}`);
  await writeFile(path, bytes);
  engine.engine.grant({ token: `damage-file-${n}`, path, name: 'in.waymark' });
  engine.engine.grant({ token: `damage-folder-${n}`, path: folder, name: 'out', access: 'folder' });
  let last: RestoreProgress | undefined;
  const steps = engine.engine.stream['archive.restore'](
    { file: `damage-file-${n}`, folder: `damage-folder-${n}` },
    neverAborted(),
  );
  try {
    for await (const step of steps) last = step;
    expect((await readdir(base)).toSorted()).toEqual([`in-${n}.waymark`, `out-${n}`]);
  } catch (error) {
    expect(await readdir(base)).toEqual([`in-${n}.waymark`]);
    throw error;
  } finally {
    await rm(path);
    await rm(folder, { recursive: true, force: true });
  }
  return last;
}

const refused = (code: string, message: RegExp) => ({
  error: { code, message: expect.stringMatching(message) as string },
});

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

/** The archive with other members, and a manifest that agrees with them unless it is changed too. */
function forged(change: (members: Members) => Members, more: (manifest: Manifest) => unknown = (same) => same): Buffer {
  const data = change(members.filter(([name]) => name !== 'manifest.json'));
  const manifest = JSON.parse(String(members.find(([name]) => name === 'manifest.json')?.[1])) as Manifest;
  const listed = data.map(([name, content]) => ({ name, bytes: content.length, sha256: sha256(content) }));
  const said = more({ ...manifest, members: listed });
  return zipOf([...data, ['manifest.json', JSON.stringify(said)]]);
}

test('put together again as it was, it is as good', async () => {
  expect(await restore(forged((same) => same))).toMatchObject({ type: 'done', events: 2, documents: 1 });
});

test.each([
  ['../../evil.json', '{}'],
  ['/etc/evil.json', '{}'],
  ['documents/../../evil.json', '{}'],
  ['documents/segments/../../../evil.json', '{}'],
  ['documents\\evil.json', '{}'],
  ['C:/evil.json', '{}'],
  ['documents/token.json', '{}'],
  ['documents/logs/a.json', '{}'],
  ['documents/segments/a.sh', ''],
  ['data/promoted_codes.parquet', 'PAR1'],
  ['waymark.duckdb', 'x'],
  ['waymark.lock', 'x'],
])('a member called %s', async (name, content) => {
  const bytes = forged((same) => [...same, [name, Buffer.from(content)]]);
  await expect(restore(bytes)).rejects.toMatchObject({ error: { code: 'file_not_understood' } });
});

test('members that are twice, missing, more or other than the manifest says', async () => {
  const first = members[0] as Members[number];
  const twice = zipOf([...members, first]);
  await expect(restore(twice)).rejects.toMatchObject(refused('file_not_understood', /twice/));
  const missing = zipOf(members.slice(1));
  await expect(restore(missing)).rejects.toMatchObject(refused('file_not_understood', /damaged/));
  const more = zipOf([['documents/doctor.json', '{}'], ...members]);
  await expect(restore(more)).rejects.toMatchObject(refused('file_not_understood', /other members/));
  const other = zipOf(
    members.map(([name, content]) => [
      name,
      name === 'documents/flags.json' ? Buffer.from('{"version":1,"flags":[]} ') : content,
    ]),
  );
  await expect(restore(other)).rejects.toMatchObject(refused('file_not_understood', /another size/));
  const flags = Buffer.from('{"version":1,"flags":{}}');
  const same = zipOf(members.map(([name, content]) => [name, name === 'documents/flags.json' ? flags : content]));
  await expect(restore(same)).rejects.toMatchObject(refused('file_not_understood', /not what was written/));
});

test('what is newer than this Waymark', async () => {
  const version = forged(
    (same) => same,
    (manifest) => ({ ...manifest, version: 2, waymark: '9.1.0' }),
  );
  await expect(restore(version)).rejects.toMatchObject(refused('workspace_too_new', /9\.1\.0, archive format 2/));
  const schema = forged(
    (same) => same,
    (manifest) => ({ ...manifest, schema: 999 }),
  );
  await expect(restore(schema)).rejects.toMatchObject(refused('workspace_too_new', /format 999/));
});

test('absurd sizes and counts', async () => {
  const lie = forged(
    (same) => same,
    (manifest) => ({
      ...manifest,
      members: manifest.members.map((member) => ({ ...member, bytes: 2 ** 50 })),
    }),
  );
  await expect(restore(lie)).rejects.toMatchObject(refused('file_not_understood', /another size/));
  const large = forged((same) => [...same, ['documents/doctor.json', Buffer.alloc(17 * 2 ** 20)]]);
  await expect(restore(large)).rejects.toMatchObject(refused('file_not_understood', /larger than any document/));
  const rows = forged(
    (same) => same,
    (manifest) => ({ ...manifest, tables: manifest.tables.map((table) => ({ ...table, rows: table.rows + 1 })) }),
  );
  await expect(restore(rows)).rejects.toMatchObject(refused('file_not_understood', /rows and not/));
});

test('tables that are none, or not what they were', async () => {
  const swap = forged((same) =>
    same.map(([name]) => [name, name.startsWith('data/') ? Buffer.from('PAR1 and no more PAR1') : Buffer.from('{}')]),
  );
  await expect(restore(swap)).rejects.toMatchObject(refused('file_not_understood', /cannot be stored/));
  const stranger = forged(
    (same) => [...same, ['data/strangers.parquet', same[0]?.[1] ?? Buffer.alloc(0)]],
    (manifest) => ({ ...manifest, tables: [...manifest.tables, { name: 'strangers', rows: 1 }] }),
  );
  await expect(restore(stranger)).rejects.toMatchObject(refused('file_not_understood', /none that its version had/));
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['text', Buffer.from('time,event\n')],
  ['a zip of something else', zipOf([['events.csv', 'time,event']])],
  ['a manifest alone', zipOf([['manifest.json', '{"format":"other"}']])],
])('%s is no archive', async (_what, bytes) => {
  await expect(restore(bytes)).rejects.toMatchObject(refused('file_not_understood', /is no archive/));
});

test('an archive of an older format is brought to this one', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await applyMigrations(connection, 0, 7);
  await connection.run(`INSERT INTO events (eid, event_id, event_hash, timestamp, received_at, event, kind, distinct_id,
    groups, properties, source, is_server) VALUES (0, 'a', 1, 1767225600000, 1767225600000, 'old', 'custom', 'ann', '{}', '{}', 'test', false)`);
  const tables: Manifest['tables'] = [];
  const data: Members = [];
  for (const name of ['events', 'rejects', 'imports', 'recordings', 'meta']) {
    const path = join(engine.dir, `${name}.parquet`);
    const reader = await connection.runAndReadAll(`COPY ${name} TO '${path}' (FORMAT parquet)`);
    tables.push({ name, rows: Number(reader.getRows()[0]?.[0]) });
    data.push([`data/${name}.parquet`, await readFile(path)]);
  }
  connection.closeSync();
  instance.closeSync();
  const old = forged(
    () => data,
    (manifest) => ({ ...manifest, schema: 7, tables }),
  );
  const path = join(base, 'old.waymark');
  const folder = join(base, 'old');
  await writeFile(path, old);
  engine.engine.grant({ token: 'old-file-token', path, name: 'old.waymark' });
  engine.engine.grant({ token: 'old-folder-token', path: folder, name: 'old', access: 'folder' });
  const steps = engine.engine.stream['archive.restore'](
    { file: 'old-file-token', folder: 'old-folder-token' },
    neverAborted(),
  );
  for await (const _step of steps);
  // Nothing is left to be migrated, so no backup is made of it either.
  expect((await readdir(folder)).filter((name) => name.includes('backup'))).toEqual([]);
  const restored = await openTestEngine(folder);
  expect(await restored.engine.json['catalog.events']({}, neverAborted())).toMatchObject([{ event: 'old', count: 1 }]);
  expect((await readdir(folder)).filter((name) => name.includes('backup'))).toEqual([]);
  await restored.close();
});

test('cut anywhere or with any byte changed, it is refused or it is the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(whole.length - 1),
      fc.integer({ min: 1, max: 255 }),
      fc.boolean(),
      async (at, flip, isCut) => {
        const bytes = Buffer.from(whole);
        if (!isCut) bytes[at] = (bytes[at] as number) ^ flip;
        try {
          expect(await restore(isCut ? bytes.subarray(0, at) : bytes)).toMatchObject({ type: 'done', events: 2 });
        } catch (error) {
          expect(error).toMatchObject({
            error: { code: expect.stringMatching(/^(file_not_understood|workspace_too_new)$/) as string },
          });
        }
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);
