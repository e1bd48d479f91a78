/**
 * Events in the order they are asked for, as the Arrow table that timelines read (`sessions.events`, `people.events`):
 * eid, timestamp, event, kind, page, title, session, detail, durationMs, status, value.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { isJsonObject } from '../../../shared/model/json';
import { DETAIL_KINDS, type EventDetail, eventDetail } from '../../../shared/sessions/event-detail';
import { sqlWellKnown } from '../../../shared/sql/columns';
import { sqlText } from '../../../shared/sql/quote';
import type { View } from '../sequences/view';
import { sessionIdAt } from '../sessions/session-ids';
import { writeColumns } from '../store/write-columns';
import { type ArrowColumn, toArrow } from './arrow';

/**
 * `positions` are events of the view, in the order of the answer; tens of thousands are fine. The connection must be the
 * caller's alone for the time of the call.
 */
export async function eventRows(connection: DuckDBConnection, view: View, positions: Uint32Array): Promise<Uint8Array> {
  const eids = positions.map((position) => view.sequences.at('eid', position));
  await connection.run('CREATE OR REPLACE TEMP TABLE wanted_events (place UINTEGER, eid UINTEGER)');
  const places = Uint32Array.from(eids.keys());
  const target = { table: 'wanted_events', catalog: 'temp' };
  await writeColumns(
    connection,
    target,
    [
      { type: 'u32', values: places },
      { type: 'u32', values: eids },
    ],
    eids.length,
  );
  const kinds = DETAIL_KINDS.map(sqlText).join(', ');
  // Without the range, events would be looked at from the first to the last. An event that an undone import took away
  // meanwhile keeps its row, so that the columns stay as long as each other.
  const reader = await connection.runAndReadAll(
    `SELECT e.event, e.kind, e.page, e.title, e.properties
     FROM wanted_events w LEFT JOIN (
       SELECT eid, event, kind, page, ${sqlWellKnown('title')} AS title,
         CASE WHEN kind IN (${kinds}) THEN properties::VARCHAR END AS properties
       FROM events WHERE eid BETWEEN ${eids.reduce((a, b) => Math.min(a, b), 0xffffffff)} AND ${eids.reduce((a, b) => Math.max(a, b), 0)}
         AND eid IN (SELECT eid FROM wanted_events)
     ) e ON e.eid = w.eid ORDER BY w.place`,
  );
  await connection.run('DROP TABLE wanted_events');
  const [event = [], kind = [], page = [], title = [], properties = []] = reader.getColumns() as (string | null)[][];
  const details = kind.map((each, i) => detailOf(each, properties[i] ?? null));
  const number = (key: 'durationMs' | 'status' | 'value'): ArrowColumn => ({
    type: 'number',
    values: details.map((detail) => detail[key] ?? null),
  });
  return toArrow({
    eid: { type: 'number', values: Float64Array.from(eids) },
    timestamp: {
      type: 'number',
      values: Float64Array.from(positions, (position) => view.sequences.at('time', position)),
    },
    event: { type: 'dictionary', values: event },
    kind: { type: 'dictionary', values: kind },
    page: { type: 'dictionary', values: page },
    title: { type: 'dictionary', values: title },
    session: { type: 'dictionary', values: sessionsOf(view, positions) },
    detail: { type: 'dictionary', values: details.map(({ detail }) => detail ?? null) },
    durationMs: number('durationMs'),
    status: number('status'),
    value: number('value'),
  });
}

const NOTHING: EventDetail = {};

function detailOf(kind: string | null, properties: string | null): EventDetail {
  if (kind === null || properties === null) return NOTHING;
  const parsed: unknown = JSON.parse(properties);
  return isJsonObject(parsed) ? eventDetail(kind, parsed) : NOTHING;
}

/** The id of each event's session; null for a server event that fell into none. */
function sessionsOf(view: View, positions: Uint32Array): (string | null)[] {
  const ids = new Map<number, string>();
  return Array.from(positions, (position) => {
    const session = view.sequences.at('session', position);
    if (session < 0) return null;
    const known = ids.get(session) ?? sessionIdAt(view, session);
    ids.set(session, known);
    return known;
  });
}
