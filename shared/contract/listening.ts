/** Commands for how the collector listens: over HTTPS too, and for others than this machine. */
import { z } from 'zod';
import type { CommandRow } from './command-row';

/** An address of this machine, `0.0.0.0` or `::` for all of them. */
const addressSchema = z.union([z.ipv4(), z.ipv6()]);

export const listeningSettingsSchema = z.strictObject({
  version: z.literal(1).default(1),
  /** At a port of its own, with a certificate made here. */
  https: z.boolean().default(false),
  /** Beside loopback; absent: nobody but this machine. */
  address: addressSchema.optional(),
});
export type ListeningSettings = z.infer<typeof listeningSettingsSchema>;

export const localCertificateSchema = z.strictObject({
  /** The file, for people who add it to those that they trust. */
  path: z.string(),
  pem: z.string(),
  /** SHA-256, as systems and browsers show it: `AB:CD:…`. */
  fingerprint: z.string(),
  /** UTC ms. */
  validTo: z.number(),
});
export type LocalCertificate = z.infer<typeof localCertificateSchema>;

export const listeningStateSchema = z.strictObject({
  settings: listeningSettingsSchema,
  /** Whether they can be changed here: a command line says them by its options. */
  isChangeable: z.boolean(),
  /** Why it does not listen as it is set, and what to do. */
  problem: z.string().optional(),
  /** What others on the network reach this machine by. */
  addresses: z.array(z.string()),
  https: z.strictObject({ url: z.string(), certificate: localCertificateSchema }).optional(),
});
export type ListeningState = z.infer<typeof listeningStateSchema>;

export const LISTENING_COMMANDS = {
  'listening.get': { at: 'host', answer: 'json', input: z.strictObject({}), output: listeningStateSchema },
  /** Keeps the settings and listens anew at once; senders under way finish first. */
  'listening.set': {
    at: 'host',
    answer: 'json',
    input: z.strictObject({ settings: listeningSettingsSchema }),
    output: listeningStateSchema,
  },
} as const satisfies Record<string, CommandRow>;

/** Who answers the commands above. */
export interface ListeningDesk {
  get(): ListeningState;
  /** Rejects with an `AppFailure` where they cannot be changed here or not be kept. */
  set(settings: ListeningSettings): Promise<ListeningState>;
}
