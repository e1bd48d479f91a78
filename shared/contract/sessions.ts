/** Schemas of the session commands beyond the table itself. */
import { z } from 'zod';
import { type CommandRow } from './command-row';
import { filterSchema } from '../model/filter';
import { sessionSettingsSchema } from '../model/settings';
import { sessionColumnSchema, splitReasonSchema } from '../model/session';

/** What the user holds on the charts: per column a closed range of numbers, or the picked values. */
export const brushesSchema = z.partialRecord(
  sessionColumnSchema,
  z.union([z.tuple([z.number(), z.number()]), z.array(z.string().nullable()).min(1)]),
);
export type Brushes = z.infer<typeof brushesSchema>;

/** `all`: sessions under `where`; `held`: those that also lie inside every brush but the column's own. */
export const distributionSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('numbers'),
    column: sessionColumnSchema,
    /** Half-open bins, the last one closed; `from` of the first may be 0 and widths may grow. */
    bins: z.array(z.strictObject({ from: z.number(), to: z.number(), all: z.number(), held: z.number() })),
  }),
  z.strictObject({
    type: z.literal('values'),
    column: sessionColumnSchema,
    /** Most frequent first, at most 12; `null`: the column is empty. */
    values: z.array(z.strictObject({ value: z.string().nullable(), all: z.number(), held: z.number() })),
    other: z.strictObject({ all: z.number(), held: z.number() }),
  }),
]);
export type Distribution = z.infer<typeof distributionSchema>;

const stitchedSchema = z.strictObject({
  sessions: z.number(),
  medianDurationSeconds: z.number().optional(),
  bounceRate: z.number().optional(),
  reasons: z.partialRecord(splitReasonSchema, z.number()),
});
/** What other settings would make of all sessions. */
export const sessionPreviewSchema = z.strictObject({
  before: stitchedSchema,
  after: stitchedSchema,
  /** Persons whose sessions begin elsewhere. */
  personsChanged: z.number(),
});
export type SessionPreview = z.infer<typeof sessionPreviewSchema>;

export const sessionNeighboursSchema = z.strictObject({
  /** Of the same person, by time. */
  previous: z.string().optional(),
  next: z.string().optional(),
  /** Other persons' sessions that ran at the same time or nearest to it, nearest first (at most 10). */
  around: z.array(
    z.strictObject({ id: z.string(), person: z.string(), start: z.number(), end: z.number(), events: z.number() }),
  ),
});

export const SESSION_COMMANDS = {
  /** All session columns as Arrow: text as Utf8 (dictionary where it repeats), times as Float64 UTC ms. */
  'sessions.table': {
    at: 'engine',
    answer: 'arrow',
    input: z.strictObject({
      /** Any id of the person. */
      person: z.string().optional(),
      where: filterSchema.optional(),
      orderBy: z.strictObject({ column: sessionColumnSchema, descending: z.boolean() }),
      limit: z.number().int().min(1).max(200_000),
      offset: z.number().int().min(0).optional(),
    }),
    output: z.never(),
  },
  'sessions.summary': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ person: z.string().optional(), where: filterSchema.optional() }),
    output: z.strictObject({
      count: z.number(),
      persons: z.number(),
      bounceRate: z.number().optional(),
      medianDurationSeconds: z.number().optional(),
      p90DurationSeconds: z.number().optional(),
      medianEvents: z.number().optional(),
      entryPages: z.array(z.strictObject({ page: z.string(), sessions: z.number() })),
      exitPages: z.array(z.strictObject({ page: z.string(), sessions: z.number() })),
    }),
  },
  /**
   * One session's events in order as Arrow: eid, timestamp (Float64 UTC ms), event, kind, page, title, session;
   * detail (what a request, error or vital is about: URL, message, metric), durationMs (of a request or a medium),
   * status (of a request), value (of a vital), each null where it does not apply.
   */
  'sessions.events': {
    at: 'engine',
    answer: 'arrow',
    input: z.strictObject({ session: z.string() }),
    output: z.never(),
  },
  /** How sessions are spread over the columns, and over those that other columns' brushes leave. */
  'sessions.distributions': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({
      person: z.string().optional(),
      where: filterSchema.optional(),
      columns: z.array(sessionColumnSchema).min(1).max(20),
      brushes: brushesSchema.optional(),
    }),
    output: z.array(distributionSchema),
  },
  'sessions.neighbours': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ session: z.string() }),
    output: sessionNeighboursSchema,
  },
  /** What these settings would make of all sessions; changes nothing. */
  'sessions.preview': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ settings: sessionSettingsSchema }),
    output: sessionPreviewSchema,
  },
} as const satisfies Record<string, CommandRow>;
