/** What a workspace is set to: `<workspace>/workspace.json`. Absent keys have the defaults below. */
import { z } from 'zod';
import { ruleSetSchema } from './identity';
import { durationSchema, timezoneSchema } from './range';

/** What counts as a bounce, by whose definition (INSIGHTS §5; docs/sessions.md tells them in words). */
export const BOUNCE_RULES = ['waymark', 'posthog', 'plausible', 'matomo'] as const;
export const bounceRuleSchema = z.enum(BOUNCE_RULES);
export type BounceRule = z.infer<typeof bounceRuleSchema>;

const DAY_MS = 86_400_000;
const UNIT_MS = { second: 1e3, minute: 6e4, hour: 36e5, day: 864e5, week: 6048e5, month: 2592e6 } as const;

export const sessionSettingsSchema = z.strictObject({
  /** More silence than this ends a session; exactly this much does not. Up to 24 hours. */
  timeout: durationSchema
    .refine(({ value, unit }) => value * UNIT_MS[unit] >= 1_000 && value * UNIT_MS[unit] <= DAY_MS, {
      message: 'must be between 1 second and 24 hours',
    })
    .default({ value: 30, unit: 'minute' }),
  /** Split where the SDK's own session id changes. */
  honourSdkSessions: z.boolean().default(true),
  /** Split at local midnight, in the workspace's time zone. */
  midnight: z.boolean().default(false),
  /** Split where a new campaign (utm parameter or click id) brings the visitor back. */
  campaignChange: z.boolean().default(false),
  bounce: bounceRuleSchema.default('waymark'),
});
export type SessionSettings = z.infer<typeof sessionSettingsSchema>;

export const identitySettingsSchema = z.strictObject({
  rules: ruleSetSchema.default('waymark'),
  /** An id linked to more others than this never links. */
  maxIdsPerPerson: z.number().int().min(1).max(1_000_000).default(1_000),
});
export type IdentitySettings = z.infer<typeof identitySettingsSchema>;

export const recordingSettingsSchema = z.strictObject({
  /** What all recordings together may take on the disk, in MB; the oldest make room. */
  limitMb: z.number().int().min(10).max(10_000_000).default(2_000),
});
export type RecordingSettings = z.infer<typeof recordingSettingsSchema>;

export const workspaceSettingsSchema = z.strictObject({
  version: z.literal(1).default(1),
  timezone: timezoneSchema.default('UTC'),
  weekStart: z.enum(['monday', 'sunday']).default('monday'),
  identity: identitySettingsSchema.prefault({}),
  sessions: sessionSettingsSchema.prefault({}),
  recordings: recordingSettingsSchema.prefault({}),
});
export type WorkspaceSettings = z.infer<typeof workspaceSettingsSchema>;

export const DEFAULT_SETTINGS: WorkspaceSettings = workspaceSettingsSchema.parse({});
