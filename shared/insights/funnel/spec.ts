/** Funnel: spec, result and cell in zod (INSIGHTS §3.2). */
import { z } from 'zod';
import { actionRefSchema, eventMatcherSchema, matcherSchema } from '../../model/filter';
import { durationSchema, intervalSchema } from '../../model/range';
import { propertyPathSchema } from '../../model/property-path';
import { breakdownSchema, refuseBadRange, specBase } from '../common';
import { decisionsOf, FUNNEL_RULES } from './rules';

const anyOfStepSchema = z.strictObject({
  anyOf: z.array(matcherSchema).min(1),
  label: z.string().optional(),
  optional: z.boolean().optional(),
});
export const funnelStepSchema = z.union([
  eventMatcherSchema.extend({ optional: z.boolean().optional() }),
  anyOfStepSchema,
  actionRefSchema.extend({ optional: z.boolean().optional() }),
]);
export type FunnelStep = z.infer<typeof funnelStepSchema>;

const countBySchema = z.union([
  z.enum(['persons', 'sessions']),
  /** A type of group, such as `company`. */
  z.strictObject({ group: z.string().min(1) }),
]);

const funnelObject = z.strictObject({
  kind: z.literal('funnel'),
  ...specBase,
  steps: z.array(funnelStepSchema).min(2).max(20),
  order: z.enum(['sequential', 'strict', 'any']).optional(),
  /** Whose conventions decide the cases on which products differ; the four below set one alone. */
  rules: z.enum(FUNNEL_RULES).optional(),
  starts: z.enum(['every', 'first']).optional(),
  ties: z.enum(['together', 'by_second', 'never']).optional(),
  tieGraceMs: z.number().int().min(0).max(60_000).optional(),
  exclusionEffect: z.enum(['breakChain', 'removePerson', 'dropAtStep']).optional(),
  window: durationSchema.optional(),
  countBy: countBySchema.optional(),
  exclusions: z
    .array(z.strictObject({ match: matcherSchema, fromStep: z.number().int().min(1), toStep: z.number().int().min(2) }))
    .max(20)
    .optional(),
  holdConstant: z.array(propertyPathSchema).max(3).optional(),
  breakdown: breakdownSchema
    .safeExtend({
      /** `all`: a chain per value, all of whose events have it. */
      attribution: z
        .union([z.enum(['first', 'last', 'all']), z.strictObject({ step: z.number().int().min(1) })])
        .optional(),
    })
    .optional(),
  trend: z.strictObject({ interval: intervalSchema }).optional(),
  /** Every completed chain counts instead of each person once, and what a person began after the last of them. */
  reentry: z.boolean().optional(),
});

/** Refuses what is well-formed and cannot be meant, at the member that is in the way. */
function refuseContradictions(spec: z.infer<typeof funnelObject>, context: z.RefinementCtx): void {
  refuseBadRange(spec, context);
  const refuse = (path: PropertyKey[], message: string): void => {
    context.addIssue({ code: 'custom', path, message });
  };
  const count = spec.steps.length;
  const isOptional = (step: number): boolean => spec.steps[step - 1]?.optional === true;
  if (isOptional(1)) refuse(['steps', 0, 'optional'], 'must not be set: a funnel is entered by its first step.');
  if (spec.steps.filter((step) => step.optional !== true).length < 2) {
    refuse(['steps'], 'must have at least two steps that are not optional.');
  }
  const optional = spec.steps.findIndex((step) => step.optional === true);
  if (optional > 0 && spec.order !== undefined && spec.order !== 'sequential') {
    refuse(['steps', optional, 'optional'], `must not be set with order "${spec.order}"; use order "sequential".`);
  }
  if (spec.order === 'any' && spec.exclusions !== undefined && spec.exclusions.length > 0) {
    refuse(['exclusions'], 'must be empty with order "any": between which steps needs an order; use "sequential".');
  }
  spec.exclusions?.forEach(({ fromStep, toStep }, index) => {
    const at = (member: string): PropertyKey[] => ['exclusions', index, member];
    if (toStep > count) refuse(at('toStep'), `must be at most ${count}, the number of steps.`);
    if (fromStep >= toStep) refuse(at('fromStep'), `must be less than toStep (${toStep}).`);
    if (isOptional(fromStep)) refuse(at('fromStep'), 'must be a step that is not optional.');
    if (isOptional(toStep)) refuse(at('toStep'), 'must be a step that is not optional.');
  });
  refuseImpossibleRules(spec, refuse);
  if (spec.reentry === true) refuseImpossibleReentry(spec, refuse);
  const attribution = spec.breakdown?.attribution;
  if (attribution === 'all' && spec.breakdown?.bins !== undefined) {
    refuse(
      ['breakdown', 'bins'],
      'must not be set with attribution "all": a chain is made for each value, not for a bin.',
    );
  }
  if (typeof attribution === 'object' && attribution.step > count) {
    refuse(['breakdown', 'attribution', 'step'], `must be at most ${count}, the number of steps.`);
  }
}

/** Rules that a kind of order has no meaning for, at the member that brings them. */
function refuseImpossibleRules(
  spec: z.infer<typeof funnelObject>,
  refuse: (path: PropertyKey[], message: string) => void,
): void {
  const { starts, ties, tieGraceMs } = decisionsOf(spec);
  const order = spec.order ?? 'sequential';
  const at = (member: 'starts' | 'ties' | 'tieGraceMs'): PropertyKey[] => [
    spec[member] === undefined ? 'rules' : member,
  ];
  if (order !== 'sequential' && starts === 'first') {
    refuse(at('starts'), `counts only the first start, which has no meaning with order "${order}"; use "sequential".`);
  } else if (order !== 'sequential' && tieGraceMs > 0) {
    refuse(
      at('tieGraceMs'),
      `allows steps out of order by a moment, which order "${order}" does not; use "sequential".`,
    );
  }
  if (order === 'any' && ties === 'never') {
    refuse(at('ties'), 'lets no two steps share a moment, which has no meaning with order "any"; use "sequential".');
  }
  if (ties === 'never' && (starts === 'first' || tieGraceMs > 0)) {
    refuse(at('ties'), 'cannot be "never" together with a grace or with only the first start.');
  }
  if (spec.rules === 'openpanel' && spec.exclusions !== undefined && spec.exclusions.length > 0) {
    refuse(['exclusions'], 'must be empty with rules "openpanel", which knows none.');
  }
}

/** Rules under which a person's chains cannot follow one another. */
function refuseImpossibleReentry(
  spec: z.infer<typeof funnelObject>,
  refuse: (path: PropertyKey[], message: string) => void,
): void {
  const { starts, tieGraceMs, exclusionEffect } = decisionsOf(spec);
  const from = (member: 'starts' | 'tieGraceMs' | 'exclusionEffect'): string =>
    spec[member] === undefined ? `rules "${spec.rules ?? 'waymark'}"` : `${member} ${JSON.stringify(spec[member])}`;
  if (starts === 'first') {
    refuse(
      ['reentry'],
      `must not be set with ${from('starts')}: only the first start counts there; use starts "every".`,
    );
  } else if (tieGraceMs > 0) {
    refuse(
      ['reentry'],
      `must not be set with ${from('tieGraceMs')}: with a grace it is open where a chain ends; use tieGraceMs 0.`,
    );
  }
  if (exclusionEffect !== 'breakChain' && spec.exclusions !== undefined && spec.exclusions.length > 0) {
    refuse(
      ['reentry'],
      `must not be set with exclusions and ${from('exclusionEffect')}, which decide on whole persons; use exclusionEffect "breakChain".`,
    );
  }
}

export const funnelSpecSchema = funnelObject.superRefine(refuseContradictions);
export type FunnelSpec = z.infer<typeof funnelSpecSchema>;

const funnelStepResultSchema = z.strictObject({
  label: z.string(),
  count: z.number(),
  /** Share of step 1, 0 to 1; absent where step 1 is empty. */
  conversion: z.number().optional(),
  /** Share of the previous step; absent for step 1 and after an empty step. */
  stepConversion: z.number().optional(),
  /** Of the previous step's units, those that did not get here; 0 for step 1. */
  dropped: z.number(),
  medianSeconds: z.number().optional(),
  avgSeconds: z.number().optional(),
  p90Seconds: z.number().optional(),
});

const funnelCore = {
  steps: z.array(funnelStepResultSchema),
  overall: z.strictObject({ conversion: z.number().optional(), medianSeconds: z.number().optional() }),
  excluded: z.number(),
};

export const funnelResultSchema = z.strictObject({
  kind: z.literal('funnel'),
  ...funnelCore,
  breakdowns: z
    .array(
      z.strictObject({
        value: z.string(),
        ...funnelCore,
        /** 95 % Wilson interval of the overall conversion. */
        interval: z.tuple([z.number(), z.number()]).optional(),
        /** Two-proportion z-test of this value's conversion against all others'; absent where these overlap. */
        pValue: z.number().optional(),
      }),
    )
    .optional(),
  trend: z
    .strictObject({
      buckets: z.array(z.string()),
      entered: z.array(z.number()),
      completed: z.array(z.number()),
      conversion: z.array(z.number().nullable()),
    })
    .optional(),
});
export type FunnelResult = z.infer<typeof funnelResultSchema>;

/** Who reached a step, or who reached the one before and not this one. */
export const funnelCellSchema = z.strictObject({
  /** 1-based. */
  step: z.number().int().min(1).max(20),
  outcome: z.enum(['reached', 'dropped']),
  breakdown: z.string().optional(),
});
export type FunnelCell = z.infer<typeof funnelCellSchema>;
