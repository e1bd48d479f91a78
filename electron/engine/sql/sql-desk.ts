/**
 * Runs SQL insights. Four things keep them to reading the public views, each by itself: the statement's own parse tree is
 * held against lists of what is known (shared/sql/read-only.ts); names without a schema are looked for in an empty
 * database, where only the public views are put for the time of the query; the transaction is read-only; and the
 * database lets nobody reach files or settings (store/database.ts).
 *
 * A query sees one state of the data, that of the view it began with, and holds up neither writing nor other questions:
 * at most {@link MAX_RUNNING} run, so that threads are left for the rest.
 */
import {
  BIGINT,
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBResult,
  StatementType,
} from '@duckdb/node-api';
import { BugError } from '../../../shared/base/assert';
import { AppFailure, fail } from '../../../shared/contract/errors';
import type { SqlCell } from '../../../shared/insights/cells';
import { SQL_DEFAULT_ROWS, type SqlResult, type SqlSpec } from '../../../shared/insights/sql/spec';
import { checkReadOnly, type SqlAllowed } from '../../../shared/sql/read-only';
import { giveWay } from '../sequences/cooperate';
import type { View } from '../sequences/view';
import type { Database } from '../store/database';
import { readStrings } from '../store/read';
import { sqlTypeOf, toCell } from './cells';
import { printView, reads, type Scope } from './print-views';
import { QueryGuard, type SqlLimits } from './query-guard';
import { Slots, untilAborted } from './slots';
import { explainSqlError, sqlProblem, unitOf } from './sql-problems';
import { type SqlNeeds, SqlTables } from './sql-tables';

/** Each keeps one of the process's few threads for waiting busy. */
const MAX_RUNNING = 2;
/** A result's texts together, in UTF-16 units. */
const MAX_TEXT = 64 * 1024 * 1024;

export interface SqlAnswer {
  readonly result: SqlResult;
  readonly view: View;
}

export class SqlDesk {
  private readonly slots = new Slots(MAX_RUNNING);
  private readonly free: DuckDBConnection[] = [];
  private readonly closing = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly dataset: { current(): Promise<View> },
    private readonly tables: SqlTables,
    private readonly limits: SqlLimits,
  ) {}

  /**
   * Rejects with `invalid_request` where the statement may not run or fails, and with `cancelled` as soon as `signal`
   * aborts; the work then ends by itself.
   */
  run(spec: SqlSpec, asked: AbortSignal): Promise<SqlAnswer> {
    const signal = AbortSignal.any([asked, this.closing.signal]);
    return untilAborted(signal, () =>
      this.slots.use(signal, async () => {
        const connection = await this.connect();
        try {
          return await this.runOn(connection, spec, signal);
        } finally {
          this.free.push(connection);
        }
      }),
    );
  }

  /** Stops what runs. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.slots.idle();
    for (const connection of this.free.splice(0)) connection.closeSync();
  }

  private async connect(): Promise<DuckDBConnection> {
    const known = this.free.pop();
    if (known !== undefined) return known;
    await this.tables.places();
    const connection = await this.database.connect();
    await SqlTables.prepare(connection);
    return connection;
  }

  private async runOn(connection: DuckDBConnection, spec: SqlSpec, signal: AbortSignal): Promise<SqlAnswer> {
    const allowed = await check(connection, spec.sql);
    const view = await this.dataset.current();
    await this.begin(connection, view, allowed);
    const guard = new QueryGuard(connection, signal, this.limits);
    try {
      const result = await execute(connection, spec, guard);
      if (result.truncated !== true && (await isAborted(connection))) {
        guard.check();
        // A stream does not say why it failed; worked out as a whole, the same does.
        await connection.run('ROLLBACK');
        await this.begin(connection, view, allowed);
        await execute(connection, spec, guard, 'whole');
        throw sqlProblem('The database stopped before the end of the result. Run it again.', undefined);
      }
      return { result, view };
    } catch (error) {
      if (error instanceof AppFailure || !(error instanceof Error)) throw error;
      throw guard.stopped() ?? explainSqlError(spec.sql, error);
    } finally {
      guard.end();
      await connection.run('ROLLBACK');
    }
  }

  /** Puts the public views over one state of everything. The transaction begun here keeps to it, and takes them away. */
  private async begin(connection: DuckDBConnection, view: View, { views, names }: SqlAllowed): Promise<void> {
    const places = await this.tables.places();
    const scope: Scope = { nextEid: view.nextEid, names };
    await this.tables.with(view, needsOf(views, scope), async () => {
      await connection.run('BEGIN TRANSACTION READ ONLY');
      try {
        // Making a view looks at what it is over, and a transaction is of the moment at which it first looks at a database.
        for (const name of views) {
          await connection.run(`CREATE TEMP VIEW ${name} AS ${printView(name, places, scope)}`);
        }
      } catch (error) {
        await connection.run('ROLLBACK');
        throw error;
      }
    });
  }
}

function needsOf(views: ReadonlySet<string>, scope: Scope): SqlNeeds {
  const owned = views.has('events') && (reads(scope, 'person_id') || reads(scope, 'session_id'));
  return {
    owners: owned || views.has('groups'),
    sessions: views.has('sessions'),
    persons: views.has('persons'),
    personIds: views.has('person_ids'),
    groupTexts: views.has('groups') && reads(scope, 'properties'),
  };
}

async function check(connection: DuckDBConnection, sql: string): Promise<SqlAllowed> {
  const [tree = ''] = await readStrings(connection, 'SELECT json_serialize_sql($sql::VARCHAR)', { sql });
  const verdict = checkReadOnly(parseTree(tree));
  if (verdict.ok) return verdict;
  throw sqlProblem(verdict.message, verdict.byte === undefined ? undefined : unitOf(sql, verdict.byte));
}

/** The database writes constants that JSON has no numbers for as they are. Within a text, quotes are escaped. */
const parseTree = (tree: string): unknown =>
  JSON.parse(tree.replace(/"value":-?(?:inf(?:inity)?|nan)(?=[,}])/gi, '"value":null'));

/** A stream that fails ends as if it had come to its end; the transaction it was in is good for nothing more, though. */
async function isAborted(connection: DuckDBConnection): Promise<boolean> {
  try {
    await connection.run('SELECT 1');
    return false;
  } catch {
    return true;
  }
}

async function execute(
  connection: DuckDBConnection,
  spec: SqlSpec,
  guard: QueryGuard,
  how: 'stream' | 'whole' = 'stream',
): Promise<SqlResult> {
  const statement = await connection.prepare(spec.sql);
  try {
    if (statement.statementType !== StatementType.SELECT)
      throw new BugError('a statement that is no SELECT got through');
    bind(statement, spec.params ?? {});
    return await read(
      await (how === 'stream' ? statement.stream() : statement.run()),
      spec.limit ?? SQL_DEFAULT_ROWS,
      guard,
    );
  } finally {
    statement.destroySync();
  }
}

function bind(statement: DuckDBPreparedStatement, params: NonNullable<SqlSpec['params']>): void {
  const wanted = Array.from({ length: statement.parameterCount }, (_, i) => statement.parameterName(i + 1));
  for (const name of wanted) {
    if (!Object.hasOwn(params, name)) {
      fail('invalid_request', `The text uses $${name}, and no value is given for it.`, { path: 'params' });
    }
  }
  for (const name of Object.keys(params)) {
    if (!wanted.includes(name)) {
      fail('invalid_request', `The text does not use $${name}.`, { path: `params.${name}` });
    }
  }
  if (wanted.length > 0) statement.bind(params);
}

async function read(result: DuckDBResult, limit: number, guard: QueryGuard): Promise<SqlResult> {
  const names = result.columnNames();
  const types = result.columnTypes();
  const columns = names.map((name, i) => ({ name, type: sqlTypeOf(types[i] ?? BIGINT) }));
  const rows: SqlCell[][] = [];
  let text = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return { kind: 'sql', columns, rows, rowCount: rows.length };
    for (const row of chunk.getRows()) {
      if (rows.length === limit) return { kind: 'sql', columns, rows, rowCount: limit, truncated: true };
      const cells = row.map(toCell);
      for (const cell of cells) if (typeof cell === 'string') text += cell.length;
      rows.push(cells);
    }
    if (text > MAX_TEXT) {
      throw sqlProblem('The result is larger than 64 MB of text: select fewer columns or fewer rows.', undefined);
    }
    await giveWay();
    guard.check();
  }
}
