/** Edits of a funnel spec: each gives a new spec that is still valid. Steps are counted from 0 here, as in arrays. */
import type { Breakdown as PlainBreakdown } from '../../../shared/insights/common';
import { funnelSpecSchema, type FunnelSpec, type FunnelStep } from '../../../shared/insights/funnel/spec';
import { inBins } from '../../parts/breakdown-model';

const MAX_STEPS = 20;
const MIN_STEPS = 2;

export const canAddStep = (spec: FunnelSpec): boolean => spec.steps.length < MAX_STEPS;
export const canRemoveStep = (spec: FunnelSpec): boolean => spec.steps.length > MIN_STEPS;

export const addStep = (spec: FunnelSpec, step: FunnelStep): FunnelSpec =>
  canAddStep(spec) ? { ...spec, steps: [...spec.steps, step] } : spec;

export const replaceStep = (spec: FunnelSpec, index: number, step: FunnelStep): FunnelSpec =>
  settle({ ...spec, steps: spec.steps.with(index, step) });

/** A funnel keeps at least two steps: the last two are not removed. */
export function removeStep(spec: FunnelSpec, index: number): FunnelSpec {
  return canRemoveStep(spec) ? settle({ ...spec, steps: spec.steps.toSpliced(index, 1) }) : spec;
}

/** Moves a step to where another stands, which makes room. */
export function moveStep(spec: FunnelSpec, from: number, to: number): FunnelSpec {
  const step = spec.steps[from];
  if (step === undefined || to < 0 || to >= spec.steps.length || from === to) return spec;
  return settle({ ...spec, steps: spec.steps.toSpliced(from, 1).toSpliced(to, 0, step) });
}

export const reverseSteps = (spec: FunnelSpec): FunnelSpec => settle({ ...spec, steps: spec.steps.toReversed() });

/** Puts right what spoke of steps by number: the first step is never optional, and numbers beyond the end are gone. */
function settle(spec: FunnelSpec): FunnelSpec {
  const { steps, exclusions, breakdown } = spec;
  const [first, ...rest] = steps;
  const kept = exclusions?.filter(({ toStep }) => toStep <= steps.length);
  const attribution = breakdown?.attribution;
  const lost = typeof attribution === 'object' && attribution.step > steps.length;
  return {
    ...spec,
    ...(first?.optional === true ? { steps: [{ ...first, optional: undefined }, ...rest] } : {}),
    exclusions: kept?.length === 0 ? undefined : kept,
    breakdown: breakdown && lost ? { ...breakdown, attribution: undefined } : breakdown,
  };
}

export const REENTRY_OFF = 'Each counts once, with the chain that gets furthest.';
export const REENTRY_ON =
  'Who completes it begins anew: each completed chain counts, and what was begun after the last.';

/** An exclusion that takes whole persons out, or a rule for them, ends the counting of chains. */
export const settleReentry = (spec: FunnelSpec): FunnelSpec =>
  spec.reentry === true && reentryProblem(spec) !== undefined ? { ...spec, reentry: undefined } : spec;

/** Why chains cannot be counted under the spec's rules; undefined where they can. */
export function reentryProblem(spec: FunnelSpec): string | undefined {
  const parsed = funnelSpecSchema.safeParse({ ...spec, reentry: true });
  if (parsed.success) return undefined;
  const issue = parsed.error.issues.find(({ path }) => path[0] === 'reentry');
  return issue === undefined ? undefined : 'These rules decide on whole persons, so chains cannot be counted.';
}

type Breakdown = NonNullable<FunnelSpec['breakdown']>;
export type AttributionChoice = 'first' | 'last' | 'all' | `${number}`;

export function attributionChoice({ attribution = 'first' }: Breakdown): AttributionChoice {
  return typeof attribution === 'object' ? `${attribution.step}` : attribution;
}

export function withAttribution(spec: FunnelSpec, breakdown: Breakdown, choice: AttributionChoice): FunnelSpec {
  const isNamed = choice === 'first' || choice === 'last' || choice === 'all';
  const attribution = isNamed ? (choice === 'first' ? undefined : choice) : { step: Number(choice) };
  // A chain per value knows no bins.
  const own = choice === 'all' && breakdown.bins !== undefined ? inBins(breakdown, undefined) : breakdown;
  return { ...spec, breakdown: { ...own, attribution } };
}

/** Another property or other bins; which step's value counts stays. */
export function withBreakdown(spec: FunnelSpec, breakdown: PlainBreakdown | undefined): FunnelSpec {
  const attribution = spec.breakdown?.attribution;
  return {
    ...spec,
    breakdown: breakdown === undefined || attribution === undefined ? breakdown : { ...breakdown, attribution },
  };
}
