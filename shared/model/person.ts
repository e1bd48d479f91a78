/** A person as the workbench shows it (INSIGHTS §4, docs/profiles.md). Times UTC ms, durations s. */
import { z } from 'zod';

/** The columns of the people list. `number` columns hold numbers in Arrow answers. */
export const PERSON_COLUMNS = {
  /** The canonical id. */
  person: 'text',
  /** What to call it: the property `name`, else `email`, else null. */
  name: 'text',
  email: 'text',
  /** True where one of its ids is a known user's. */
  known: 'boolean',
  /** How many ids make it up. */
  ids: 'number',
  firstSeen: 'time',
  lastSeen: 'time',
  events: 'number',
  sessions: 'number',
  /** Distinct days with an event, in the workspace's time zone. */
  activeDays: 'number',
  engagedSeconds: 'number',
  /** Acquisition: of the first session. */
  referrer: 'text',
  'utm.source': 'text',
  'utm.medium': 'text',
  'utm.campaign': 'text',
  landingPage: 'text',
} as const satisfies Record<string, 'text' | 'number' | 'time' | 'boolean'>;
export type PersonColumn = keyof typeof PERSON_COLUMNS;
export const personColumnSchema = z.enum(Object.keys(PERSON_COLUMNS) as [PersonColumn, ...PersonColumn[]]);

/**
 * What a person did in all, as filters name it (`person.$events`), and the column that holds it. A property of the same
 * name is hidden by it.
 */
export const PERSON_METRICS = {
  $events: 'events',
  $sessions: 'sessions',
  $first_seen: 'firstSeen',
  $last_seen: 'lastSeen',
  $active_days: 'activeDays',
  $engaged_seconds: 'engagedSeconds',
  $ids: 'ids',
  $known: 'known',
} as const satisfies Record<string, PersonColumn>;
export type PersonMetric = keyof typeof PERSON_METRICS;

/**
 * Property operations, each an object under its own name in an event's properties: `$set: {plan: "pro"}`,
 * `$add: {credits: -3}`, `$unset: ["plan"]` or `{plan: …}`. `$delete: true` forgets the whole profile.
 */
export const PROPERTY_OPERATIONS = [
  '$set',
  '$set_once',
  '$add',
  '$append',
  '$prepend',
  '$union',
  '$remove',
  '$unset',
  '$delete',
] as const;
export const propertyOperationSchema = z.enum(PROPERTY_OPERATIONS);
export type PropertyOperation = z.infer<typeof propertyOperationSchema>;
