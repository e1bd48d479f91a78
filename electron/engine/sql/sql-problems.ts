/** What DuckDB says of a statement, as a failure that points at its place in the text. Pure. */
import { type AppError, AppFailure } from '../../../shared/contract/errors';

const PREFIX = /^(?:[A-Z][A-Za-z]*(?: [a-z]+)? ?Error|TransactionContext Error|INTERRUPT Error): /;
const EXCERPT = /\n\nLINE (\d+): (.*)\n( *)\^/;

/** `at` is the place in the text, in UTF-16 units; undefined where it is about the whole. */
export function sqlProblem(message: string, at: number | undefined, detail?: string): AppFailure {
  const error: AppError = {
    code: 'invalid_request',
    message,
    path: 'sql',
    ...(at === undefined ? {} : { at }),
    ...(detail === undefined ? {} : { detail }),
  };
  return new AppFailure(error);
}

/** Of an error that DuckDB threw about `sql`. */
export function explainSqlError(sql: string, error: Error): AppFailure {
  const { message } = error;
  if (message.startsWith('Out of Memory Error') || /bad_alloc|too large|exceeds? .*(?:limit|maximum)/i.test(message)) {
    return sqlProblem(
      'This needs more memory than a query may have. Read fewer events, group before joining, or select fewer columns.',
      undefined,
      message,
    );
  }
  const first = message.split(EXCERPT)[0] ?? message;
  return sqlProblem(first.replace(PREFIX, '').trim(), placeOf(sql, message), message);
}

/** The database shows the line, or the part of a long one, with a mark below. */
function placeOf(sql: string, message: string): number | undefined {
  const [, number, excerpt, indent] = EXCERPT.exec(message) ?? [];
  if (number === undefined || excerpt === undefined || indent === undefined) return undefined;
  const lines = sql.split('\n');
  const line = lines[Number(number) - 1];
  if (line === undefined) return undefined;
  const shown = excerpt.replace(/^\.\.\./, '').replace(/\.\.\.$/, '');
  const begins = line.indexOf(shown);
  if (begins < 0) return undefined;
  const column = indent.length - `LINE ${number}: `.length - (excerpt.startsWith('...') ? 3 : 0);
  const before = lines.slice(0, Number(number) - 1).reduce((sum, each) => sum + each.length + 1, 0);
  return before + begins + Math.min(Math.max(0, column), shown.length);
}

/** The place of a UTF-8 byte as one of UTF-16 units. */
export function unitOf(sql: string, byte: number): number {
  let bytes = 0;
  let units = 0;
  for (const letter of sql) {
    if (bytes >= byte) return units;
    bytes += Buffer.byteLength(letter);
    units += letter.length;
  }
  return units;
}
