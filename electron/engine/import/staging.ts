/**
 * A file, read as it is into a database of its own: untrusted bytes never meet the workspace's database. The instance
 * may open that one file and nothing else, and its configuration is locked before the file is touched.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { AppFailure, fail } from '../../../shared/contract/errors';
import { readCsvHead } from '../../../shared/formats/csv-head';
import { type Container, type FileFormat, isContainer } from '../../../shared/formats/import-map';
import { sqlText } from '../../../shared/sql/quote';
import { STAGING } from '../store/database';
import { readRows } from '../store/read';

export interface SourceFile {
  readonly path: string;
  readonly name: string;
  readonly size: number;
}

export interface StagedRejects {
  readonly line: number;
  readonly message: string;
  readonly raw: string;
}

export interface Staging {
  readonly connection: DuckDBConnection;
  readonly format: Container;
  /** CSV columns in file order; empty for JSON lines. */
  readonly columns: readonly string[];
  /** The first line of the CSV is a row, and quotes are text like any other. */
  readonly headless: boolean;
  /** Rows that the reader itself could not take apart. */
  readonly rejects: readonly StagedRejects[];
  /** The plain file that was read: the given one, or what a packed one held. */
  readonly path: string;
  /** Path of the staging database, to be attached for copying once {@link close} has run. */
  readonly databasePath: string;
  /** Once is enough; {@link remove} does it too. */
  close(): void;
  remove(): Promise<void>;
}

const MAX_LINE_BYTES = 20_000_000;
const MAX_COLUMNS = 4_096;
const MAX_UNPACKED_BYTES = 64e9;
/** Enough for a thousand rows, even long ones. */
const HEAD_UNPACKED_BYTES = 32e6;

/** Stages at most `limit` rows where given. Throws {@link AppFailure} `file_not_understood` or `file_unreadable`. */
export async function stageFile(
  workspaceDir: string,
  id: string,
  given: SourceFile,
  asked: FileFormat,
  limit?: number,
): Promise<Staging> {
  const unpackedPath = join(workspaceDir, STAGING, `${id}.unpacked`);
  const file = (await isGzip(given)) ? await unpack(given, unpackedPath, limit) : given;
  const format = await detectFormat(file, asked);
  const databasePath = join(workspaceDir, STAGING, `${id}.duckdb`);
  await rm(databasePath, { force: true });
  const instance = await DuckDBInstance.create(databasePath);
  const connection = await instance.connect();
  let closed = false;
  const close = (): void => {
    if (closed) return;
    closed = true;
    connection.closeSync();
    instance.closeSync();
  };
  const remove = async (): Promise<void> => {
    close();
    for (const path of [databasePath, `${databasePath}.wal`]) await rm(path, { force: true });
    if (file !== given) await rm(unpackedPath, { force: true });
  };
  try {
    for (const statement of [
      "SET TimeZone = 'UTC'",
      'SET threads = 2',
      // Read once and thrown away: packing it would cost more than it saves.
      "SET force_compression = 'uncompressed'",
      `SET temp_directory = ${sqlText(join(workspaceDir, STAGING, `${id}.tmp`))}`,
      `SET allowed_paths = [${sqlText(file.path)}]`,
      `SET allowed_directories = [${sqlText(join(workspaceDir, STAGING))}]`,
      'SET autoinstall_known_extensions = false',
      'SET autoload_known_extensions = false',
      'SET enable_external_access = false',
      'SET lock_configuration = true',
    ]) {
      await connection.run(statement);
    }
    const { columns, headless } =
      format === 'csv' ? await stageCsv(connection, file, limit) : await stageLines(connection, file, limit);
    const rejects = await readRejects(connection);
    return { connection, format, columns, headless, rejects, path: file.path, databasePath, close, remove };
  } catch (error) {
    await remove();
    throw explain(error, file);
  }
}

/** By content: a file's name says little. */
async function detectFormat(file: SourceFile, asked: FileFormat): Promise<Container> {
  const head = await readHead(file);
  const refuse = (what: string): never => fail('file_not_understood', `${file.name} ${what}`);
  if (head.length === 0) return refuse('is empty.');
  if (head[0] === 0x1f && head[1] === 0x8b) return refuse('is packed twice. Unpack it first.');
  if (head[0] === 0x50 && head[1] === 0x4b) return refuse('is a zip archive. Unpack it first.');
  if (head.subarray(0, 4).toString('latin1') === 'PAR1')
    return refuse('is a Parquet file; CSV and JSON lines can be read.');
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    return refuse('is UTF-16 text. Save it as UTF-8.');
  }
  if (head.includes(0)) return refuse('is not text; CSV and JSON lines can be read.');
  if (isContainer(asked)) return asked;
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (text.startsWith('[')) return refuse('is one JSON array. Write one JSON object per line instead (JSON lines).');
  return text.startsWith('{') ? 'jsonl' : 'csv';
}

const isGzip = async (file: SourceFile): Promise<boolean> => {
  const head = await readHead(file);
  return head[0] === 0x1f && head[1] === 0x8b;
};

/** Unpacks beside the staging database; of a file that is only to be looked at, its beginning. */
async function unpack(file: SourceFile, path: string, limit: number | undefined): Promise<SourceFile> {
  const most = limit === undefined ? MAX_UNPACKED_BYTES : HEAD_UNPACKED_BYTES;
  let size = 0;
  const measured = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size <= most) done(null, chunk);
      else done(new UnpackedTooLarge());
    },
  });
  try {
    await pipeline(createReadStream(file.path), createGunzip(), measured, createWriteStream(path));
  } catch (error) {
    if (!(error instanceof UnpackedTooLarge && limit !== undefined)) {
      await rm(path, { force: true });
      if (error instanceof UnpackedTooLarge) {
        return fail(
          'file_not_understood',
          `${file.name} unpacks to more than ${MAX_UNPACKED_BYTES / 1e9} GB. Unpack it yourself if you trust it.`,
        );
      }
      const detail = error instanceof Error ? error.message : String(error);
      return fail('file_not_understood', `${file.name} cannot be unpacked: it is damaged or breaks off.`, { detail });
    }
  }
  return { ...file, path, size };
}

class UnpackedTooLarge extends Error {}

async function readHead({ path, name }: SourceFile): Promise<Buffer> {
  try {
    const handle = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(64 * 1024);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return fail('file_unreadable', `${name} cannot be read: it is gone, or you may not open it.`, { detail });
  }
}

const rowLimit = (limit: number | undefined): string => (limit === undefined ? '' : `LIMIT ${limit}`);

async function stageCsv(
  connection: DuckDBConnection,
  file: SourceFile,
  limit: number | undefined,
): Promise<Pick<Staging, 'columns' | 'headless'>> {
  const { delimiter, names, newline, headless = false } = readCsvHead((await readHead(file)).toString('utf8'), ['row']);
  if (names.length > MAX_COLUMNS) {
    return fail('file_not_understood', `${file.name} has ${names.length} columns; up to ${MAX_COLUMNS} can be read.`);
  }
  const columns = names.map((name) => `${sqlText(name)}: 'VARCHAR'`).join(', ');
  await connection.run(
    `CREATE TABLE rows AS SELECT (row_number() OVER () - 1)::BIGINT AS row, * FROM (
       SELECT * FROM read_csv(${sqlText(file.path)}, auto_detect = false, header = ${!headless}, delim = ${sqlText(delimiter)},
         quote = ${sqlText(headless ? '' : '"')}, escape = ${sqlText(headless ? '' : '"')},
         max_line_size = ${MAX_LINE_BYTES}, columns = {${columns}}, store_rejects = true, rejects_limit = 0${newline === undefined ? '' : `, new_line = ${sqlText('\\r\\n')}`})
       ${rowLimit(limit)})`,
  );
  return { columns: names, headless };
}

async function stageLines(
  connection: DuckDBConnection,
  file: SourceFile,
  limit: number | undefined,
): Promise<Pick<Staging, 'columns' | 'headless'>> {
  // A JSON text holds no raw control character, so U+001F cannot part a good line; blank lines stay as NULL and count.
  await connection.run(
    `CREATE TABLE rows AS SELECT (row_number() OVER () - 1)::BIGINT AS row, * FROM (
       SELECT * FROM read_csv(${sqlText(file.path)}, auto_detect = false, header = false, delim = chr(31), quote = '', escape = '',
         max_line_size = ${MAX_LINE_BYTES}, columns = {'json': 'VARCHAR'}, store_rejects = true, rejects_limit = 0)
       ${rowLimit(limit)})`,
  );
  return { columns: [], headless: false };
}

async function readRejects(connection: DuckDBConnection): Promise<StagedRejects[]> {
  const rows = await readRows(
    connection,
    `SELECT line::BIGINT AS line, any_value(error_type::VARCHAR) AS type, any_value(error_message) AS message, any_value(csv_line) AS raw
     FROM reject_errors GROUP BY line ORDER BY line LIMIT 100000`,
  );
  return rows.map((row) => {
    // The reader counts blank lines before a record as the record's own.
    const [blank] = /^[\r\n]*/.exec(String(row['raw'] ?? '')) ?? [''];
    return {
      line: Number(row['line']) + blank.split('\n').length - 1,
      message: rejectSentence(String(row['type']), String(row['message'])),
      raw: String(row['raw'] ?? '').slice(blank.length),
    };
  });
}

function rejectSentence(type: string, message: string): string {
  if (type === 'UNQUOTED VALUE') return 'A quoted value does not end, or text follows its closing quote.';
  if (type === 'INVALID ENCODING' || type === 'INVALID UNICODE') return 'The line is not valid UTF-8.';
  if (type === 'LINE SIZE OVER MAXIMUM') return `The line is longer than ${MAX_LINE_BYTES / 1e6} MB.`;
  const counts = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (counts) return `The header names ${counts[1]} columns, the line has ${counts[2]}.`;
  return message;
}

function explain(error: unknown, file: SourceFile): unknown {
  if (error instanceof AppFailure || !(error instanceof Error)) return error;
  if (/INTERRUPT/i.test(error.message))
    return new AppFailure({ code: 'cancelled', message: 'The import was cancelled.' });
  return new AppFailure({
    code: 'file_not_understood',
    message: `${file.name} could not be read as a table. ${error.message.split('\n')[0] ?? ''}`,
    detail: error.message,
  });
}
