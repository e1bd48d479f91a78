/**
 * Person profiles of a view as tables of one connection, made when somebody asks and brought up to date by those persons
 * alone that changed since:
 *   - `persons`: a row per person: PERSON_COLUMNS, `search` (ids, name and e-mail in lower case), `properties` (JSON);
 *   - `person_changes`: a row per property and event that changed it: `key`, and `value` (JSON) from that event on, NULL
 *     where the property was taken away.
 * A person keeps its `slot` in both while nothing about it changes, whatever its number in the view.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { View } from '../sequences/view';
import { WriteLock } from '../store/lock';
import { writeColumns } from '../store/write-columns';
import { WorkspaceZone } from './measure';
import { CREATE_PROFILES, writeProfiles } from './write-profiles';

export interface Profiles {
  readonly connection: DuckDBConnection;
  /** Slot by person of the view. */
  readonly slots: Uint32Array;
}

interface Written {
  readonly view: View;
  readonly slots: Uint32Array;
}

const NO_PERSON = -1;
/** Rows that are deleted stay in memory until the table is made anew. */
const DEAD_ROWS_ALLOWED = 100_000;

export class ProfileStore {
  private written: Written | undefined;
  private readonly free: number[] = [];
  private nextSlot = 0;
  private dead = 0;
  private readonly turns = new WriteLock();
  private readonly zone = new WorkspaceZone();

  constructor(private readonly connection: DuckDBConnection) {}

  /** Runs `work` while the tables are the view's; nobody rewrites them meanwhile. */
  with<T>(view: View, work: (profiles: Profiles) => Promise<T>): Promise<T> {
    return this.turns.run(async () => {
      const { slots } = this.written?.view === view ? this.written : await this.update(view);
      return work({ connection: this.connection, slots });
    });
  }

  private async update(view: View): Promise<Written> {
    const before = this.written;
    // What fails half-way is made anew.
    this.written = undefined;
    const kept = before && keptPersons(before.view, view);
    const written = before && kept ? await this.extend(view, before, kept) : await this.build(view);
    this.written = written;
    return written;
  }

  private async build(view: View): Promise<Written> {
    for (const statement of CREATE_PROFILES) await this.connection.run(statement);
    const { persons } = view.sequences;
    this.free.length = 0;
    this.nextSlot = persons;
    this.dead = 0;
    const slots = Uint32Array.from({ length: persons }, (_, person) => person);
    await writeProfiles(this.connection, view, slots, slots, this.zone.tableFor(view));
    return { view, slots };
  }

  private async extend(view: View, before: Written, kept: Int32Array): Promise<Written> {
    const slots = new Uint32Array(kept.length);
    const taken = new Uint8Array(before.slots.length);
    const changed: number[] = [];
    for (let person = 0; person < kept.length; person++) {
      const old = kept[person] as number;
      if (old < 0) changed.push(person);
      else {
        slots[person] = before.slots[old] as number;
        taken[old] = 1;
      }
    }
    const freed = before.slots.filter((_, old) => taken[old] === 0);
    await this.forget(freed);
    for (const slot of freed) this.free.push(slot);
    for (const person of changed) slots[person] = this.free.pop() ?? this.nextSlot++;
    if (changed.length > 0) {
      await writeProfiles(this.connection, view, Uint32Array.from(changed), slots, this.zone.tableFor(view));
    }
    return { view, slots };
  }

  private async forget(freed: Uint32Array): Promise<void> {
    if (freed.length === 0) return;
    const { connection } = this;
    await connection.run('CREATE OR REPLACE TEMP TABLE gone (slot UINTEGER)');
    await writeColumns(connection, { table: 'gone', catalog: 'temp' }, [{ type: 'u32', values: freed }], freed.length);
    for (const table of ['persons', 'person_changes']) {
      await connection.run(`DELETE FROM ${table} WHERE slot IN (SELECT slot FROM gone)`);
    }
    this.dead += freed.length;
    if (this.dead > DEAD_ROWS_ALLOWED + this.nextSlot) {
      for (const table of ['persons', 'person_changes']) {
        await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} AS FROM ${table}`);
      }
      this.dead = 0;
    }
  }
}

/** Person by slot, -1 where the slot is free. */
export function personsBySlot(slots: Uint32Array): Int32Array {
  let size = 0;
  for (const slot of slots) size = Math.max(size, slot + 1);
  const persons = new Int32Array(size).fill(NO_PERSON);
  for (let person = 0; person < slots.length; person++) persons[slots[person] as number] = person;
  return persons;
}

/**
 * By person of `after`: its number in `before` where nothing about it changed, else -1; undefined where everything may
 * have. A question may still hold the older of the two views.
 */
function keptPersons(before: View, after: View): Int32Array | undefined {
  if (before.settings.timezone !== after.settings.timezone) return undefined;
  const forward = after.unchangedSince(before.version);
  if (forward !== undefined) return forward;
  const back = before.unchangedSince(after.version);
  if (back === undefined) return undefined;
  const kept = new Int32Array(after.sequences.persons).fill(NO_PERSON);
  for (let person = 0; person < back.length; person++) {
    const other = back[person] as number;
    if (other >= 0) kept[other] = person;
  }
  return kept;
}
