/** Filters over events and persons, and matchers of events: INSIGHTS §2 in zod. */
import { z } from 'zod';
import { BugError } from '../base/assert';
import { durationMs } from '../base/time-duration';
import { timeOfText } from '../base/time-text';
import { isRegExp, patternProblem } from './patterns';
import { propertyPathSchema } from './property-path';
import { durationSchema, intervalSchema, rangeSchema, type Duration, type Interval, type Range } from './range';

export const FILTER_OPS = [
  'eq',
  'neq',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'matches',
  'not_matches',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'is_set',
  'is_not_set',
  'before',
  'after',
  'within_last',
] as const;
export const filterOpSchema = z.enum(FILTER_OPS);
export type FilterOp = z.infer<typeof filterOpSchema>;

const scalarSchema = z.union([z.string(), z.number(), z.boolean()]);
export type Scalar = z.infer<typeof scalarSchema>;

/** What `value` each operator takes; anything else is refused with this sentence. */
const VALUE_RULES: Record<FilterOp, { readonly test: (value: unknown) => boolean; readonly takes: string }> = (() => {
  const isScalar = (value: unknown): boolean => scalarSchema.safeParse(value).success;
  const anyOf = {
    test: (value: unknown) => isScalar(value) || (Array.isArray(value) && value.length > 0 && value.every(isScalar)),
    takes: 'a value or a non-empty array of values',
  };
  const text = { test: (value: unknown) => typeof value === 'string', takes: 'a text' };
  const pattern = { test: isRegExp, takes: 'an RE2 regular expression' };
  const comparable = {
    test: (value: unknown) => typeof value === 'number' || (typeof value === 'string' && value !== ''),
    takes: 'a number, or a time as ISO text',
  };
  const time = { test: isTimeText, takes: 'a time as ISO text' };
  const nothing = { test: (value: unknown) => value === undefined, takes: 'no value' };
  return {
    eq: anyOf,
    neq: anyOf,
    contains: text,
    not_contains: text,
    starts_with: text,
    ends_with: text,
    matches: pattern,
    not_matches: pattern,
    gt: comparable,
    gte: comparable,
    lt: comparable,
    lte: comparable,
    between: {
      test: (value) => Array.isArray(value) && value.length === 2 && value.every(comparable.test),
      takes: 'an array of two numbers or two times',
    },
    is_set: nothing,
    is_not_set: nothing,
    before: time,
    after: time,
    within_last: {
      test: (value) => durationSchema.safeParse(value).success,
      takes: 'a duration such as {"value": 7, "unit": "day"}',
    },
  };
})();

function isTimeText(value: unknown): boolean {
  return typeof value === 'string' && timeOfText(value) !== undefined;
}

export const testSchema = z
  .strictObject({
    property: propertyPathSchema,
    op: filterOpSchema,
    value: z.union([scalarSchema, z.array(scalarSchema), durationSchema]).optional(),
  })
  .superRefine(({ op, value }, context) => {
    const rule = VALUE_RULES[op];
    if (!rule.test(value)) {
      const problem = rule.test === isRegExp && typeof value === 'string' ? patternProblem(value) : undefined;
      const why = problem === undefined ? '' : ` This one ${problem}.`;
      context.addIssue({ code: 'custom', path: ['value'], message: `«${op}» takes ${rule.takes}.${why}` });
    }
  });
export type Test = z.infer<typeof testSchema>;

type Comparison = 'gte' | 'lte' | 'eq';

/** What a person did. As a filter over events it keeps all events of the persons of whom it holds. */
export type Behaviour =
  /** So often in the window; default: at least once. */
  | { performed: Matcher; count?: { op: Comparison; value: number } | undefined; window?: Range | undefined }
  | { notPerformed: Matcher; window?: Range | undefined }
  /** The first occurrence ever falls in the window. */
  | { firstPerformed: Matcher; window: Range }
  /** In this order; other events may come between; the last at most `within` after the first. */
  | { sequence: Matcher[]; within?: Duration | undefined; window?: Range | undefined }
  /** Did it then, not since. */
  | { stopped: Matcher; activeIn: Range; inactiveIn: Range }
  /** Came back, in the window, after at least this long a silence. */
  | { restarted: Matcher; inactiveFor: Duration; window?: Range | undefined }
  /** Active in at least so many distinct buckets of some run of `of`: any run, or a calendar one. */
  | {
      regular: Matcher;
      atLeast: number;
      of: Duration;
      bucket: Interval;
      counting?: 'rolling' | 'calendar' | undefined;
      window?: Range | undefined;
    }
  /** Over the events that have the number; without one nobody belongs. */
  | {
      aggregate: { property: string; of: Matcher; fn: 'sum' | 'avg' | 'min' | 'max' };
      op: Comparison;
      value: number;
      window?: Range | undefined;
    };

/** The persons of a saved segment, by its id. */
export interface SegmentRef {
  segment: string;
}

export type Filter = { all: Filter[] } | { any: Filter[] } | { not: Filter } | Test | Behaviour | SegmentRef;

const BEHAVIOUR_KEYS = [
  'performed',
  'notPerformed',
  'firstPerformed',
  'sequence',
  'stopped',
  'restarted',
  'regular',
  'aggregate',
] as const;

export const isBehaviour = (filter: Filter): filter is Behaviour => BEHAVIOUR_KEYS.some((key) => key in filter);
export const isTest = (filter: Filter): filter is Test => 'property' in filter;
export const isSegmentRef = (filter: Filter): filter is SegmentRef => 'segment' in filter;

/** Names a saved segment, action or insight; it is also the name of its file, on every system. */
export const savedIdSchema = z
  .string()
  .regex(
    /^(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/,
    'must be lower-case letters, digits and hyphens, such as "power-users", and no name of a device',
  );

/** Why no run of buckets is as long as `of`; undefined where one is. */
export function runProblem({
  of,
  bucket,
  counting = 'rolling',
}: {
  readonly of: Duration;
  readonly bucket: Interval;
  readonly counting?: 'rolling' | 'calendar' | undefined;
}): string | undefined {
  if (counting === 'rolling') {
    const buckets = durationMs(of) / durationMs({ value: 1, unit: bucket });
    if (Number.isInteger(buckets)) return undefined;
    return `must be a whole number of buckets (${bucket}s; a month counts as 30 days).`;
  }
  if (of.value === 1 && (of.unit === 'day' || of.unit === 'week' || of.unit === 'month')) return undefined;
  return 'must be one day, one week or one month where counting is "calendar".';
}

const comparisonSchema = z.enum(['gte', 'lte', 'eq']);

export const behaviourSchema: z.ZodType<Behaviour> = z.lazy(() =>
  z.union([
    z.strictObject({
      performed: matcherSchema,
      count: z.strictObject({ op: comparisonSchema, value: z.number().int().min(0) }).optional(),
      window: rangeSchema.optional(),
    }),
    z.strictObject({ notPerformed: matcherSchema, window: rangeSchema.optional() }),
    z.strictObject({ firstPerformed: matcherSchema, window: rangeSchema }),
    z.strictObject({
      sequence: z.array(matcherSchema).min(2).max(20),
      within: durationSchema.optional(),
      window: rangeSchema.optional(),
    }),
    z.strictObject({ stopped: matcherSchema, activeIn: rangeSchema, inactiveIn: rangeSchema }),
    z.strictObject({ restarted: matcherSchema, inactiveFor: durationSchema, window: rangeSchema.optional() }),
    z
      .strictObject({
        regular: matcherSchema,
        atLeast: z.number().int().min(1).max(1_000),
        of: durationSchema,
        bucket: intervalSchema,
        counting: z.enum(['rolling', 'calendar']).optional(),
        window: rangeSchema.optional(),
      })
      .superRefine((regular, context) => {
        const message = runProblem(regular);
        if (message !== undefined) context.addIssue({ code: 'custom', path: ['of'], message });
      }),
    z.strictObject({
      aggregate: z.strictObject({
        property: propertyPathSchema,
        of: matcherSchema,
        fn: z.enum(['sum', 'avg', 'min', 'max']),
      }),
      op: comparisonSchema,
      value: z.number(),
      window: rangeSchema.optional(),
    }),
  ]),
);

export const filterSchema: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(filterSchema) }),
    z.strictObject({ any: z.array(filterSchema) }),
    z.strictObject({ not: filterSchema }),
    testSchema,
    behaviourSchema,
    z.strictObject({ segment: savedIdSchema }),
  ]),
);

/** `event: "*"` matches every event. `label` names the step or series in results. */
export const eventMatcherSchema = z.strictObject({
  event: z.string().min(1),
  where: filterSchema.optional(),
  label: z.string().optional(),
});
export type EventMatcher = z.infer<typeof eventMatcherSchema>;

/** A saved, named set of matchers, by its id. */
export const actionRefSchema = z.strictObject({ action: savedIdSchema, label: z.string().optional() });
export type ActionRef = z.infer<typeof actionRefSchema>;

export type Matcher = EventMatcher | { anyOf: Matcher[]; label?: string | undefined } | ActionRef;

export const matcherSchema: z.ZodType<Matcher> = z.lazy(() =>
  z.union([
    eventMatcherSchema,
    z.strictObject({ anyOf: z.array(matcherSchema).min(1), label: z.string().optional() }),
    actionRefSchema,
  ]),
);

/** Every event. */
export const EVERYTHING: Filter = { all: [] };

/** The filter that a matcher stands for. What is saved must have been put in its place: `expandSaved` of shared/insights. */
export function matcherFilter(matcher: Matcher): Filter {
  if ('action' in matcher) throw new BugError(`the action «${matcher.action}» was not put in its place`);
  if ('anyOf' in matcher) return { any: matcher.anyOf.map(matcherFilter) };
  const tests: Filter[] = [];
  if (matcher.event !== '*') tests.push({ property: 'event', op: 'eq', value: matcher.event });
  if (matcher.where !== undefined) tests.push(matcher.where);
  return tests.length === 1 ? (tests[0] as Filter) : { all: tests };
}

/** What people call it: its label, else its event name. */
export function matcherLabel(matcher: Matcher): string {
  if (matcher.label !== undefined) return matcher.label;
  if ('action' in matcher) return matcher.action;
  if ('anyOf' in matcher) return matcher.anyOf.map(matcherLabel).join(' or ');
  return matcher.event === '*' ? 'Any event' : matcher.event;
}
