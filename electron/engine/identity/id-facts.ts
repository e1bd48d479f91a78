/**
 * What the stored events say about ids, in numbers: every id a node, every event's own node, every pair of ids that
 * events put together. Gathered by DuckDB once and extended as events arrive; any number of resolvers read from it.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { OwnerKey } from '../../../shared/identity/owner-key';
import type { IdentityResolver } from '../../../shared/identity/resolver';
import type { IdRef, IdRole } from '../../../shared/model/identity';
import { isJunkId } from '../../../shared/model/junk-id';
import { SQL_ALIAS, sqlIsJunk, sqlOwner } from '../../../shared/sql/columns';
import { sqlText } from '../../../shared/sql/quote';
import { cooperate, type Steps } from '../sequences/cooperate';
import { DictionaryTable } from '../sequences/dictionary-table';
import { GrowingColumn } from '../sequences/growing';
import type { Database } from '../store/database';
import { WriteLock } from '../store/lock';
import { readColumns, readRows } from '../store/read';

/** Numbers of events that were taken out have no node. */
export const NO_NODE = -1;
const NO_USER = -1;
const SEVERAL_USERS = -2;
const IN_LIST = 5_000;
/** Facts told between two turns for others. */
const STEP = 5_000;

interface AliasFact {
  readonly user: number;
  readonly alias: string;
  readonly time: number;
  readonly merge: boolean;
}

/** How far a resolver has read. */
export interface FactsRead {
  nodes: number;
  seen: number;
  points: number;
  aliases: number;
}

export class IdFacts {
  private readonly nodes: DictionaryTable;
  private readonly arrived: string;
  private readonly turns = new WriteLock();
  private readonly nodeOfEvent = new GrowingColumn((n) => new Int32Array(n));
  private readonly firstSeen = new GrowingColumn((n) => new Float64Array(n));
  /** Nodes in the order in which they were seen, again where seen earlier than known. */
  private readonly seen = new Log(1);
  /** Anonymous node, user node, 1 where by an identify call; with the time beside. */
  private readonly points = new Log(3);
  private readonly pointTimes = new GrowingColumn((n) => new Float64Array(n));
  private readonly aliases: AliasFact[] = [];
  private seenNodes = new Uint8Array(0);
  /** By anonymous node: its only user, or that it has none or several. */
  private readonly userOfDevice = new GrowingColumn((n) => new Int32Array(n).fill(NO_USER));
  nextEid = 0;

  private constructor(
    private readonly connection: DuckDBConnection,
    readonly key: OwnerKey,
  ) {
    const suffix = key.replaceAll('-', '_');
    this.arrived = `arrived_${suffix}`;
    this.nodes = new DictionaryTable(connection, `dict_nodes_${suffix}`, '');
  }

  static async open(database: Database, key: OwnerKey): Promise<IdFacts> {
    const facts = new IdFacts(await database.connect(), key);
    await facts.nodes.create();
    return facts;
  }

  /** By eid; {@link NO_NODE} where the event is gone. */
  get node(): Int32Array {
    return this.nodeOfEvent.values;
  }

  refOf(node: number): IdRef {
    return parseNode(this.nodes.texts[node] as string);
  }

  find({ role, id }: IdRef): number | undefined {
    return this.nodes.find(`${role} ${id}`);
  }

  get nodeCount(): number {
    return this.nodes.texts.length;
  }

  /**
   * Tells `resolver` all that events below the returned number say and that it was not told yet; at least `total`, as
   * far as there are events. One at a time, so that nobody reads what is half gathered.
   */
  tell(resolver: IdentityResolver, read: FactsRead, total: number, signal?: AbortSignal): Promise<number> {
    return this.turns.run(async () => {
      await this.extend(total);
      await cooperate(this.feed(resolver, read), signal);
      return this.nextEid;
    });
  }

  /** After what is under way: a connection must not go while a query of it runs. */
  close(): Promise<void> {
    return this.turns.run(async () => this.connection.closeSync());
  }

  private async extend(to: number): Promise<void> {
    const from = this.nextEid;
    if (from >= to) return;
    await this.gatherIds(from, to);
    await this.nodes.extendFrom(
      `SELECT DISTINCT text FROM (SELECT owner AS text FROM ${this.arrived} UNION ALL SELECT a FROM ${this.arrived} UNION ALL SELECT u FROM ${this.arrived})`,
    );
    await this.readNodes(from, to);
    await this.readLinks(from, to);
    await this.readAliases(from, to);
    await this.connection.run(`DROP TABLE ${this.arrived}`);
    this.nextEid = to;
  }

  private *feed(resolver: IdentityResolver, read: FactsRead): Steps<void> {
    for (; read.nodes < this.nodes.texts.length; read.nodes++) {
      const { role, id } = this.refOf(read.nodes);
      resolver.addNode(role, id);
      if (read.nodes % STEP === 0) yield;
    }
    const firstSeen = this.firstSeen.values;
    for (; read.seen < this.seen.length; read.seen++) {
      const node = this.seen.at(read.seen, 0);
      resolver.sawNode(node, firstSeen[node] as number);
      if (read.seen % STEP === 0) yield;
    }
    const times = this.pointTimes.values;
    for (; read.points < this.points.length; read.points++) {
      const time = times[read.points] as number;
      const identify = this.points.at(read.points, 2) === 1;
      resolver.addLink(this.points.at(read.points, 0), this.points.at(read.points, 1), time, identify);
      if (read.points % STEP === 0) yield;
    }
    for (; read.aliases < this.aliases.length; read.aliases++) {
      const { user, alias, time, merge } = this.aliases[read.aliases] as AliasFact;
      resolver.addAlias(user, alias, time, merge);
    }
  }

  /** Millions of events share few combinations of ids: what costs something is done once for each. */
  private async gatherIds(from: number, to: number): Promise<void> {
    const [a, u] = this.key === 'distinct' ? ['plain', 'plain'] : ['anonymous', 'user'];
    await this.connection.run(
      `CREATE OR REPLACE TEMP TABLE ${this.arrived} AS
       SELECT *, ${sqlOwner(this.key)} AS owner, '${a} ' || anonymous_id AS a, '${u} ' || user_id AS u
       FROM (
         SELECT user_id, anonymous_id, distinct_id, min(timestamp)::DOUBLE AS first, max(timestamp)::DOUBLE AS last,
           (min(timestamp) FILTER (kind = 'identify'))::DOUBLE AS identified
         FROM events WHERE eid >= ${from} AND eid < ${to} GROUP BY ALL)`,
    );
  }

  private async readNodes(from: number, to: number): Promise<void> {
    const count = this.nodes.texts.length;
    const known = this.userOfDevice.values.length;
    this.firstSeen.reserve(count);
    this.userOfDevice.reserve(count);
    if (this.userOfDevice.values.length > known) this.userOfDevice.values.fill(NO_USER, known);
    const firstSeen = this.firstSeen.values;
    this.nodeOfEvent.reserve(to);
    const { node } = this;
    node.fill(NO_NODE, from, to);
    const seenBefore = this.seenNodes;
    this.seenNodes = grown(seenBefore, count);
    const { seenNodes } = this;
    await readColumns(
      this.connection,
      `SELECT code::INTEGER, min(first)::DOUBLE FROM ${this.arrived} JOIN ${this.nodes.name} ON text = owner GROUP BY code`,
      ['i32', 'f64'],
      ([codes, times], rows) => {
        for (let row = 0; row < rows; row++) {
          const code = codes[row] as number;
          const at = times[row] as number;
          if (seenNodes[code] === 1 && (firstSeen[code] as number) <= at) continue;
          seenNodes[code] = 1;
          firstSeen[code] = at;
          this.seen.push(code);
        }
      },
    );
    await readColumns(
      this.connection,
      `SELECT e.eid, d.code::INTEGER FROM events e
       JOIN ${this.arrived} i ON e.distinct_id = i.distinct_id AND e.user_id IS NOT DISTINCT FROM i.user_id
         AND e.anonymous_id IS NOT DISTINCT FROM i.anonymous_id
       JOIN ${this.nodes.name} d ON d.text = i.owner WHERE e.eid >= ${from} AND e.eid < ${to}`,
      ['u32', 'i32'],
      ([eids, codes], rows) => {
        for (let row = 0; row < rows; row++) node[eids[row] as number] = codes[row] as number;
      },
    );
  }

  private async readLinks(from: number, to: number): Promise<void> {
    const devices = this.userOfDevice.values;
    const newlyShared = new Set<number>();
    const alreadyShared = new Set<number>();
    await readColumns(
      this.connection,
      `SELECT da.code::INTEGER, du.code::INTEGER, min(first)::DOUBLE, max(last)::DOUBLE, coalesce(min(identified), 'nan')::DOUBLE
       FROM ${this.arrived} JOIN ${this.nodes.name} da ON da.text = a JOIN ${this.nodes.name} du ON du.text = u GROUP BY ALL`,
      ['i32', 'i32', 'f64', 'f64', 'f64'],
      ([anonymous, users, first, last, identified], rows) => {
        for (let row = 0; row < rows; row++) {
          const device = anonymous[row] as number;
          const user = users[row] as number;
          this.addPoint(device, user, first[row] as number, false);
          if (last[row] !== first[row]) this.addPoint(device, user, last[row] as number, false);
          if (!Number.isNaN(identified[row])) this.addPoint(device, user, identified[row] as number, true);
          if (this.isJunk(device) || this.isJunk(user)) continue;
          const known = devices[device] as number;
          if (known === NO_USER) devices[device] = user;
          else if (known === SEVERAL_USERS) alreadyShared.add(device);
          else if (known !== user) {
            devices[device] = SEVERAL_USERS;
            newlyShared.add(device);
          }
        }
      },
    );
    // On a shared device every moment counts: who was seen last before an anonymous event.
    for (const device of newlyShared) alreadyShared.delete(device);
    await this.readAllPoints([...newlyShared], `e.eid < ${to}`);
    await this.readAllPoints([...alreadyShared], `e.eid >= ${from} AND e.eid < ${to}`);
  }

  private async readAllPoints(devices: readonly number[], range: string): Promise<void> {
    const user = this.key === 'distinct' ? 'plain' : 'user';
    for (let at = 0; at < devices.length; at += IN_LIST) {
      const part = devices.slice(at, at + IN_LIST);
      const byId = new Map(part.map((device) => [this.refOf(device).id, device]));
      const list = [...byId.keys()].map(sqlText).join(', ');
      const rows = await readRows(
        this.connection,
        `SELECT DISTINCT e.anonymous_id AS device, d.code AS user, e.timestamp AS time FROM events e
         JOIN ${this.nodes.name} d ON d.text = '${user} ' || e.user_id
         WHERE ${range} AND e.anonymous_id IN (${list}) AND NOT ${sqlIsJunk('e.user_id')}`,
      );
      for (const row of rows) {
        this.addPoint(byId.get(String(row['device'])) as number, Number(row['user']), Number(row['time']), false);
      }
    }
  }

  private async readAliases(from: number, to: number): Promise<void> {
    const user = this.key === 'distinct' ? 'plain' : 'user';
    const rows = await readRows(
      this.connection,
      `SELECT d.code AS user, alias, merge, min(time) AS time FROM (
         SELECT user_id, ${SQL_ALIAS} AS alias, event = '$merge_dangerously' AS merge, timestamp AS time FROM events
         WHERE eid >= ${from} AND eid < ${to} AND kind = 'alias' AND user_id IS NOT NULL
       ) JOIN ${this.nodes.name} d ON d.text = '${user} ' || user_id
       WHERE alias IS NOT NULL AND alias <> '' GROUP BY ALL`,
    );
    for (const row of rows) {
      this.aliases.push({
        user: Number(row['user']),
        alias: String(row['alias']),
        time: Number(row['time']),
        merge: row['merge'] === true,
      });
    }
  }

  private addPoint(anonymous: number, user: number, time: number, identify: boolean): void {
    this.pointTimes.reserve(this.points.length + 1);
    this.pointTimes.values[this.points.length] = time;
    this.points.push(anonymous, user, identify ? 1 : 0);
  }

  private isJunk(node: number): boolean {
    return isJunkId(this.refOf(node).id);
  }
}

/** The text that stands for a node is its role and id, parted by a space. */
function parseNode(text: string): IdRef {
  const space = text.indexOf(' ');
  return { role: text.slice(0, space) as IdRole, id: text.slice(space + 1) };
}

function grown(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  if (length <= bytes.length) return bytes;
  const larger = new Uint8Array(Math.max(length, bytes.length * 2));
  larger.set(bytes);
  return larger;
}

/** Rows of a few integers, appended one by one. */
class Log {
  private readonly column = new GrowingColumn((n) => new Int32Array(n));
  length = 0;

  constructor(private readonly width: number) {}

  push(...row: readonly number[]): void {
    const at = this.length * this.width;
    this.column.reserve(at + this.width);
    const { values } = this.column;
    for (let i = 0; i < this.width; i++) values[at + i] = row[i] as number;
    this.length++;
  }

  at(row: number, field: number): number {
    return this.column.values[row * this.width + field] as number;
  }
}
