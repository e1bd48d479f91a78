/**
 * Feature flags as people write them down: which flags there are and whom each is on for. SDKs that ask for flags are
 * answered from them. Whether the flags of one file fit together is the matter of `document.ts`.
 */
import { z } from 'zod';
import { jsonSchema, type JsonObject } from '../model/json';
import { savedIdSchema } from '../model/filter';
import { wantedDate } from './date';
import { FLAG_OPERATORS, isBare, isDate, isSpan, isVersion, type FlagOperator } from './operators';
import { isSpanValue } from './span';
import { isVersionFor } from './version';

/** In the workspace's folder. */
export const FLAGS_FILE = 'flags.json';

const keySchema = z.string().regex(/^[\w.-]{1,400}$/, 'must be letters, digits, «_», «-» and «.» alone');
/** Of the people that it is said of, 0 to 100. */
const rolloutSchema = z.number().min(0).max(100);

const scalarSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
type Scalar = z.infer<typeof scalarSchema>;

/** Texts are compared without regard to case, numbers as numbers, as PostHog does. */
const flagTestSchema = z
  .strictObject({
    /** Of the person: as the SDK sends it along, else as it is stored; `distinct_id` too. */
    key: z.string().min(1),
    /**
     * Of the person's group of this type instead; `$group_key` is the group itself. Null: of the person, in a condition
     * that is for groups.
     */
    group: z.string().min(1).nullable().optional(),
    operator: z.enum(FLAG_OPERATORS).default('exact'),
    /** Of several, any will do. */
    value: z.union([scalarSchema, z.array(scalarSchema).min(1)]).optional(),
  })
  .superRefine(({ operator, value }, context) => {
    if (isBare(operator)) return;
    const message =
      value === undefined
        ? 'is missing; only is_set and is_not_set go without'
        : isSpan(operator)
          ? isSpanValue(value)
            ? undefined
            : 'is not two numbers, the smaller one first'
          : (Array.isArray(value) ? value : [value]).map((each) => valueProblem(operator, each)).find((each) => each);
    if (message !== undefined) context.addIssue({ code: 'custom', path: ['value'], message });
  });
export type FlagTest = z.infer<typeof flagTestSchema>;

function valueProblem(operator: FlagOperator, value: Scalar): string | undefined {
  if (isDate(operator) && wantedDate(value, 0) === undefined)
    return 'is no date: write one such as 2026-01-31, 2026-01-31T08:00:00Z or, before now, -7d (h, d, w, m or y)';
  if (isVersion(operator) && !isVersionFor(operator, String(value)))
    return operator === 'semver_wildcard' ? 'is no version such as 1.4.*' : 'is no version such as 1.4.2';
  return undefined;
}

const isInSchema = z.enum(['in', 'not_in']).default('in');
/** The person is one of a cohort of this document. */
const inCohortSchema = z.strictObject({ cohort: keySchema, operator: isInSchema });
/** The person belongs to a saved segment of the workspace. */
const inSegmentSchema = z.strictObject({ segment: savedIdSchema, operator: isInSchema });
/** Another flag has this value for the person: on (whatever its variant), off, or a variant. */
const hasFlagSchema = z.strictObject({ flag: keySchema, value: z.union([z.boolean(), keySchema]).default(true) });

const flagPropertySchema = z.union([flagTestSchema, inCohortSchema, inSegmentSchema, hasFlagSchema]);
export type FlagProperty = z.infer<typeof flagPropertySchema>;

const flagConditionSchema = z.strictObject({
  /** All of them hold; none: everybody. */
  properties: z.array(flagPropertySchema).default([]),
  /** For groups of this type as a whole, in a flag that is for persons otherwise. */
  group: z.string().min(1).optional(),
  rollout: rolloutSchema.default(100),
  /** For those people this variant, whatever the shares say. */
  variant: z.string().optional(),
});
export type FlagCondition = z.infer<typeof flagConditionSchema>;

const flagVariantSchema = z.strictObject({
  key: keySchema,
  rollout: rolloutSchema,
  payload: jsonSchema.optional(),
});

/** How far a feature is that people may choose to have; what is but a concept is not switched on by it. */
export const EARLY_STAGES = ['concept', 'alpha', 'beta', 'general-availability'] as const;

const earlyAccessSchema = z.strictObject({
  /** As people read it in a list to choose from; the flag's key where there is none. */
  name: z.string().optional(),
  description: z.string().optional(),
  documentation: z.string().optional(),
  stage: z.enum(EARLY_STAGES).default('beta'),
});

/** Which SDKs are told of a flag. */
const FLAG_RUNTIMES = ['client', 'server'] as const;
export type FlagRuntime = (typeof FLAG_RUNTIMES)[number];

export const flagSchema = z
  .strictObject({
    key: keySchema,
    description: z.string().optional(),
    enabled: z.boolean().default(true),
    /** On for groups of this type as a whole: shares take in groups, properties are the group's. */
    group: z.string().min(1).optional(),
    /** People are shared out among them; without, the flag is on or off. */
    variants: z.array(flagVariantSchema).min(1).optional(),
    /** What goes along where it is on; a variant's own payload comes first. */
    payload: jsonSchema.optional(),
    /** Payloads are for servers that ask for the one of this flag; all others are told that there is something. */
    isSecret: z.boolean().optional(),
    /** So many of all are kept out, whatever the conditions say: they get the variant `holdout-ID`, the same for all flags. */
    holdout: z.strictObject({ id: keySchema, share: rolloutSchema }).optional(),
    /** On where any of them holds, the first one decides; none given: for everybody. */
    conditions: z.array(flagConditionSchema).min(1).optional(),
    /** Whom a condition holds of and its share leaves out gets nothing from those after it. */
    earlyExit: z.boolean().optional(),
    /** What shares go by, the person's id or the id that the SDK keeps for the device, which outlives logging in. */
    bucketing: z.enum(['distinct_id', 'device_id']).optional(),
    /** Who logs in stays on the side of each share that they were on before. */
    continuity: z.boolean().optional(),
    /** People choose by themselves, before all conditions. */
    earlyAccess: earlyAccessSchema.optional(),
    /** For SDKs in browsers and apps alone, or for those on servers alone. */
    runtime: z.enum(FLAG_RUNTIMES).optional(),
    /** For SDKs that name one of these contexts, and for those that name none. */
    contexts: z.array(z.string().min(1)).min(1).optional(),
  })
  .superRefine(({ variants = [], conditions = [], group, bucketing, continuity, earlyAccess }, context) => {
    const refuse = (path: PropertyKey[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    if (group !== undefined && bucketing === 'device_id')
      refuse(['bucketing'], 'is by devices, and this flag is for groups');
    if (continuity === true && (group !== undefined || bucketing === 'device_id'))
      refuse(['continuity'], `is for persons, and this flag goes by ${group === undefined ? 'devices' : 'groups'}`);
    if (earlyAccess !== undefined && (group !== undefined || variants.length > 0))
      refuse(
        ['earlyAccess'],
        `is on or off for a person, and this flag ${group === undefined ? 'has variants' : 'is for groups'}`,
      );
    const keys = variants.map(({ key }) => key);
    if (new Set(keys).size < keys.length) refuse(['variants'], 'has a key twice');
    if (variants.reduce((sum, { rollout }) => sum + rollout, 0) > 100 + 1e-9)
      refuse(['variants'], 'take in more than 100 percent together');
    for (const [index, { variant, properties, group: own }] of conditions.entries()) {
      if (variant !== undefined && !keys.includes(variant))
        refuse(['conditions', index, 'variant'], `is «${variant}», which is none of the variants`);
      if (group !== undefined && own !== undefined)
        refuse(['conditions', index, 'group'], `is «${own}», and the whole flag is for «${group}» already`);
      if ((own ?? group) === undefined) continue;
      for (const [at, property] of properties.entries())
        if (isInCohort(property) || isInSegment(property))
          refuse(
            ['conditions', index, 'properties', at],
            `is of persons, and this ${own === undefined ? 'flag' : 'condition'} is for groups`,
          );
    }
  });
export type Flag = z.infer<typeof flagSchema>;

/** What makes somebody one of a cohort: tests of the person, other cohorts, and both nested. */
export type CohortRule = FlagTest | InCohort | { all: CohortRule[] } | { any: CohortRule[] };
const cohortRuleSchema: z.ZodType<CohortRule, unknown> = z.lazy(() =>
  z.union([
    flagTestSchema,
    inCohortSchema,
    z.strictObject({ all: z.array(cohortRuleSchema) }),
    z.strictObject({ any: z.array(cohortRuleSchema) }),
  ]),
);

export const flagCohortSchema = z.union([
  /** Those who are listed by their ids. */
  z.strictObject({ key: keySchema, description: z.string().optional(), ids: z.array(z.string().min(1)) }),
  /** Those of whom the rule holds. */
  z.strictObject({ key: keySchema, description: z.string().optional(), rule: cohortRuleSchema }),
]);
export type FlagCohort = z.infer<typeof flagCohortSchema>;

export type InCohort = z.infer<typeof inCohortSchema>;
export type InSegment = z.infer<typeof inSegmentSchema>;
export type HasFlag = z.infer<typeof hasFlagSchema>;
export const isInCohort = (part: FlagProperty | CohortRule): part is InCohort => 'cohort' in part;
export const isInSegment = (part: FlagProperty): part is InSegment => 'segment' in part;
export const hasFlag = (part: FlagProperty): part is HasFlag => 'flag' in part;
export const isTest = (part: FlagProperty | CohortRule): part is FlagTest => 'key' in part;

/** Keys of the flags that this one's conditions name. */
export const flagsIn = ({ conditions = [] }: Flag): string[] =>
  conditions.flatMap(({ properties }) => properties.filter(hasFlag).map(({ flag }) => flag));

/** Keys of the cohorts that a rule names. */
export function cohortsIn(rule: CohortRule): string[] {
  if ('all' in rule) return rule.all.flatMap(cohortsIn);
  if ('any' in rule) return rule.any.flatMap(cohortsIn);
  return isInCohort(rule) ? [rule.cohort] : [];
}

/** What is stored of whom an SDK asks about. */
export interface StoredTraits {
  readonly properties: JsonObject;
  /** By type of group. */
  readonly groups: Readonly<Record<string, JsonObject>>;
  /** Of the saved segments that conditions name, those that the person belongs to. */
  readonly segments?: readonly string[];
  /** Who they were before they were first identified, where that is known. */
  readonly firstAnonymousId?: string | undefined;
}

/** The flags as they are now. */
export interface LocalFlags {
  readonly flags: readonly Flag[];
  readonly cohorts: readonly FlagCohort[];
  /** Where a condition may look at it and the store answered in time. */
  readonly stored?: StoredTraits;
  /** Why the document cannot be used: SDKs are told to keep to what they know. */
  readonly problem?: string;
}

export const NO_FLAGS: LocalFlags = { flags: [], cohorts: [] };

/** Whether any answer may depend on more than the distinct id. */
export const looksAtTraits = (flags: readonly Flag[]): boolean =>
  propertiesIn(flags).some(
    (property) =>
      !hasFlag(property) && (!isTest(property) || property.group !== undefined || property.key !== 'distinct_id'),
  ) ||
  flags.some(
    ({ enabled, group, conditions = [], continuity, earlyAccess }) =>
      enabled &&
      (continuity === true ||
        earlyAccess !== undefined ||
        (group !== undefined && conditions.length > 0) ||
        conditions.some((condition) => condition.group !== undefined)),
  );

/** Whether an answer may depend on who somebody was before they were identified. */
export const looksAtContinuity = (flags: readonly Flag[]): boolean =>
  flags.some(({ enabled, continuity }) => enabled && continuity === true);

/** Ids of the saved segments that conditions name. */
export const segmentsIn = (flags: readonly Flag[]): string[] => [
  ...new Set(
    propertiesIn(flags)
      .filter(isInSegment)
      .map(({ segment }) => segment),
  ),
];

/** Of the flags that are switched on. */
const propertiesIn = (flags: readonly Flag[]): FlagProperty[] =>
  flags.flatMap(({ enabled, conditions = [] }) => (enabled ? conditions.flatMap(({ properties }) => properties) : []));
