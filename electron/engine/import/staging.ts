/**
 * A file, read by a database of its own, in memory: untrusted bytes never meet the workspace's database. The instance may
 * open that one file and nothing else, and its configuration is locked before the file is touched. Its first rows are a
 * table to look at; all of them are a view that is read as a stream.
 */
import { copyFile, link, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { ensure } from '../../../shared/base/assert';
import { AppFailure, fail } from '../../../shared/contract/errors';
import { type CsvHead, readCsvHead } from '../../../shared/formats/csv-head';
import type { Container, FileFormat } from '../../../shared/formats/import-map';
import { SNIFF_BYTES } from '../../../shared/formats/sniff';
import type { NativeColumn } from '../../../shared/sql/native-columns';
import { sqlName, sqlText } from '../../../shared/sql/quote';
import { STAGING } from '../store/database';
import { readNumber, readRows } from '../store/read';
import { endsOfRecords } from './csv-ends';
import { type MendedFile, withoutBrokenLines } from './mended-file';
import { linesAt } from './record-lines';
import { MAX_COLUMNS, type StagedRejects, type StagedRows, WHOLE_LINE } from './staged-rows';
import { stageParquet } from './stage-parquet';
import { firstPlainFile, type PlainFile, readHead, type SourceFile } from './unpack';

export type { SourceFile } from './unpack';

export interface Staging {
  readonly connection: DuckDBConnection;
  readonly format: Container;
  /** Columns of a table in file order; empty where rows are JSON. */
  readonly columns: readonly string[];
  /** Their types, where the file gives them types of their own. */
  readonly native?: readonly NativeColumn[];
  /** The first line of the CSV is a row, and quotes are text like any other. */
  readonly headless: boolean;
  /** Rows that the reader itself could not take apart. */
  readonly rejects: readonly StagedRejects[];
  /** The plain file that was read: the given one, or what a packed one held. */
  readonly path: string;
  readonly file: PlainFile;
  /** The file has no more rows than those that are staged. */
  readonly isWhole: boolean;
  /** The line that a row began on, where it was not a line of this file. */
  readonly lineOf?: (row: number) => number;
  /** Another connection to the same database. */
  connect(): Promise<DuckDBConnection>;
  /**
   * From now on `rows` are all rows of the file: `quiet` to look at them beforehand, otherwise to be read as a stream,
   * once. `part` leaves rows out: by a condition of Parquet's `row`, or so many from the first on. With `numbered`,
   * `row` is never NULL, which takes longer.
   */
  widen(how: 'quiet' | 'stream' | 'numbered', part?: string | number): Promise<void>;
  /** Whether what comes after the first so many rows can be read without them, for nothing else is among them. Reads the file. */
  canSkip(rows: number): Promise<boolean>;
  /** Whether these say of rows that they were lost behind a quote, and that a copy without the broken lines has them. */
  hasLost(rejects: readonly StagedRejects[]): boolean;
  /** Rows that the reader could not take apart, once all of them were read. */
  allRejects(): Promise<readonly StagedRejects[]>;
  remove(): Promise<void>;
}

/** Of a row of text. */
export const MAX_LINE_BYTES = 20_000_000;
/** What a file is read through; its rows are never there all at once. */
const MEMORY_MB = 768;
/**
 * Of canonical rows that nobody has read yet. A thread works on a stretch of some 60,000 rows, and what it has of it waits
 * until all before it is read: with less than that stretch takes, one thread waits while the other works.
 */
const AHEAD_MB = 64;
/**
 * A table of one text, the row that a stream of the file ends in. It has to lie in a table: what is not read from one has no
 * place in the order of rows, and one thread alone would work out all of them then.
 */
export const ENDING = { table: 'ending', column: 'said', text: 'end of rows' } as const;
/** What each column of a table takes besides while its rows are made events, two threads' vectors of 2,048 cells. */
const COLUMN_MB = 1;
/** From so many columns on, planning a statement takes longer than running it, if not told what to leave. */
const WIDE_COLUMNS = 400;
/** The reader takes a file by such blocks: a row must fit into one, and several are held at a time. */
export const BUFFER_BYTES = 2 * MAX_LINE_BYTES;

/**
 * Stages the first `limit` rows of a file to look at; of an archive, of the first file in it that can be read. Throws
 * {@link AppFailure} `file_not_understood` or `file_unreadable`.
 */
export async function stageFile(
  workspaceDir: string,
  id: string,
  given: SourceFile,
  asked: FileFormat,
  limit: number,
): Promise<Staging> {
  const staged = async (evened: { evenEnds?: true }): Promise<Staging> => {
    const { plain, close } = await firstPlainFile(given, { workspaceDir, id, asked, headOnly: true, ...evened });
    try {
      const staging = await stagePlain(workspaceDir, id, plain, limit);
      if (!staging.hasLost(staging.rejects)) return staging;
      await staging.remove();
      const scratch = join(workspaceDir, STAGING, `${id}.mended`);
      return await withoutBrokenLines(plain, { scratch, maxBytes: MAX_LINE_BYTES, bytes: MENDED_BYTES }, (mended) =>
        stagePlain(workspaceDir, id, mended, limit),
      );
    } finally {
      await close();
    }
  };
  return staged({}).catch((error: unknown) => {
    if (error instanceof MixedEnds) return staged({ evenEnds: true });
    throw error;
  });
}

/** Of a file that is only looked at, so much is mended. */
const MENDED_BYTES = 64e6;

/** Lines of a CSV file end in LF and others in CR LF. */
export class MixedEnds extends AppFailure {}

/** Stages the first `limit` rows. Throws {@link AppFailure} `file_not_understood` or `file_unreadable`. */
export async function stagePlain(
  workspaceDir: string,
  id: string,
  given: PlainFile | MendedFile,
  limit: number,
): Promise<Staging> {
  const alias = join(workspaceDir, STAGING, `${id}.source`);
  const file = PATTERN.test(given.path) ? { ...given, path: await calledOtherwise(given.path, alias) } : given;
  const head = file.container === 'csv' ? await wholeHead(file) : undefined;
  const width = Math.min(head?.names.length ?? 0, MAX_COLUMNS);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const linesOf = new Map<number, number>();
  let closed = false;
  let widened = false;
  const close = (): void => {
    if (closed) return;
    closed = true;
    connection.closeSync();
    instance.closeSync();
  };
  const remove = async (): Promise<void> => {
    close();
    await rm(alias, { force: true });
  };
  try {
    for (const statement of [
      "SET TimeZone = 'UTC'",
      // A thread's vectors are megabytes for each few columns.
      `SET threads = ${width > WIDE_COLUMNS ? 1 : 2}`,
      `SET memory_limit = '${MEMORY_MB + width * COLUMN_MB}MB'`,
      ...(width > WIDE_COLUMNS ? ["SET disabled_optimizers = 'common_subexpressions'"] : []),
      `SET temp_directory = ${sqlText(join(workspaceDir, STAGING, `${id}.tmp`))}`,
      `SET allowed_paths = [${sqlText(file.path)}]`,
      `SET allowed_directories = [${sqlText(join(workspaceDir, STAGING))}]`,
      `SET streaming_buffer_size = '${AHEAD_MB}MB'`,
      'SET autoinstall_known_extensions = false',
      'SET autoload_known_extensions = false',
      'SET enable_external_access = false',
      'SET lock_configuration = true',
      `CREATE TABLE ${ENDING.table} AS SELECT ${sqlText(ENDING.text)} AS ${ENDING.column}`,
    ]) {
      await connection.run(statement);
    }
    const staged = await stageRows(connection, file, head, limit);
    return {
      headless: false,
      ...staged,
      rejects: unreadOf(file, staged.rejects),
      connection,
      format: file.container,
      path: file.path,
      file,
      isWhole: (await readNumber(connection, 'SELECT count(*) FROM rows')) < limit,
      ...(file.lineOf === undefined ? {} : { lineOf: file.lineOf }),
      connect: () => instance.connect(),
      async canSkip(rows) {
        if (staged.allAfter === undefined) return false;
        const lines = file.container === 'csv' ? await endsOfRecords(file.path, rows, staged.headless === true) : rows;
        if (lines === undefined) return false;
        await connection.run(`SELECT count(*) FROM (${staged.all})`);
        // Of CSV, the reader counts records and blank lines as lines, however many lines a record has.
        if ((await readNumber(connection, `SELECT count(*) FROM reject_errors WHERE line <= ${lines}`)) > 0)
          return false;
        linesOf.set(rows, lines);
        return true;
      },
      async widen(how, part) {
        const { quiet } = staged;
        const all =
          typeof part === 'number'
            ? ensure(staged.allAfter, 'rows to skip')(ensure(linesOf.get(part), 'their lines'))
            : staged.all;
        const numbered =
          file.container === 'parquet' ? all : `SELECT * REPLACE (row_number() OVER () - 1 AS row) FROM (${all})`;
        const select = how === 'quiet' ? quiet : how === 'stream' ? all : numbered;
        await connection.run(`DROP ${widened ? 'VIEW' : 'TABLE'} rows`);
        widened = true;
        await connection.run(
          `CREATE VIEW rows AS SELECT * FROM (${select})${typeof part === 'string' ? ` WHERE ${part}` : ''}`,
        );
      },
      async allRejects() {
        const found = file.container === 'parquet' ? [] : await readRejects(connection, file);
        return unreadOf(file, found);
      },
      hasLost: (rejects) =>
        !('broken' in file) &&
        staged.headless !== true &&
        staged.columns.length > 1 &&
        rejects.some(({ quote }) => quote === 'lost'),
      remove,
    };
  } catch (error) {
    await remove();
    throw explain(error, file);
  }
}

/** What the reader would take for a pattern that other files fit as well. */
const PATTERN = /[*?[\]]/;

/** Another name for the same file; where the disk allows none, a copy. */
async function calledOtherwise(path: string, alias: string): Promise<string> {
  await rm(alias, { force: true });
  await link(path, alias).catch(() => copyFile(path, alias));
  return alias;
}

async function stageRows(
  connection: DuckDBConnection,
  file: PlainFile,
  head: CsvHead | undefined,
  limit: number,
): Promise<StagedRows> {
  if (file.container === 'parquet') return stageParquet(connection, file, limit);
  const staged =
    head === undefined
      ? readingLines(file, (await readHead(file, SNIFF_BYTES)).includes('\n'))
      : readingCsv(file, head);
  await connection.run(
    `CREATE TABLE rows AS SELECT * REPLACE (row_number() OVER () - 1 AS row) FROM (SELECT * FROM (${staged.all}) LIMIT ${limit})`,
  );
  return { ...staged, rejects: await readRejects(connection, file) };
}

/**
 * Lines that end in LF and others in CR LF: the reader's strict mode takes only one of them in a file. Without it a quoted
 * cell of CSV would run on behind the other.
 */
const ANY_END = `, new_line = ${sqlText('\\r\\n')}, strict_mode = false`;
const MIXED_ENDS = /state machine reached an invalid state/;

/** With those that it was known to lack before, in the order of their lines, and what could not even be unpacked. */
const unreadOf = (file: PlainFile | MendedFile, found: readonly StagedRejects[]): readonly StagedRejects[] => [
  ...('broken' in file ? [...file.broken, ...found].sort((a, b) => a.line - b.line) : found),
  ...damageOf(file),
];

/** What of the file could not even be unpacked. */
const damageOf = ({ name, damage, container }: PlainFile): StagedRejects[] =>
  damage === undefined || container === 'parquet'
    ? []
    : [{ line: 0, message: `${name} ${damage} What came before was read.`, raw: '', code: 'truncated_file', count: 0 }];

type Reading = Pick<StagedRows, 'all' | 'allAfter' | 'quiet' | 'columns' | 'headless'>;

function readingCsv(file: SourceFile, { delimiter, names, newline, headless, isCut }: CsvHead): Reading {
  if (names.length > MAX_COLUMNS) {
    const count = isCut === true ? `more than ${MAX_COLUMNS}` : names.length;
    return fail('file_not_understood', `${file.name} has ${count} columns; up to ${MAX_COLUMNS} can be read.`);
  }
  if (headless === true) return { ...readingCells(file, names, delimiter), columns: names, headless };
  const columns = names.map((name) => `${sqlText(name)}: 'VARCHAR'`).join(', ');
  const how = `delim = ${sqlText(delimiter)}, quote = '"', escape = '"', columns = {${columns}}${newline === undefined ? '' : `, new_line = ${sqlText('\\r\\n')}`}`;
  return {
    ...reading(file, `header = true, ${how}`),
    allAfter: (lines) => reading(file, `header = false, skip = ${lines}, ${how}`).all,
    columns: names,
    headless: false,
  };
}

/** Lines of cells without a header or quotes: each is taken whole, and apart only where its cells are asked for. */
function readingCells(
  file: SourceFile,
  names: readonly string[],
  delimiter: string,
): Pick<Reading, 'all' | 'allAfter' | 'quiet'> {
  const cells = names.map((name, index) => `nullif(cells[${index + 1}], '') AS ${sqlName(name)}`).join(', ');
  const line = sqlName(WHOLE_LINE);
  // No text has this between its cells.
  const how = `header = false, delim = chr(28) || chr(29) || chr(30) || chr(31), quote = '', escape = '', columns = {${sqlText(WHOLE_LINE)}: 'VARCHAR'}`;
  const takenApart = (from: string): string =>
    `SELECT row, ${line}, ${cells} FROM (SELECT *, string_split(${line}, ${sqlText(delimiter)}) AS cells FROM (${from}) WHERE ${line} IS NOT NULL)`;
  const { all, quiet } = reading(file, how);
  return {
    all: takenApart(all),
    allAfter: (lines) => takenApart(reading(file, `${how}, skip = ${lines}`).all),
    quiet: takenApart(quiet),
  };
}

/** The header, however long; no further than it takes to see that there are too many columns. */
async function wholeHead(file: SourceFile): Promise<CsvHead> {
  for (let bytes = SNIFF_BYTES; ; bytes *= 8) {
    const text = await readHead(file, bytes);
    const head = readCsvHead(text.toString('utf8'), ['row']);
    if (head.isCut !== true || text.length < bytes || head.names.length > MAX_COLUMNS || bytes > MAX_LINE_BYTES)
      return head;
  }
}

/** A JSON text holds no raw control character, so U+001F cannot part a good line; blank lines stay as NULL and count. */
function readingLines(file: SourceFile, hasLineFeeds: boolean): Reading {
  const how = LINES + (hasLineFeeds ? ANY_END : '');
  return {
    ...reading(file, how),
    allAfter: (lines) => reading(file, `${how}, skip = ${lines}`).all,
    columns: [],
    headless: false,
  };
}
const LINES = "header = false, delim = chr(31), quote = '', escape = '', columns = {'json': 'VARCHAR'}";

function reading(file: SourceFile, how: string): Pick<Reading, 'all' | 'quiet'> {
  const from = (onError: string): string =>
    `SELECT NULL::BIGINT AS row, * FROM read_csv(${sqlText(file.path)}, auto_detect = false, max_line_size = ${MAX_LINE_BYTES}, buffer_size = ${BUFFER_BYTES}, ${how}, ${onError})`;
  return { all: from('store_rejects = true, rejects_limit = 0'), quiet: from('ignore_errors = true') };
}

async function readRejects(connection: DuckDBConnection, { path, container }: PlainFile): Promise<StagedRejects[]> {
  const rows = await readRows(
    connection,
    `SELECT line::BIGINT AS line, any_value(line_byte_position)::BIGINT AS place, any_value(error_type::VARCHAR) AS type,
       any_value(error_message) AS message, any_value(csv_line) AS raw
     FROM reject_errors GROUP BY line ORDER BY line LIMIT 100000`,
  );
  const found = rows.map((row) => {
    const raw = String(row['raw'] ?? '');
    // The reader counts blank lines before a record as the record's own.
    const [blank] = /^[\r\n]*/.exec(raw) ?? [''];
    const isOpen = row['type'] === 'UNQUOTED VALUE';
    return {
      line: Number(row['line']) + blank.split('\n').length - 1,
      place: Number(row['place'] ?? 0) - 1 + blank.length,
      message: rejectSentence(String(row['type']), String(row['message'])),
      ...(isOpen ? { quote: 'lost' as const } : {}),
      raw: raw.slice(blank.length),
    };
  });
  // It counts records, and those of CSV may have several lines.
  const isPlaced = container === 'csv' && found.every(({ place }, index) => place >= (found[index - 1]?.place ?? 0));
  const lines = isPlaced
    ? await linesAt(
        path,
        found.map(({ place }) => place),
      )
    : [];
  return found.map(({ place: _place, ...each }, index) => ({ ...each, line: lines[index] ?? each.line }));
}

function rejectSentence(type: string, message: string): string {
  if (type === 'UNQUOTED VALUE') {
    return 'A quote that opens in this line is not closed, or text follows where it closes: the lines up to the next quote, or to the end of the file, may have been taken for its value. Close it and import the file again; rows that are stored are known.';
  }
  if (type === 'INVALID ENCODING' || type === 'INVALID UNICODE') return 'The line is not valid UTF-8.';
  if (type === 'LINE SIZE OVER MAXIMUM') return `The line is longer than ${MAX_LINE_BYTES / 1e6} MB.`;
  const counts = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (counts) return `The header names ${counts[1]} columns, the line has ${counts[2]}.`;
  return message;
}

export const isMixedEnds = (error: unknown): boolean => error instanceof Error && MIXED_ENDS.test(error.message);

/** What the reader said about a file, for a person. */
export function explain(error: unknown, file: SourceFile): unknown {
  if (error instanceof AppFailure || !(error instanceof Error)) return error;
  if (/INTERRUPT/i.test(error.message))
    return new AppFailure({ code: 'cancelled', message: 'The import was cancelled.' });
  if (isMixedEnds(error)) {
    return new MixedEnds({
      code: 'file_not_understood',
      message: `Some lines of ${file.name} end in LF, others in CR LF. Give all its lines the same end and import it again.`,
    });
  }
  return new AppFailure({
    code: 'file_not_understood',
    message: `${file.name} could not be read as a table. ${error.message.split('\n')[0] ?? ''}`,
    detail: error.message,
  });
}
