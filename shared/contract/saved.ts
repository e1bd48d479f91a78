/** Commands for what people name and keep: insights, segments, actions. */
import { z } from 'zod';
import { savedInsightSchema } from '../insights/saved';
import { savedIdSchema } from '../model/filter';
import { savedActionSchema, savedSegmentSchema, segmentFilterSchema } from '../model/saved';
import type { CommandRow } from './command-row';

export const savedKindSchema = z.enum(['insight', 'segment', 'action']);
export type SavedKind = z.infer<typeof savedKindSchema>;

/** Everything kept, each list by name. A file that could not be read is told of and left alone. */
export const savedListSchema = z.strictObject({
  insights: z.array(savedInsightSchema),
  segments: z.array(savedSegmentSchema),
  actions: z.array(savedActionSchema),
  problems: z.array(z.strictObject({ file: z.string(), message: z.string() })),
});
export type SavedList = z.infer<typeof savedListSchema>;

export const savedDocumentSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('insight'), document: savedInsightSchema }),
  z.strictObject({ kind: z.literal('segment'), document: savedSegmentSchema }),
  z.strictObject({ kind: z.literal('action'), document: savedActionSchema }),
]);
export type SavedDocument = z.infer<typeof savedDocumentSchema>;

export const SAVED_COMMANDS = {
  'saved.list': { at: 'engine', answer: 'json', input: z.strictObject({}), output: savedListSchema },
  /** Stores one under its id; `isNew` refuses to replace. A reference to what is not there, or in a circle, is refused. */
  'saved.put': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ saved: savedDocumentSchema, isNew: z.boolean().optional() }),
    output: savedListSchema,
  },
  /** Refused, with their names, where other documents refer to it. */
  'saved.remove': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ kind: savedKindSchema, id: savedIdSchema }),
    output: savedListSchema,
  },
  /**
   * How many persons are in which of up to four segments at once: `counts[mask]` persons are in exactly the segments
   * whose bits are set (bit 0 is the first); all of them add up to `total`.
   */
  'segments.overlap': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ filters: z.array(segmentFilterSchema).min(2).max(4) }),
    output: z.strictObject({ total: z.number(), counts: z.array(z.number()) }),
  },
  /** Which saved segments a person belongs to. */
  'people.segments': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ person: z.string() }),
    output: z.array(z.strictObject({ id: savedIdSchema, name: z.string(), belongs: z.boolean() })),
  },
} as const satisfies Record<string, CommandRow>;
