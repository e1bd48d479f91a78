/**
 * Tables of events, sessions and people: spec and result in zod (INSIGHTS §3.6). Pages go by cursor: the next one begins
 * after the last row of this one, wherever that stands by then, so new data neither repeats nor skips a row.
 */
import { z } from 'zod';
import { filterSchema } from '../../model/filter';
import { personColumnSchema } from '../../model/person';
import { parsePropertyPath } from '../../model/property-path';
import { rangeSchema, timezoneSchema } from '../../model/range';
import { sessionColumnSchema } from '../../model/session';
import { refuseBadRange } from '../common';
import { sqlCellSchema, sqlTypeSchema } from '../cells';

export const TABLE_DEFAULT_ROWS = 100;
export const TABLE_MOST_ROWS = 10_000;

/** Columns of the events table beside `properties.KEY`. */
export const EVENT_COLUMNS = {
  eid: 'integer',
  event_id: 'text',
  timestamp: 'timestamp',
  event: 'text',
  kind: 'text',
  person: 'text',
  session: 'text',
  page: 'text',
  distinct_id: 'text',
  anonymous_id: 'text',
  user_id: 'text',
  groups: 'json',
  properties: 'json',
  source: 'text',
  project: 'text',
  lib: 'text',
  lib_version: 'text',
  received_at: 'timestamp',
} as const satisfies Record<string, z.infer<typeof sqlTypeSchema>>;
export type EventColumn = keyof typeof EVENT_COLUMNS;

/** A path such as `properties.plan` or `person.plan`. */
const pathBelow = (root: 'properties' | 'person') =>
  z.string().refine(
    (text) => {
      const path = parsePropertyPath(text);
      return path.ok && path.value.of === root;
    },
    { message: `must be a column of this table or ${root}.KEY` },
  );

const eventColumnSchema = z.union([
  z.enum(Object.keys(EVENT_COLUMNS) as [EventColumn, ...EventColumn[]]),
  pathBelow('properties'),
]);
const peopleColumnSchema = z.union([personColumnSchema, pathBelow('person')]);

const columnsOf = <T extends z.ZodType>(column: T) => z.array(column).min(1).max(50).optional();
const orderOf = <T extends z.ZodType>(column: T) =>
  z.strictObject({ column, descending: z.boolean().optional() }).optional();

const page = {
  limit: z.number().int().min(1).max(TABLE_MOST_ROWS).optional(),
  /** `nextCursor` of the page before, under the same order. */
  cursor: z.string().max(10_000).optional(),
};

export const eventsSpecSchema = z
  .strictObject({
    kind: z.literal('events'),
    range: rangeSchema.optional(),
    timezone: timezoneSchema.optional(),
    where: filterSchema.optional(),
    columns: columnsOf(eventColumnSchema),
    /** Newest first unless told otherwise; events of one time by their ids. */
    orderBy: orderOf(z.literal('timestamp')),
    ...page,
  })
  .superRefine(refuseBadRange);
export type EventsSpec = z.infer<typeof eventsSpecSchema>;

export const sessionsSpecSchema = z.strictObject({
  kind: z.literal('sessions'),
  /** Any id of the person whose sessions are asked for. */
  person: z.string().optional(),
  where: filterSchema.optional(),
  columns: columnsOf(sessionColumnSchema),
  orderBy: orderOf(sessionColumnSchema),
  ...page,
});
export type SessionsSpec = z.infer<typeof sessionsSpecSchema>;

export const peopleSpecSchema = z.strictObject({
  kind: z.literal('people'),
  /** Part of an id, a name or an e-mail address, in any letter case. */
  search: z.string().optional(),
  where: filterSchema.optional(),
  columns: columnsOf(peopleColumnSchema),
  orderBy: orderOf(personColumnSchema),
  ...page,
});
export type PeopleSpec = z.infer<typeof peopleSpecSchema>;

const rowsSchema = {
  columns: z.array(z.strictObject({ name: z.string(), type: sqlTypeSchema })),
  rows: z.array(z.array(sqlCellSchema)),
  /** Rows in all, on every page. */
  total: z.number().int(),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
};
export type TableRows = z.infer<z.ZodObject<typeof rowsSchema>>;

/** Over all rows, not the page's; absent where there is none to measure. */
const metricsSchema = z.record(z.string(), z.strictObject({ median: z.number(), p90: z.number() }));
const topPagesSchema = z.array(z.strictObject({ page: z.string(), sessions: z.number() }));

export const eventsResultSchema = z.strictObject({ kind: z.literal('events'), ...rowsSchema });
export type EventsResult = z.infer<typeof eventsResultSchema>;

export const sessionsResultSchema = z.strictObject({
  kind: z.literal('sessions'),
  ...rowsSchema,
  summary: z.strictObject({
    count: z.number(),
    persons: z.number(),
    bounceRate: z.number().optional(),
    metrics: metricsSchema,
    /** Most frequent first, at most 10. */
    entryPages: topPagesSchema,
    exitPages: topPagesSchema,
  }),
});
export type SessionsResult = z.infer<typeof sessionsResultSchema>;

export const peopleResultSchema = z.strictObject({
  kind: z.literal('people'),
  ...rowsSchema,
  summary: z.strictObject({
    count: z.number(),
    /** Persons in the workspace. */
    total: z.number(),
    /** Persons with a known user's id. */
    known: z.number(),
    metrics: metricsSchema,
  }),
});
export type PeopleResult = z.infer<typeof peopleResultSchema>;
