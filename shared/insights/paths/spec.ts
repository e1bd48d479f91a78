/** Paths: spec, result and cell in zod (INSIGHTS §3.4). */
import { z } from 'zod';
import { matcherSchema } from '../../model/filter';
import { isRegExp } from '../../model/patterns';
import { propertyPathSchema } from '../../model/property-path';
import { durationSchema } from '../../model/range';
import { breakdownSchema, refuseBadRange, specBase } from '../common';

const patternSchema = z
  .string()
  .min(1)
  .max(500)
  .refine(isRegExp, { message: 'must be an RE2 regular expression: no look-around, no back references' });

export const pathsSpecSchema = z
  .strictObject({
    kind: z.literal('paths'),
    ...specBase,
    of: z.union([z.enum(['events', 'pages']), z.strictObject({ property: propertyPathSchema })]),
    /** A path begins at the first match in its session. */
    startAt: matcherSchema.optional(),
    /** A path ends at the last match in its session. */
    endAt: matcherSchema.optional(),
    /** A duration: a silence of more than this between two events begins another path. */
    within: z.union([z.literal('session'), durationSchema]),
    /** Nodes of a path at most. Default 5. */
    steps: z.number().int().min(2).max(20).optional(),
    /** Default true. */
    collapseRepeats: z.boolean().optional(),
    exclude: z.array(matcherSchema).max(50).optional(),
    clean: z
      .array(z.strictObject({ pattern: patternSchema, as: z.string().max(200) }))
      .max(50)
      .optional(),
    /** Links of fewer sessions are left out. */
    minEdge: z.number().int().min(1).optional(),
    /** Default 50. */
    maxEdges: z.number().int().min(1).max(5_000).optional(),
    /** A flow of its own for each value that the first event of a path has. */
    breakdown: breakdownSchema.optional(),
  })
  .superRefine((spec, context) => {
    refuseBadRange(spec, context);
    if (spec.startAt !== undefined && spec.endAt !== undefined && spec.steps === 2) {
      context.addIssue({
        code: 'custom',
        path: ['steps'],
        message: 'must be at least 3 with both startAt and endAt: something must stand for what lies between.',
      });
    }
  });
export type PathsSpec = z.infer<typeof pathsSpecSchema>;

/** What stands for the nodes left out between the start and the end of a long path. */
export const MORE = '$more';

const flowSchema = {
  /** Paths in all; `sessions` below count paths too. */
  sessions: z.number(),
  persons: z.number(),
  /** `id` is `step:name`, step from 0; where paths end at a match, the last step holds it. */
  nodes: z.array(z.strictObject({ id: z.string(), step: z.number().int(), name: z.string(), sessions: z.number() })),
  links: z.array(
    z.strictObject({
      source: z.string(),
      target: z.string(),
      sessions: z.number(),
      persons: z.number(),
      medianSeconds: z.number(),
    }),
  ),
  /** Paths that end at a node before the last step. */
  dropoffs: z.array(z.strictObject({ node: z.string(), sessions: z.number() })),
  /** What the limits cut: how many links, and how often they were taken. */
  other: z.strictObject({ links: z.number(), sessions: z.number() }),
};

const flowObject = z.strictObject(flowSchema);
/** The paths of all, or of one value of the breakdown. */
export type PathsFlow = z.infer<typeof flowObject>;

export const pathsResultSchema = z.strictObject({
  kind: z.literal('paths'),
  ...flowSchema,
  /** The value with the most paths first, the folded rest last. */
  breakdowns: z.array(z.strictObject({ value: z.string(), ...flowSchema })).optional(),
});
export type PathsResult = z.infer<typeof pathsResultSchema>;

/** Only the paths of one value of the breakdown. */
const ofValue = { breakdown: z.string().optional() };

export const pathsCellSchema = z.union([
  z.strictObject({ node: z.string(), ...ofValue }),
  z.strictObject({ source: z.string(), target: z.string(), ...ofValue }),
  z.strictObject({ dropoff: z.string(), ...ofValue }),
]);
export type PathsCell = z.infer<typeof pathsCellSchema>;
