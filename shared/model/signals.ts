/** What a browser asks of everybody in the headers of its requests. Not stored with events: a wish, not a fact of them. */
import { z } from 'zod';

export const signalsSchema = z.strictObject({
  /** `DNT: 1` */
  doNotTrack: z.boolean().optional(),
  /** `Sec-GPC: 1` */
  globalPrivacyControl: z.boolean().optional(),
});
export type Signals = z.infer<typeof signalsSchema>;
