/**
 * The canonical event: what every protocol and every file becomes, and the only thing the store takes in. Field
 * meanings are those of docs/glossary.md; times are UTC milliseconds.
 */
import { z } from 'zod';
import type { Json } from './json';

/** What sort of thing happened, whatever its name; page metrics and icons go by this. */
export const EVENT_KINDS = [
  'page',
  'screen',
  'click',
  'form',
  'scroll',
  'media',
  'vitals',
  'network',
  'error',
  'identify',
  'group',
  'alias',
  'person',
  'flag',
  'ping',
  'session',
  'custom',
] as const;
export const eventKindSchema = z.enum(EVENT_KINDS);
export type EventKind = z.infer<typeof eventKindSchema>;

export const canonicalEventSchema = z.strictObject({
  /** Unique: two events with the same id are one event, the first wins. */
  event_id: z.string().min(1),
  event: z.string().min(1),
  kind: eventKindSchema,
  /** UTC ms, corrected for clock skew where the protocol allows it. */
  timestamp: z.number().int(),
  /** UTC ms as the event carried it, where correction changed it. */
  original_timestamp: z.number().int().optional(),
  sent_at: z.number().int().optional(),
  received_at: z.number().int(),
  /** The id the source put on the event, never empty. */
  distinct_id: z.string().min(1),
  /** Set where the protocol says that this id is a device's or browser's, not a known user's. */
  anonymous_id: z.string().min(1).optional(),
  /** Set where the protocol says that this id is a known user's. */
  user_id: z.string().min(1).optional(),
  /** The SDK's own session id, where it has one. */
  session_id: z.string().min(1).optional(),
  groups: z.record(z.string(), z.string()),
  /** Everything else, as sent. Person property operations are `$set`, `$set_once`, `$unset` in here. */
  properties: z.record(z.string(), z.custom<Json>()),
  /** The protocol or file format it came by: `posthog`, `segment`, `waymark`, `csv`, `jsonl`, `sample`, … */
  source: z.string().min(1),
  /** The write key or token it carried, if any. */
  project: z.string().optional(),
  lib: z.string().optional(),
  lib_version: z.string().optional(),
});
export type CanonicalEvent = z.infer<typeof canonicalEventSchema>;

export const REJECT_CODES = [
  'malformed_body',
  'malformed_event',
  'missing_event_name',
  'missing_id',
  'missing_time',
  'invalid_time',
  'malformed_row',
  'truncated_file',
] as const;
export const rejectCodeSchema = z.enum(REJECT_CODES);
export type RejectCode = z.infer<typeof rejectCodeSchema>;

/** Something that could not be understood. Kept with its bytes, so that it can be repaired and taken in again. */
export interface Reject {
  readonly code: RejectCode;
  /** A sentence for people: what is wrong, where, and what would be right. */
  readonly message: string;
  /** Where in the body (`batch[3].timestamp`) or file (`data.csv:17`). */
  readonly place: string;
  /** The offending text, whole up to 64 KiB. */
  readonly raw: string;
}

/**
 * Property names that every decoder fills where its protocol knows the value, so that pages, devices and campaigns
 * read alike whatever SDK sent them. The spelling is PostHog's, the most common of those we speak.
 */
export const WELL_KNOWN = {
  url: '$current_url',
  path: '$pathname',
  title: '$title',
  screen: '$screen_name',
  referrer: '$referrer',
  browser: '$browser',
  os: '$os',
  device: '$device_type',
  utmSource: 'utm_source',
  utmMedium: 'utm_medium',
  utmCampaign: 'utm_campaign',
  utmTerm: 'utm_term',
  utmContent: 'utm_content',
} as const;
