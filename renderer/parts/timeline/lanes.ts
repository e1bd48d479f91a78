/**
 * Events laid out in rows along an axis. Built once per session, person or axis; drawing and pointing only read it.
 * Pure.
 */
import type { EventKind } from '../../../shared/model/event';
import type { TimeAxis } from './axis';
import type { TimelineEvents } from './events';
import { packSpans, spanLine, type SpanInput, type SpanLine } from './spans';

export const AXIS_HEIGHT = 26;
const SESSIONS_HEIGHT = 42;
const PAGES_HEIGHT = 40;
const MARKS_HEIGHT = 40;
const REQUEST_LINE = 12;
/** Lines of requests that run side by side; more of them share the last. */
const REQUEST_LINES = 4;
const REQUESTS_AIR = 16;

export const MARK_LANES = [
  { id: 'custom', label: 'Events' },
  { id: 'interaction', label: 'Clicks, forms' },
  { id: 'error', label: 'Errors' },
  { id: 'vitals', label: 'Web vitals' },
  { id: 'other', label: 'Other' },
] as const;
export type MarkLane = (typeof MARK_LANES)[number]['id'];

const LANE_OF: Record<EventKind, MarkLane | 'page' | 'network'> = {
  page: 'page',
  screen: 'page',
  click: 'interaction',
  form: 'interaction',
  scroll: 'interaction',
  media: 'interaction',
  error: 'error',
  vitals: 'vitals',
  network: 'network',
  flag: 'other',
  ping: 'other',
  session: 'other',
  identify: 'custom',
  group: 'custom',
  alias: 'custom',
  person: 'custom',
  custom: 'custom',
};

export const laneOf = (kind: EventKind): MarkLane | 'page' | 'network' => LANE_OF[kind];

interface RowPlace {
  readonly label: string;
  /** Pixels from the top of the drawing. */
  readonly top: number;
  readonly height: number;
}

export type Row = RowPlace &
  (
    | { readonly type: 'marks'; readonly lane: MarkLane; readonly events: Int32Array; readonly at: Float64Array }
    /** A page is on screen until the next one or the end of its session; `line.of` are the page events. */
    | { readonly type: 'pages'; readonly line: SpanLine }
    /** `of` are events. */
    | { readonly type: 'requests'; readonly lines: readonly SpanLine[] }
    /** `line.of` are indexes of `sessions`. */
    | { readonly type: 'sessions'; readonly line: SpanLine }
  );

/** A run of events of one session. */
export interface SessionRun {
  readonly id: string;
  /** Indexes of its first and last event. */
  readonly first: number;
  readonly last: number;
  /** UTC ms. */
  readonly from: number;
  readonly to: number;
  /** Since the person's event before it, ms; undefined where that is not among the events. */
  readonly silenceMs: number | undefined;
}

export interface TimelineLayout {
  readonly axis: TimeAxis;
  /** Where each event stands on the axis. */
  readonly at: Float64Array;
  readonly sessions: readonly SessionRun[];
  readonly rows: readonly Row[];
  readonly height: number;
  /** The row of each event, an index of `rows`. */
  readonly rowOf: Int8Array;
}

/** Sessions in the order of their first events. Events of two sessions are never interleaved for long; a run that was left and taken up again is one. */
export function sessionRuns(events: TimelineEvents): readonly SessionRun[] {
  const runs = new Map<string, { id: string; first: number; last: number }>();
  for (let index = 0; index < events.length; index += 1) {
    const id = events.session[index] ?? '';
    const run = runs.get(id);
    if (run === undefined) runs.set(id, { id, first: index, last: index });
    else run.last = index;
  }
  return [...runs.values()].map(({ id, first, last }) => {
    const from = events.time[first] ?? 0;
    const before = first === 0 ? undefined : events.time[first - 1];
    return {
      id,
      first,
      last,
      from,
      to: events.time[last] ?? from,
      silenceMs: before === undefined ? undefined : Math.max(0, from - before),
    };
  });
}

/** `folded`: a row of sessions stands above the others, for a person's history. */
export function layOut(events: TimelineEvents, axis: TimeAxis, folded: boolean): TimelineLayout {
  const at = Float64Array.from(events.time, (time) => axis.toAxis(time));
  const sessions = sessionRuns(events);
  const marks = new Map<MarkLane, number[]>(MARK_LANES.map(({ id }) => [id, []]));
  const pages: SpanInput[] = [];
  const requests: SpanInput[] = [];
  const endOf = new Map(sessions.map(({ id, last }) => [id, at[last] ?? 0]));
  for (let index = 0; index < events.length; index += 1) {
    const lane = laneOf(events.kind[index] ?? 'custom');
    const here = at[index] ?? 0;
    if (lane === 'page') {
      const before = pages.at(-1);
      if (before !== undefined && events.session[before.of] === events.session[index]) {
        pages[pages.length - 1] = { ...before, end: here };
      }
      pages.push({ start: here, end: endOf.get(events.session[index] ?? '') ?? here, of: index });
    } else if (lane === 'network') {
      const duration = events.durationMs[index] ?? Number.NaN;
      requests.push({ start: here, end: here + (Number.isNaN(duration) ? 0 : Math.max(0, duration)), of: index });
    } else marks.get(lane)?.push(index);
  }

  const rows: Row[] = [];
  let top = AXIS_HEIGHT;
  const place = (label: string, height: number): RowPlace => {
    const row = { label, top, height };
    top += height;
    return row;
  };
  if (folded) {
    const line = spanLine(sessions.map(({ first, last }, of) => ({ start: at[first] ?? 0, end: at[last] ?? 0, of })));
    rows.push({ type: 'sessions', line, ...place('Sessions', SESSIONS_HEIGHT) });
  }
  if (pages.length > 0) rows.push({ type: 'pages', line: spanLine(pages), ...place('Pages', PAGES_HEIGHT) });
  for (const { id, label } of MARK_LANES) {
    // Requests stand above what they caused.
    if (id === 'error' && requests.length > 0) {
      const lines = packSpans(requests, REQUEST_LINES);
      rows.push({ type: 'requests', lines, ...place('Network', REQUESTS_AIR + lines.length * REQUEST_LINE) });
    }
    const indexes = Int32Array.from(marks.get(id) ?? []);
    if (indexes.length === 0) continue;
    const positions = Float64Array.from(indexes, (index) => at[index] ?? 0);
    rows.push({ type: 'marks', lane: id, events: indexes, at: positions, ...place(label, MARKS_HEIGHT) });
  }
  return { axis, at, sessions, rows, height: top, rowOf: rowsOf(events, rows) };
}

function rowsOf(events: TimelineEvents, rows: readonly Row[]): Int8Array {
  const rowByLane = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    rowByLane.set(
      row.type === 'marks' ? row.lane : row.type === 'pages' ? 'page' : row.type === 'requests' ? 'network' : '',
      index,
    );
  }
  return Int8Array.from(
    { length: events.length },
    (_, index) => rowByLane.get(laneOf(events.kind[index] ?? 'custom')) ?? -1,
  );
}

/** Where line `line` of a row of requests stands: top and height, px. */
export const requestLine = (row: RowPlace, line: number): { readonly top: number; readonly height: number } => ({
  top: row.top + REQUESTS_AIR / 2 + line * REQUEST_LINE,
  height: REQUEST_LINE - 3,
});
