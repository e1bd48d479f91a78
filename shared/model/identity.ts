/** Whose events are whose: the words of identity resolution (INSIGHTS §4) that window, engine and documents share. */
import { z } from 'zod';

/** How ids become persons. What each does is told in docs/identity.md. */
export const RULE_SETS = [
  'waymark',
  'posthog',
  'mixpanel',
  'amplitude',
  'segment',
  'last-user',
  'user-id-only',
  'none',
] as const;
export const ruleSetSchema = z.enum(RULE_SETS);
export type RuleSet = z.infer<typeof ruleSetSchema>;

/** `plain`: the id came without a role; it is the user, else the anonymous visitor, of that name. */
export const ID_ROLES = ['user', 'anonymous', 'plain'] as const;
export const idRoleSchema = z.enum(ID_ROLES);
export type IdRole = z.infer<typeof idRoleSchema>;

/** One id as the graph knows it: a user and a stranger's device may be called the same. */
export const idRefSchema = z.strictObject({ role: idRoleSchema, id: z.string().min(1) });
export type IdRef = z.infer<typeof idRefSchema>;

export const idPairSchema = z.strictObject({ a: idRefSchema, b: idRefSchema });
export type IdPair = z.infer<typeof idPairSchema>;

const decisionBase = {
  /** Of the decision, unique in the document. */
  id: z.string().min(1),
  /** When it was made, UTC ms. */
  at: z.number().int(),
  note: z.string().max(1000).optional(),
};
/**
 * What a person decided by hand; rules never undo it.
 *   - `merge`: the persons of each pair are one person.
 *   - `split`: what the data says between the ids of each pair is ignored.
 *   - `lock`: exactly these ids are one person: they stay together, and nothing joins or leaves them.
 */
export const decisionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...decisionBase, kind: z.literal('merge'), pairs: z.array(idPairSchema).min(1).max(1000) }),
  z.strictObject({ ...decisionBase, kind: z.literal('split'), pairs: z.array(idPairSchema).min(1).max(1000) }),
  z.strictObject({ ...decisionBase, kind: z.literal('lock'), ids: z.array(idRefSchema).min(1).max(10_000) }),
]);
export type Decision = z.infer<typeof decisionSchema>;

/** A decision that has not been made yet. */
export const draftDecisionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('merge'), pairs: z.array(idPairSchema).min(1).max(1000), note: decisionBase.note }),
  z.strictObject({ kind: z.literal('split'), pairs: z.array(idPairSchema).min(1).max(1000), note: decisionBase.note }),
  z.strictObject({ kind: z.literal('lock'), ids: z.array(idRefSchema).min(1).max(10_000), note: decisionBase.note }),
]);
export type DraftDecision = z.infer<typeof draftDecisionSchema>;

/** `<workspace>/identity.json`: the decisions, in the order in which they were made. */
export const decisionsDocumentSchema = z.strictObject({ version: z.literal(1), decisions: z.array(decisionSchema) });

/** Why a rule set did not join two ids that the data puts together. */
export const REFUSAL_REASONS = [
  /** The id stands for nobody (rule 4). */
  'junk_id',
  /** The id is linked to more others than `maxIdsPerPerson`. */
  'too_many_ids',
  /** A shared device never merges two users. */
  'other_user',
  /** PostHog: the person on the anonymous or alias side is identified already. */
  'already_identified',
  /** Segment: the profile would have more ids of a kind than its limit. */
  'limit_reached',
  /** This rule set does not know such statements. */
  'not_supported',
  /** A decision by hand keeps them apart. */
  'split_by_hand',
] as const;
export const refusalReasonSchema = z.enum(REFUSAL_REASONS);
export type RefusalReason = z.infer<typeof refusalReasonSchema>;
