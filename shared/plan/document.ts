/**
 * The tracking plan as a document: one JSON Schema of draft 2020-12 whose instances are events. `oneOf` has a branch for
 * each event, told by `properties.event.const`, and at its end perhaps one for all other events. A stock validator accepts
 * and refuses exactly what Waymark does; `x-waymark` adds the format's version and what Waymark warns of though the schema
 * lets it pass.
 */
import { z } from 'zod';
import { err, ok, type Result } from '../base/result';
import { isJsonObject, type Json, type JsonObject } from '../model/json';
import { AUTOMATIC_EVENTS } from './automatic';

export const PLAN_VERSION = 1;
export const PLAN_DRAFT = 'https://json-schema.org/draft/2020-12/schema';
export const PLAN_FILE = 'tracking-plan.json';

const quietSchema = z.enum(['allow', 'warn']);

/** Any keywords: what the schema of a value says is the validator's business. */
const schemaObjectSchema = z.custom<JsonObject>(isJsonObject, 'must be a JSON Schema object');

/** The schema of an event's properties. */
const propertiesSchemaSchema = z.looseObject({
  type: z.literal('object'),
  properties: z.record(z.string(), z.union([schemaObjectSchema, z.boolean()])).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.union([z.boolean(), schemaObjectSchema]).optional(),
  patternProperties: z.record(z.string(), z.union([schemaObjectSchema, z.boolean()])).optional(),
});
export type PropertiesSchema = z.infer<typeof propertiesSchemaSchema>;

const eventBranchSchema = z.looseObject({
  description: z.string().optional(),
  properties: z.looseObject({
    event: z.looseObject({ const: z.string().min(1) }),
    properties: propertiesSchemaSchema,
  }),
});
export type EventBranch = z.infer<typeof eventBranchSchema>;

/** Every event that no other branch names; with `pattern`, only those that SDKs make by themselves. */
const restBranchSchema = z.strictObject({
  description: z.string().optional(),
  properties: z.strictObject({
    event: z.strictObject({
      pattern: z.literal(AUTOMATIC_EVENTS).optional(),
      /** Absent where the plan has no event. */
      not: z.strictObject({ enum: z.array(z.string()).min(1) }).optional(),
    }),
  }),
});
export type RestBranch = z.infer<typeof restBranchSchema>;

const looksLikeRest = (branch: unknown): boolean =>
  isJsonObject(branch) &&
  isJsonObject(branch['properties']) &&
  isJsonObject(branch['properties']['event']) &&
  !('const' in branch['properties']['event']);

const branchSchema = z.unknown().transform((branch, context): EventBranch | RestBranch => {
  const parsed = looksLikeRest(branch) ? restBranchSchema.safeParse(branch) : eventBranchSchema.safeParse(branch);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});

export const isRest = (branch: EventBranch | RestBranch): branch is RestBranch => looksLikeRest(branch);

const nameOf = (branch: EventBranch): string => branch.properties.event.const;

const planShape = z.looseObject({
  $schema: z.literal(PLAN_DRAFT, `must be ${PLAN_DRAFT}`),
  title: z.string().optional(),
  description: z.string().optional(),
  'x-waymark': z.looseObject({
    version: z.literal(PLAN_VERSION),
    unknownEvents: quietSchema,
    unknownProperties: quietSchema,
  }),
  type: z.literal('object'),
  required: z.tuple([z.literal('event'), z.literal('properties')]),
  oneOf: z.array(branchSchema).min(1),
});

export const trackingPlanSchema = planShape.superRefine((plan, context) => {
  const names = new Set<string>();
  for (const [index, branch] of plan.oneOf.entries()) {
    if (isRest(branch)) {
      if (index === plan.oneOf.length - 1) continue;
      context.addIssue({ code: 'custom', path: ['oneOf', index], message: 'the branch for other events comes last' });
    } else if (names.has(nameOf(branch))) {
      const message = `«${nameOf(branch)}» is described twice; a stock validator would refuse it both times`;
      context.addIssue({ code: 'custom', path: ['oneOf', index], message });
    } else names.add(nameOf(branch));
  }
  const rest = plan.oneOf.at(-1);
  if (rest === undefined || !isRest(rest)) return;
  const listed = new Set(rest.properties.event.not?.enum);
  const missing = [...names].filter((name) => !listed.has(name));
  const left = [...listed].filter((name) => !names.has(name));
  const path = ['oneOf', plan.oneOf.length - 1, 'properties', 'event', 'not', 'enum'];
  if (missing.length > 0) {
    context.addIssue({ code: 'custom', path, message: `must list every event of the plan; add ${quoted(missing)}` });
  } else if (left.length > 0) {
    context.addIssue({ code: 'custom', path, message: `lists ${quoted(left)}, which the plan does not describe` });
  }
});
export type TrackingPlan = z.infer<typeof trackingPlanSchema>;

const quoted = (names: readonly string[]): string =>
  names
    .slice(0, 5)
    .map((name) => `«${name}»`)
    .join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');

/** What is to be done with what the plan does not name: let it pass, let it pass with a warning, call it an error. */
export type Policy = 'allow' | 'warn' | 'refuse';

/** The events that the plan describes, in the order of the document. */
export const branchesOf = (plan: TrackingPlan): readonly EventBranch[] =>
  plan.oneOf.filter((branch): branch is EventBranch => !isRest(branch));

export const eventNamesOf = (plan: TrackingPlan): readonly string[] => branchesOf(plan).map(nameOf);

export const branchOf = (plan: TrackingPlan, event: string): EventBranch | undefined =>
  branchesOf(plan).find((branch) => nameOf(branch) === event);

export function unknownEventsOf(plan: TrackingPlan): Policy {
  const rest = plan.oneOf.at(-1);
  if (rest === undefined || !isRest(rest) || rest.properties.event.pattern !== undefined) return 'refuse';
  return plan['x-waymark'].unknownEvents;
}

/** For one event of the plan: its own schema decides whether others are refused. */
export function unknownPropertiesOf(plan: TrackingPlan, branch: EventBranch): Policy {
  return branch.properties.properties.additionalProperties === false ? 'refuse' : plan['x-waymark'].unknownProperties;
}

/** Reads a plan out of JSON; the error names the place and what is allowed there. */
export function readPlan(value: Json | undefined): Result<TrackingPlan, string> {
  const version = isJsonObject(value) && isJsonObject(value['x-waymark']) ? value['x-waymark']['version'] : undefined;
  if (typeof version === 'number' && version > PLAN_VERSION) {
    return err(`The plan is of format version ${version}; this Waymark reads up to ${PLAN_VERSION}. Update Waymark.`);
  }
  const parsed = trackingPlanSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  const place = (issue?.path ?? []).map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return err(`${place === '' ? '' : `${place.replace(/^\./, '')}: `}${issue?.message ?? 'it is no tracking plan'}.`);
}
