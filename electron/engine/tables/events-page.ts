/**
 * Insights of the kind `events`: a page of the events that pass a filter, by time. Which they are is told from the view
 * (every filter is a bitmap over its positions); what they hold is read from the database, for the page alone.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { type Bitmap, bitmapHas } from '../../../shared/base/bitmap';
import { planTime, type Span } from '../../../shared/insights/range';
import type { SqlCell, SqlType } from '../../../shared/insights/cells';
import {
  EVENT_COLUMNS,
  type EventColumn,
  type EventsResult,
  type EventsSpec,
  TABLE_DEFAULT_ROWS,
} from '../../../shared/insights/tables/spec';
import { parsePropertyPath } from '../../../shared/model/property-path';
import { sqlPointer, sqlText } from '../../../shared/sql/quote';
import type { SegmentParts } from '../query/members';
import { stretchesOf } from '../ranges/columns';
import { cooperate, type Steps } from '../sequences/cooperate';
import { NOWHERE, type View } from '../sequences/view';
import { sessionIdAt } from '../sessions/session-ids';
import { type Row, readRows } from '../store/read';
import type { Readers } from '../store/readers';
import { writeColumns } from '../store/write-columns';
import { type Cursor, notACursor, orderName, parseCursor, printCursor } from './cursor';

const DEFAULT_COLUMNS: readonly EventColumn[] = ['timestamp', 'event', 'person', 'session', 'page', 'source'];
const EVENTS_PER_STEP = 65_536;

export interface EventParts extends SegmentParts {
  readonly readers: Readers;
}

/** `where` must hold no references to what is saved. */
export async function eventsPage(
  { dataset, predicates, readers }: EventParts,
  spec: EventsSpec,
  signal: AbortSignal,
): Promise<{ readonly result: EventsResult; readonly view: View }> {
  const descending = spec.orderBy?.descending ?? true;
  const by = orderName('events', 'timestamp', descending);
  const cursor = parseCursor(spec.cursor, by);
  const limit = spec.limit ?? TABLE_DEFAULT_ROWS;
  const view = await dataset.current();
  const now = Date.now();
  const kept = spec.where === undefined ? undefined : await predicates.positions(spec.where, view, now, [], signal);
  const span = spanOf(spec, view, now);
  const { total, eids, positions } = await cooperate(
    candidates(view, kept, span, descending, cursor, limit + 1),
    signal,
  );
  const positionOf = new Map(Array.from(eids, (eid, i) => [eid, positions[i] as number]));
  const columns = (spec.columns ?? DEFAULT_COLUMNS).map(printColumn);
  const rows = await readers.use(
    (connection) => readPage(connection, eids, columns, descending, cursor, limit + 1),
    signal,
  );
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const result: EventsResult = {
    kind: 'events',
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows: rows
      .slice(0, limit)
      .map((row) =>
        columns.map((column, index) =>
          column.cell(row[`c${index}`], positionOf.get(Number(row['eid'])) ?? NOWHERE, view),
        ),
      ),
    total,
    ...(last === undefined
      ? {}
      : { nextCursor: printCursor({ by, value: Number(last['time']), id: String(last['id']) }) }),
  };
  return { result, view };
}

function spanOf({ range, timezone }: EventsSpec, { settings, sequences }: View, now: number): Span {
  const { timezone: zone, weekStart } = settings;
  return planTime({ range, timezone }, { timezone: zone, weekStart, now, extent: sequences.extent }).asked;
}

/**
 * How many events pass, and those of them that can be on the page: as many as are `wanted` after the cursor's time, with
 * every event of these times and of the cursor's own, since only the database knows the ids that order them among
 * themselves.
 */
function* candidates(
  view: View,
  kept: Bitmap | undefined,
  { from, to }: Span,
  descending: boolean,
  cursor: Cursor | undefined,
  wanted: number,
): Steps<{ readonly total: number; readonly eids: Uint32Array; readonly positions: Uint32Array }> {
  const { sequences } = view;
  const sign = descending ? -1 : 1;
  const begins = cursor === undefined ? -Infinity : sign * Number(cursor.value);
  if (Number.isNaN(begins)) return notACursor();
  const nearest = new Nearest(wanted);
  let total = 0;
  const passes = (position: number, at: number): boolean =>
    at >= from && at < to && (kept === undefined || bitmapHas(kept, position));
  for (const [start, stop] of stretchesOf(sequences.length, EVENTS_PER_STEP)) {
    yield;
    const time = sequences.read('time', start, stop);
    for (let i = 0; i < time.length; i++) {
      if (!passes(start + i, time[i] as number)) continue;
      total++;
      const key = sign * (time[i] as number);
      if (key > begins) nearest.add(key);
    }
  }
  const ends = nearest.farthest() ?? begins;
  const found: number[] = [];
  for (const [start, stop] of stretchesOf(sequences.length, EVENTS_PER_STEP)) {
    yield;
    const time = sequences.read('time', start, stop);
    for (let i = 0; i < time.length; i++) {
      const key = sign * (time[i] as number);
      if (key >= begins && key <= ends && passes(start + i, time[i] as number)) found.push(start + i);
    }
  }
  const positions = Uint32Array.from(found);
  return { total, eids: positions.map((position) => sequences.at('eid', position)), positions };
}

/** The smallest so many of the numbers added, as a heap with the largest of them on top. */
class Nearest {
  private readonly heap: Float64Array;
  private size = 0;

  constructor(most: number) {
    this.heap = new Float64Array(most);
  }

  /** The largest of those kept; undefined before the first. */
  farthest(): number | undefined {
    return this.size === 0 ? undefined : this.heap[0];
  }

  add(key: number): void {
    const { heap } = this;
    if (this.size < heap.length) {
      let at = this.size++;
      for (let up = (at - 1) >> 1; at > 0 && (heap[up] as number) < key; up = (at - 1) >> 1) {
        heap[at] = heap[up] as number;
        at = up;
      }
      heap[at] = key;
    } else if (key < (heap[0] as number)) this.sink(key);
  }

  private sink(key: number): void {
    const { heap, size } = this;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= size) break;
      if (down + 1 < size && (heap[down + 1] as number) > (heap[down] as number)) down++;
      if ((heap[down] as number) <= key) break;
      heap[at] = heap[down] as number;
      at = down;
    }
    heap[at] = key;
  }
}

interface Printed {
  readonly name: string;
  readonly type: SqlType;
  /** Over a row `e` of `events`. */
  readonly sql: string;
  /** From what was read there, and the event's position. */
  readonly cell: (value: Row[string] | undefined, position: number, view: View) => SqlCell;
}

function printColumn(name: string): Printed {
  if (!isColumn(name)) return printProperty(name);
  const type = EVENT_COLUMNS[name];
  switch (name) {
    case 'person':
      return { name, type, sql: 'NULL', cell: (_value, position, view) => personOf(position, view) };
    case 'session':
      return { name, type, sql: 'NULL', cell: (_value, position, view) => sessionOf(position, view) };
    case 'timestamp':
    case 'received_at':
      return { name, type, sql: `e.${name}`, cell: (value) => new Date(Number(value)).toISOString() };
    default:
      return { name, type, sql: `e.${name}`, cell: (value) => value ?? null };
  }
}

/** Texts, numbers and booleans as what they are; objects and lists as text of JSON. */
function printProperty(name: string): Printed {
  const path = parsePropertyPath(name);
  const keys = path.ok && path.value.of === 'properties' ? path.value.keys : [];
  return {
    name,
    type: 'other',
    sql: `json_extract(e.properties, ${sqlPointer(keys)})::VARCHAR`,
    cell: (value) => {
      if (value === null || value === undefined) return null;
      const parsed: unknown = JSON.parse(String(value));
      if (typeof parsed === 'string' || typeof parsed === 'number' || typeof parsed === 'boolean') return parsed;
      return parsed === null ? null : String(value);
    },
  };
}

const isColumn = (name: string): name is EventColumn => Object.hasOwn(EVENT_COLUMNS, name);

function personOf(position: number, view: View): string {
  const { offsets, persons } = view.sequences;
  let low = 0;
  let high = persons - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((offsets[middle] as number) <= position) low = middle;
    else high = middle - 1;
  }
  return view.persons.ids[low] as string;
}

function sessionOf(position: number, view: View): string | null {
  const session = view.sequences.at('session', position);
  return session < 0 ? null : sessionIdAt(view, session);
}

async function readPage(
  connection: DuckDBConnection,
  eids: Uint32Array,
  columns: readonly Printed[],
  descending: boolean,
  cursor: Cursor | undefined,
  wanted: number,
): Promise<Row[]> {
  if (eids.length === 0) return [];
  await connection.run('CREATE OR REPLACE TEMP TABLE page_events (eid UINTEGER)');
  const target = { table: 'page_events', catalog: 'temp' };
  await writeColumns(connection, target, [{ type: 'u32', values: eids }], eids.length);
  const direction = descending ? 'DESC' : 'ASC';
  const after =
    cursor === undefined
      ? ''
      : `AND (e.timestamp <> ${Number(cursor.value)} OR e.event_id ${descending ? '<' : '>'} ${sqlText(cursor.id)})`;
  const read = columns.map(({ sql }, index) => `${sql} AS c${index}`);
  // Without the range, events would be looked at from the first to the last.
  const rows = await readRows(
    connection,
    `SELECT e.eid, e.timestamp AS time, e.event_id AS id, ${read.join(', ')}
     FROM events e WHERE e.eid BETWEEN ${eids.reduce((a, b) => Math.min(a, b))} AND ${eids.reduce((a, b) => Math.max(a, b))}
       AND e.eid IN (SELECT eid FROM page_events) ${after}
     ORDER BY e.timestamp ${direction}, e.event_id ${direction} LIMIT ${wanted}`,
  );
  await connection.run('DROP TABLE page_events');
  return rows;
}
