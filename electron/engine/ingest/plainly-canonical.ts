/**
 * A quick yes for events that are plainly canonical, which is nearly all of them: the schema takes ten times as long,
 * and is asked only where this says no. It never says yes where the schema says no; a property test holds the two
 * together.
 */
import { type CanonicalEvent, canonicalEventSchema, EVENT_KINDS } from '../../../shared/model/event';
import { type Column, type EventTable, isColumn } from '../../journal/event-table';

const FIELDS = new Set(Object.keys(canonicalEventSchema.shape));
const KINDS: ReadonlySet<unknown> = new Set(EVENT_KINDS);

const isName = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isOptionalName = (value: unknown): boolean => value === undefined || isName(value);
const isOptionalText = (value: unknown): boolean => value === undefined || typeof value === 'string';
const isOptionalTime = (value: unknown): boolean => value === undefined || Number.isSafeInteger(value);

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function isGroups(value: unknown): boolean {
  if (!isPlain(value)) return false;
  for (const key of Object.keys(value)) if (typeof value[key] !== 'string') return false;
  return true;
}

export function isPlainlyCanonical(event: CanonicalEvent): boolean {
  if (!isPlain(event) || !isPlain(event.properties)) return false;
  for (const field of Object.keys(event)) if (!FIELDS.has(field)) return false;
  return (
    isName(event.event_id) &&
    isName(event.event) &&
    KINDS.has(event.kind) &&
    Number.isSafeInteger(event.timestamp) &&
    isOptionalTime(event.original_timestamp) &&
    isOptionalTime(event.sent_at) &&
    Number.isSafeInteger(event.received_at) &&
    isName(event.distinct_id) &&
    isOptionalName(event.anonymous_id) &&
    isOptionalName(event.user_id) &&
    isOptionalName(event.session_id) &&
    isGroups(event.groups) &&
    isName(event.source) &&
    isOptionalText(event.project) &&
    isOptionalText(event.lib) &&
    isOptionalText(event.lib_version)
  );
}

/** The same of all events of a table, whose properties are text of objects. */
export function isPlainTable({ heads }: EventTable): boolean {
  return (
    all(heads.event_id, isName) &&
    all(heads.event, isName) &&
    all(heads.kind, (kind) => KINDS.has(kind)) &&
    all(heads.timestamp, Number.isSafeInteger) &&
    allThere(heads.original_timestamp, Number.isSafeInteger) &&
    allThere(heads.sent_at, Number.isSafeInteger) &&
    all(heads.received_at, Number.isSafeInteger) &&
    all(heads.distinct_id, isName) &&
    allThere(heads.anonymous_id, isName) &&
    allThere(heads.user_id, isName) &&
    allThere(heads.session_id, isName) &&
    (heads.groups?.every(isGroups) ?? true) &&
    all(heads.source, isName) &&
    allThere(heads.project, isOptionalText) &&
    allThere(heads.lib, isOptionalText) &&
    allThere(heads.lib_version, isOptionalText)
  );
}

function all<T>(column: Column<T> | undefined, is: (value: unknown) => boolean): boolean {
  if (!isColumn(column)) return is(column);
  for (const value of column) if (!is(value)) return false;
  return true;
}

/** Of those that have a value. */
const allThere = <T>(column: Column<T> | undefined, is: (value: unknown) => boolean): boolean =>
  column === undefined || all(column, (value) => value === null || is(value));
