/** Schemas of the people commands: one person's profile, its history, its neighbours. */
import { z } from 'zod';
import { type CommandRow } from './command-row';
import { filterSchema } from '../model/filter';
import { propertyPathSchema } from '../model/property-path';
import { jsonSchema } from '../model/json';
import { personColumnSchema, propertyOperationSchema } from '../model/person';

export const profileSchema = z.strictObject({
  person: z.string(),
  name: z.string().optional(),
  known: z.boolean(),
  ids: z.array(z.strictObject({ role: z.enum(['user', 'anonymous', 'plain']), id: z.string() })),
  firstSeen: z.number(),
  lastSeen: z.number(),
  events: z.number(),
  sessions: z.number(),
  activeDays: z.number(),
  engagedSeconds: z.number(),
  /** Properties now; `time` and `eid` name the event that set each. */
  properties: z.array(
    z.strictObject({
      key: z.string(),
      value: jsonSchema,
      time: z.number(),
      eid: z.number().int(),
      op: propertyOperationSchema,
    }),
  ),
  acquisition: z.strictObject({
    referrer: z.string().optional(),
    utm: z.record(z.string(), z.string()),
    landingPage: z.string().optional(),
    session: z.string().optional(),
  }),
  /** Event names with counts, most frequent first. */
  counts: z.array(z.strictObject({ event: z.string(), count: z.number(), first: z.number(), last: z.number() })),
  /** Days with events in the workspace's zone, as `2026-01-31`, in order. */
  days: z.array(z.strictObject({ day: z.string(), events: z.number() })),
});
export type Profile = z.infer<typeof profileSchema>;

/** One change of one property; `value` is what it was from then on, absent where the property was taken away. */
export const propertyChangeSchema = z.strictObject({
  key: z.string(),
  value: jsonSchema.optional(),
  time: z.number(),
  eid: z.number().int(),
  event: z.string(),
  op: propertyOperationSchema,
});
export type PropertyChange = z.infer<typeof propertyChangeSchema>;

export const similarPersonSchema = z.strictObject({
  person: z.string(),
  name: z.string().optional(),
  /** 0 to 1: cosine of the weighted counts of what each of them does. */
  similarity: z.number(),
  /** What makes them alike, the strongest first: how often each of the two did it. */
  reasons: z.array(z.strictObject({ event: z.string(), own: z.number(), theirs: z.number(), share: z.number() })),
});

export const peopleSummarySchema = z.strictObject({
  count: z.number(),
  total: z.number(),
  known: z.number(),
  medianEvents: z.number().optional(),
  medianSessions: z.number().optional(),
  medianActiveDays: z.number().optional(),
});

export const PEOPLE_COMMANDS = {
  /**
   * The people list as Arrow: PERSON_COLUMNS, then the named properties (as they are now) as text columns
   * `properties.KEY`. Text as Utf8 (dictionary where it repeats), times as Float64 UTC ms.
   */
  'people.table': {
    at: 'engine',
    answer: 'arrow',
    input: z.strictObject({
      /** Part of an id, a name or an e-mail address, in any letter case. */
      search: z.string().optional(),
      /** Over `person.KEY`: properties, and the metrics of PERSON_METRICS such as `person.$events`. */
      where: filterSchema.optional(),
      orderBy: z.strictObject({ column: z.union([personColumnSchema, propertyPathSchema]), descending: z.boolean() }),
      properties: z.array(z.string()).max(20).optional(),
      limit: z.number().int().min(1).max(200_000),
      offset: z.number().int().min(0).optional(),
    }),
    output: z.never(),
  },
  'people.summary': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ search: z.string().optional(), where: filterSchema.optional() }),
    output: peopleSummarySchema,
  },
  /** Keys of person properties with how many persons have each, most frequent first. */
  'people.properties': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({}),
    output: z.array(z.strictObject({ key: z.string(), persons: z.number() })),
  },
  /** Any id of the person. */
  'people.get': { at: 'engine', answer: 'json', input: z.strictObject({ person: z.string() }), output: profileSchema },
  /** Every change of every property, in event order (the last 20,000). */
  'people.changes': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ person: z.string() }),
    output: z.array(propertyChangeSchema),
  },
  /** All events of a person in order as Arrow, columns as `sessions.events`; the latest `limit`. */
  'people.events': {
    at: 'engine',
    answer: 'arrow',
    input: z.strictObject({ person: z.string(), limit: z.number().int().min(1).max(200_000) }),
    output: z.never(),
  },
  /** Nearest by what they do, with the reason. */
  'people.similar': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ person: z.string(), limit: z.number().int().min(1).max(50) }),
    output: z.array(similarPersonSchema),
  },
} as const satisfies Record<string, CommandRow>;
