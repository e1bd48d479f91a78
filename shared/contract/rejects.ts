/** Commands for what could not be understood: looked through, repaired, taken out as a file. */
import { z } from 'zod';
import { rejectCodeSchema } from '../model/event';
import { rejectedRequestSchema } from '../model/rejected-request';
import { type CommandRow, pageInput } from './command-row';

export const rejectRowSchema = z.strictObject({
  id: z.number(),
  receivedAt: z.number(),
  source: z.string(),
  code: rejectCodeSchema,
  message: z.string(),
  place: z.string(),
  raw: z.string(),
});
export type RejectRow = z.infer<typeof rejectRowSchema>;

/** When a reject was repaired, and the ids of the events it became. */
export const repairedSchema = z.strictObject({ at: z.number(), eventIds: z.array(z.string()) });

export const listedRejectSchema = rejectRowSchema.extend({ repaired: repairedSchema.optional() });
export type ListedReject = z.infer<typeof listedRejectSchema>;

/** What narrows the list; all of it must hold. */
export const rejectFilterSchema = z.strictObject({
  code: rejectCodeSchema.optional(),
  source: z.string().optional(),
  state: z.enum(['open', 'repaired']).optional(),
  /** Of one import. */
  importId: z.number().int().optional(),
});
export type RejectFilter = z.infer<typeof rejectFilterSchema>;

export const wholeRejectSchema = listedRejectSchema.extend({
  /** Absent where the reject cannot be sent again; `why` says so in words. */
  request: rejectedRequestSchema.optional(),
  why: z.string().optional(),
});
export type WholeReject = z.infer<typeof wholeRejectSchema>;

export const repairProblemSchema = z.strictObject({ code: rejectCodeSchema, message: z.string(), place: z.string() });
export type RepairProblem = z.infer<typeof repairProblemSchema>;

export const repairAnswerSchema = z.discriminatedUnion('is', [
  /** `duplicates` were stored before, under the same ids. */
  z.strictObject({
    is: z.literal('repaired'),
    eventIds: z.array(z.string()),
    stored: z.number(),
    duplicates: z.number(),
  }),
  /** Still not understood: nothing was stored. */
  z.strictObject({ is: z.literal('refused'), problems: z.array(repairProblemSchema) }),
]);
export type RepairAnswer = z.infer<typeof repairAnswerSchema>;

/** What the user made of a reject: the body, or for requests without one the query. */
export const repairSchema = z.strictObject({
  body: z.string().optional(),
  query: z.record(z.string(), z.string()).optional(),
});
export type Repair = z.infer<typeof repairSchema>;

export const REJECT_COMMANDS = {
  /** The newest, for a glance. */
  'rejects.recent': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ limit: pageInput.limit }),
    output: z.strictObject({ total: z.number(), rows: z.array(rejectRowSchema) }),
  },
  /** Newest first; `raw` is cut to its beginning. `total` counts what the filter leaves. */
  'rejects.list': {
    at: 'engine',
    answer: 'json',
    input: rejectFilterSchema.extend(pageInput),
    output: z.strictObject({
      total: z.number(),
      rows: z.array(listedRejectSchema),
      nextCursor: z.string().optional(),
    }),
  },
  /** How many there are by reason and source, the most first, and how many of all were repaired. */
  'rejects.summary': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({}),
    output: z.strictObject({
      total: z.number(),
      repaired: z.number(),
      groups: z.array(
        z.strictObject({
          code: rejectCodeSchema,
          source: z.string(),
          open: z.number(),
          repaired: z.number(),
          lastAt: z.number(),
        }),
      ),
    }),
  },
  'rejects.get': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ id: z.number().int() }),
    output: wholeRejectSchema,
  },
  /** Reads the repaired item as its decoder would have, and stores what it became in place of the reject. */
  'rejects.repair': {
    at: 'host',
    answer: 'json',
    input: z.strictObject({ id: z.number().int(), repair: repairSchema }),
    output: repairAnswerSchema,
  },
  /** Takes out for good what the filter leaves, none of it newer than `upTo`, so that what nobody saw yet stays. */
  'rejects.remove': {
    at: 'engine',
    answer: 'json',
    input: rejectFilterSchema.extend({ upTo: z.number().int() }),
    output: z.strictObject({ removed: z.number() }),
  },
  /** Every reject that the filter leaves, whole, newest first; one line of a JSONL file each. */
  'rejects.export': {
    at: 'engine',
    answer: 'stream',
    input: rejectFilterSchema,
    output: wholeRejectSchema,
  },
} as const satisfies Record<string, CommandRow>;

/** Who reads repaired items: the collector, which has the decoders. */
export interface RejectDesk {
  /** Rejects with an `AppFailure` where it cannot be repaired, or not be stored now. */
  repair(reject: WholeReject, repair: Repair): Promise<RepairAnswer>;
}
