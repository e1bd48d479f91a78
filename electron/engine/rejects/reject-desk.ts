/** Looks through what could not be understood: by page, by reason, one with its request, all as lines of a file. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import { fail } from '../../../shared/contract/errors';
import type { ListedReject, RejectFilter, RejectRow, WholeReject } from '../../../shared/contract/rejects';
import { rejectedRequestSchema } from '../../../shared/model/rejected-request';
import { sqlText } from '../../../shared/sql/quote';
import type { Counters } from '../store/counters';
import type { WriteLock } from '../store/lock';
import { readNumber, readRows, type Row } from '../store/read';
import type { Readers } from '../store/readers';

const EXPORT_PAGE = 500;
/** Of the raw text, for a list. */
const LISTED_RAW = 300;

/** Handlers of the commands on rejects that the engine answers. */
export function rejectCommands(readers: Readers, counters: Counters) {
  return {
    'rejects.recent': (input: CommandInput<'rejects.recent'>) =>
      readers.use((connection) => recentRejects(connection, counters, input)),
    'rejects.list': (input: CommandInput<'rejects.list'>) =>
      readers.use((connection) => listRejects(connection, input)),
    'rejects.summary': () => readers.use(summariseRejects),
    'rejects.get': (input: CommandInput<'rejects.get'>) => readers.use((connection) => getReject(connection, input)),
  };
}

async function recentRejects(
  connection: DuckDBConnection,
  counters: Counters,
  { limit }: CommandInput<'rejects.recent'>,
): Promise<CommandOutput<'rejects.recent'>> {
  const rows = await readRows(connection, `SELECT * FROM rejects ORDER BY id DESC LIMIT ${limit}`);
  return { total: counters.nextReject, rows: rows.map(toRow) };
}

async function listRejects(
  connection: DuckDBConnection,
  { limit, cursor, ...filter }: CommandInput<'rejects.list'>,
): Promise<CommandOutput<'rejects.list'>> {
  const where = printFilter(filter);
  const before = cursor === undefined ? '' : ` AND id < ${readCursor(cursor)}`;
  const rows = await readRows(
    connection,
    `SELECT * REPLACE (left(raw, ${LISTED_RAW}) AS raw) FROM rejects WHERE ${where}${before} ORDER BY id DESC LIMIT ${limit}`,
  );
  const total = await readNumber(connection, `SELECT count(*) FROM rejects WHERE ${where}`);
  const last = rows.at(-1);
  return {
    total,
    rows: rows.map(toListed),
    ...(rows.length < limit || last === undefined ? {} : { nextCursor: String(last['id']) }),
  };
}

async function summariseRejects(connection: DuckDBConnection): Promise<CommandOutput<'rejects.summary'>> {
  const rows = await readRows(
    connection,
    `SELECT code, source, count(*) FILTER (repaired_at IS NULL) AS open, count(repaired_at) AS repaired, max(received_at) AS last_at
     FROM rejects GROUP BY code, source ORDER BY open DESC, repaired DESC, code, source LIMIT 500`,
  );
  const groups = rows.map((row) => ({
    code: String(row['code']) as RejectRow['code'],
    source: String(row['source']),
    open: Number(row['open']),
    repaired: Number(row['repaired']),
    lastAt: Number(row['last_at']),
  }));
  const sum = (of: 'open' | 'repaired'): number => groups.reduce((total, group) => total + group[of], 0);
  return { total: sum('open') + sum('repaired'), repaired: sum('repaired'), groups };
}

async function getReject(connection: DuckDBConnection, { id }: CommandInput<'rejects.get'>): Promise<WholeReject> {
  const [row] = await readRows(connection, `SELECT * FROM rejects WHERE id = ${id}`);
  return row === undefined ? fail('not_found', `There is no reject number ${id}.`) : toWhole(row);
}

/** Events that repaired rejects became stay. Numbers are not handed out again while the engine runs. */
export function removeRejects(
  connection: DuckDBConnection,
  lock: WriteLock,
  { upTo, ...filter }: CommandInput<'rejects.remove'>,
): Promise<CommandOutput<'rejects.remove'>> {
  const where = `${printFilter(filter)} AND id <= ${upTo}`;
  return lock.run(async () => {
    const removed = await readNumber(connection, `SELECT count(*) FROM rejects WHERE ${where}`);
    if (removed > 0) await connection.run(`DELETE FROM rejects WHERE ${where}`);
    return { removed };
  });
}

/** Page by page, each with a connection of its own: whoever reads a large file out may be slow. */
export async function* exportRejects(
  readers: Readers,
  filter: RejectFilter,
  signal: AbortSignal,
): AsyncGenerator<WholeReject> {
  let before = Number.MAX_SAFE_INTEGER;
  while (!signal.aborted) {
    const sql = `SELECT * FROM rejects WHERE ${printFilter(filter)} AND id < ${before} ORDER BY id DESC LIMIT ${EXPORT_PAGE}`;
    const rows = await readers.use((connection) => readRows(connection, sql));
    for (const row of rows) yield toWhole(row);
    if (rows.length < EXPORT_PAGE) return;
    before = Number(rows.at(-1)?.['id']);
  }
}

function printFilter({ code, source, state, importId }: RejectFilter): string {
  const tests = [
    ...(code === undefined ? [] : [`code = ${sqlText(code)}`]),
    ...(source === undefined ? [] : [`source = ${sqlText(source)}`]),
    ...(importId === undefined ? [] : [`import_id = ${importId}`]),
    ...(state === undefined ? [] : [`repaired_at IS ${state === 'open' ? '' : 'NOT '}NULL`]),
  ];
  return tests.length === 0 ? 'true' : tests.join(' AND ');
}

function readCursor(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) return fail('invalid_request', 'cursor: is none of this list', { path: 'cursor' });
  return Number(cursor);
}

const toRow = (row: Row): RejectRow => ({
  id: Number(row['id']),
  receivedAt: Number(row['received_at']),
  source: String(row['source']),
  code: String(row['code']) as RejectRow['code'],
  message: String(row['message']),
  place: String(row['place']),
  raw: String(row['raw']),
});

function toListed(row: Row): ListedReject {
  if (row['repaired_at'] === null) return toRow(row);
  const eventIds = JSON.parse(String(row['repaired_as'])) as string[];
  return { ...toRow(row), repaired: { at: Number(row['repaired_at']), eventIds } };
}

function toWhole(row: Row): WholeReject {
  const listed = toListed(row);
  const text = row['request'];
  if (typeof text !== 'string') return { ...listed, why: whyNot(row) };
  return { ...listed, request: rejectedRequestSchema.parse(JSON.parse(text)) };
}

/** Why a reject cannot be sent again, and what to do instead. */
function whyNot(row: Row): string {
  if (row['import_id'] !== null) {
    return 'This row came in a file, where its mapping reads it together with the others. Put it right in the file and import the file again: rows that are stored are known and not stored twice.';
  }
  if (String(row['raw']) === '') return 'Nothing of the body could be kept. Send it again from where it came.';
  return 'The item cannot be told apart from others of its request that were stored, or was too large to be kept with it. Put it right where it was sent from.';
}
