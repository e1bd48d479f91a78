/**
 * A piece of a recording of the screen, as its SDK sent it: rrweb events in a row. All pieces of one recording make the
 * whole; they come in any order, several times, and by window.
 */
import { z } from 'zod';

export const recordingChunkSchema = z.strictObject({
  /** What the SDK calls the recording; where events carry a session id or replay id, it is that. */
  recording: z.string().min(1).max(1_000),
  distinct_id: z.string().min(1).optional(),
  /** A browser's window or tab, where the SDK tells them apart: each has its own document. */
  window_id: z.string().min(1).optional(),
  source: z.string().min(1),
  project: z.string().optional(),
  received_at: z.number().int(),
  /** The earliest and the latest rrweb event, in UTC ms as the browser's clock showed them. */
  first: z.number().int(),
  last: z.number().int(),
  /** What that clock showed too much, in ms. */
  skew: z.number().int(),
  /** How many rrweb events there are. */
  count: z.number().int().min(1),
  /** They themselves, a JSON array. */
  events: z.string().min(2),
});
export type RecordingChunk = z.infer<typeof recordingChunkSchema>;
