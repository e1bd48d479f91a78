/** Commands for the tracking plan: the document, learning it, taking in another tool's, and what breaks it. */
import { z } from 'zod';
import { jsonSchema } from '../model/json';
import { trackingPlanSchema } from '../plan/document';
import { planSourceSchema } from '../plan/import/source';
import { violationReportSchema } from '../plan/violation-book';
import { type CommandRow } from './command-row';

export const planStateSchema = z.strictObject({
  /** Absent where the workspace has none, or one that cannot be read. */
  plan: trackingPlanSchema.optional(),
  /** Why the file cannot be used. */
  problem: z.string().optional(),
  /** Tells one state of the file from the next. */
  stamp: z.string(),
});
export type PlanState = z.infer<typeof planStateSchema>;

export const planChangeSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['add_event', 'add_property', 'change_type', 'add_values', 'relax_required', 'require']),
  event: z.string(),
  keys: z.array(z.string()),
  words: z.string(),
  adds: z.boolean(),
  schema: z.record(z.string(), jsonSchema),
  required: z.boolean(),
});

export const PLAN_COMMANDS = {
  'plan.get': { at: 'engine', answer: 'json', input: z.strictObject({}), output: planStateSchema },
  /** Stores the plan. Refused where the file is no longer the one of `stamp`; null takes the plan away. */
  'plan.put': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ plan: trackingPlanSchema.nullable(), stamp: z.string().optional() }),
    output: planStateSchema,
  },
  /** What the plan would have to say to describe a sample of each event. Stores nothing. */
  'plan.learn': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({
      /** Only of these; absent: of every event that SDKs do not make by themselves. */
      events: z.array(z.string()).max(1000).optional(),
      /** Of each event: half of them the newest, half from before. */
      sample: z.number().int().min(1).max(10_000).optional(),
    }),
    output: z.strictObject({ examined: z.number(), changes: z.array(planChangeSchema) }),
  },
  /** Reads another tool's plan. Stores nothing. */
  'plan.import': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ text: z.string().max(15_000_000), name: z.string() }),
    output: z.strictObject({ plan: trackingPlanSchema, source: planSourceSchema, notes: z.array(z.string()) }),
  },
  /** What breaks the plan among the newest events, and all that arrived since. */
  'plan.violations': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({
      event: z.string().optional(),
      /** Answers once all that is stored has been looked at. */
      wait: z.boolean().optional(),
      limit: z.number().int().min(1).max(2_000).optional(),
    }),
    output: violationReportSchema.extend({
      /** How many stored events are still to be looked at. */
      waiting: z.number(),
      /** False where there is no plan to go by. */
      hasPlan: z.boolean(),
    }),
  },
  /** Judges all stored events, by the plan named or the workspace's own; ends with `done`. */
  'plan.validate': {
    at: 'engine',
    answer: 'stream',
    input: z.strictObject({ plan: trackingPlanSchema.optional() }),
    output: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('progress'), checked: z.number(), total: z.number() }),
      z.strictObject({ type: z.literal('done'), report: violationReportSchema }),
    ]),
  },
} as const satisfies Record<string, CommandRow>;
