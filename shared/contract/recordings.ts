/** Commands for recordings of the screen: which there are, and what is in one. */
import { z } from 'zod';
import { jsonSchema } from '../model/json';
import { type CommandRow, pageInput } from './command-row';

/** All pieces of one recording together. Times are UTC ms, corrected where the protocol says by how much. */
export const recordingRowSchema = z.strictObject({
  source: z.string(),
  /** As events name it: a session id (PostHog), a replay id. */
  recording: z.string(),
  project: z.string().optional(),
  distinctIds: z.array(z.string()),
  start: z.number(),
  end: z.number(),
  /** Browser windows or tabs; 0 where the SDK does not tell them apart. */
  windows: z.number(),
  chunks: z.number(),
  events: z.number(),
  /** As stored, and unpacked. */
  bytes: z.number(),
  jsonBytes: z.number(),
});
export type RecordingRow = z.infer<typeof recordingRowSchema>;

const removedSchema = z.strictObject({ recordings: z.number(), bytes: z.number() });

export const RECORDING_COMMANDS = {
  /** The newest first. */
  'recordings.list': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({
      ...pageInput,
      source: z.string().optional(),
      recording: z.string().optional(),
      /** Those that this id has a piece of. */
      distinctId: z.string().optional(),
    }),
    output: z.strictObject({
      total: z.number(),
      rows: z.array(recordingRowSchema),
      nextCursor: z.string().optional(),
    }),
  },
  /** Those that the events of a session name, as far as they ran while it did. */
  'recordings.ofSession': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ session: z.string() }),
    output: z.array(recordingRowSchema.pick({ source: true, recording: true, start: true, end: true, events: true })),
  },
  /**
   * The rrweb events of one recording in order of time, of one window where named. A page holds at most `limit` of them
   * and about 8 MB.
   */
  'recordings.get': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({
      source: z.string(),
      recording: z.string(),
      window: z.string().optional(),
      limit: z.number().int().min(1).max(10_000),
      cursor: z.string().optional(),
    }),
    output: z.strictObject({
      source: z.string(),
      recording: z.string(),
      /** What the browser's clock showed too much, in ms: the times in the events are as it showed them. */
      skew: z.number(),
      windows: z.array(
        z.strictObject({ id: z.string().optional(), first: z.number(), last: z.number(), events: z.number() }),
      ),
      events: z.array(jsonSchema),
      nextCursor: z.string().optional(),
    }),
  },
  /** How much there is, and how much there may be. Bytes as stored. */
  'recordings.usage': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({}),
    output: z.strictObject({
      recordings: z.number(),
      bytes: z.number(),
      limitBytes: z.number(),
      /** When the first began and the last ended. */
      first: z.number().optional(),
      last: z.number().optional(),
    }),
  },
  /** Takes recordings out, whole and for good; their events stay. */
  'recordings.remove': {
    at: 'engine',
    answer: 'json',
    input: z.discriminatedUnion('what', [
      z.strictObject({
        what: z.literal('these'),
        recordings: z
          .array(recordingRowSchema.pick({ source: true, recording: true }))
          .min(1)
          .max(1000),
      }),
      /** Those with a piece of one of the person's ids, or named by one of the person's events. */
      z.strictObject({ what: z.literal('person'), person: z.string() }),
      /** Those that ended before this time, UTC ms. */
      z.strictObject({ what: z.literal('before'), before: z.number().int() }),
      z.strictObject({ what: z.literal('all') }),
    ]),
    output: removedSchema,
  },
} as const satisfies Record<string, CommandRow>;
