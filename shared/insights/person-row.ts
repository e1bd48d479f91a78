/** A person as answers list it, with the events that put it there. */
import { z } from 'zod';

export const personRowSchema = z.strictObject({
  person: z.string(),
  /** The ids that make up the person, known users first. */
  ids: z.array(z.string()),
  events: z.number(),
  firstSeen: z.number(),
  lastSeen: z.number(),
  /** The events that put the person in the cell, in time order (at most 20). */
  evidence: z.array(z.strictObject({ eid: z.number(), event: z.string(), timestamp: z.number(), session: z.string() })),
});
export type PersonRow = z.infer<typeof personRowSchema>;
