/**
 * What is known of the request that brought an event and is not stored with it: what the browser asks of everybody, and how
 * much came at once, where that was much.
 */
import { z } from 'zod';

export const signalsSchema = z.strictObject({
  /** `DNT: 1` */
  doNotTrack: z.boolean().optional(),
  /** `Sec-GPC: 1` */
  globalPrivacyControl: z.boolean().optional(),
  /** Of a large request. */
  request: z
    .strictObject({
      path: z.string(),
      /** Events and rejects together. */
      items: z.number(),
      /** Of the unpacked body. */
      bytes: z.number(),
    })
    .optional(),
});
export type Signals = z.infer<typeof signalsSchema>;
