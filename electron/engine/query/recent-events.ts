/** The newest events that were stored, under any filter: what events hold is asked of the database, all else of the view. */
import { type Bitmap, bitmapHas } from '../../../shared/base/bitmap';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import { filterDomain, printFilter } from '../../../shared/sql/predicate';
import { cooperate, type Steps } from '../sequences/cooperate';
import type { View } from '../sequences/view';
import { EVENT_FIELDS_SQL, toStoredEvent } from '../store/event-row';
import { readRows } from '../store/read';
import type { Readers } from '../store/readers';
import type { SegmentParts } from './members';

const EVENTS_PER_STEP = 65_536;

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
    const eids = await cooperate(
      newestInSteps(kept, view, { from: afterEid + 1, before: beforeEid ?? view.nextEid }, limit),
    );
    if (eids.length === 0) return [];
    conditions.push(`eid IN (${eids.join(', ')})`);
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const sql = `SELECT ${EVENT_FIELDS_SQL} FROM events ${where} ORDER BY eid DESC LIMIT ${limit}`;
  const rows = await readers.use((connection) => readRows(connection, sql));
  return rows.map(toStoredEvent);
}

/** Numbers of the latest kept events in a range, the newest first. */
function* newestInSteps(
  kept: Bitmap,
  view: View,
  { from, before }: { readonly from: number; readonly before: number },
  limit: number,
): Steps<number[]> {
  const positions = view.positions();
  const { eid } = view.sequences;
  const found: number[] = [];
  for (let at = Math.min(before, view.nextEid) - 1; at >= from && found.length < limit; at -= 1) {
    if (at % EVENTS_PER_STEP === 0) yield;
    const position = positions[at] as number;
    // An event that was taken out has a number and no position.
    if (eid[position] === at && bitmapHas(kept, position)) found.push(at);
  }
  return found;
}
