/** Commands for the workspace's feature flags: its file as people edit it in the window, and whom SDKs asked about. */
import { z } from 'zod';
import { flagCohortSchema, flagSchema } from '../flags/flag';
import { savedIdSchema } from '../model/filter';
import { jsonSchema } from '../model/json';
import type { CommandRow } from './command-row';

const propertiesSchema = z.record(z.string(), jsonSchema);

export const flagsStateSchema = z.strictObject({
  /** Tells one state of the file from the next; empty where there is none. */
  stamp: z.string(),
  flags: z.array(flagSchema),
  cohorts: z.array(flagCohortSchema),
  /** Why the file cannot be used, and where. SDKs keep to what they know meanwhile. */
  problem: z.string().optional(),
});
export type FlagsState = z.infer<typeof flagsStateSchema>;

/** What was stored of somebody whom an SDK asked about. */
export const STORED_USES = ['not-needed', 'used', 'unknown', 'late'] as const;

/** One request for flags, as it was answered. */
export const flagsAskedSchema = z.strictObject({
  /** Grows with each request of this run. */
  id: z.number().int(),
  /** UTC ms. */
  at: z.number(),
  /** The protocol that it came by. */
  source: z.string(),
  distinctId: z.string(),
  /** As the SDK sent them along. */
  properties: propertiesSchema,
  /** Whether what is stored of the person was looked at: `late` where it did not come in time. */
  stored: z.enum(STORED_USES),
  values: z.array(z.strictObject({ key: z.string(), value: z.union([z.boolean(), z.string()]) })),
});
export type FlagsAsked = z.infer<typeof flagsAskedSchema>;

export const FLAG_COMMANDS = {
  'flags.get': { at: 'host', answer: 'json', input: z.strictObject({}), output: flagsStateSchema },
  /** Writes the file. Refused where it is not in the state of `stamp` any more: somebody else changed it. */
  'flags.put': {
    at: 'host',
    answer: 'json',
    input: z.strictObject({ flags: z.array(flagSchema), cohorts: z.array(flagCohortSchema), stamp: z.string() }),
    output: flagsStateSchema,
  },
  /** The latest requests for flags of this run, newest first. */
  'flags.asked': { at: 'host', answer: 'json', input: z.strictObject({}), output: z.array(flagsAskedSchema) },
  /** What is stored of a person and of groups, as conditions of flags see it; nothing where they are not known. */
  'flags.known': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({
      distinctId: z.string(),
      /** Keys by type. */
      groups: z.record(z.string(), z.string()),
      /** Ids of saved segments; those that are none, or cannot be asked, have nobody. */
      segments: z.array(savedIdSchema).max(500).default([]),
      /** Whether it is asked too who the person was before they were first identified. */
      continuity: z.boolean().default(false),
    }),
    output: z.strictObject({
      isKnown: z.boolean(),
      properties: propertiesSchema,
      groups: z.record(z.string(), propertiesSchema),
      /** Of the segments that were asked for, those that the person belongs to. */
      segments: z.array(z.string()),
      firstAnonymousId: z.string().optional(),
    }),
  },
} as const satisfies Record<string, CommandRow>;
