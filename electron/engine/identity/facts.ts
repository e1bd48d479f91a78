/**
 * What the stored events say about who is who, kept up to date as events arrive: the ids, the links between them, the
 * aliases. Only the shape of the facts lives here; what follows from them is shared/identity.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Alias, IdNode, IdRole, Link } from '../../../shared/identity/resolve';
import { SQL_ALIAS, SQL_IS_LINK, SQL_OWNER_ID, SQL_OWNER_ROLE, sqlIsJunk } from '../../../shared/sql/columns';
import { sqlText } from '../../../shared/sql/quote';
import { readRows } from '../store/read';

/** The text that stands for a node in the node dictionary: its role and id, parted by a space. */
export const SQL_NODE = `(${SQL_OWNER_ROLE} || ' ' || ${SQL_OWNER_ID})`;

export function parseNode(text: string, firstSeen: number): IdNode {
  const space = text.indexOf(' ');
  return { role: text.slice(0, space) as IdRole, id: text.slice(space + 1), firstSeen };
}

export class IdentityFacts {
  private readonly links = new Map<string, Map<string, number>>();
  /** All link points of devices that more than one user was seen on: for them the order in time matters. */
  private readonly sharedDevices = new Map<string, Link[]>();
  private readonly aliases: Alias[] = [];

  constructor(private readonly connection: DuckDBConnection) {}

  /** Takes in the events `from` … `to - 1`. Returns whether they said anything new. */
  async extend(from: number, to: number): Promise<boolean> {
    const arrived = `eid >= ${from} AND eid < ${to}`;
    const linked = await this.extendLinks(arrived, to);
    const aliased = await this.extendAliases(arrived);
    return linked || aliased;
  }

  allLinks(): Link[] {
    const all: Link[] = [];
    for (const [anonymous, users] of this.links) {
      const points = this.sharedDevices.get(anonymous);
      if (points !== undefined) all.push(...points);
      else for (const [user, time] of users) all.push({ anonymous, user, time });
    }
    return all;
  }

  allAliases(): readonly Alias[] {
    return this.aliases;
  }

  private async extendLinks(arrived: string, to: number): Promise<boolean> {
    const rows = await readRows(
      this.connection,
      `SELECT anonymous_id, user_id, min(timestamp) AS time FROM events WHERE ${arrived} AND ${SQL_IS_LINK} GROUP BY ALL`,
    );
    let changed = false;
    const refetch = new Set<string>();
    for (const row of rows) {
      const anonymous = String(row['anonymous_id']);
      const user = String(row['user_id']);
      const time = Number(row['time']);
      const users = this.links.get(anonymous) ?? new Map<string, number>();
      this.links.set(anonymous, users);
      const known = users.get(user);
      if (known === undefined || time < known) {
        users.set(user, time);
        changed = true;
      }
      if (users.size > 1) refetch.add(anonymous);
    }
    if (refetch.size > 0) {
      await this.fetchSharedDevices([...refetch], to);
      changed = true;
    }
    return changed;
  }

  private async fetchSharedDevices(devices: readonly string[], to: number): Promise<void> {
    const rows = await readRows(
      this.connection,
      `SELECT anonymous_id, user_id, timestamp AS time FROM events WHERE eid < ${to} AND ${SQL_IS_LINK} AND anonymous_id IN (${devices.map(sqlText).join(', ')})`,
    );
    for (const device of devices) this.sharedDevices.set(device, []);
    for (const row of rows) {
      const anonymous = String(row['anonymous_id']);
      this.sharedDevices.get(anonymous)?.push({ anonymous, user: String(row['user_id']), time: Number(row['time']) });
    }
  }

  private async extendAliases(arrived: string): Promise<boolean> {
    const rows = await readRows(
      this.connection,
      `SELECT user_id, ${SQL_ALIAS} AS alias, timestamp AS time FROM events
       WHERE ${arrived} AND kind = 'alias' AND NOT ${sqlIsJunk('user_id')} AND ${SQL_ALIAS} IS NOT NULL`,
    );
    for (const row of rows) {
      this.aliases.push({ user: String(row['user_id']), alias: String(row['alias']), time: Number(row['time']) });
    }
    return rows.length > 0;
  }
}
