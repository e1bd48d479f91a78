/**
 * A quick yes for events that are plainly canonical, which is nearly all of them: the schema takes ten times as long,
 * and is asked only where this says no. It never says yes where the schema says no; a property test holds the two
 * together.
 */
import { type CanonicalEvent, canonicalEventSchema, EVENT_KINDS } from '../../../shared/model/event';
import type { EventHead } from '../../journal/entry';

const FIELDS = new Set(Object.keys(canonicalEventSchema.shape));
const KINDS: ReadonlySet<unknown> = new Set(EVENT_KINDS);

const isName = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isOptionalName = (value: unknown): boolean => value === undefined || isName(value);
const isOptionalText = (value: unknown): boolean => value === undefined || typeof value === 'string';
const isOptionalTime = (value: unknown): boolean => value === undefined || Number.isSafeInteger(value);

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

export const isPlainlyCanonical = (event: CanonicalEvent): boolean => isPlainHead(event) && isPlain(event.properties);

/** The same of all but the properties. */
export function isPlainHead(event: EventHead): boolean {
  if (!isPlain(event) || !isPlain(event.groups)) return false;
  for (const field of Object.keys(event)) if (!FIELDS.has(field)) return false;
  for (const key of Object.keys(event.groups)) if (typeof event.groups[key] !== 'string') return false;
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
    isName(event.source) &&
    isOptionalText(event.project) &&
    isOptionalText(event.lib) &&
    isOptionalText(event.lib_version)
  );
}
