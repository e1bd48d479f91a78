/** Schemas of the identity commands: the graph, its evidence, what was refused, previews, comparisons. */
import { z } from 'zod';
import { type CommandRow, pageInput, storedEventSchema } from './command-row';
import { foldSpecSchema, insightResultSchema } from '../insights/specs';
import {
  decisionSchema,
  draftDecisionSchema,
  idPairSchema,
  idRefSchema,
  refusalReasonSchema,
  ruleSetSchema,
} from '../model/identity';

export const identitySummarySchema = z.strictObject({
  rules: ruleSetSchema,
  persons: z.number(),
  /** Persons with a known user's id. */
  known: z.number(),
  ids: z.number(),
  /** Pairs of ids that the data puts together. */
  links: z.number(),
  refused: z.number(),
  decisions: z.number(),
  /** Ids linked to more others than allowed, most first (at most 100). */
  hotIds: z.array(z.strictObject({ id: idRefSchema, links: z.number() })),
});

/** What the data says of two ids. `manual`: a decision does. */
export const STATEMENT_KINDS = ['event', 'identify', 'alias', 'merge', 'manual'] as const;
export const statementKindSchema = z.enum(STATEMENT_KINDS);

export const refusedRowSchema = z.strictObject({
  a: idRefSchema,
  b: idRefSchema,
  kind: statementKindSchema,
  /** UTC ms of the first such statement. */
  time: z.number(),
  reason: refusalReasonSchema,
});

export const graphNodeSchema = idRefSchema.extend({
  /** UTC ms; absent where no event carries the id as its own. */
  firstSeen: z.number().optional(),
  lastSeen: z.number().optional(),
  /** Events that the id owns by itself. */
  events: z.number(),
  /** Of this person, or beyond a refused statement. */
  inside: z.boolean(),
  /** The person it belongs to where it is not this one. */
  person: z.string().optional(),
});
export const graphEdgeSchema = z.strictObject({
  /** Indexes into `nodes`. */
  a: z.number().int(),
  b: z.number().int(),
  kind: statementKindSchema,
  first: z.number(),
  last: z.number(),
  applied: z.boolean(),
  reason: refusalReasonSchema.optional(),
});
export const identityGraphSchema = z.strictObject({
  person: z.string(),
  nodes: z.array(graphNodeSchema),
  edges: z.array(graphEdgeSchema),
  /** Devices that belonged to several persons in turn: from when to whom. */
  shared: z.array(
    z.strictObject({
      id: idRefSchema,
      owners: z.array(z.strictObject({ from: z.number().optional(), person: z.string() })),
    }),
  ),
  /** True where there is more than can be shown (2,000 nodes). */
  truncated: z.boolean(),
  locked: z.boolean(),
});
export type IdentityGraph = z.infer<typeof identityGraphSchema>;

/** One person of before or after: the largest changes first. */
export const personChangeSchema = z.strictObject({
  person: z.string(),
  /** Absent where the person did not exist before, or no longer exists. */
  before: z.strictObject({ ids: z.array(z.string()), events: z.number(), sessions: z.number() }).optional(),
  after: z.strictObject({ ids: z.array(z.string()), events: z.number(), sessions: z.number() }).optional(),
});
const totals = z.strictObject({ persons: z.number(), sessions: z.number() });
export const identityPreviewSchema = z.strictObject({
  before: totals,
  after: totals,
  /** At most 100; `changed` counts all. */
  changes: z.array(personChangeSchema),
  changed: z.number(),
  /** The given insights before and after. */
  insights: z.array(z.strictObject({ spec: foldSpecSchema, before: insightResultSchema, after: insightResultSchema })),
});
export type IdentityPreview = z.infer<typeof identityPreviewSchema>;

/** Progress, then one row per rule set as it is worked out. */
export const compareMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('progress'), rules: ruleSetSchema, share: z.number() }),
  z.strictObject({
    type: z.literal('row'),
    rules: ruleSetSchema,
    persons: z.number(),
    known: z.number(),
    sessions: z.number(),
    refused: z.number(),
    /** Distinct persons a day in the workspace's zone: ISO instants of the days, and how many. */
    days: z.array(z.string()),
    actives: z.array(z.number()),
    /** The chosen funnel under these rules. */
    insight: insightResultSchema.optional(),
    /** Persons of the workspace whose events are divided otherwise under these rules. */
    differing: z.number(),
  }),
  z.strictObject({ type: z.literal('done') }),
]);
export type CompareMessage = z.infer<typeof compareMessageSchema>;

/** One group of ids that two rule sets divide differently. */
export const differenceRowSchema = z.strictObject({
  ids: z.array(idRefSchema),
  /** The persons they make under each, each with its ids. */
  a: z.array(z.strictObject({ person: z.string(), ids: z.array(z.string()) })),
  b: z.array(z.strictObject({ person: z.string(), ids: z.array(z.string()) })),
  events: z.number(),
});

export const IDENTITY_COMMANDS = {
  'identity.summary': { at: 'engine', answer: 'json', input: z.strictObject({}), output: identitySummarySchema },
  /** Statements that the rule set did not follow, all of them, by time. */
  'identity.refused': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject(pageInput),
    output: z.strictObject({ total: z.number(), rows: z.array(refusedRowSchema), nextCursor: z.string().optional() }),
  },
  /** Any id of the person. */
  'identity.graph': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ person: z.string() }),
    output: identityGraphSchema,
  },
  /** The events that put two ids together, in time order; the decision where a person did. */
  'identity.evidence': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ pair: idPairSchema, limit: pageInput.limit }),
    output: z.strictObject({
      total: z.number(),
      events: z.array(storedEventSchema),
      decisions: z.array(decisionSchema),
    }),
  },
  /** What a decision would change: persons, sessions, and the given insights. */
  'identity.preview': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ decision: draftDecisionSchema, insights: z.array(foldSpecSchema).max(8) }),
    output: identityPreviewSchema,
  },
  'identity.decide': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ decision: draftDecisionSchema }),
    output: decisionSchema,
  },
  'identity.undo': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ decision: z.string() }),
    output: z.strictObject({}),
  },
  'identity.decisions': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({}),
    output: z.array(decisionSchema),
  },
  /** The workspace under other rule sets, one after the other; changes nothing. */
  'identity.compare': {
    at: 'engine',
    answer: 'stream',
    input: z.strictObject({ rules: z.array(ruleSetSchema).min(1), insight: foldSpecSchema.optional() }),
    output: compareMessageSchema,
  },
  /** The ids that two rule sets divide differently, most events first. */
  'identity.differences': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({ a: ruleSetSchema, b: ruleSetSchema, limit: pageInput.limit }),
    output: z.strictObject({ total: z.number(), rows: z.array(differenceRowSchema) }),
  },
} as const satisfies Record<string, CommandRow>;
