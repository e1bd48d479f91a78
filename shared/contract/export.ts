/** The commands that write what the workspace holds into a file which the host vouches for. */
import { z } from 'zod';
import { insightSpecSchema } from '../insights/specs';
import { filterSchema } from '../model/filter';
import { rangeSchema } from '../model/range';
import { type CommandRow } from './command-row';
import { fileTokenSchema } from './imports';

export const exportFormatSchema = z.enum(['csv', 'jsonl', 'parquet', 'arrow']);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

/** `recording` has one format of its own: rrweb's events, a line each. */
export const exportWhatSchema = z.enum(['events', 'sessions', 'persons', 'groups', 'recording', 'result']);
export type ExportWhat = z.infer<typeof exportWhatSchema>;

/** Which rows, and what of them. */
export const exportChoiceSchema = z.strictObject({
  what: exportWhatSchema,
  /** Of events, any filter; of sessions and persons, what their lists can be asked. */
  where: filterSchema.optional(),
  /** Of sessions: any id of the person whose they are. */
  person: z.string().optional(),
  /** Of persons: what the list is searched for. */
  search: z.string().optional(),
  /** Of events, and of sessions by when they began. */
  range: rangeSchema.optional(),
  /** The same in UTC ms, from `from` on and before `to`; beside a range both count. */
  from: z.number().int().optional(),
  to: z.number().int().optional(),
  /** Of groups: which type of them. */
  group: z.string().min(1).optional(),
  recording: z.strictObject({ source: z.string(), recording: z.string() }).optional(),
  /** Of a result: the insight whose table is written. */
  spec: insightSpecSchema.optional(),
  /** Of sessions and persons, by a column of their list, of persons also by `person.KEY`. Events stay as they were stored. */
  orderBy: z.strictObject({ column: z.string().min(1), descending: z.boolean() }).optional(),
  /** By name, in this order; `properties.KEY` for one property. Absent: all that there are, with all properties in one. */
  columns: z.array(z.string().min(1)).min(1).max(1_000).optional(),
});
export type ExportChoice = z.infer<typeof exportChoiceSchema>;

export const exportAskedSchema = exportChoiceSchema.extend({
  format: exportFormatSchema,
  /** A file that was granted for writing. */
  file: fileTokenSchema,
});
export type ExportAsked = z.infer<typeof exportAskedSchema>;

/**
 * `writing` comes about twice a second; `done` ends the stream, and only then is the file there. `share` is 0 to 1, `rows`
 * about how many have been written; both absent until they can be told.
 */
export const exportProgressSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('writing'),
    bytes: z.number(),
    rows: z.number().optional(),
    share: z.number().optional(),
  }),
  z.strictObject({ type: z.literal('done'), name: z.string(), rows: z.number(), bytes: z.number() }),
]);
export type ExportProgress = z.infer<typeof exportProgressSchema>;

export const EXPORT_COMMANDS = {
  /** How many rows it would be. */
  'export.count': {
    at: 'engine',
    answer: 'json',
    input: exportChoiceSchema,
    output: z.strictObject({ rows: z.number() }),
  },
  /** Writes the file; whoever goes away before the end leaves none. */
  'export.run': { at: 'engine', answer: 'stream', input: exportAskedSchema, output: exportProgressSchema },
} as const satisfies Record<string, CommandRow>;
