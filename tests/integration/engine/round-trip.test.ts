/** What is hard to write down, out by every format and in again: events into an empty workspace, the rest by other readers. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { afterEach, expect, test } from 'vitest';
import { restoreCell } from '../../../shared/base/csv-cell';
import type { ExportAsked, ExportFormat } from '../../../shared/contract/export';
import { EXPORT_COLUMNS, type ExportColumnType } from '../../../shared/contract/export-columns';
import type { CanonicalEvent } from '../../../shared/model/event';
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

const FORMATS = ['csv', 'jsonl', 'parquet', 'arrow'] as const satisfies readonly ExportFormat[];
let exports = 0;
async function exported({ engine, dir }: TestEngine, asked: Omit<ExportAsked, 'file'>): Promise<string> {
  const path = join(dir, `round-${++exports}.${asked.format}`);
  const token = `round-trip-${String(exports).padStart(6, '0')}`;
  engine.grant({ token, path, name: `round.${asked.format}`, access: 'write' });
  for await (const _ of engine.stream['export.run']({ ...asked, file: token }, neverAborted()));
  return path;
}

const AT = Date.UTC(2026, 0, 1);
const ODD: Readonly<Record<string, Partial<CanonicalEvent>>> = {
  'nothing, and nothing at all': {
    properties: { nothing: null, empty: '', list: [], object: {}, deep: { a: [null, {}, [[]]] } },
  },
  numbers: {
    properties: {
      zero: 0,
      most: Number.MAX_SAFE_INTEGER,
      least: -Number.MAX_SAFE_INTEGER,
      huge: 1e300,
      tiny: 5e-324,
      third: 1 / 3,
      sum: 0.1 + 0.2,
      e21: 1e21,
    },
  },
  'what looks like a number': {
    distinct_id: '007',
    user_id: '1e5',
    properties: { id: '9007199254740993', zip: '01234', yes: 'true', no: 'null' },
  },
  'text of all kinds': {
    event: 'Kauf ✓ 👩‍👩‍👧 \u202eabc',
    properties: {
      nul: 'a\u0000b',
      bell: '\u0007',
      feed: 'a\r\nb\nc\rd\u2028e',
      quote: '"',
      slash: '\\',
      tab: '\t',
      bom: '\ufeffx',
      lone: 'a\ud83d',
    },
  },
  'keys of all kinds': {
    properties: {
      '': 1,
      'a.b': 2,
      '"': 3,
      '\\': 4,
      ['__proto__']: 5,
      constructor: 6,
      NULL: 7,
      'a\nb': 8,
      $set: { 'x y': { z: 1 } },
    },
  },
  'a spreadsheet’s formulas': {
    event: '=cmd()',
    distinct_id: '-1',
    session_id: '@x',
    lib: '+1',
    user_id: "'=1",
    project: "''",
    properties: { a: '=1+1', b: "'=1" },
  },
  blanks: { event: ' x ', distinct_id: ' y', session_id: ' ', properties: { ' ': ' ' } },
  'before 1970': { timestamp: -1, original_timestamp: -86_400_000 * 365 },
  'at 1970': { timestamp: 0, sent_at: 0 },
  'far ahead': { timestamp: Date.UTC(9999, 11, 31, 23, 59, 59, 999) },
  'year 1': { timestamp: -62135596800000, sent_at: -62135596800000 + 1 },
  'before year 1': { timestamp: -62198755200000, received_at: -62198755200000 },
  'year 10000': { timestamp: 253402300800000, original_timestamp: 253402300800000 },
  'the last ms of dates': { timestamp: 8.64e15, sent_at: -8.64e15 },
  groups: { groups: { company: 'acme "x"', 'a.b': '=1', '': 'e' } },
  'CSV’s own words': {
    event: 'NULL',
    distinct_id: 'nan',
    lib: '\\N',
    lib_version: '1.0',
    properties: { x: 'a,b;c\td|e' },
  },
};

const textOf = async (of: TestEngine, asked: Omit<ExportAsked, 'file' | 'format'>): Promise<string> =>
  readFile(await exported(of, { ...asked, format: 'jsonl' }), 'utf8');

const FUNNEL: ExportAsked['spec'] = {
  kind: 'funnel',
  steps: [{ event: 'numbers' }, { event: ' x ' }, { event: 'groups' }],
  window: { value: 1, unit: 'day' },
  breakdown: { property: 'properties.x' },
};

test.each(FORMATS)('events that are hard to write down come back from %s, byte by byte', async (format) => {
  const [before, after] = [await fresh(), await fresh()];
  await before.store(
    ...Object.entries(ODD).map(([what, event], n) => ({ event: what, timestamp: AT + n, ...event, event_id: `e${n}` })),
  );
  const path = await exported(before, { what: 'events', format });
  const count = Object.keys(ODD).length;
  expect(await after.importPath(path)).toMatchObject({ rows: count, imported: count, rejected: 0 });
  for (const what of ['events', 'sessions', 'persons'] as const) {
    expect(await textOf(after, { what })).toBe(await textOf(before, { what }));
  }
  for (const asked of [
    { what: 'groups', group: 'company' },
    { what: 'result', spec: FUNNEL },
  ] as const) {
    expect(await textOf(after, asked)).toBe(await textOf(before, asked));
  }
});

type Row = Readonly<Record<string, unknown>>;

/** The file read by DuckDB, its values as JSON lines have them. */
async function readBack(
  path: string,
  format: Exclude<ExportFormat, 'arrow' | 'jsonl'>,
  types: Readonly<Record<string, ExportColumnType>>,
): Promise<Row[]> {
  const connection = await (await DuckDBInstance.create()).connect();
  try {
    const from =
      format === 'csv'
        ? `read_csv('${path}', all_varchar = true, header = true, allow_quoted_nulls = false)`
        : `'${path}'`;
    const value: Record<ExportColumnType, (column: string) => string> = {
      text: (column) => column,
      json: (column) => column,
      boolean: (column) => (format === 'csv' ? `${column}::BOOLEAN` : column),
      number: (column) => `${column}::DOUBLE`,
      time: (column) => `epoch_ms(${column}::TIMESTAMP)::DOUBLE`,
    };
    const columns = Object.entries(types).map(([name, type]) => `${value[type](`"${name}"`)} AS "${name}"`);
    const reader = await connection.runAndReadAll(`SELECT ${columns.join(', ')} FROM ${from}`);
    return reader.getRowObjectsJson().map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, cell]) => {
          if (types[name] === 'json' && typeof cell === 'string') return [name, JSON.parse(cell)];
          return [
            name,
            format === 'csv' && types[name] === 'text' && typeof cell === 'string' ? restoreCell(cell) : cell,
          ];
        }),
      ),
    );
  } finally {
    connection.closeSync();
  }
}

/** The same of Arrow, by another implementation than the one that wrote it. */
async function readArrow(path: string, types: Readonly<Record<string, ExportColumnType>>): Promise<Row[]> {
  const rows = tableFromIPC(await readFile(path)).toArray() as { toJSON(): Row }[];
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row.toJSON()).map(([name, cell]) => {
        if (types[name] === 'json' && typeof cell === 'string') return [name, JSON.parse(cell)];
        return [name, typeof cell === 'bigint' ? Number(cell) : cell];
      }),
    ),
  );
}

async function storeOdd(engine: TestEngine): Promise<void> {
  await engine.store(
    ...Object.entries(ODD).map(([what, event], n) => ({ event: what, timestamp: AT + n, ...event, event_id: `e${n}` })),
    {
      event: '$pageview',
      kind: 'page',
      distinct_id: '=ann',
      timestamp: AT,
      properties: {
        $current_url: 'https://a.test/@x?utm_source==y',
        $set: { name: '-Ann', email: '+a', seats: 1 / 3, big: 2 ** 53 - 1, 'a"b': [null, { c: '' }] },
      },
    },
    { event: 'later', distinct_id: '=ann', timestamp: AT + 3_600_123, properties: { $unset: ['email'] } },
  );
}

test.each(['persons', 'sessions', 'groups'] as const)(
  '%s are the same in every format, and as they are asked for',
  async (what) => {
    const engine = await fresh();
    await storeOdd(engine);
    const asked = what === 'groups' ? { what, group: 'company' } : { what };
    const types: Readonly<Record<string, ExportColumnType>> = EXPORT_COLUMNS[what];
    const byFirst = (rows: Row[]): Row[] => rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    const lines = byFirst(
      (await textOf(engine, asked))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Row),
    );
    expect(lines.length).toBeGreaterThan(0);
    expect(Object.keys(lines[0] ?? {})).toEqual(Object.keys(types));
    for (const format of ['csv', 'parquet'] as const) {
      expect(byFirst(await readBack(await exported(engine, { ...asked, format }), format, types))).toEqual(lines);
    }
    expect(byFirst(await readArrow(await exported(engine, { ...asked, format: 'arrow' }), types))).toEqual(lines);
    if (what === 'groups') return;
    const table =
      what === 'persons'
        ? await engine.engine.arrow['people.table'](
            { orderBy: { column: 'person', descending: false }, limit: 1_000, properties: [] },
            neverAborted(),
          )
        : await engine.engine.arrow['sessions.table'](
            { orderBy: { column: 'start', descending: false }, limit: 1_000 },
            neverAborted(),
          );
    const told = tableFromIPC(table).toArray() as { toJSON(): Row }[];
    const common = Object.keys(types).filter((name) => name in (told[0]?.toJSON() ?? {}));
    expect(common.length).toBeGreaterThan(10);
    const only = (row: Row): Row =>
      Object.fromEntries(common.map((name) => [name, typeof row[name] === 'bigint' ? Number(row[name]) : row[name]]));
    expect(byFirst(told.map((row) => only(row.toJSON())))).toEqual(byFirst(lines.map(only)));
  },
);

test('a result keeps its values and their types', async () => {
  const engine = await fresh();
  await storeOdd(engine);
  const sql = `SELECT * FROM (VALUES (1, 1::BIGINT, 0.5, true, '=1', ''), (-7, 9007199254740991, 1/3.0, false, NULL, 'a,"b"'||chr(10)||'c'), (NULL, NULL, NULL, NULL, '👩‍👩‍👧', ' ')) v(whole, large, part, yes, text, more)`;
  const spec: ExportAsked['spec'] = { kind: 'sql', sql };
  const types = {
    whole: 'number',
    large: 'number',
    part: 'number',
    yes: 'boolean',
    text: 'text',
    more: 'text',
  } as const;
  const rows = [
    { whole: 1, large: 1, part: 0.5, yes: true, text: '=1', more: '' },
    { whole: -7, large: Number.MAX_SAFE_INTEGER, part: 1 / 3, yes: false, text: null, more: 'a,"b"\nc' },
    { whole: null, large: null, part: null, yes: null, text: '👩‍👩‍👧', more: ' ' },
  ];
  const asked = { what: 'result', spec } as const;
  expect(
    (await textOf(engine, asked))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Row),
  ).toEqual(rows);
  for (const format of ['csv', 'parquet'] as const) {
    expect(await readBack(await exported(engine, { ...asked, format }), format, types)).toEqual(rows);
  }
  expect(await readArrow(await exported(engine, { ...asked, format: 'arrow' }), types)).toEqual(rows);
});
