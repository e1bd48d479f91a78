/**
 * What SQL insights read beside the workspace's own tables: who each event belongs to, the ids of persons, and persons
 * with their properties. They live in a database in memory that every connection of the process sees, are written when a
 * query needs them, and only where the data changed since.
 *
 * All of it is of one view, and a query keeps seeing that view: its transaction begins while the tables are lent
 * ({@link SqlTables.with}), and what is written later is not in it.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { ID_ROLES } from '../../../shared/model/identity';
import { sqlName } from '../../../shared/sql/quote';
import type { ProfileStore } from '../profiles/profile-store';
import { giveWay } from '../sequences/cooperate';
import type { View } from '../sequences/view';
import type { SessionStore, SessionTables } from '../sessions/session-store';
import { WriteLock } from '../store/lock';
import { readStrings } from '../store/read';
import { writeColumns } from '../store/write-columns';
import type { Places } from './print-views';

/** Which of the tables a query reads. */
export interface SqlNeeds {
  readonly owners: boolean;
  readonly sessions: boolean;
  readonly persons: boolean;
  readonly personIds: boolean;
}

const DATABASE = 'derived';
const SCHEMA = 'hidden';
const ROWS_PER_TURN = 500_000;

export class SqlTables {
  private readonly turns = new WriteLock();
  /** The view that each table was last written of. */
  private readonly written = new Map<'owners' | 'persons' | 'personIds', View>();
  private opened: Promise<Places> | undefined;

  /** `connection` is this store's alone. */
  constructor(
    private readonly connection: DuckDBConnection,
    private readonly sessions: SessionStore,
    private readonly profiles: ProfileStore,
  ) {}

  /** Where the tables are; the database in memory is made when first asked for. */
  places(): Promise<Places> {
    this.opened ??= this.open();
    return this.opened;
  }

  /** Makes the database in memory the one in which names without a schema are looked for: there are none in it. */
  static async prepare(connection: DuckDBConnection): Promise<void> {
    await connection.run(`USE ${DATABASE}`);
  }

  /** Brings the tables that are needed to the state of `view`, and runs `pin` while they are so. */
  with<T>(view: View, needs: SqlNeeds, pin: () => Promise<T>): Promise<T> {
    return this.turns.run(async () => {
      if (needs.persons && this.written.get('persons') !== view) await this.writePersons(view);
      if (!needs.owners && !needs.sessions && !needs.personIds) return pin();
      return this.sessions.with(view, async (_connection, tables) => {
        if (needs.owners && this.written.get('owners') !== view) await this.writeOwners(view, tables);
        if (needs.personIds && this.written.get('personIds') !== view) await this.writePersonIds(view, tables);
        return pin();
      });
    });
  }

  private async open(): Promise<Places> {
    const [workspace = ''] = await readStrings(this.connection, 'SELECT current_database()');
    await this.connection.run(`ATTACH ':memory:' AS ${DATABASE}`);
    await this.connection.run(`CREATE SCHEMA ${DATABASE}.${SCHEMA}`);
    return { workspace: `${sqlName(workspace)}.main.`, derived: `${DATABASE}.${SCHEMA}.` };
  }

  private async create(table: string, columns: string): Promise<{ table: string; schema: string; catalog: string }> {
    await this.connection.run(`CREATE OR REPLACE TABLE ${DATABASE}.${SCHEMA}.${table} (${columns})`);
    return { table, schema: SCHEMA, catalog: DATABASE };
  }

  /** By event: the person's code and the session's row, as the session tables number them. */
  private async writeOwners(view: View, { rows }: SessionTables): Promise<void> {
    this.written.delete('owners');
    const { eid, offsets, persons, session, length } = view.sequences;
    const person = new Uint32Array(length);
    const row = new Int32Array(length).fill(-1);
    for (let index = 0, done = 0; index < persons; index++) {
      const to = offsets[index + 1] as number;
      person.fill(rows.personCodes[index] as number, offsets[index], to);
      for (let at = offsets[index] as number; at < to; at++) {
        const own = session[at] as number;
        if (own >= 0) row[at] = rows.rowOf[own] as number;
      }
      if (to - done > ROWS_PER_TURN) {
        await giveWay();
        done = to;
      }
    }
    const target = await this.create('owners', 'eid UINTEGER, person UINTEGER, row INTEGER');
    await writeColumns(
      this.connection,
      target,
      [
        { type: 'u32', values: eid },
        { type: 'u32', values: person },
        { type: 'i32', values: row, missing: -1 },
      ],
      length,
    );
    this.written.set('owners', view);
  }

  private async writePersonIds(view: View, { rows }: SessionTables): Promise<void> {
    this.written.delete('personIds');
    const ids: string[] = [];
    const roles: number[] = [];
    const persons: number[] = [];
    for (let person = 0; person < view.sequences.persons; person++) {
      for (const { id, role } of view.membersOf(person)) {
        ids.push(id);
        roles.push(ID_ROLES.indexOf(role));
        persons.push(rows.personCodes[person] as number);
      }
      if (person % 20_000 === 19_999) await giveWay();
    }
    const target = await this.create('person_ids', 'id VARCHAR, role UTINYINT, person UINTEGER');
    await writeColumns(
      this.connection,
      target,
      [
        { type: 'text', values: ids },
        { type: 'u8', values: Uint8Array.from(roles) },
        { type: 'u32', values: Uint32Array.from(persons) },
      ],
      ids.length,
    );
    this.written.set('personIds', view);
  }

  /** The profiles are tables of their own connection alone, so it is that one which copies them. */
  private async writePersons(view: View): Promise<void> {
    this.written.delete('persons');
    await this.profiles.with(view, async ({ connection }) => {
      await connection.run(`CREATE OR REPLACE TABLE ${DATABASE}.${SCHEMA}.persons AS
        SELECT * EXCLUDE (slot, search, entry) FROM persons`);
    });
    this.written.set('persons', view);
  }
}
