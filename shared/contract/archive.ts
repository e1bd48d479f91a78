/** Commands for a whole workspace as one file, and back. */
import { z } from 'zod';
import type { CommandRow } from './command-row';
import { exportProgressSchema } from './export';
import { fileTokenSchema } from './imports';

/** Of the files that are archives, without the dot. */
export { ARCHIVE_EXTENSION } from '../formats/archive';

/** `share` is 0 to 1 over both. */
export const restoreProgressSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['checking', 'restoring']), share: z.number() }),
  z.strictObject({
    type: z.literal('done'),
    /** What people call the folder. */
    name: z.string(),
    events: z.number(),
    rows: z.number(),
    documents: z.number(),
    /** When the archive was made: ISO 8601. */
    createdAt: z.string(),
  }),
]);
export type RestoreProgress = z.infer<typeof restoreProgressSchema>;

export const ARCHIVE_COMMANDS = {
  /** The workspace as it is at this moment, into a file that was granted for writing. `rows` are of all tables. */
  'archive.run': {
    at: 'engine',
    answer: 'stream',
    input: z.strictObject({ file: fileTokenSchema }),
    output: exportProgressSchema,
  },
  /** Makes a workspace of an archive, in a folder that was granted for it: another one than is open. */
  'archive.restore': {
    at: 'engine',
    answer: 'stream',
    input: z.strictObject({ file: fileTokenSchema, folder: fileTokenSchema }),
    output: restoreProgressSchema,
  },
} as const satisfies Record<string, CommandRow>;
