/**
 * Segments and actions that people name and keep: one JSON file each in the workspace, made for git. A spec refers to
 * them by id, as `{"segment": ID}` in a filter and `{"action": ID}` as a matcher.
 */
import { z } from 'zod';
import { type Filter, filterSchema, isBehaviour, isSegmentRef, matcherSchema, savedIdSchema } from './filter';
import { parsePropertyPath } from './property-path';

/** The members every saved document has. */
export const savedBase = {
  version: z.literal(1),
  id: savedIdSchema,
  name: z.string().trim().min(1).max(120),
  description: z.string().trim().max(2_000).optional(),
};

/** The first test of the filter that speaks of single events instead of persons; undefined where there is none. */
export function eventTestOf(filter: Filter): string | undefined {
  if ('all' in filter) return firstOf(filter.all);
  if ('any' in filter) return firstOf(filter.any);
  if ('not' in filter) return eventTestOf(filter.not);
  if (isBehaviour(filter) || isSegmentRef(filter)) return undefined;
  const path = parsePropertyPath(filter.property);
  return path.ok && path.value.of === 'person' ? undefined : filter.property;
}

function firstOf(parts: readonly Filter[]): string | undefined {
  for (const part of parts) {
    const found = eventTestOf(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A filter over persons: tests of `person.KEY`, behaviours, other segments, and groups of these. */
export const segmentFilterSchema = filterSchema.superRefine((filter, context) => {
  const property = eventTestOf(filter);
  if (property === undefined) return;
  context.addIssue({
    code: 'custom',
    message: `«${property}» is a property of events, and a segment is made of persons: test person.KEY, or say what people performed, with this as its condition.`,
  });
});

export const savedSegmentSchema = z.strictObject({ ...savedBase, filter: segmentFilterSchema });
export type SavedSegment = z.infer<typeof savedSegmentSchema>;

export const savedActionSchema = z.strictObject({ ...savedBase, matchers: z.array(matcherSchema).min(1).max(50) });
export type SavedAction = z.infer<typeof savedActionSchema>;
