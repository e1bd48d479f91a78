/**
 * What SQL insights read beside the workspace's own tables: who each event belongs to, the ids of persons, persons and
 * groups with their properties. They live in a database of their own that every connection of the process sees, in memory or,
 * where events lie in files, in a file that nobody needs after this process; they are written when a
 * query needs them, and only where the data changed since.
 *
 * All of it is of one view, and a query keeps seeing that view: its transaction begins while the tables are lent
 * ({@link SqlTables.with}), and what is written later is not in it.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { ID_ROLES } from '../../../shared/model/identity';
import { sqlName, sqlText } from '../../../shared/sql/quote';
import type { GroupStore } from '../groups/group-store';
import type { ProfileStore } from '../profiles/profile-store';
import { giveWay } from '../sequences/cooperate';
import { remembered, type RememberedView, type View } from '../sequences/view';
import { rowsByPerson } from '../sessions/extend';
import type { SessionRows } from '../sessions/session-rows';
import type { SessionStore, SessionTables } from '../sessions/session-store';
import { WriteLock } from '../store/lock';
import { readStrings } from '../store/read';
import { type WriteColumn, type WriteTarget, writeColumns } from '../store/write-columns';
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
    /** A file for the tables where there is much to say; undefined where memory is to be had for them. */
    private readonly file: () => string | undefined,
  ) {}

  /** Where the tables are; their database is made when first asked for. */
  places(): Promise<Places> {
    this.opened ??= this.open();
    return this.opened;
  }

  /** Makes that database the one in which names without a schema are looked for: there are none in it. */
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
    await this.connection.run(`ATTACH ${sqlText(this.file() ?? ':memory:')} AS ${DATABASE}`);
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
      const all = Uint32Array.from({ length: view.sequences.persons }, (_, person) => person);
      const target = await this.create('owners', OWNER_COLUMNS);
      const written = await this.writeOwnersOf(view, rows, all, target);
      this.owners = { view: remembered(view), rows, written };
      return;
    }
    await this.connection.run(`CREATE OR REPLACE TEMP TABLE changed_owners (${OWNER_COLUMNS})`);
    const length = await this.writeOwnersOf(view, rows, changed, { table: 'changed_owners', catalog: 'temp' });
    const owners = `${DATABASE}.${SCHEMA}.owners`;
    await this.connection.run(`DELETE FROM ${owners} WHERE eid IN (SELECT eid FROM changed_owners)`);
    await this.connection.run(`INSERT INTO ${owners} FROM changed_owners`);
    await this.connection.run('DROP TABLE changed_owners');
    this.owners = { view: remembered(view), rows, written: before.written + length };
  }

  /** As many events at a time as are soon written; says how many there were. */
  private async writeOwnersOf(
    view: View,
    rows: SessionRows,
    persons: Uint32Array,
    target: WriteTarget,
  ): Promise<number> {
    let written = 0;
    for (let from = 0; from < persons.length;) {
      let events = 0;
      let to = from;
      for (; to < persons.length && events < EVENTS_PER_TURN; to++) {
        events += eventsOf(view.sequences, persons[to] as number);
      }
      const columns = ownersOf(view, rows, persons.subarray(from, to), events);
      await writeColumns(this.connection, target, columns, events);
      await giveWay();
      written += events;
      from = to;
    }
    return written;
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

/** The events of some persons, with who they belong to; there are `length` of them. */
function ownersOf(
  { sequences }: View,
  rows: SessionRows,
  persons: Uint32Array,
  length: number,
): readonly WriteColumn[] {
  const { offsets } = sequences;
  const eids = new Uint32Array(length);
  const person = new Uint32Array(length);
  const row = new Int32Array(length).fill(-1);
  let next = 0;
  for (let at = 0; at < persons.length;) {
    const first = persons[at] as number;
    let last = first;
    // Those that follow each other are read together.
    for (; persons[at] === last; at++) {
      const count = eventsOf(sequences, last);
      const begin = next + (offsets[last] as number) - (offsets[first] as number);
      person.fill(rows.personCodes[last] as number, begin, begin + count);
      last++;
    }
    const [from, to] = [offsets[first] as number, offsets[last] as number];
    eids.set(sequences.read('eid', from, to), next);
    for (const own of sequences.read('session', from, to)) {
      if (own >= 0) row[next] = rows.rowOf[own] as number;
      next++;
    }
  }
  return [
    { type: 'u32', values: eids },
    { type: 'u32', values: person },
    { type: 'i32', values: row, missing: -1 },
  ];
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
