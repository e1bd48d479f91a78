/** What is exported, and that events come back as they were. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { CommandInput } from '../../../shared/contract/commands';
import type { ExportAsked, ExportChoice, ExportProgress } from '../../../shared/contract/export';
import { type CanonicalEvent, EVENT_KINDS } from '../../../shared/model/event';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const open: TestEngine[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function fresh(): Promise<TestEngine> {
  const engine = await openTestEngine();
  open.push(engine);
  return engine;
}

let tokens = 0;

async function exported(
  { engine, dir }: TestEngine,
  asked: Omit<ExportAsked, 'file'>,
  signal = neverAborted(),
): Promise<{ readonly path: string; readonly last: ExportProgress | undefined }> {
  const name = `out-${++tokens}.${asked.format}`;
  const path = join(dir, name);
  const token = `export-token-${String(tokens).padStart(6, '0')}`;
  engine.grant({ token, path, name, access: 'write' });
  let last: ExportProgress | undefined;
  for await (const step of engine.stream['export.run']({ ...asked, file: token }, signal)) last = step;
  return { path, last };
}

/** Everything that is asked of two workspaces which should be equal. */
async function answersOf({ engine }: TestEngine): Promise<unknown> {
  const events = await engine.json['events.recent']({ limit: 1000 }, neverAborted());
  const { persons, sessions, from, to } = await engine.json['workspace.info']({}, neverAborted());
  const table: CommandInput<'people.table'> = {
    orderBy: { column: 'person', descending: false },
    limit: 1000,
    properties: ['plan', 'name'],
  };
  const people = await engine.arrow['people.table'](table, neverAborted());
  const stitched = await engine.arrow['sessions.table'](
    { orderBy: { column: 'start', descending: false }, limit: 1000 },
    neverAborted(),
  );
  const catalog = await engine.json['catalog.events']({}, neverAborted());
  return { events, persons, sessions, from, to, people: [...people], stitched: [...stitched], catalog };
}

const text = fc
  .oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }) },
    fc.constantFrom(
      '=1+1',
      "'=1",
      "''-x",
      '@a',
      '+4',
      '-',
      '\tx',
      '\rx',
      'a\r\nb',
      'a\nb',
      '"',
      ',',
      ' x ',
      "'",
      'NULL',
      '#',
    ),
  )
  .filter((value) => !value.includes('\0'));
const time = fc.integer({ min: Date.UTC(1999, 0), max: Date.UTC(2037, 0) });
const event: fc.Arbitrary<CanonicalEvent> = fc
  .record(
    {
      event: text,
      kind: fc.constantFrom(...EVENT_KINDS),
      timestamp: time,
      received_at: time,
      distinct_id: fc.oneof(fc.constantFrom('ann', 'ben', 'device-1', '=x'), text),
      groups: fc.dictionary(text, text, { maxKeys: 2 }),
      properties: fc.oneof(
        fc.dictionary(text, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 }),
        fc.record({ $set: fc.record({ plan: text, name: text }) }),
        fc.constant({ utm_source: 'mail', $current_url: 'https://shop.example/a?b=c' }),
      ),
      source: fc.constantFrom('posthog', 'waymark', 'sample'),
      original_timestamp: time,
      sent_at: time,
      anonymous_id: text,
      user_id: fc.constantFrom('ann', 'ben'),
      session_id: text,
      project: text,
      lib: text,
      lib_version: text,
    },
    {
      requiredKeys: ['event', 'kind', 'timestamp', 'received_at', 'distinct_id', 'groups', 'properties', 'source'],
    },
  )
  .map((given) => ({ event_id: '', ...given })) as fc.Arbitrary<CanonicalEvent>;

test.each(['csv', 'jsonl', 'parquet', 'arrow'] as const)(
  'events exported as %s and imported again are the same events, persons and sessions',
  async (format) => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 40 }), async (drawn) => {
        const before = await openTestEngine();
        const after = await openTestEngine();
        try {
          await before.store(...drawn.map((each, n) => ({ ...each, event_id: `${n % 3 === 0 ? '=' : 'e'}${n}` })));
          const { path, last } = await exported(before, { what: 'events', format });
          expect(last).toEqual({
            type: 'done',
            name: expect.any(String) as string,
            rows: drawn.length,
            bytes: (await stat(path)).size,
          });
          const report = await after.importPath(path);
          expect(report).toMatchObject({ rows: drawn.length, imported: drawn.length, rejected: 0 });
          expect(await answersOf(after)).toEqual(await answersOf(before));
        } finally {
          await before.close();
          await after.close();
        }
      }),
      { numRuns: 12 },
    );
  },
  240_000,
);

async function small(): Promise<TestEngine> {
  const engine = await fresh();
  const day = Date.UTC(2026, 0, 10);
  await engine.store(
    { event: 'view', distinct_id: 'ann', timestamp: day, properties: { $set: { plan: '=cmd()', seats: 3 } } },
    { event: 'buy', distinct_id: 'ann', timestamp: day + 1000, properties: { price: -4.5 } },
    { event: 'view', distinct_id: 'ben', timestamp: day + 86_400_000 },
  );
  return engine;
}

test('events of a filter and a range', async () => {
  const engine = await small();
  const of = async (asked: Pick<ExportAsked, 'where' | 'from' | 'to'>): Promise<string[]> => {
    const { path } = await exported(engine, { what: 'events', format: 'jsonl', ...asked });
    const lines = (await readFile(path, 'utf8'))
      .trim()
      .split('\n')
      .filter((line) => line !== '');
    return lines.map((line) => {
      const { event: name, distinct_id: id } = JSON.parse(line) as CanonicalEvent;
      return `${name} ${id}`;
    });
  };
  expect(await of({})).toEqual(['view ann', 'buy ann', 'view ben']);
  expect(await of({ where: { property: 'properties.price', op: 'lt', value: 0 } })).toEqual(['buy ann']);
  expect(await of({ where: { property: 'person.seats', op: 'eq', value: 3 } })).toEqual(['view ann', 'buy ann']);
  expect(await of({ from: Date.UTC(2026, 0, 10) + 1, to: Date.UTC(2026, 0, 11) })).toEqual(['buy ann']);
});

test('sessions and persons, with what a spreadsheet would execute made harmless', async () => {
  const engine = await small();
  await engine.store({ event: 'view', distinct_id: '=2+3', timestamp: Date.UTC(2026, 0, 12) });
  const sessions = await exported(engine, { what: 'sessions', format: 'csv' });
  expect(sessions.last).toMatchObject({ type: 'done', rows: 3 });
  const table = await readFile(sessions.path, 'utf8');
  expect(table.split('\n')[0]).toMatch(/^id,person,start,end,durationSeconds,events,/);
  expect(table).toContain(",'=2+3,2026-01-12T00:00:00.000Z,");
  expect(table).not.toMatch(/(^|,)=/m);
  const persons = await exported(engine, {
    what: 'persons',
    format: 'jsonl',
    where: { property: 'person.seats', op: 'eq', value: 3 },
  });
  const [person = ''] = (await readFile(persons.path, 'utf8')).split('\n');
  expect(JSON.parse(person)).toMatchObject({ person: 'ann', events: 2, properties: { plan: '=cmd()', seats: 3 } });
  expect(persons.last).toMatchObject({ rows: 1 });
});

test('sessions of a range, chosen columns, properties as columns of their own', async () => {
  const engine = await small();
  const linesOf = async (asked: Omit<ExportAsked, 'file' | 'format'>): Promise<string[]> => {
    const { path } = await exported(engine, { ...asked, format: 'csv' });
    return (await readFile(path, 'utf8')).trim().split('\n');
  };
  expect(await linesOf({ what: 'sessions', range: { from: '2026-01-11' }, columns: ['person', 'events'] })).toEqual([
    'person,events',
    'ben,1',
  ]);
  expect(
    await linesOf({
      what: 'events',
      columns: ['event', 'properties.price'],
      where: { property: 'event', op: 'eq', value: 'buy' },
    }),
  ).toEqual(['event,properties.price', "buy,'-4.5"]);
  const byEnd = { column: 'start', descending: true };
  expect(await linesOf({ what: 'sessions', orderBy: byEnd, columns: ['start', 'person'] })).toEqual([
    'start,person',
    '2026-01-11T00:00:00.000Z,ben',
    '2026-01-10T00:00:00.000Z,ann',
  ]);
  const byPlan = { column: 'person.plan', descending: false };
  expect(await linesOf({ what: 'persons', orderBy: byPlan, columns: ['person'] })).toEqual(['person', 'ann', 'ben']);
  expect(await linesOf({ what: 'persons', columns: ['properties.plan'], search: 'ANN' })).toEqual([
    'properties.plan',
    "'=cmd()",
  ]);
  const counted = (asked: ExportChoice) => engine.engine.json['export.count'](asked, neverAborted());
  expect(await counted({ what: 'events' })).toEqual({ rows: 3 });
  expect(await counted({ what: 'sessions', range: { from: '2026-01-11' } })).toEqual({ rows: 1 });
  await expect(counted({ what: 'events', columns: ['nonsense'] })).rejects.toMatchObject({
    error: { code: 'invalid_request', path: 'columns' },
  });
  await expect(counted({ what: 'persons', range: { from: '2026-01-11' } })).rejects.toMatchObject({
    error: { code: 'invalid_request', path: 'range' },
  });
});

test('groups of a type, with what is told of them', async () => {
  const engine = await fresh();
  await engine.store(
    { event: 'view', distinct_id: 'ann', groups: { company: 'acme' } },
    {
      event: '$groupidentify',
      kind: 'group',
      distinct_id: 'ann',
      groups: { company: 'acme' },
      properties: { $group_set: { seats: 9 } },
    },
    { event: 'view', distinct_id: 'ben', groups: { company: '=b' } },
  );
  const { path } = await exported(engine, {
    what: 'groups',
    group: 'company',
    format: 'csv',
    columns: ['key', 'persons'],
  });
  expect((await readFile(path, 'utf8')).trim().split('\n').toSorted()).toEqual(["'=b,1", 'acme,1', 'key,persons']);
});

test('the same table of a result in every format', async () => {
  const engine = await small();
  const spec: ExportChoice['spec'] = {
    kind: 'trends',
    series: [{ match: { event: 'view' }, math: 'events' }],
    interval: 'day',
  };
  const csv = await exported(engine, { what: 'result', format: 'csv', spec });
  const lines = (await readFile(csv.path, 'utf8')).trim().split('\n');
  expect(lines[0]).toMatch(/^bucket,view/);
  expect(lines.slice(1).map((line) => line.split(',').at(-1))).toEqual(['1', '1']);
  const jsonl = await exported(engine, { what: 'result', format: 'jsonl', spec });
  expect((await readFile(jsonl.path, 'utf8')).trim().split('\n')).toHaveLength(2);
  const parquet = await exported(engine, { what: 'result', format: 'parquet', spec });
  expect(parquet.last).toMatchObject({ type: 'done', rows: 2 });
});

test('an export that is given up leaves the old file and nothing else', async () => {
  const engine = await small();
  const path = join(engine.dir, 'kept.csv');
  await writeFile(path, 'as it was');
  engine.engine.grant({ token: 'kept-token-000001', path, name: 'kept.csv', access: 'write' });
  const stop = new AbortController();
  stop.abort();
  const asked: ExportAsked = { what: 'events', format: 'csv', file: 'kept-token-000001' };
  const steps = engine.engine.stream['export.run'](asked, stop.signal);
  await expect(steps.next()).rejects.toMatchObject({ error: { code: 'cancelled' } });
  expect(await readFile(path, 'utf8')).toBe('as it was');
  expect(await readdir(join(engine.dir, 'exports'))).toEqual([]);
});

test('only a file that was granted for writing is written', async () => {
  const engine = await small();
  const path = join(engine.dir, 'source.csv');
  engine.engine.grant({ token: 'read-token-000001', path, name: 'source.csv' });
  const asked: ExportAsked = { what: 'events', format: 'csv', file: 'read-token-000001' };
  await expect(engine.engine.stream['export.run'](asked, neverAborted()).next()).rejects.toMatchObject({
    error: { code: 'not_found' },
  });
});
