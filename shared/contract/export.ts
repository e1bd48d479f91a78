/** The command that writes what the workspace holds into a file which the host vouches for. */
import { z } from 'zod';
import { filterSchema } from '../model/filter';
import { type CommandRow } from './command-row';
import { fileTokenSchema } from './imports';

export const exportFormatSchema = z.enum(['csv', 'jsonl', 'parquet']);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

export const exportWhatSchema = z.enum(['events', 'sessions', 'persons']);
export type ExportWhat = z.infer<typeof exportWhatSchema>;

export const exportAskedSchema = z.strictObject({
  what: exportWhatSchema,
  format: exportFormatSchema,
  /** A file that was granted for writing. */
  file: fileTokenSchema,
  /** Of events, any filter; of sessions and persons, what their lists can be asked. */
  where: filterSchema.optional(),
  /** Of events: UTC ms, from `from` on and before `to`. */
  from: z.number().int().optional(),
  to: z.number().int().optional(),
});
export type ExportAsked = z.infer<typeof exportAskedSchema>;

/** `writing` comes about twice a second; `done` ends the stream, and only then is the file there. */
export const exportProgressSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('writing'), bytes: z.number() }),
  z.strictObject({ type: z.literal('done'), name: z.string(), rows: z.number(), bytes: z.number() }),
]);
export type ExportProgress = z.infer<typeof exportProgressSchema>;

export const EXPORT_COMMANDS = {
  /** Writes the file; whoever goes away before the end leaves none. */
  'export.run': { at: 'engine', answer: 'stream', input: exportAskedSchema, output: exportProgressSchema },
} as const satisfies Record<string, CommandRow>;
