/**
 * Looks at one file: reads it into DuckDB-Wasm, answers its head, then a profile of each column, then outlines under
 * mappings on demand. One worker looks at one file; its client ends it.
 */
import { tableFromArrays, tableToIPC, utf8 } from '@uwdata/flechette';
import { ensure } from '../../../shared/base/assert';
import {
  LOOK_TABLE,
  sqlEventCounts,
  sqlLoadDelimited,
  sqlLookCount,
  sqlLookRows,
  sqlOutline,
  sqlProfile,
  sqlTopValues,
} from '../../../shared/sql/quick-look';
import { repeats, shapeProfile } from '../../../shared/sql/column-profile';
import { openDatabase, type LookDatabase } from './database';
import type { ColumnProfile, FromQuickLook, LookMapping, LookOutline, ToQuickLook } from './messages';
import { readBlobHead, type BlobHead } from './read-blob';
import { readJsonLines } from './read-json-lines';

/** A quick look reads no more than this; larger files are looked at in part. Parsing JSON costs more memory. */
const CSV_LIMIT_BYTES = 256_000_000;
const JSON_LIMIT_BYTES = 64_000_000;
const FIRST_ROWS = 100;
const TOP_VALUES = 6;
const TOP_EVENTS = 12;
const FILE = 'file';
/** A NUL byte up front tells binary files from text. */
const BINARY_PROBE_BYTES = 4096;

const scope = globalThis as unknown as {
  postMessage: (message: FromQuickLook) => void;
  addEventListener: (type: 'message', listener: (event: MessageEvent<ToQuickLook>) => void) => void;
};

let database: Promise<LookDatabase> | undefined;

scope.addEventListener('message', ({ data }) => {
  switch (data.type) {
    case 'warm':
      database = openDatabase(data.noExtensions);
      // A start that fails is told by the look that follows.
      database.catch(() => undefined);
      break;
    case 'look':
      void look(data);
      break;
    case 'outline':
      void outline(data.id, data.mapping);
      break;
  }
});

async function look({ file, name, format }: Extract<ToQuickLook, { type: 'look' }>): Promise<void> {
  try {
    const [opened, head] = await Promise.all([
      ensure(database, 'The database'),
      readBlobHead(file, name, format === 'csv' ? CSV_LIMIT_BYTES : JSON_LIMIT_BYTES),
    ]);
    if (head.bytes.length === 0) {
      scope.postMessage({ type: 'failed', error: { code: 'file_not_understood', message: `«${name}» is empty.` } });
      return;
    }
    if (head.bytes.subarray(0, BINARY_PROBE_BYTES).includes(0)) {
      throw new Error('It is no text file; spreadsheets and archives must be exported to CSV first.');
    }
    const loaded = format === 'csv' ? await loadDelimited(opened, head) : await loadJson(opened, head);
    const columns = await sendHead(opened, head, loaded);
    for (const [index, column] of columns.entries()) {
      scope.postMessage({ type: 'profile', index, profile: await profile(opened, column) });
    }
    scope.postMessage({ type: 'profiled' });
  } catch (cause) {
    scope.postMessage({ type: 'failed', error: notUnderstood(name, cause) });
  }
}

interface Loaded {
  readonly broken: number;
  readonly hiddenColumns: number;
}

async function loadDelimited({ db, connection }: LookDatabase, { bytes }: BlobHead): Promise<Loaded> {
  await db.registerFileBuffer(FILE, bytes);
  await connection.query(sqlLoadDelimited(FILE));
  await db.dropFile(FILE);
  return { broken: 0, hiddenColumns: 0 };
}

async function loadJson({ connection }: LookDatabase, { bytes }: BlobHead): Promise<Loaded> {
  const { names, columns, broken, hiddenColumns, rowCount } = readJsonLines(new TextDecoder().decode(bytes));
  if (rowCount === 0) throw new Error('No line of it is a JSON object.');
  const arrays = Object.fromEntries(names.map((name, index) => [name, columns[index] ?? []]));
  const types = Object.fromEntries(names.map((name) => [name, utf8()]));
  const ipc = ensure(tableToIPC(tableFromArrays(arrays, { types }), { format: 'stream' }), 'The Arrow stream');
  await connection.insertArrowFromIPCStream(ipc, { name: LOOK_TABLE, create: true });
  return { broken, hiddenColumns };
}

async function sendHead({ rows }: LookDatabase, head: BlobHead, loaded: Loaded): Promise<readonly string[]> {
  const first = await rows(sqlLookRows(FIRST_ROWS));
  const rowCount = Number((await rows(sqlLookCount()))[0]?.['n'] ?? 0);
  const described = await rows(`DESCRIBE ${LOOK_TABLE}`);
  const columns = described.map((row) => String(row['column_name']));
  scope.postMessage({
    type: 'head',
    head: {
      columns,
      rows: first.map((row) => columns.map((column) => text(row[column]))),
      rowCount,
      readBytes: head.readBytes,
      totalBytes: head.totalBytes,
      ...loaded,
    },
  });
  return columns;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

async function profile({ rows }: LookDatabase, name: string): Promise<ColumnProfile> {
  const measures = ensure((await rows(sqlProfile(name)))[0], 'The profile');
  return shapeProfile(name, measures, repeats(measures) ? await rows(sqlTopValues(name, TOP_VALUES)) : []);
}

async function outline(id: number, mapping: LookMapping): Promise<void> {
  try {
    const { rows } = await ensure(database, 'The database');
    const measures = ensure((await rows(sqlOutline(mapping)))[0], 'The outline');
    const events = await rows(sqlEventCounts(mapping, TOP_EVENTS));
    const from = measures['first_time'];
    const to = measures['last_time'];
    const outlined: LookOutline = {
      ...(typeof from === 'number' && typeof to === 'number' ? { from, to } : {}),
      total: number(measures['events']),
      persons: number(measures['persons']),
      withoutTime: number(measures['without_time']),
      withoutPerson: number(measures['without_person']),
      events: events.map((row) => ({ name: text(row['value']), count: number(row['n']) })),
    };
    scope.postMessage({ type: 'outlined', id, outline: outlined });
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    scope.postMessage({
      type: 'failed',
      id,
      error: {
        code: 'file_not_understood',
        message: 'The file cannot be read under this mapping. Choose another time column or format.',
        detail,
      },
    });
  }
}

function notUnderstood(name: string, cause: unknown): Extract<FromQuickLook, { type: 'failed' }>['error'] {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return {
    code: 'file_not_understood',
    message: `«${name}» cannot be read: ${detail.split('\n')[0] ?? ''} Waymark reads CSV, TSV and JSON lines, plain or gzip.`,
    detail,
  };
}
