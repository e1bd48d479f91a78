/**
 * The events and the sessions of a view, wherever they lie: in arrays, as most workspaces have them, or in files. Nobody
 * needs all of them in memory at once.
 */
import type { Sequences } from '../../../shared/model/sequences';
import type { SessionTable } from '../../../shared/sessions/table';
import { emptySessions } from '../../../shared/sessions/table';
import { type Column, type Columns, type Layout, layoutOf, stretchesOf } from './columns';
import type { Pieces } from './pieces';

/** What questions read of events, by position. */
export interface EventColumns {
  readonly time: Float64Array;
  readonly name: Int32Array;
  readonly session: Int32Array;
  readonly eid: Uint32Array;
  /** TRAIT_… of shared/sessions. */
  readonly traits: Uint8Array;
  /** The combination of ids that the event carries. */
  readonly ids: Int32Array;
}

/** Of an event in whatever order: what views are made of. Codes are -1 where there is none. */
export type RowColumns = Omit<EventColumns, 'session'> & { readonly hint: Int32Array; readonly page: Int32Array };

/** As they lie in files. */
export type StoredColumns = EventColumns & RowColumns;

export const EVENT_LAYOUT = {
  time: 'f64',
  name: 'i32',
  session: 'i32',
  eid: 'u32',
  traits: 'u8',
  hint: 'i32',
  page: 'i32',
  ids: 'i32',
} as const satisfies Record<keyof StoredColumns, Layout>;

export type SessionColumns = Omit<SessionTable, 'length'>;
const { length: _none, ...noSessions } = emptySessions(0);
export const SESSION_KEYS = Object.keys(noSessions) as readonly (keyof SessionColumns)[];
export const SESSION_LAYOUT = Object.fromEntries(
  SESSION_KEYS.map((key) => [key, layoutOf(noSessions[key])]),
) as Readonly<Record<keyof SessionColumns, Layout>>;

/** First and last event time, UTC ms. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

interface EventTable extends Columns<EventColumns> {
  readonly persons: number;
  /** persons + 1 entries; person p owns positions offsets[p] up to, not including, offsets[p + 1]. */
  readonly offsets: Uint32Array;
  /** Undefined while there is no event. */
  readonly extent: Extent | undefined;
  /** What it takes in memory. */
  readonly bytes: number;
}

/** All of them as arrays, or where they lie in files. */
export type EventSequences = EventTable &
  (
    | { readonly held: Sequences; readonly stored: undefined }
    | { readonly held: undefined; readonly stored: Pieces<StoredColumns> }
  );

interface SessionRows extends Columns<SessionColumns> {
  readonly bytes: number;
}

/** `starts` has persons + 1 entries: where each person's rows begin. Of sessions that are held it is worked out. */
export type Sessions = SessionRows &
  (
    | { readonly held: SessionTable; readonly starts: undefined; readonly stored: undefined }
    | { readonly held: undefined; readonly starts: Uint32Array; readonly stored: Pieces<SessionColumns> }
  );

/** Of sessions what tells them from one another later: who and when. */
export function rememberedSessions(sessions: Sessions): Sessions {
  if (sessions.held === undefined) return sessions;
  const { length, person, start } = sessions.held;
  return new HeldSessions({ ...emptySessions(0), length, person, start });
}

const bytesOf = (columns: readonly { readonly byteLength: number }[]): number =>
  columns.reduce((sum, { byteLength }) => sum + byteLength, 0);

/** `traits` and `ids` are by eid. */
export class HeldEvents implements EventTable {
  private known: Extent | undefined;
  readonly stored = undefined;

  constructor(
    readonly held: Sequences,
    private readonly byEid: { readonly traits: Uint8Array; readonly ids: Int32Array },
  ) {}

  get persons(): number {
    return this.held.persons;
  }
  get length(): number {
    return this.held.length;
  }
  get offsets(): Uint32Array {
    return this.held.offsets;
  }
  get bytes(): number {
    const { offsets, time, name, session, eid } = this.held;
    return bytesOf([offsets, time, name, session, eid]);
  }
  get extent(): Extent | undefined {
    if (this.length === 0) return undefined;
    return (this.known ??= computeExtent(this.held));
  }

  read<K extends keyof EventColumns>(column: K, from: number, to: number): EventColumns[K];
  read(column: keyof EventColumns, from: number, to: number): Column {
    switch (column) {
      case 'traits':
        return gather(this.byEid.traits, this.held.eid, from, new Uint8Array(to - from));
      case 'ids':
        return gather(this.byEid.ids, this.held.eid, from, new Int32Array(to - from));
      default:
        return this.held[column].subarray(from, to);
    }
  }

  at(column: keyof EventColumns, row: number): number {
    if (column === 'traits' || column === 'ids') return this.byEid[column][this.held.eid[row] as number] as number;
    return this.held[column][row] as number;
  }
}

function gather<T extends Uint8Array | Int32Array>(byEid: T, eid: Uint32Array, from: number, into: T): T {
  for (let i = 0; i < into.length; i++) into[i] = byEid[eid[from + i] as number] as number;
  return into;
}

function computeExtent({ persons, offsets, time }: Sequences): Extent {
  let from = Infinity;
  let to = -Infinity;
  for (let person = 0; person < persons; person++) {
    const start = offsets[person] as number;
    const stop = offsets[person + 1] as number;
    if (start === stop) continue;
    from = Math.min(from, time[start] as number);
    to = Math.max(to, time[stop - 1] as number);
  }
  return { from, to };
}

export class StoredEvents implements EventTable {
  readonly held = undefined;

  constructor(
    readonly stored: Pieces<StoredColumns>,
    readonly offsets: Uint32Array,
    readonly extent: Extent | undefined,
  ) {}

  get persons(): number {
    return this.offsets.length - 1;
  }
  get length(): number {
    return this.stored.length;
  }
  get bytes(): number {
    return this.offsets.byteLength;
  }
  read<K extends keyof EventColumns>(column: K, from: number, to: number): EventColumns[K] {
    return this.stored.read(column, from, to);
  }
  at(column: keyof EventColumns, row: number): number {
    return this.stored.at(column, row);
  }
}

export class HeldSessions implements SessionRows {
  readonly starts = undefined;
  readonly stored = undefined;

  constructor(readonly held: SessionTable) {}

  get length(): number {
    return this.held.length;
  }
  get bytes(): number {
    return bytesOf(SESSION_KEYS.map((key) => this.held[key]));
  }
  read<K extends keyof SessionColumns>(column: K, from: number, to: number): SessionColumns[K];
  read(column: keyof SessionColumns, from: number, to: number): Column {
    return this.held[column].subarray(from, to);
  }
  at(column: keyof SessionColumns, row: number): number {
    return this.held[column][row] as number;
  }
}

export class StoredSessions implements SessionRows {
  readonly held = undefined;

  constructor(
    readonly stored: Pieces<SessionColumns>,
    readonly starts: Uint32Array,
  ) {}

  get length(): number {
    return this.stored.length;
  }
  get bytes(): number {
    return this.starts.byteLength;
  }
  read<K extends keyof SessionColumns>(column: K, from: number, to: number): SessionColumns[K] {
    return this.stored.read(column, from, to);
  }
  at(column: keyof SessionColumns, row: number): number {
    return this.stored.at(column, row);
  }
}

/** Calls `visit` with each stretch of a column, as {@link inSteps} takes them. */
export function* eachStretch<T, K extends keyof T & string>(
  columns: Columns<T>,
  column: K,
  visit: (values: T[K], from: number, to: number) => void,
): Generator<void> {
  for (const [from, to] of stretchesOf(columns.length)) {
    visit(columns.read(column, from, to), from, to);
    yield;
  }
}
