/** A workspace as an archive and back: all that was stored and written by hand, and the same answers. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { fromBufferPromise } from 'yauzl';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RestoreProgress } from '../../../shared/contract/archive';
import type { ExportProgress } from '../../../shared/contract/export';
import { isLeftOut, manifestSchema } from '../../../shared/formats/archive';
import { emptyPlan } from '../../../shared/plan/edit';
import type { InsightSpec } from '../../../shared/insights/specs';
import { completeEvent, neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let base = '';
const open: TestEngine[] = [];
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'waymark-archive-'));
});
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  await rm(base, { recursive: true, force: true });
});

async function openAt(dir: string): Promise<TestEngine> {
  const engine = await openTestEngine(dir);
  open.push(engine);
  return engine;
}

let tokens = 0;
const newToken = (): string => `archive-token-${String(++tokens).padStart(6, '0')}`;

async function archived(
  { engine }: TestEngine,
  path: string,
  signal = neverAborted(),
): Promise<ExportProgress | undefined> {
  const token = newToken();
  engine.grant({ token, path, name: 'out.waymark', access: 'write' });
  let last: ExportProgress | undefined;
  for await (const step of engine.stream['archive.run']({ file: token }, signal)) last = step;
  return last;
}

async function restored(
  { engine }: TestEngine,
  path: string,
  folder: string,
  signal = neverAborted(),
): Promise<RestoreProgress | undefined> {
  const [file, into] = [newToken(), newToken()];
  engine.grant({ token: file, path, name: 'in.waymark' });
  engine.grant({ token: into, path: folder, name: 'restored', access: 'folder' });
  let last: RestoreProgress | undefined;
  for await (const step of engine.stream['archive.restore']({ file, folder: into }, signal)) last = step;
  return last;
}

const DAY = Date.UTC(2026, 0, 10);
const ASKED: readonly InsightSpec[] = [
  { kind: 'funnel', steps: [{ event: 'view' }, { event: 'buy' }], breakdown: { property: 'person.plan' } },
  { kind: 'trends', series: [{ match: { event: '*' }, math: 'persons' }], interval: 'day' },
  { kind: 'segment', filter: { segment: 'buyers' } },
  { kind: 'sql', sql: 'SELECT event, count(*) AS n FROM events GROUP BY event ORDER BY event' },
  { kind: 'sessions', orderBy: { column: 'start' } },
  {
    kind: 'people',
    orderBy: { column: 'person' },
    columns: ['person', 'events', 'sessions', 'firstSeen', 'person.plan'],
  },
];

async function answersOf({ engine }: TestEngine): Promise<unknown> {
  const answers: unknown[] = [];
  for (const spec of ASKED) {
    const { meta: _meta, ...answer } = await engine.json['insight.run']({ spec }, neverAborted());
    answers.push(answer);
  }
  const { dataVersion: _version, name: _name, ...info } = await engine.json['workspace.info']({}, neverAborted());
  const imports = await engine.json['import.list']({}, neverAborted());
  return {
    answers,
    info,
    imports,
    saved: await engine.json['saved.list']({}, neverAborted()),
    settings: await engine.json['settings.get']({}, neverAborted()),
    decisions: await engine.json['identity.decisions']({}, neverAborted()),
    recordings: await engine.json['recordings.list']({ limit: 10 }, neverAborted()),
    shown: await engine.json['recordings.get']({ source: 'posthog', recording: 'r1', limit: 100 }, neverAborted()),
    rejects: await engine.json['rejects.list']({ limit: 10 }, neverAborted()),
    plan: (await engine.json['plan.get']({}, neverAborted())).plan,
  };
}

/** All rows of all tables but those that are worked out, as texts. */
async function tablesOf(dir: string): Promise<Record<string, unknown>> {
  const instance = await DuckDBInstance.create(join(dir, 'waymark.duckdb'), { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    const names = (
      await connection.runAndReadAll('SELECT table_name FROM duckdb_tables() WHERE NOT internal ORDER BY 1')
    ).getColumns()[0] as string[];
    const tables: Record<string, unknown> = {};
    for (const name of names) {
      if (isLeftOut(name)) continue;
      const reader = await connection.runAndReadAll(`SELECT COLUMNS(*)::VARCHAR FROM "${name}"`);
      tables[name] = { columns: reader.columnNames(), rows: reader.getRows() };
    }
    return tables;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function furnished(dir: string): Promise<TestEngine> {
  const engine = await openAt(dir);
  await engine.store(
    {
      event: 'view',
      distinct_id: 'ann',
      anonymous_id: 'laptop',
      timestamp: DAY,
      properties: { $set: { plan: 'pro' } },
    },
    { event: 'buy', distinct_id: 'ann', timestamp: DAY + 60_000, properties: { price: 1e-7, big: '9007199254740993' } },
    { event: 'view', distinct_id: 'ben', timestamp: DAY + 86_400_000, groups: { company: 'acme' }, lib: '' },
  );
  await engine.engine.ingest({
    events: [completeEvent({ event: 'view', distinct_id: 'cy', timestamp: DAY + 5 })],
    rejects: [
      {
        code: 'missing_event_name',
        message: 'no event',
        place: 'batch[1]',
        raw: '{"a":"\\u00e9"}',
        source: 'posthog',
        receivedAt: DAY,
      },
    ],
    recordings: [
      {
        recording: 'r1',
        distinct_id: 'ann',
        source: 'posthog',
        received_at: DAY,
        first: DAY,
        last: DAY + 9,
        skew: 3,
        count: 2,
        events: JSON.stringify([
          { type: 4, timestamp: DAY, data: { href: 'https://shop.test/' } },
          { type: 2, timestamp: DAY + 9, data: { node: {} } },
        ]),
      },
    ],
  });
  await engine.importText('some.csv', 'time,name,who\n2026-01-11T00:00:00Z,view,dee\nnever,view,dee\n', {
    time: { column: 'time' },
    event: { column: 'name' },
    distinctId: { column: 'who' },
  });
  await engine.engine.json['saved.put'](
    {
      saved: {
        kind: 'segment',
        document: { version: 1, id: 'buyers', name: 'Buyers', filter: { performed: { event: 'buy' } } },
      },
    },
    neverAborted(),
  );
  await engine.engine.json['settings.set'](
    { settings: { ...(await engine.engine.json['settings.get']({}, neverAborted())), timezone: 'Asia/Tokyo' } },
    neverAborted(),
  );
  await engine.engine.json['identity.decide'](
    { decision: { kind: 'merge', pairs: [{ a: { role: 'plain', id: 'ben' }, b: { role: 'plain', id: 'cy' } }] } },
    neverAborted(),
  );
  await engine.engine.json['plan.put']({ plan: emptyPlan('Shop') }, neverAborted());
  await writeFile(join(dir, 'flags.json'), '{"version":1,"flags":[{"key":"new"}]}');
  return engine;
}

test('everything comes back, and the same answers', async () => {
  const source = join(base, 'source');
  const engine = await furnished(source);
  const path = join(base, 'whole.waymark');
  expect(await archived(engine, path)).toMatchObject({
    type: 'done',
    name: 'out.waymark',
    rows: expect.any(Number) as number,
  });
  expect(await readdir(join(source, 'exports'))).toEqual([]);
  const folder = join(base, 'deep', 'restored');
  expect(await restored(engine, path, folder)).toMatchObject({ type: 'done', name: 'restored', events: 5 });
  expect(await readdir(join(base, 'deep'))).toEqual(['restored']);
  const expected = await answersOf(engine);
  const again = await openAt(folder);
  expect(await answersOf(again)).toEqual(expected);
  expect((await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted()).toEqual(
    (await readdir(source)).filter((name) => name.endsWith('.json')).toSorted(),
  );
  for (const file of ['workspace.json', 'identity.json', 'flags.json', 'segments/buyers.json']) {
    expect(await readFile(join(folder, file))).toEqual(await readFile(join(source, file)));
  }
  // Closed by hand: their tables are looked at from outside.
  for (const each of open.splice(0)) await each.engine.close();
  expect(await tablesOf(folder)).toEqual(await tablesOf(source));
}, 60_000);

test('it is a zip that others read, of what was named and nothing else', async () => {
  const dir = join(base, 'source');
  const engine = await furnished(dir);
  // What is nobody's business, and what must not go along.
  await writeFile(join(dir, 'segments', 'notes.txt'), 'mine');
  await writeFile(join(dir, 'token.json'), '{"secret":"s3cr3t"}');
  await symlink('/etc/passwd', join(dir, 'insights-link.json'));
  await mkdir(join(dir, 'insights'), { recursive: true });
  await symlink('/etc/passwd', join(dir, 'insights', 'passwd.json'));
  const path = join(base, 'whole.waymark');
  await archived(engine, path);
  const bytes = await readFile(path);
  expect(bytes.includes('s3cr3t')).toBe(false);
  expect(bytes.includes('root:')).toBe(false);
  const zip = await fromBufferPromise(bytes);
  const names: string[] = [];
  let manifest: unknown;
  for await (const entry of zip.eachEntry()) {
    names.push(entry.fileName);
    const parts: Buffer[] = [];
    // yauzl holds sizes against what is said of them.
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
    if (entry.fileName === 'manifest.json') manifest = JSON.parse(Buffer.concat(parts).toString('utf8'));
  }
  expect(names).toContain('data/events.parquet');
  expect(names).toContain('documents/segments/buyers.json');
  expect(names.filter((name) => /promoted|session_|journal|lock|notes|token|passwd|link/.test(name))).toEqual([]);
  expect(names.at(-1)).toBe('manifest.json');
  const { members, tables } = manifestSchema.parse(manifest);
  expect(members.map(({ name }) => name)).toEqual(names.slice(0, -1));
  expect(tables.find(({ name }) => name === 'events')).toEqual({ name: 'events', rows: 5 });
});

test('a folder that holds something is left alone; one that is empty is used', async () => {
  const engine = await openAt(join(base, 'source'));
  await engine.store({ event: 'view' });
  const path = join(base, 'a.waymark');
  await archived(engine, path);
  const full = join(base, 'full');
  await mkdir(full);
  await writeFile(join(full, 'mine.txt'), 'mine');
  await expect(restored(engine, path, full)).rejects.toMatchObject({ error: { code: 'file_unreadable' } });
  expect(await readdir(full)).toEqual(['mine.txt']);
  const empty = join(base, 'empty');
  await mkdir(empty);
  expect(await restored(engine, path, empty)).toMatchObject({ type: 'done', events: 1 });
  expect(existsSync(join(empty, 'waymark.duckdb'))).toBe(true);
});

test('given up, neither leaves anything', async () => {
  const engine = await openAt(join(base, 'source'));
  await engine.store({ event: 'view' });
  const path = join(base, 'a.waymark');
  const stop = new AbortController();
  stop.abort();
  await expect(archived(engine, path, stop.signal)).rejects.toMatchObject({ error: { code: 'cancelled' } });
  expect(await readdir(base)).toEqual(['source']);
  expect(await readdir(join(base, 'source', 'exports'))).toEqual([]);
  await archived(engine, path);
  await expect(restored(engine, path, join(base, 'back'), stop.signal)).rejects.toMatchObject({
    error: { code: 'cancelled' },
  });
  expect((await readdir(base)).toSorted()).toEqual(['a.waymark', 'source']);
});

test('what is stored while it is written is in the next one', async () => {
  const engine = await openAt(join(base, 'source'));
  await engine.store(...Array.from({ length: 3_000 }, (_, n) => ({ event: 'view', timestamp: DAY + n })));
  const token = newToken();
  const path = join(base, 'a.waymark');
  engine.engine.grant({ token, path, name: 'a', access: 'write' });
  const steps = engine.engine.stream['archive.run']({ file: token }, neverAborted());
  const first = steps.next();
  await Promise.all([engine.store(...Array.from({ length: 500 }, () => ({ event: 'late' }))), first]);
  for await (const _step of steps);
  const done = await restored(engine, path, join(base, 'back'));
  const events = done?.type === 'done' ? done.events : 0;
  expect([3_000, 3_500]).toContain(events);
  expect(await engine.engine.json['workspace.info']({}, neverAborted())).toMatchObject({ events: 3_500 });
});
