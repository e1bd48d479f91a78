/** Commands of the doctor: mistakes of instrumentation that were found, and which of them are none here. */
import { z } from 'zod';
import { type CommandRow, pageInput } from './command-row';

export const severitySchema = z.enum(['error', 'warning', 'hint']);
export type DoctorSeverity = z.infer<typeof severitySchema>;

const remedySchema = z.strictObject({
  text: z.string(),
  /** The SDK's own call, to be copied. */
  code: z.string().optional(),
  /** Whose SDK it is told for; absent where it holds for any. */
  for: z.string().optional(),
});

export const findingExampleSchema = z.strictObject({
  message: z.string(),
  /** Event numbers, the one that made it a finding last. */
  eids: z.array(z.number().int()),
  event: z.string(),
  distinctId: z.string(),
  /** UTC ms when it happened. */
  at: z.number(),
  values: z.array(z.strictObject({ label: z.string(), value: z.string() })),
});
export type FindingExample = z.infer<typeof findingExampleSchema>;

export const dismissalSchema = z.strictObject({
  /** A finding's id. */
  finding: z.string().min(1).max(1000),
  /** Why it is no mistake here. */
  reason: z.string().max(500),
  /** UTC ms. */
  at: z.number().int(),
});
export type Dismissal = z.infer<typeof dismissalSchema>;

/** `doctor.json` of the workspace. */
export const dismissalsDocumentSchema = z.strictObject({
  version: z.literal(1),
  dismissed: z.array(dismissalSchema).max(10_000),
});

export const findingSchema = z.strictObject({
  /** `rule:subject`; the same over restarts. */
  id: z.string(),
  rule: z.string(),
  title: z.string(),
  severity: severitySchema,
  subject: z.string(),
  /** What the latest of them was. */
  message: z.string(),
  meaning: z.string(),
  limits: z.string(),
  remedy: remedySchema,
  count: z.number(),
  /** Different distinct ids; `maxPersons` stands for that many or more. */
  persons: z.number(),
  /** UTC ms of the earliest and latest event that showed it. */
  firstSeen: z.number(),
  lastSeen: z.number(),
  /** The SDKs that sent it, the most frequent first. */
  origins: z.array(z.strictObject({ origin: z.string(), source: z.string(), count: z.number() })),
  examples: z.array(findingExampleSchema),
  dismissed: dismissalSchema.omit({ finding: true }).optional(),
});
export type DoctorFinding = z.infer<typeof findingSchema>;

export const doctorStateSchema = z.strictObject({
  /** `examining` while stored events are still to be looked at. */
  state: z.enum(['examining', 'ready']),
  /** Events looked at, and how many are still to be. */
  examined: z.number(),
  pending: z.number(),
  /** Stored before the latest ones that are looked at. */
  skipped: z.number(),
  rules: z.number(),
  maxPersons: z.number(),
});
export type DoctorState = z.infer<typeof doctorStateSchema>;

export const DOCTOR_COMMANDS = {
  /** Errors first, and what was first seen latest. `wait` answers once all that is stored has been looked at. */
  'doctor.findings': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({
      rule: z.string().optional(),
      severity: z.array(severitySchema).optional(),
      source: z.string().optional(),
      /** Only what this event shows, by its number; known of the latest 50,000 events that show something. */
      eid: z.number().int().optional(),
      /** UTC ms: only what was found in an event that arrived then or later. */
      since: z.number().optional(),
      /** Default `hide`. */
      dismissed: z.enum(['hide', 'show', 'only']).optional(),
      wait: z.boolean().optional(),
      ...pageInput,
    }),
    output: z.strictObject({
      total: z.number(),
      findings: z.array(findingSchema),
      nextCursor: z.string().optional(),
      /** Of all findings that are not dismissed, whatever was asked for. */
      counts: z.strictObject({ error: z.number(), warning: z.number(), hint: z.number() }),
      dismissed: z.number(),
      doctor: doctorStateSchema,
    }),
  },
  /** Says that a finding is no mistake here; kept in `doctor.json`. Saying it again changes the reason. */
  'doctor.dismiss': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ finding: z.string().min(1).max(1000), reason: z.string().max(500) }),
    output: z.strictObject({ dismissed: z.array(dismissalSchema) }),
  },
  'doctor.restore': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ finding: z.string().min(1).max(1000) }),
    output: z.strictObject({ dismissed: z.array(dismissalSchema) }),
  },
} as const satisfies Record<string, CommandRow>;
