/**
 * The engine's memory of all events: columns by eid, caught up with the database on demand, and from them the view that
 * queries read: persons, sequences, sessions. A view never changes once made; a query keeps the one it started with.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { ensure } from '../../../shared/base/assert';
import { AppFailure } from '../../../shared/contract/errors';
import { ownerAt, type Persons, resolvePersons } from '../../../shared/identity/resolve';
import { DEFAULT_SETTINGS } from '../../../shared/model/settings';
import type { IdRef } from '../../../shared/model/identity';
import {
  DEFAULT_SESSION_SETTINGS,
  stitchSessions,
  TRAIT_OPERATIONS,
  TRAIT_RAGE,
  TRAIT_SERVER,
} from '../../../shared/sessions/stitch';
import { SQL_IS_RAGE, SQL_KIND_CODE } from '../../../shared/sql/columns';
import { IdentityFacts, parseNode, SQL_NODE } from '../identity/facts';
import { extendSessions } from '../sessions/extend';
import type { Database } from '../store/database';
import { type Counters, dataVersion } from '../store/counters';
import { readColumns, readRows } from '../store/read';
import { DictionaryTable } from './dictionary-table';
import { GrowingColumn } from './growing';
import { extendOrder, findUnchanged } from './extend';
import { breakTies, findTies, orderEvents, type OrderedEvents, sharedArrays } from './order';
import { type Step, trimSteps, unchangedSince, type View } from './view';

const NO_CODE = '-1';
const NOBODY = -1;

export class Dataset {
  private readonly time = new GrowingColumn((n) => new Float64Array(n));
  private readonly name = new GrowingColumn((n) => new Int32Array(n));
  private readonly node = new GrowingColumn((n) => new Int32Array(n));
  private readonly traits = new GrowingColumn((n) => new Uint8Array(n));
  private readonly hint = new GrowingColumn((n) => new Int32Array(n));
  private readonly page = new GrowingColumn((n) => new Int32Array(n));
  private readonly nodeFirstSeen: number[] = [];
  private readonly tiedIds = new Map<number, string>();
  private nextEid = 0;
  private removals: number;
  private closed = false;
  private persons: Persons | undefined;
  private view: View | undefined;
  private step: Step | undefined;
  private catchingUp: Promise<void> | undefined;

  private constructor(
    private readonly connection: DuckDBConnection,
    private readonly names: DictionaryTable,
    private readonly nodes: DictionaryTable,
    private readonly hints: DictionaryTable,
    private readonly pageNames: DictionaryTable,
    private facts: IdentityFacts,
    private readonly counters: Counters,
  ) {
    this.removals = counters.removals;
  }

  static async open(database: Database, counters: Counters): Promise<Dataset> {
    const connection = await database.connect();
    const names = new DictionaryTable(connection, 'dict_names', 'event');
    const nodes = new DictionaryTable(connection, 'dict_nodes', SQL_NODE);
    const hints = new DictionaryTable(connection, 'dict_hints', 'session_hint');
    const pageNames = new DictionaryTable(connection, 'dict_pages', 'page');
    for (const dictionary of [names, nodes, hints, pageNames]) await dictionary.create();
    return new Dataset(connection, names, nodes, hints, pageNames, new IdentityFacts(connection), counters);
  }

  /**
   * A view of at least all events committed by now. Concurrent asks share a catch-up; one that began before the last
   * commit is waited for and followed by another.
   */
  async current(): Promise<View> {
    const wanted = dataVersion(this.counters);
    for (;;) {
      const { view } = this;
      if (this.closed) throw new AppFailure({ code: 'cancelled', message: 'The workspace is being closed.' });
      if (view !== undefined && view.version >= wanted) return view;
      this.catchingUp ??= this.catchUp().finally(() => {
        this.catchingUp = undefined;
      });
      await this.catchingUp;
    }
  }

  /** The newest view there is, without waiting for what came since. */
  latest(): View | undefined {
    return this.view;
  }

  async close(): Promise<void> {
    this.closed = true;
    // A catch-up under way still uses the connection; its outcome no longer matters.
    await this.catchingUp?.catch(() => undefined);
    this.connection.closeSync();
  }

  private async catchUp(): Promise<void> {
    if (this.removals !== this.counters.removals) await this.forget();
    const version = dataVersion(this.counters);
    const total = this.counters.nextEid;
    const from = this.nextEid;
    const idsChanged = await this.load(from, total);
    const factsChanged = await this.facts.extend(from, total);
    if (idsChanged || factsChanged || this.persons === undefined) {
      const nodes = this.nodes.texts.map((text, node) => parseNode(text, this.nodeFirstSeen[node] ?? 0));
      this.persons = resolvePersons(nodes, this.facts.allLinks(), this.facts.allAliases());
    }
    this.nextEid = total;
    this.view = await this.buildView(this.persons, version, this.view);
  }

  /** Events were taken out: everything is read anew. */
  private async forget(): Promise<void> {
    this.removals = this.counters.removals;
    for (const dictionary of [this.names, this.nodes, this.hints, this.pageNames]) await dictionary.create();
    this.facts = new IdentityFacts(this.connection);
    this.nodeFirstSeen.length = 0;
    this.nextEid = 0;
    this.persons = undefined;
    this.view = undefined;
  }

  /** Reads the columns of events `from` … `total - 1`. Returns whether an id is new or was seen earlier than known. */
  private async load(from: number, total: number): Promise<boolean> {
    for (const dictionary of [this.names, this.nodes, this.hints, this.pageNames]) await dictionary.extend(from, total);
    const columns = [this.time, this.name, this.node, this.traits, this.hint, this.page] as const;
    for (const column of columns) column.reserve(total);
    const [time, name, node, traits, hint, page] = columns.map((column) => column.values) as [
      Float64Array,
      Int32Array,
      Int32Array,
      Uint8Array,
      Int32Array,
      Int32Array,
    ];
    // Numbers of events that were taken out stay without an owner.
    node.fill(NOBODY, from, total);
    let idsChanged = false;
    const code = (dictionary: DictionaryTable): string => `coalesce(${dictionary.name}.code, ${NO_CODE})::INTEGER`;
    const join = (dictionary: DictionaryTable, column: string): string =>
      `LEFT JOIN ${dictionary.name} ON ${dictionary.name}.text = e.${column}`;
    await readColumns(
      this.connection,
      `SELECT eid, ts::DOUBLE, ${code(this.names)}, ${code(this.nodes)}, traits, ${code(this.hints)}, ${code(this.pageNames)}
       FROM (
         SELECT eid, timestamp AS ts, event, ${SQL_NODE} AS owner, session_hint, page,
           (${SQL_KIND_CODE} + CASE WHEN is_server THEN ${TRAIT_SERVER} ELSE 0 END
             + CASE WHEN has_operations THEN ${TRAIT_OPERATIONS} ELSE 0 END
             + CASE WHEN ${SQL_IS_RAGE} THEN ${TRAIT_RAGE} ELSE 0 END)::UTINYINT AS traits
         FROM events WHERE eid >= ${from} AND eid < ${total}
       ) e ${join(this.names, 'event')} ${join(this.nodes, 'owner')} ${join(this.hints, 'session_hint')} ${join(this.pageNames, 'page')}`,
      ['u32', 'f64', 'i32', 'i32', 'u8', 'i32', 'i32'],
      ([eids, times, names, nodes, allTraits, hints, pages], rows) => {
        for (let row = 0; row < rows; row++) {
          const eid = eids[row] as number;
          const at = times[row] as number;
          const owner = nodes[row] as number;
          time[eid] = at;
          name[eid] = names[row] as number;
          node[eid] = owner;
          traits[eid] = allTraits[row] as number;
          hint[eid] = hints[row] as number;
          page[eid] = pages[row] as number;
          const seen = this.nodeFirstSeen[owner];
          if (seen === undefined || at < seen) {
            this.nodeFirstSeen[owner] = at;
            idsChanged = true;
          }
        }
      },
    );
    return idsChanged;
  }

  private async buildView(persons: Persons, version: number, before: View | undefined): Promise<View> {
    const { nextEid } = this;
    const columns = { nextEid, time: this.time.values, name: this.name.values };
    const ownerOf = (eid: number): number => {
      const node = this.node.values[eid] as number;
      return node === NOBODY ? NOBODY : ownerAt(persons, node, columns.time[eid] as number);
    };
    const lookups = { traits: this.traits.values, hints: this.hint.values, pages: this.page.values };
    const owners = Int32Array.from({ length: nextEid - (before?.nextEid ?? 0) }, (_, i) =>
      ownerOf(i + (before?.nextEid ?? 0)),
    );
    const unchanged = before && findUnchanged(before.persons, persons, owners);
    const ordered =
      before && unchanged
        ? extendOrder(before.sequences, unchanged, columns, before.nextEid, ownerOf)
        : orderEvents(columns, owners, persons.ids.length);
    await this.settleTies(ordered, (person) => unchanged !== undefined && (unchanged[person] as number) >= 0);
    const { session, sessions } =
      before && unchanged
        ? extendSessions(before, ordered, unchanged, lookups, DEFAULT_SESSION_SETTINGS)
        : stitchSessions({ ...ordered, ...lookups }, DEFAULT_SESSION_SETTINGS, sharedArrays.i32(ordered.length));
    this.step = before && unchanged ? trimSteps({ version: before.version, unchanged, earlier: this.step }) : undefined;
    const { step } = this;
    let positions: Uint32Array | undefined;
    let ownerById: Map<string, number> | undefined;
    let members: ReadonlyMap<number, readonly IdRef[]> | undefined;
    const personIndex = (id: string): number | undefined => (ownerById ??= ownersById(persons)).get(id);
    return {
      version,
      nextEid,
      settings: DEFAULT_SETTINGS,
      traits: this.traits.values,
      sequences: { ...ordered, session },
      persons,
      sessions,
      names: this.names.texts,
      nameCode: (text) => this.names.find(text),
      pages: this.pageNames.texts,
      positions: () => (positions ??= invert(ordered.eid, nextEid)),
      personOf: (id) => {
        const person = personIndex(id);
        return person === undefined ? id : (persons.ids[person] as string);
      },
      personIndex,
      membersOf: (person) => (members ??= membersByPerson(persons, this.nodes.texts)).get(person) ?? [],
      unchangedSince: (earlier) => unchangedSince(step, earlier),
    };
  }

  /** Puts events of one person and one millisecond in the order of their ids. */
  private async settleTies(ordered: OrderedEvents, isSettled: (person: number) => boolean): Promise<void> {
    const ties = findTies(ordered, isSettled);
    if (ties.length === 0) return;
    await this.fetchTiedIds(ties.flatMap(([from, to]) => Array.from(ordered.eid.subarray(from, to))));
    const idOf = (eid: number): string => ensure(this.tiedIds.get(eid), 'event id');
    breakTies(ordered, ties, (a, b) => (idOf(a) < idOf(b) ? -1 : 1), this.name.values);
  }

  /** Event ids are long and rarely needed: only where two events of a person share a millisecond. */
  private async fetchTiedIds(eids: readonly number[]): Promise<void> {
    const missing = eids.filter((eid) => !this.tiedIds.has(eid));
    for (let from = 0; from < missing.length; from += 20_000) {
      const part = missing.slice(from, from + 20_000);
      const rows = await readRows(
        this.connection,
        `SELECT eid, event_id FROM events WHERE eid IN (${part.join(', ')})`,
      );
      for (const row of rows) this.tiedIds.set(Number(row['eid']), String(row['event_id']));
    }
  }
}

/** A person's own id comes before another's anonymous id of the same text. */
function ownersById({ ids, members }: Persons): Map<string, number> {
  const owners = new Map<string, number>();
  for (const [person, each] of members.entries()) for (const id of each) owners.set(id, person);
  for (const [person, id] of ids.entries()) owners.set(id, person);
  return owners;
}

function membersByPerson(persons: Persons, texts: readonly string[]): ReadonlyMap<number, readonly IdRef[]> {
  const members = new Map<number, IdRef[]>();
  for (const [node, text] of texts.entries()) {
    const own = persons.ofNode[node] ?? -1;
    const owners = own >= 0 ? [own] : (persons.timelines.get(node)?.persons ?? []);
    const { role, id } = parseNode(text, 0);
    for (const person of new Set(owners)) members.set(person, [...(members.get(person) ?? []), { role, id }]);
  }
  return members;
}

function invert(eids: Uint32Array, nextEid: number): Uint32Array {
  const positions = new Uint32Array(nextEid);
  for (let position = 0; position < eids.length; position++) positions[eids[position] as number] = position;
  return positions;
}
