/** MAP.json: how a generic file's columns become events (INSIGHTS §6). What the mapping assistant writes. */
import { z } from 'zod';
import { timezoneSchema } from '../model/range';

const columnSchema = z.strictObject({ column: z.string().min(1) });

/** `iso`, an epoch unit, or a strptime pattern such as `%d.%m.%Y %H:%M`. */
export const timeFormatSchema = z.union([z.enum(['iso', 'epoch_s', 'epoch_ms', 'epoch_us']), z.string().regex(/%/)]);

export const importMapSchema = z.strictObject({
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
  ]),
  event: z.union([columnSchema, z.strictObject({ constant: z.string().min(1) })]),
  distinctId: columnSchema,
  anonymousId: columnSchema.optional(),
  userId: columnSchema.optional(),
  sessionId: columnSchema.optional(),
  eventId: columnSchema.optional(),
  group: z.record(z.string(), columnSchema).optional(),
  properties: z.union([z.literal('*'), z.array(z.string())]).optional(),
  rename: z.record(z.string(), z.string()).optional(),
  /** Rows in which this column is empty are left out on purpose (counted as `skipped`, not as rejects). */
  skipWhere: z.string().optional(),
});
export type ImportMap = z.infer<typeof importMapSchema>;

export const fileFormatSchema = z.enum(['auto', 'csv', 'jsonl']);
export type FileFormat = z.infer<typeof fileFormatSchema>;
