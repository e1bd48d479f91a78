/** Persons and groups as answers list them, with the events that put them there. */
import { z } from 'zod';
import { jsonSchema } from '../model/json';

const evidenceSchema = z.strictObject({
  eid: z.number(),
  event: z.string(),
  timestamp: z.number(),
  session: z.string(),
});

export const personRowSchema = z.strictObject({
  person: z.string(),
  /** The ids that make up the person, known users first. */
  ids: z.array(z.string()),
  events: z.number(),
  firstSeen: z.number(),
  lastSeen: z.number(),
  /** The events that put the person in the cell, in time order (at most 20). */
  evidence: z.array(evidenceSchema),
});
export type PersonRow = z.infer<typeof personRowSchema>;

export const groupRowSchema = z.strictObject({
  type: z.string(),
  key: z.string(),
  /** What is known of it now. */
  properties: z.record(z.string(), jsonSchema),
  /** Persons with an event of the group. */
  persons: z.number(),
  events: z.number(),
  firstSeen: z.number(),
  lastSeen: z.number(),
  /** The events that put the group in the cell, in time order (at most 20), and whose they are. */
  evidence: z.array(evidenceSchema.extend({ person: z.string() })),
});
export type GroupRow = z.infer<typeof groupRowSchema>;
