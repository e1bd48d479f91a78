/**
 * Events as columns: their heads (all but the properties) by field, their properties as JSON texts. A field that is the
 * same for all is one value, as most are in one request; so little is written, and nothing is made per event to read it.
 */
import type { JournalEntry } from '../../shared/contract/engine';

export type CanonicalEvent = JournalEntry['events'][number];
export type EventHead = Omit<CanonicalEvent, 'properties'>;

/** One value that all events have, or of each event its own; null where it has none. */
export type Column<T> = T | readonly (T | null)[];

export const TEXT_FIELDS = [
  'event_id',
  'event',
  'kind',
  'distinct_id',
  'anonymous_id',
  'user_id',
  'session_id',
  'source',
  'project',
  'lib',
  'lib_version',
] as const;
export const TIME_FIELDS = ['timestamp', 'original_timestamp', 'sent_at', 'received_at'] as const;
export type TextField = (typeof TEXT_FIELDS)[number];
export type TimeField = (typeof TIME_FIELDS)[number];
type Groups = EventHead['groups'];

/** A field that is not there has no value in any event; `groups` that are not there are empty in each. */
export type HeadColumns = { readonly [Field in TextField]?: Column<string> } & {
  readonly [Field in TimeField]?: Column<number>;
} & { readonly groups?: readonly Groups[] };

export class EventTable {
  constructor(
    readonly heads: HeadColumns,
    /** JSON of an object each. */
    readonly properties: readonly string[],
    /** No text of it holds what a database would not take: NUL or half a surrogate pair. */
    readonly isStorable = false,
  ) {}

  get length(): number {
    return this.properties.length;
  }

  /** The event with its properties taken apart. */
  eventAt(place: number): CanonicalEvent {
    const { groups } = this.heads;
    const head: Record<string, unknown> = { groups: groups === undefined ? {} : groups[place] };
    for (const field of FIELDS_IN_COLUMNS) {
      const value = valueAt<string | number>(this.heads[field], place);
      if (value !== null) head[field] = value;
    }
    head['properties'] = this.propertiesAt(place);
    return head as CanonicalEvent;
  }

  propertiesAt(place: number): CanonicalEvent['properties'] {
    return JSON.parse(this.properties[place] ?? '') as CanonicalEvent['properties'];
  }

  events(): CanonicalEvent[] {
    return this.properties.map((_, place) => this.eventAt(place));
  }
}

export const isColumn = <T>(column: Column<T> | undefined): column is readonly (T | null)[] => Array.isArray(column);

/** Null where the event has none. */
export function valueAt<T>(column: Column<T> | undefined, place: number): T | null {
  if (isColumn(column)) return column[place] ?? null;
  return column ?? null;
}

const FIELDS_IN_COLUMNS = [...TEXT_FIELDS, ...TIME_FIELDS] as const;
const FIELDS: ReadonlySet<string> = new Set([...FIELDS_IN_COLUMNS, 'groups', 'properties']);

/** A function each, and not one for a name: reading a field by a name that varies costs several times as much. */
const READ: { readonly [Field in TextField | TimeField]: (event: CanonicalEvent) => unknown } = {
  event_id: (event) => event.event_id,
  event: (event) => event.event,
  kind: (event) => event.kind,
  distinct_id: (event) => event.distinct_id,
  anonymous_id: (event) => event.anonymous_id,
  user_id: (event) => event.user_id,
  session_id: (event) => event.session_id,
  source: (event) => event.source,
  project: (event) => event.project,
  lib: (event) => event.lib,
  lib_version: (event) => event.lib_version,
  timestamp: (event) => event.timestamp,
  original_timestamp: (event) => event.original_timestamp,
  sent_at: (event) => event.sent_at,
  received_at: (event) => event.received_at,
};

/** Undefined where the events are not of the form that columns say, so that nothing of them would be lost unseen. */
export function headColumns(events: readonly CanonicalEvent[]): HeadColumns | undefined {
  const columns: Record<string, unknown> = {};
  /** Fields of all events that are in columns. */
  let said = 0;
  for (const field of FIELDS_IN_COLUMNS) {
    const read = READ[field];
    const type = field in TIMES ? 'number' : 'string';
    const first = read(events[0] as CanonicalEvent);
    let isSame = true;
    for (const event of events) {
      const value = read(event);
      if (value !== first) isSame = false;
      if (value === undefined) continue;
      if (typeof value !== type || (type === 'number' && !Number.isFinite(value))) return undefined;
      said += 1;
    }
    if (isSame && first !== undefined) columns[field] = first;
    if (!isSame) columns[field] = events.map((event) => read(event) ?? null);
  }
  if (events.some(({ groups }) => !isPlainObject(groups))) return undefined;
  if (events.some(({ groups }) => !isEmpty(groups))) columns['groups'] = events.map(({ groups }) => groups);
  // Groups and properties are the two others that each has.
  let fields = -2 * events.length;
  for (const event of events) for (const _field in event) fields += 1;
  return fields === said || events.every(hasNoOthers) ? (columns as HeadColumns) : undefined;
}

const TIMES: Readonly<Record<string, true>> = Object.fromEntries(TIME_FIELDS.map((field) => [field, true]));

const hasNoOthers = (event: CanonicalEvent): boolean =>
  Object.entries(event).every(([field, value]) => value === undefined || FIELDS.has(field));

const isPlainObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !('toJSON' in value);

function isEmpty(value: object): boolean {
  for (const _key in value) return false;
  return true;
}

/** Whether each column has as many values as there are events, and none but those that are known is there. */
export const fits = (heads: HeadColumns, length: number): boolean =>
  Object.entries(heads).every(
    ([field, column]: [string, unknown]) => FIELDS.has(field) && (!Array.isArray(column) || column.length === length),
  );

/** The tables one after the other; of each event number in all, `isKept` says whether it goes along. */
export function joinTables(given: readonly EventTable[], isKept?: (place: number) => boolean): EventTable {
  const [only] = given;
  if (given.length === 1 && only !== undefined && isKept === undefined) return only;
  const tables = given.filter(({ length }) => length > 0);
  const kept = isKept === undefined ? undefined : <T>(values: readonly T[]): T[] => values.filter((_, i) => isKept(i));
  const heads: Record<string, unknown> = {};
  for (const field of FIELDS_IN_COLUMNS) {
    const column = joinColumns(tables, field);
    if (column !== undefined) heads[field] = isColumn(column) && kept !== undefined ? kept(column) : column;
  }
  if (tables.some((table) => table.heads.groups !== undefined)) {
    const groups = tables.flatMap((table): readonly Groups[] => table.heads.groups ?? table.properties.map(() => ({})));
    heads['groups'] = kept === undefined ? groups : kept(groups);
  }
  const properties = tables.flatMap((table) => table.properties);
  return new EventTable(
    heads as HeadColumns,
    kept === undefined ? properties : kept(properties),
    tables.every(({ isStorable }) => isStorable),
  );
}

function joinColumns(tables: readonly EventTable[], field: TextField | TimeField): Column<string | number> | undefined {
  const first = tables[0]?.heads[field];
  if (!isColumn<string | number>(first) && tables.every(({ heads }) => heads[field] === first)) return first;
  const values: (string | number | null)[] = [];
  for (const { heads, length } of tables) {
    const column: Column<string | number> | undefined = heads[field];
    if (isColumn(column)) for (const value of column) values.push(value);
    else for (let i = 0; i < length; i++) values.push(column ?? null);
  }
  return values;
}
