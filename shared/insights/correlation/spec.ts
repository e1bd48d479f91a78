/** Correlation: spec, result and cell in zod (INSIGHTS §3.7). */
import { z } from 'zod';
import { type Filter, isBehaviour, type Matcher } from '../../model/filter';
import { propertyPathSchema } from '../../model/property-path';
import { segmentFilterSchema } from '../../model/saved';
import { refuseBadRange, specBase } from '../common';
import { funnelSpecSchema } from '../funnel/spec';

/** What a spec says where it says nothing. */
export const DEFAULT_LIMIT = 100;
export const DEFAULT_MIN_COUNT = 5;

const correlationObject = z.strictObject({
  kind: z.literal('correlation'),
  ...specBase,
  /** What goes with converting. Its own range, time zone and filter are those of the whole. */
  funnel: funnelSpecSchema.optional(),
  /** Or: what goes with belonging to the segment … */
  segment: segmentFilterSchema.optional(),
  /** … rather than to this one; default: everybody else. Who belongs to both counts for `segment`. */
  against: segmentFilterSchema.optional(),
  /**
   * Also tested, value by value: properties of events (`properties.KEY`, a field), together with the event's name, and
   * what holds of the unit at its first event (`person.KEY`, `person_at_event.KEY`, `session.KEY`).
   */
  properties: z.array(propertyPathSchema).max(5).optional(),
  /** Rows in the answer; what is tested does not depend on it. */
  limit: z.number().int().min(1).max(1000).optional(),
  /** What fewer units did is not tested. */
  minCount: z.number().int().min(1).max(1_000_000).optional(),
});

/** The members that a funnel says itself. */
const OF_THE_FUNNEL = ['range', 'timezone', 'filter'] as const;
const OF_NO_VALUE = ['event', 'timestamp'];

/** Whether a property's values say more than the event does. */
export const isTestable = (property: string): boolean => !OF_NO_VALUE.includes(property);

function refuseContradictions(spec: z.infer<typeof correlationObject>, context: z.RefinementCtx): void {
  const refuse = (path: PropertyKey[], message: string): void => {
    context.addIssue({ code: 'custom', path, message });
  };
  refuseBadRange(spec, context);
  if (spec.funnel === undefined && spec.segment === undefined) {
    refuse(['funnel'], 'must be set, or else segment: a correlation is with converting or with belonging.');
  }
  if (spec.funnel !== undefined) {
    if (spec.segment !== undefined) refuse(['segment'], 'must not be set beside funnel; leave one of them out.');
    if (spec.against !== undefined) refuse(['against'], 'must not be set beside funnel; it goes with segment.');
    for (const member of OF_THE_FUNNEL) {
      if (spec[member] !== undefined) refuse([member], `must not be set beside funnel; set funnel.${member} instead.`);
    }
  } else if (spec.against !== undefined && spec.segment === undefined) {
    refuse(['against'], 'must not be set without segment.');
  }
  spec.properties?.forEach((property, index) => {
    if (!isTestable(property)) {
      refuse(
        ['properties', index],
        `«${property}» says nothing beside the event; use a property such as properties.KEY.`,
      );
    }
    if (spec.properties?.indexOf(property) !== index) refuse(['properties', index], `names «${property}» again.`);
  });
}

export const correlationSpecSchema = correlationObject.superRefine(refuseContradictions);
export type CorrelationSpec = z.infer<typeof correlationSpecSchema>;

/**
 * The matchers whose events say what is asked about and are left out of the answer: a funnel's steps, or what the
 * segments' behaviours ask for. Not those of any event, which would leave nothing.
 */
export function askedMatchers({ funnel, segment, against }: CorrelationSpec): Matcher[] {
  const matchers = funnel?.steps ?? [segment, against].flatMap((filter) => (filter ? behaviourMatchers(filter) : []));
  return matchers.filter((matcher) => !('event' in matcher && matcher.event === '*' && matcher.where === undefined));
}

function behaviourMatchers(filter: Filter): Matcher[] {
  if ('all' in filter) return filter.all.flatMap(behaviourMatchers);
  if ('any' in filter) return filter.any.flatMap(behaviourMatchers);
  if ('not' in filter) return behaviourMatchers(filter.not);
  if (!isBehaviour(filter)) return [];
  if ('performed' in filter) return [filter.performed];
  if ('notPerformed' in filter) return [filter.notPerformed];
  if ('firstPerformed' in filter) return [filter.firstPerformed];
  if ('sequence' in filter) return filter.sequence;
  if ('stopped' in filter) return [filter.stopped];
  if ('restarted' in filter) return [filter.restarted];
  if ('regular' in filter) return [filter.regular];
  return [filter.aggregate.of];
}

/** What one row is about: an event, an event with a value, or a value that holds of the unit. */
const subject = {
  event: z.string().optional(),
  property: z.string().optional(),
  /** `$none` where a unit has none. */
  value: z.string().optional(),
};

export const correlationRowSchema = z.strictObject({
  ...subject,
  /** Units by whether they did it and whether they converted (or belong to the segment). */
  counts: z.strictObject({
    withConverted: z.number(),
    withNot: z.number(),
    withoutConverted: z.number(),
    withoutNot: z.number(),
  }),
  /** Of those who converted, and of those who did not, the share that did it; absent where there are none. */
  shareOfConverted: z.number().optional(),
  shareOfNot: z.number().optional(),
  /** The conversion of those who did it, over that of all; absent where nobody converted. */
  lift: z.number().optional(),
  /** With half a unit added to each cell (Haldane and Anscombe); above 1, those who did it convert more. */
  oddsRatio: z.number(),
  /** 95 %, by the normal on the scale of log odds (Woolf). */
  interval: z.tuple([z.number(), z.number()]),
  pValue: z.number(),
  /** Benjamini and Hochberg's, over everything that was tested. */
  qValue: z.number(),
  /** Fisher's exact test where a cell's expected count is under 5, else χ² without correction. */
  test: z.enum(['fisher', 'chi2']),
});
export type CorrelationRow = z.infer<typeof correlationRowSchema>;

export const correlationResultSchema = z.strictObject({
  kind: z.literal('correlation'),
  converted: z.number(),
  notConverted: z.number(),
  /** Findings (q ≤ 0.05) first, the strongest odds first; then the rest by p-value. */
  rows: z.array(correlationRowSchema),
  /** How many were tested; `rows` may show fewer. */
  tested: z.number(),
  /** How many had q ≤ 0.05. */
  findings: z.number(),
  /** How many were left out since too few units did them (`minCount`), or none did not. */
  untested: z.number(),
});
export type CorrelationResult = z.infer<typeof correlationResultSchema>;

/** The persons of one field of one row's two-by-two table. */
export const correlationCellSchema = z.strictObject({ ...subject, did: z.boolean(), converted: z.boolean() });
export type CorrelationCell = z.infer<typeof correlationCellSchema>;
