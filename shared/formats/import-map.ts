/** MAP.json: how a generic file's columns become events (INSIGHTS §6). What the mapping assistant writes. */
import { z } from 'zod';
import { timeOfText } from '../base/time-text';
import { timezoneSchema } from '../model/range';

const columnSchema = z.strictObject({ column: z.string().min(1) });

/** `iso`, an epoch unit, or a strptime pattern such as `%d.%m.%Y %H:%M`. */
export const timeFormatSchema = z.union([z.enum(['iso', 'epoch_s', 'epoch_ms', 'epoch_us']), z.string().regex(/%/)]);

/** A moment as ISO text: a day, which is its beginning, or a day with a time; UTC's without an offset. */
export const momentSchema = z
  .string()
  .refine((text) => timeOfText(text) !== undefined, 'must be a time such as 2026-01-31 or 2026-01-31T08:00:00+01:00');

/** What a column counts that holds how long after a start something happened. Days have 24 hours. */
export const elapsedUnitSchema = z.enum(['milliseconds', 'seconds', 'minutes', 'hours', 'days', 'weeks']);
export type ElapsedUnit = z.infer<typeof elapsedUnitSchema>;

/** What is said of the time of a file that has none: one moment for all rows, or when its counting began. */
export const timeGivenSchema = z.union([
  z.strictObject({ constant: momentSchema }),
  z.strictObject({
    since: momentSchema,
    /** Found by its name where it is not given. */
    column: z.string().min(1).optional(),
    unit: elapsedUnitSchema.optional(),
  }),
]);
export type TimeGiven = z.infer<typeof timeGivenSchema>;

export const importMapSchema = z
  .strictObject({
    time: z.union([
      z.strictObject({
        column: z.string().min(1),
        format: timeFormatSchema.optional(),
        timezone: timezoneSchema.optional(),
      }),
      z.strictObject({
        columns: z.tuple([z.string().min(1), z.string().min(1)]),
        format: timeFormatSchema.optional(),
        timezone: timezoneSchema.optional(),
      }),
      /** How long after a moment: so many of a unit, fractions and negative ones too. */
      z.strictObject({ column: z.string().min(1), since: momentSchema, unit: elapsedUnitSchema }),
      /** All rows happened at one moment; then events of one person have no order. */
      z.strictObject({ constant: momentSchema }),
    ]),
    event: z.union([columnSchema, z.strictObject({ constant: z.string().min(1) })]),
    /**
     * Of tables with a row per person: further columns that hold times, written as `time` is. Each that is filled makes one
     * more event of the row, under this name; then no time has to be there.
     */
    also: z
      .array(z.strictObject({ column: z.string().min(1), event: z.string().min(1) }))
      .max(200)
      .optional(),
    distinctId: columnSchema,
    anonymousId: columnSchema.optional(),
    userId: columnSchema.optional(),
    sessionId: columnSchema.optional(),
    eventId: columnSchema.optional(),
    group: z.record(z.string(), columnSchema).optional(),
    properties: z.union([z.literal('*'), z.array(z.string())]).optional(),
    rename: z.record(z.string(), z.string()).optional(),
    /** Texts that mean nothing is there, such as `\N`: a cell of a table that holds one of them alone is empty. */
    nulls: z.array(z.string().trim().min(1).max(40)).max(20).optional(),
    /** Rows in which this column is empty are left out on purpose (counted as `skipped`, not as rejects). */
    skipWhere: z.string().optional(),
  })
  .refine(({ time, also = [] }) => also.length === 0 || !('constant' in time), {
    path: ['also'],
    message: 'needs a time that stands in a column',
  });
export type ImportMap = z.infer<typeof importMapSchema>;

/** The columns that say when. */
export const timeColumns = (time: ImportMap['time']): readonly string[] =>
  'constant' in time ? [] : 'columns' in time ? time.columns : [time.column];

/** How a file holds its rows: `json` is one array of them, or one object; `arrow` is the IPC file or stream. */
export const containerSchema = z.enum(['csv', 'jsonl', 'json', 'parquet', 'arrow']);
export type Container = z.infer<typeof containerSchema>;

/** Whether its rows are cells of named columns; elsewhere they are objects, and dot paths lead into them. */
export const isTable = (container: Container): boolean => container === 'csv' || container === 'parquet';

/** Whose export a file may be; each is read by its own rules and needs no map. */
export const vendorSchema = z.enum([
  'waymark',
  'posthog',
  'segment',
  'rudderstack',
  'mixpanel',
  'amplitude',
  'snowplow',
  'ga4',
  'matomo',
  'heap',
  'countly',
  'umami',
  'har',
  'rrweb',
]);
export type Vendor = z.infer<typeof vendorSchema>;

/** What a file is said to be: `auto` looks at it; a container alone means a generic file, read by a map. */
export const fileFormatSchema = z.enum(['auto', ...containerSchema.options, ...vendorSchema.options]);
export type FileFormat = z.infer<typeof fileFormatSchema>;

export const isContainer = (format: FileFormat): format is Container => containerSchema.safeParse(format).success;
export const isVendor = (format: FileFormat): format is Vendor => vendorSchema.safeParse(format).success;
