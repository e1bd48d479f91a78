/**
 * Person profiles of a view as tables of one connection, made when somebody asks and brought up to date by those persons
 * alone that changed since:
 *   - `persons`: a row per person: PERSON_COLUMNS, `search` (ids, name and e-mail in lower case), `properties` (JSON);
 *   - `person_changes`: a row per event that changed properties: `changes` (JSON) is what each of them was from then on,
 *     null where it was taken away.
 * A person keeps its `slot` in both while nothing about it changes, whatever its number in the view.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { ensure } from '../../../shared/base/assert';
import { remembered, type RememberedView, type View } from '../sequences/view';
import { WriteLock } from '../store/lock';
import { readRows } from '../store/read';
import { writeColumns } from '../store/write-columns';
import { WorkspaceZone } from './measure';
import { CREATE_PROFILES, SQL_ENTRIES, writeProfiles } from './write-profiles';
import type { Carried } from './write-texts';

export interface Profiles {
  readonly connection: DuckDBConnection;
  /** Slot by person of the view. */
  readonly slots: Uint32Array;
}

interface Written {
  readonly view: RememberedView & { readonly sequences: Events };
  readonly slots: Uint32Array;
}

/** Which events each person had: what was replayed of them need not be replayed again. */
interface Events extends Pick<View['sequences'], 'persons' | 'offsets'> {
  /** Event numbers at positions `from` … `to - 1`. */
  eids(from: number, to: number): Uint32Array;
}

function rememberedEvents(view: View): Written['view'] {
  const { sequences } = view;
  const { persons, offsets, held } = sequences;
  const eids = held === undefined ? storedEids(sequences) : heldEids(held.eid);
  return { ...remembered(view), sequences: { persons, offsets, eids } };
}

// Apart from each other: a function keeps all that those made beside it use.
const heldEids =
  (eid: Uint32Array): Events['eids'] =>
  (from, to) =>
    eid.subarray(from, to);
const storedEids =
  (sequences: View['sequences']): Events['eids'] =>
  (from, to) =>
    sequences.read('eid', from, to);

const NO_PERSON = -1;
/** What became of a person of the view before: gone, or written anew; nothing; later events came. */
const FREE = 0;
const KEPT = 1;
const GROWN = 2;
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
      const { slots } = this.written?.view.version === view.version ? this.written : await this.update(view);
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
    await this.connection.run(`CREATE OR REPLACE TEMP TABLE known_entries AS ${SQL_ENTRIES}`);
    const writing = { view, persons: slots, slots, zone: this.zone.tableFor(view), carried: new Map() };
    await writeProfiles(this.connection, writing, 'known_entries');
    return { view: rememberedEvents(view), slots };
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
        taken[old] = KEPT;
      }
    }
    const grown = grownPersons(before.view, view, changed, taken);
    for (const { person, old } of grown) slots[person] = before.slots[old] as number;
    const removed = before.slots.filter((_, old) => taken[old] !== KEPT);
    await this.stageRemoved(removed, grown, slots);
    const carried = await this.carry(grown, slots);
    await this.connection.run(`CREATE OR REPLACE TEMP TABLE known_entries AS
      ${SQL_ENTRIES} AND slot IN (SELECT slot FROM removed)`);
    await this.connection.run('DELETE FROM persons WHERE slot IN (SELECT slot FROM removed)');
    const freed = before.slots.filter((_, old) => taken[old] === FREE);
    if (freed.length > 0) {
      await this.connection.run('DELETE FROM person_changes WHERE slot IN (SELECT slot FROM removed WHERE NOT grown)');
    }
    for (const slot of freed) this.free.push(slot);
    for (const person of changed) if (!carried.has(person)) slots[person] = this.free.pop() ?? this.nextSlot++;
    if (changed.length > 0) {
      const writing = { view, persons: Uint32Array.from(changed), slots, zone: this.zone.tableFor(view), carried };
      await writeProfiles(this.connection, writing, 'known_entries');
    }
    await this.compact(removed.length);
    return { view: rememberedEvents(view), slots };
  }

  /** A table of the slots whose rows are written anew; of grown persons, the changes stay. */
  private async stageRemoved(removed: Uint32Array, grown: readonly Grown[], slots: Uint32Array): Promise<void> {
    const stays = new Set(grown.map(({ person }) => slots[person] as number));
    await this.connection.run('CREATE OR REPLACE TEMP TABLE removed (slot UINTEGER, grown BOOLEAN)');
    const columns = [
      { type: 'u32' as const, values: removed },
      { type: 'bool' as const, values: Uint8Array.from(removed, (slot) => (stays.has(slot) ? 1 : 0)) },
    ];
    await writeColumns(this.connection, { table: 'removed', catalog: 'temp' }, columns, removed.length);
  }

  private async carry(grown: readonly Grown[], slots: Uint32Array): Promise<ReadonlyMap<number, Carried>> {
    if (grown.length === 0) return new Map();
    const rows = await readRows(
      this.connection,
      'SELECT slot, properties FROM persons WHERE slot IN (SELECT slot FROM removed WHERE grown)',
    );
    const properties = new Map(rows.map((row) => [Number(row['slot']), String(row['properties'])]));
    return new Map(
      grown.map(({ person, events }) => [
        person,
        { events, properties: ensure(properties.get(slots[person] as number), 'properties of a person') },
      ]),
    );
  }

  /** Rows that are deleted stay in memory until the table is made anew. */
  private async compact(removed: number): Promise<void> {
    this.dead += removed;
    if (this.dead <= DEAD_ROWS_ALLOWED + this.nextSlot) return;
    for (const table of ['persons', 'person_changes']) {
      await this.connection.run(`CREATE OR REPLACE TEMP TABLE ${table} AS FROM ${table}`);
    }
    this.dead = 0;
  }
}

/** A person to whom nothing happened but later events. */
interface Grown {
  readonly person: number;
  /** Its number in the view before, and how many events it had there. */
  readonly old: number;
  readonly events: number;
}

/** Those of `changed` whose events of before are their first ones now, marked in `taken`: what was replayed still holds. */
function grownPersons(before: Written['view'], after: View, changed: readonly number[], taken: Uint8Array): Grown[] {
  const grown: Grown[] = [];
  for (const person of changed) {
    const old = before.personIndex(after.persons.ids[person] as string);
    if (old === undefined || taken[old] !== FREE) continue;
    const from = before.sequences.offsets[old] as number;
    const events = (before.sequences.offsets[old + 1] as number) - from;
    const at = after.sequences.offsets[person] as number;
    if (events === 0 || events > (after.sequences.offsets[person + 1] as number) - at) continue;
    const earlier = before.sequences.eids(from, from + events);
    const now = after.sequences.read('eid', at, at + events);
    let same = 0;
    while (same < events && earlier[same] === now[same]) same++;
    if (same < events) continue;
    taken[old] = GROWN;
    grown.push({ person, old, events });
  }
  return grown;
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
function keptPersons(before: RememberedView, after: View): Int32Array | undefined {
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
