/** The groups behind a number, as answers list them. */
import type { GroupRow } from '../../../shared/contract/commands';
import { ensure } from '../../../shared/base/assert';
import type { JsonObject } from '../../../shared/model/json';
import { sessionIdAt } from '../sessions/session-ids';
import { readRows } from '../store/read';
import type { GroupStore } from './group-store';
import type { GroupsAsked } from './group-values';
import { type GroupedView, personAt } from './grouped-view';

/** A group's place among the keys, and the positions of the grouped sequences that speak for it. */
export interface GroupEntry {
  readonly group: number;
  readonly positions: readonly number[];
}

const MAX_EVIDENCE = 20;

/** One row per entry, in their order. */
export async function groupRows(
  store: GroupStore,
  asked: GroupsAsked,
  grouped: GroupedView,
  entries: readonly GroupEntry[],
): Promise<GroupRow[]> {
  if (entries.length === 0) return [];
  const { view, type, keys } = asked;
  const codeOf = new Map(keys.dictionary.map((key, code) => [key, code]));
  const codes = entries.map(({ group }) => ensure(codeOf.get(grouped.keys[group] as string), 'a group of the view'));
  const found = await store.with(view, type, keys, ({ connection, table }) =>
    readRows(
      connection,
      `SELECT code, key, persons, events, "firstSeen", "lastSeen", properties FROM ${table}
       WHERE code IN (${codes.join(', ')})`,
    ),
  );
  const byCode = new Map(found.map((row) => [Number(row['code']), row]));
  return entries.map(({ positions }, at) => {
    const row = ensure(byCode.get(codes[at] as number), 'the row of a group');
    return {
      type,
      key: String(row['key']),
      properties: JSON.parse(String(row['properties'])) as JsonObject,
      persons: Number(row['persons']),
      events: Number(row['events']),
      firstSeen: Number(row['firstSeen']),
      lastSeen: Number(row['lastSeen']),
      evidence: positions.slice(0, MAX_EVIDENCE).map((position) => evidence(asked, grouped, position)),
    };
  });
}

function evidence({ view }: GroupsAsked, { events }: GroupedView, position: number): GroupRow['evidence'][number] {
  const session = events.at('session', position);
  return {
    eid: events.at('eid', position),
    event: view.names[events.at('name', position)] as string,
    timestamp: events.at('time', position),
    session: session < 0 ? '' : sessionIdAt(view, session),
    person: view.persons.ids[personAt(view.sequences.offsets, events.at('position', position))] as string,
  };
}
