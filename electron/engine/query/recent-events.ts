/** The newest events that were stored, under any filter: what events hold is asked of the database, all else of the view. */
import { type Bitmap, bitmapHas } from '../../../shared/base/bitmap';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import { filterDomain, printFilter } from '../../../shared/sql/predicate';
import { giveWay } from '../sequences/cooperate';
import { NOWHERE, type View } from '../sequences/view';
import { EVENT_FIELDS_SQL, toStoredEvent } from '../store/event-row';
import { readRows } from '../store/read';
import type { Readers } from '../store/readers';
import type { SegmentParts } from './members';

const EVENTS_PER_LOOK = 65_536;

export async function recentEvents(
  { dataset, saved, predicates, readers }: SegmentParts & { readonly readers: Readers },
  { limit, beforeEid, afterEid = -1, filter }: CommandInput<'events.recent'>,
): Promise<CommandOutput<'events.recent'>> {
  const wanted = filter === undefined ? undefined : (await saved.expanded(filter, 'filter')).value;
  const conditions = beforeEid === undefined ? [] : [`eid < ${beforeEid}`];
  if (afterEid >= 0) conditions.push(`eid > ${afterEid}`);
  if (wanted !== undefined && filterDomain(wanted) === 'events') {
    conditions.push(printFilter(wanted, { now: Date.now() }));
  } else if (wanted !== undefined) {
    const view = await dataset.current();
    const kept = await predicates.positions(wanted, view, Date.now(), []);
    const range = { from: afterEid + 1, before: Math.min(beforeEid ?? view.nextEid, view.nextEid) };
    const eids = await newest(kept, view, range, limit);
    if (eids.length === 0) return [];
    conditions.push(`eid IN (${eids.join(', ')})`);
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const sql = `SELECT ${EVENT_FIELDS_SQL} FROM events ${where} ORDER BY eid DESC LIMIT ${limit}`;
  const rows = await readers.use((connection) => readRows(connection, sql));
  return rows.map(toStoredEvent);
}

/** Numbers of the latest kept events in a range, the newest first. Looked for among more and more of the newest events. */
async function newest(
  kept: Bitmap,
  view: View,
  { from, before }: { readonly from: number; readonly before: number },
  limit: number,
): Promise<number[]> {
  const found: number[] = [];
  for (let high = before, count = EVENTS_PER_LOOK; high > from && found.length < limit; count *= 4) {
    const low = Math.max(from, high - count);
    const eids = Uint32Array.from({ length: high - low }, (_, i) => high - 1 - i);
    const positions = await view.positionsOf(eids);
    for (let i = 0; i < eids.length && found.length < limit; i++) {
      // An event that was taken out has a number and no position.
      if (positions[i] !== NOWHERE && bitmapHas(kept, positions[i] as number)) found.push(eids[i] as number);
    }
    high = low;
    await giveWay();
  }
  return found;
}
