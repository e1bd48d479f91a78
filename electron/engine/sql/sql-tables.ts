/**
 * What SQL insights read beside the workspace's own tables: who each event belongs to, the ids of persons, persons and
 * groups with their properties. They live in a database in memory that every connection of the process sees, are written when a
 * query needs them, and only where the data changed since.
 *
 * All of it is of one view, and a query keeps seeing that view: its transaction begins while the tables are lent
 * ({@link SqlTables.with}), and what is written later is not in it.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { ID_ROLES } from '../../../shared/model/identity';
import { sqlName } from '../../../shared/sql/quote';
import type { GroupStore } from '../groups/group-store';
import type { ProfileStore } from '../profiles/profile-store';
import { refuseBeyond } from '../ranges/events';
import { giveWay } from '../sequences/cooperate';
import { remembered, type RememberedView, type View } from '../sequences/view';
import { rowsByPerson } from '../sessions/extend';
import type { SessionRows } from '../sessions/session-rows';
import type { SessionStore, SessionTables } from '../sessions/session-store';
import { WriteLock } from '../store/lock';
import { readStrings } from '../store/read';
import { type WriteColumn, writeColumns } from '../store/write-columns';
import type { Places } from './print-views';

/** Which of the tables a query reads. */
export interface SqlNeeds {
  readonly owners: boolean;
  readonly sessions: boolean;
  readonly persons: boolean;
  readonly personIds: boolean;
  readonly groupTexts: boolean;
}

const DATABASE = 'derived';
const SCHEMA = 'hidden';
const OWNER_COLUMNS = 'eid UINTEGER, person UINTEGER, row INTEGER';
const EVENTS_PER_TURN = 500_000;
/** Where more than this share would be written again, or is left of rows taken out, all are written anew. */
const MAX_CHANGED = 0.3;

/** What the table of owners was written of. */
interface Owners {
  readonly view: RememberedView;
  readonly rows: SessionRows;
  /** Rows ever written into the table. */
  readonly written: number;
}

export class SqlTables {
  private readonly turns = new WriteLock();
  /** The version of the view that each table was last written of. */
  private readonly written = new Map<'persons' | 'personIds' | 'groupTexts', number>();
  private owners: Owners | undefined;
  private opened: Promise<Places> | undefined;

  /** `connection` is this store's alone. */
  constructor(
    private readonly connection: DuckDBConnection,
    private readonly sessions: SessionStore,
    private readonly profiles: ProfileStore,
    private readonly groups: GroupStore,
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
      if (needs.persons && this.written.get('persons') !== view.version) await this.writePersons(view);
      if (needs.groupTexts && this.written.get('groupTexts') !== view.version) await this.writeGroupTexts(view);
      if (!needs.owners && !needs.sessions && !needs.personIds) return pin();
      return this.sessions.with(view, async (_connection, tables) => {
        if (needs.owners && this.owners?.view.version !== view.version) await this.writeOwners(view, tables);
        if (needs.personIds && this.written.get('personIds') !== view.version) await this.writePersonIds(view, tables);
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
    const before = this.owners;
    const changed = before && changedPersons(before, { view, rows });
    this.owners = undefined;
    if (before === undefined || changed === undefined) {
      if (view.sequences.held === undefined) refuseBeyond(view.sequences.length, 'events', 'Whose each event is');
      const all = Uint32Array.from({ length: view.sequences.persons }, (_, person) => person);
      const target = await this.create('owners', OWNER_COLUMNS);
      const { columns, length } = await ownersOf(view, rows, all);
      await writeColumns(this.connection, target, columns, length);
      this.owners = { view: remembered(view), rows, written: length };
      return;
    }
    await this.connection.run(`CREATE OR REPLACE TEMP TABLE changed_owners (${OWNER_COLUMNS})`);
    const { columns, length } = await ownersOf(view, rows, changed);
    await writeColumns(this.connection, { table: 'changed_owners', catalog: 'temp' }, columns, length);
    const owners = `${DATABASE}.${SCHEMA}.owners`;
    await this.connection.run(`DELETE FROM ${owners} WHERE eid IN (SELECT eid FROM changed_owners)`);
    await this.connection.run(`INSERT INTO ${owners} FROM changed_owners`);
    await this.connection.run('DROP TABLE changed_owners');
    this.owners = { view: remembered(view), rows, written: before.written + length };
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
    this.written.set('personIds', view.version);
  }

  /** The profiles are tables of their own connection alone, so it is that one which copies them. */
  private async writePersons(view: View): Promise<void> {
    this.written.delete('persons');
    await this.profiles.with(view, async ({ connection }) => {
      await connection.run(`CREATE OR REPLACE TABLE ${DATABASE}.${SCHEMA}.persons AS
        SELECT * EXCLUDE (slot, search, entry) FROM persons`);
    });
    this.written.set('persons', view.version);
  }

  /** The same holds of what is told of groups. */
  private async writeGroupTexts(view: View): Promise<void> {
    this.written.delete('groupTexts');
    await this.groups.withTexts(view, async (connection) => {
      await connection.run(`CREATE OR REPLACE TABLE ${DATABASE}.${SCHEMA}.group_texts AS FROM group_texts`);
    });
    this.written.set('groupTexts', view.version);
  }
}

/** The events of some persons, with who they belong to. */
async function ownersOf(
  { sequences }: View,
  rows: SessionRows,
  persons: Uint32Array,
): Promise<{ readonly columns: readonly WriteColumn[]; readonly length: number }> {
  const { offsets } = sequences;
  const length = persons.reduce((sum, index) => sum + eventsOf(sequences, index), 0);
  const eids = new Uint32Array(length);
  const person = new Uint32Array(length);
  const row = new Int32Array(length).fill(-1);
  let next = 0;
  let done = 0;
  for (const index of persons) {
    const session = sequences.read('session', offsets[index] as number, offsets[index + 1] as number);
    eids.set(sequences.read('eid', offsets[index] as number, offsets[index + 1] as number), next);
    person.fill(rows.personCodes[index] as number, next, next + eventsOf(sequences, index));
    for (const own of session) {
      if (own >= 0) row[next] = rows.rowOf[own] as number;
      next++;
    }
    if (next - done > EVENTS_PER_TURN) {
      await giveWay();
      done = next;
    }
  }
  const columns: WriteColumn[] = [
    { type: 'u32', values: eids },
    { type: 'u32', values: person },
    { type: 'i32', values: row, missing: -1 },
  ];
  return { columns, length };
}

const eventsOf = ({ offsets }: View['sequences'], person: number): number =>
  (offsets[person + 1] as number) - (offsets[person] as number);

/** Persons whose events' rows are others than those written; undefined where that is too much to replace. */
function changedPersons(
  before: Owners,
  after: { readonly view: View; readonly rows: SessionRows },
): Uint32Array | undefined {
  const unchanged = after.view.unchangedSince(before.view.version);
  if (unchanged === undefined) return undefined;
  const { sequences } = after.view;
  const oldStarts = rowsByPerson(before.view.sessions, before.view.sequences.persons);
  const starts = rowsByPerson(after.view.sessions, sequences.persons);
  const changed: number[] = [];
  let events = 0;
  for (let person = 0; person < sequences.persons; person++) {
    const old = unchanged[person] as number;
    if (old >= 0 && isSame(before.rows, old, oldStarts, after.rows, person, starts)) continue;
    changed.push(person);
    events += eventsOf(sequences, person);
  }
  const isTooMuch =
    events > MAX_CHANGED * sequences.length + 1_000 || before.written + events > 2 * sequences.length + 10_000;
  return isTooMuch ? undefined : Uint32Array.from(changed);
}

/** Whether an unchanged person and its sessions have the numbers they had: the session tables may have been written anew. */
function isSame(
  before: SessionRows,
  old: number,
  oldStarts: Uint32Array,
  after: SessionRows,
  person: number,
  starts: Uint32Array,
): boolean {
  if (before.personCodes[old] !== after.personCodes[person]) return false;
  const from = starts[person] as number;
  const oldFrom = oldStarts[old] as number;
  const count = (starts[person + 1] as number) - from;
  for (let i = 0; i < count; i++) if (before.rowOf[oldFrom + i] !== after.rowOf[from + i]) return false;
  return true;
}
