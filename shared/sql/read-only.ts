/**
 * Decides whether a statement may run as an SQL insight, on the tree that DuckDB's own parser makes of it
 * (`json_serialize_sql`, which takes nothing but SELECT). Everything is refused that is not known: node types, tables,
 * functions. The text is never searched, so no quoting, comment or spelling gets past it. Pure.
 */
import {
  BOUNDED_FUNCTIONS,
  LARGEST_MADE,
  PATTERN_FUNCTIONS,
  PUBLIC_FUNCTIONS,
  PUBLIC_TABLE_FUNCTIONS,
} from './public-functions';
import { PUBLIC_VIEWS } from '../model/public-views';

type Tree = { readonly [key: string]: unknown };

export interface SqlRefused {
  readonly ok: false;
  readonly message: string;
  /** Where in the text, in UTF-8 bytes; undefined where it is about the whole. */
  readonly byte: number | undefined;
}

export interface SqlAllowed {
  readonly ok: true;
  /** Which of the public views it reads, in lower case. */
  readonly views: ReadonlySet<string>;
  /**
   * All names and texts that occur anywhere, in lower case: a column that is not among them is not read. Undefined where
   * it may read columns without naming them (`*`, a whole row, a natural join).
   */
  readonly names: ReadonlySet<string> | undefined;
}

const VIEWS: ReadonlySet<string> = new Set(PUBLIC_VIEWS.map(({ name }) => name));
const VIEW_LIST = PUBLIC_VIEWS.map(({ name }) => name).join(', ');

/** What queries, FROM clauses and modifiers are, beside expressions. */
const NODE_TYPES: ReadonlySet<string> = new Set([
  'SELECT_NODE',
  'SET_OPERATION_NODE',
  'RECURSIVE_CTE_NODE',
  'CTE_NODE',
  'EMPTY',
  'BASE_TABLE',
  'SUBQUERY',
  'JOIN',
  'EXPRESSION_LIST',
  'TABLE_FUNCTION',
  'PIVOT',
  'SHOW_REF',
  'LIMIT_MODIFIER',
  'LIMIT_PERCENT_MODIFIER',
  'ORDER_MODIFIER',
  'DISTINCT_MODIFIER',
  'ORDER_DEFAULT',
  'ASCENDING',
  'DESCENDING',
]);
/** Details of a type, such as the fields of a struct. */
const TYPE_INFO = /^[A-Z]+(?:_[A-Z]+)*_TYPE_INFO$/;

const EXPRESSION_CLASSES: ReadonlySet<string> = new Set([
  'BETWEEN',
  'CASE',
  'CAST',
  'COLLATE',
  'COLUMN_REF',
  'COMPARISON',
  'CONJUNCTION',
  'CONSTANT',
  'FUNCTION',
  'LAMBDA',
  'LAMBDA_REF',
  'OPERATOR',
  'PARAMETER',
  'POSITIONAL_REFERENCE',
  'STAR',
  'SUBQUERY',
  'TYPE',
  'WINDOW',
]);

/** A temporary result may not be called like something that the database itself has, or like a file. */
const RESERVED = /^(?:duckdb_|pg_|pragma_|sqlite_)/i;
const PLAIN_NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;

class Refusal extends Error {
  constructor(
    message: string,
    readonly byte: number | undefined,
  ) {
    super(message);
  }
}

/** `parsed` is the answer of `json_serialize_sql`, parsed. */
export function checkReadOnly(parsed: unknown): SqlAllowed | SqlRefused {
  if (!isTree(parsed)) return { ok: false, message: 'The text could not be read.', byte: undefined };
  if (parsed['error'] === true) return parseProblem(parsed);
  const statements = asArray(parsed['statements']);
  if (statements.length !== 1) {
    const message =
      statements.length === 0 ? 'Write a SELECT.' : 'One statement at a time: take away what follows the first «;».';
    return { ok: false, message, byte: undefined };
  }
  try {
    const walk = new Walk(gatherNames(statements));
    walk.visit(statements[0]);
    return { ok: true, views: walk.views, names: walk.readsUnnamed ? undefined : walk.found.all };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, message: error.message, byte: error.byte };
    throw error;
  }
}

function parseProblem(parsed: Tree): SqlRefused {
  if (parsed['error_type'] !== 'parser') {
    const message = `Only SELECT can be run here: SQL reads ${VIEW_LIST} and changes nothing.`;
    return { ok: false, message, byte: undefined };
  }
  const position = Number(parsed['position'] ?? Number.NaN);
  return {
    ok: false,
    message: sentence(String(parsed['error_message'])),
    byte: Number.isFinite(position) ? position : undefined,
  };
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

/** Names of the whole statement, in lower case. */
interface Names {
  /** What WITH gives, wherever it stands. */
  readonly temporary: Set<string>;
  /** Tables and their aliases: as a column, such a name is a whole row. */
  readonly tables: Set<string>;
  readonly all: Set<string>;
}

function gatherNames(node: unknown, into: Names = { temporary: new Set(), tables: new Set(), all: new Set() }): Names {
  if (typeof node === 'string') into.all.add(node.toLowerCase());
  else if (Array.isArray(node)) for (const part of node) gatherNames(part, into);
  else if (isTree(node)) {
    const map = node['cte_map'];
    if (isTree(map)) for (const entry of asArray(map['map'])) if (isTree(entry)) nameTemporary(entry['key'], into);
    if (node['cte_name'] !== undefined) nameTemporary(node['cte_name'], into);
    if (node['class'] === undefined && typeof node['type'] === 'string') {
      for (const name of [node['alias'], node['table_name']]) {
        if (typeof name === 'string') into.tables.add(name.toLowerCase());
      }
    }
    for (const value of Object.values(node)) gatherNames(value, into);
  }
  return into;
}

function nameTemporary(key: unknown, into: Names): void {
  const name = String(key);
  if (!PLAIN_NAME.test(name) || RESERVED.test(name)) {
    throw new Refusal(
      `«${name}» cannot name a temporary result: use letters, digits and _, and do not begin with duckdb_, pg_, pragma_ or sqlite_.`,
      undefined,
    );
  }
  into.temporary.add(name.toLowerCase());
}

class Walk {
  readonly views = new Set<string>();
  readsUnnamed = false;

  constructor(readonly found: Names) {}

  visit(node: unknown): void {
    if (Array.isArray(node)) for (const part of node) this.visit(part);
    if (!isTree(node)) return;
    const { class: expression, type } = node;
    if (typeof expression === 'string') this.expression(node, expression);
    else if (typeof type === 'string') this.table(node, type);
    for (const [key, value] of Object.entries(node)) {
      if (key === 'function' && type === 'TABLE_FUNCTION') this.tableFunction(value);
      else this.visit(value);
    }
  }

  private expression(node: Tree, kind: string): void {
    if (!EXPRESSION_CLASSES.has(kind)) refuse(`Expressions of this kind (${kind}) cannot be used here.`, node);
    if (kind === 'STAR' || kind === 'POSITIONAL_REFERENCE') this.readsUnnamed = true;
    if (kind === 'FUNCTION' || kind === 'WINDOW') checkCall(node);
    if (kind === 'COLUMN_REF') {
      const [name, ...more] = asArray(node['column_names']);
      if (more.length === 0 && this.found.tables.has(String(name).toLowerCase())) this.readsUnnamed = true;
    }
  }

  private table(node: Tree, type: string): void {
    if (!NODE_TYPES.has(type) && !TYPE_INFO.test(type)) refuse(`This (${type}) cannot be used here.`, node);
    if (type === 'BASE_TABLE') this.baseTable(node);
    // `events AS e(a, b)` calls columns by other names.
    if (asArray(node['column_name_alias']).length > 0) this.readsUnnamed = true;
    if (type === 'PIVOT' || (type === 'JOIN' && node['ref_type'] === 'NATURAL')) this.readsUnnamed = true;
    if (
      type === 'SHOW_REF' &&
      (!isTree(node['query']) || !['DESCRIBE', 'SUMMARY'].includes(String(node['show_type'])))
    ) {
      refuse(`Only ${VIEW_LIST} can be described, as in «DESCRIBE events».`, node);
    }
  }

  private baseTable(node: Tree): void {
    const name = String(node['table_name']);
    const lower = name.toLowerCase();
    const written = [node['catalog_name'], node['schema_name'], name].filter((part) => part !== '').join('.');
    if (written !== name) refuse(`«${written}» cannot be read. SQL reads ${VIEW_LIST}, named without a schema.`, node);
    if (!isNothing(node['at_clause'])) refuse('There is one state of the data only: take away AT (…).', node);
    if (VIEWS.has(lower)) this.views.add(lower);
    else if (!this.found.temporary.has(lower)) refuse(`There is no «${name}». SQL reads ${VIEW_LIST}.`, node);
  }

  private tableFunction(call: unknown): void {
    if (!isTree(call)) throw new Refusal('This call in FROM could not be read.', undefined);
    const name = String(call['function_name']);
    if (call['class'] !== 'FUNCTION' || !PUBLIC_TABLE_FUNCTIONS.has(name.toLowerCase())) {
      const allowed = [...PUBLIC_TABLE_FUNCTIONS].map((each) => `${each}(…)`).join(', ');
      refuse(`«${name}» cannot be used in FROM. SQL reads ${VIEW_LIST}, and rows of ${allowed}.`, call);
    }
    for (const value of Object.values(call)) this.visit(value);
  }
}

function checkCall(node: Tree): void {
  const name = String(node['function_name']);
  const lower = name.toLowerCase();
  const bounded = BOUNDED_FUNCTIONS.get(lower);
  const args = asArray(node['children']);
  if (bounded !== undefined) {
    const size = constantOf(args[bounded]);
    if (typeof size === 'number' && size <= LARGEST_MADE) return;
    refuse(`«${name}» takes as length a plain number of at most ${LARGEST_MADE.toLocaleString('en')} here.`, node);
  }
  if (PATTERN_FUNCTIONS.has(lower)) {
    const pattern = constantOf(args[0]);
    if (typeof pattern === 'string' && !/\d{4}|\*|\{[^}]*\{/.test(pattern)) return;
    refuse(`«${name}» takes as pattern a plain text with widths below 1,000 here.`, node);
  }
  if (PUBLIC_FUNCTIONS.has(lower)) return;
  if (PUBLIC_TABLE_FUNCTIONS.has(lower))
    refuse(`«${name}» makes rows: use it in FROM, as in «FROM ${lower}(…)».`, node);
  refuse(`There is no function «${name}» here.`, node);
}

function constantOf(node: unknown): unknown {
  if (!isTree(node) || node['class'] !== 'CONSTANT' || !isTree(node['value'])) return undefined;
  return node['value']['value'];
}

function refuse(message: string, node: Tree): never {
  const place = Number(node['query_location']);
  // Where the parser knows no place it gives one beyond every text.
  throw new Refusal(message, place < 2 ** 32 ? place : undefined);
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : []);
const isNothing = (value: unknown): boolean => value === null || value === undefined;
