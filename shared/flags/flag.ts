/**
 * Feature flags as people write them down, `<workspace>/flags.json`: which flags there are and whom each is on for. SDKs
 * that ask for flags are answered from it.
 */
import { z } from 'zod';
import { jsonSchema, type JsonObject } from '../model/json';

/** In the workspace's folder. */
export const FLAGS_FILE = 'flags.json';

const keySchema = z.string().regex(/^[\w.-]{1,400}$/, 'must be letters, digits, «_», «-» and «.» alone');
/** Of the people that it is said of, 0 to 100. */
const rolloutSchema = z.number().min(0).max(100);

/** Texts are compared without regard to case, numbers as numbers, as PostHog does. */
export const FLAG_OPERATORS = [
  'exact',
  'is_not',
  'icontains',
  'not_icontains',
  'gt',
  'gte',
  'lt',
  'lte',
  'is_set',
  'is_not_set',
] as const;

const scalarSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const flagPropertySchema = z
  .strictObject({
    /** Of the person: as the SDK sends it along, else as it is stored; `distinct_id` too. */
    key: z.string().min(1),
    /** Of the person's group of this type instead; `$group_key` is the group itself. */
    group: z.string().min(1).optional(),
    operator: z.enum(FLAG_OPERATORS).default('exact'),
    /** Of several, any will do. */
    value: z.union([scalarSchema, z.array(scalarSchema).min(1)]).optional(),
  })
  .refine(({ operator, value }) => (operator.startsWith('is_') && operator !== 'is_not' ? true : value !== undefined), {
    path: ['value'],
    error: 'is missing; only is_set and is_not_set go without',
  });
export type FlagProperty = z.infer<typeof flagPropertySchema>;

const flagConditionSchema = z.strictObject({
  /** All of them hold; none: everybody. */
  properties: z.array(flagPropertySchema).default([]),
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

export const flagSchema = z
  .strictObject({
    key: keySchema,
    description: z.string().optional(),
    enabled: z.boolean().default(true),
    /** People are shared out among them; without, the flag is on or off. */
    variants: z.array(flagVariantSchema).min(1).optional(),
    /** What goes along where it is on; a variant's own payload comes first. */
    payload: jsonSchema.optional(),
    /** On where any of them holds, the first one decides; none given: for everybody. */
    conditions: z.array(flagConditionSchema).min(1).optional(),
  })
  .superRefine(({ variants = [], conditions = [] }, context) => {
    const keys = variants.map(({ key }) => key);
    if (new Set(keys).size < keys.length)
      context.addIssue({ code: 'custom', path: ['variants'], message: 'has a key twice' });
    if (variants.reduce((sum, { rollout }) => sum + rollout, 0) > 100 + 1e-9)
      context.addIssue({ code: 'custom', path: ['variants'], message: 'take in more than 100 percent together' });
    for (const [index, { variant }] of conditions.entries()) {
      if (variant === undefined || keys.includes(variant)) continue;
      const message = `is «${variant}», which is none of the variants`;
      context.addIssue({ code: 'custom', path: ['conditions', index, 'variant'], message });
    }
  });
export type Flag = z.infer<typeof flagSchema>;

export const flagsDocumentSchema = z
  .strictObject({ version: z.literal(1), flags: z.array(flagSchema) })
  .superRefine(({ flags }, context) => {
    const seen = new Set<string>();
    for (const [index, { key }] of flags.entries()) {
      if (seen.has(key)) context.addIssue({ code: 'custom', path: ['flags', index, 'key'], message: 'is there twice' });
      seen.add(key);
    }
  });
export type FlagsDocument = z.infer<typeof flagsDocumentSchema>;

/** What is stored of whom an SDK asks about. */
export interface StoredTraits {
  readonly properties: JsonObject;
  /** By type of group. */
  readonly groups: Readonly<Record<string, JsonObject>>;
}

/** The flags as they are now. */
export interface LocalFlags {
  readonly flags: readonly Flag[];
  /** Where a condition may look at it and the store answered in time. */
  readonly stored?: StoredTraits;
  /** Why the document cannot be used: SDKs are told to keep to what they know. */
  readonly problem?: string;
}

export const NO_FLAGS: LocalFlags = { flags: [] };

/** Whether any answer may depend on more than the distinct id. */
export const looksAtTraits = (flags: readonly Flag[]): boolean =>
  flags.some(
    ({ enabled, conditions = [] }) =>
      enabled &&
      conditions.some(({ properties }) =>
        properties.some(({ key, group }) => group !== undefined || key !== 'distinct_id'),
      ),
  );
