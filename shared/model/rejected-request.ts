/** The request around a reject: as much of it as its decoder needs to read the repaired item, and nothing that was taken. */
import { z } from 'zod';

export const rejectedRequestSchema = z.strictObject({
  method: z.string(),
  /** With the family's prefix. */
  path: z.string(),
  query: z.record(z.string(), z.string()),
  /** Those that a decoder may ask for: no cookies, no credentials, no addresses. */
  headers: z.record(z.string(), z.string()),
  /** The write key, where it came in the `Authorization` header. */
  credential: z.string().optional(),
  /** The body with the bad item alone. */
  body: z.string(),
  /** Where in that body. */
  place: z.string(),
  /** What the item stands in, such as a body with others: only that item is in `body`. */
  isNarrowed: z.boolean(),
});
export type RejectedRequest = z.infer<typeof rejectedRequestSchema>;
