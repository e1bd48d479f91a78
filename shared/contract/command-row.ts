/** What the tables of commands are made of. */
import { z } from 'zod';
import { canonicalEventSchema } from '../model/event';

export interface CommandRow {
  readonly at: 'engine' | 'host';
  readonly answer: 'json' | 'arrow' | 'stream';
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

/** A stored event as the window shows it: the canonical event plus its number in the store. */
export const storedEventSchema = canonicalEventSchema.extend({ eid: z.number().int() });
export type StoredEvent = z.infer<typeof storedEventSchema>;

export const pageInput = { limit: z.number().int().min(1).max(1000), cursor: z.string().optional() };
