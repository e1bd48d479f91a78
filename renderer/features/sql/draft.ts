/** A query as it is being written, and the spec it stands for. Pure. */
import { type SqlSpec, SQL_DEFAULT_ROWS } from '../../../shared/insights/sql/spec';

export interface Draft {
  readonly sql: string;
  /** What was typed for each `$name`. */
  readonly params: Readonly<Record<string, string>>;
  readonly limit: number;
}

export const EMPTY: Draft = { sql: '', params: {}, limit: SQL_DEFAULT_ROWS };

/** What is no code: texts, quoted names, comments, texts between dollars. */
const QUIET = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$/g;

/** The names used as `$name`, in the order in which they come. */
export function paramsOf(sql: string): readonly string[] {
  const code = sql.replace(QUIET, ' ');
  return [...new Set([...code.matchAll(/\$([A-Za-z_]\w{0,62})/g)].map(([, name]) => name ?? ''))];
}

/** Numbers and booleans are bound as such where their text is the usual one; «007» stays a text. */
export function readParam(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && String(Number(text)) === text ? Number(text) : text;
}

export function draftToSpec({ sql, params, limit }: Draft): SqlSpec {
  const names = paramsOf(sql);
  return {
    kind: 'sql',
    sql,
    ...(names.length === 0
      ? {}
      : { params: Object.fromEntries(names.map((name) => [name, readParam(params[name] ?? '')])) }),
    ...(limit === SQL_DEFAULT_ROWS ? {} : { limit }),
  };
}

export const specToDraft = ({ sql, params = {}, limit = SQL_DEFAULT_ROWS }: SqlSpec): Draft => ({
  sql,
  params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)])),
  limit,
});
