/** What a funnel says, in words. */
import { formatCount, formatPlural, formatShare } from '../../base/number-format';
import { formatDuration } from '../../base/time-format';
import { decisionsOf, type FunnelRules } from '../funnel/rules';
import type { FunnelResult, FunnelSpec } from '../funnel/spec';
import { eventPhrases } from './behaviour-words';
import { type ExplainContext, spokenTime } from './context';
import { groupNoun } from './group-words';
import { phrase, type Phrase } from './phrases';
import { formatDurationWords, propertyLabel } from './property-words';
import { spanWords } from './span-words';
import { extremes, valueName } from './value-words';

/** Whose conventions a funnel follows. */
export const RULES_NAMES: Readonly<Record<FunnelRules, string>> = {
  waymark: 'Waymark',
  posthog: 'PostHog',
  mixpanel: 'Mixpanel',
  'mixpanel-reentry': 'Mixpanel, re-entry',
  amplitude: 'Amplitude',
  openpanel: 'OpenPanel',
};

/** What a count is of: 1 person, 2 people; 1 session, 2 sessions; 1 company, 2 companies; with re-entry 1 attempt. */
export function unitName(spec: FunnelSpec, count: number): string {
  if (spec.reentry === true) return count === 1 ? 'attempt' : 'attempts';
  return ownerName(spec, count);
}

/** Whose events make a chain. */
export function ownerName(spec: FunnelSpec, count: number): string {
  const { countBy } = decisionsOf(spec);
  if (typeof countBy === 'object') return groupNoun(countBy.group, count);
  if (countBy === 'sessions') return count === 1 ? 'session' : 'sessions';
  return count === 1 ? 'person' : 'people';
}

/** Between the units and what they did: `people who did Signup`. */
function doersWords(spec: FunnelSpec): string {
  if (spec.reentry === true) return ' that began with ';
  const { countBy } = decisionsOf(spec);
  return countBy === 'sessions' ? ' with ' : countBy === 'persons' ? ' who did ' : ' that did ';
}

function nobodyWords(spec: FunnelSpec): string {
  const { countBy } = decisionsOf(spec);
  if (countBy === 'persons') return 'Nobody did ';
  return `No ${ownerName(spec, 1)} ${countBy === 'sessions' ? 'had' : 'did'} `;
}

/** The step by which a funnel counts as completed: the last that is not optional. Counted from 0. */
export const goalIndex = (spec: FunnelSpec): number =>
  Math.max(
    0,
    spec.steps.findLastIndex((step) => step.optional !== true),
  );

/** `Of 2,010 people who did Page view between 1 and 31 Mar 2026, 312 (15.5 %) went on to Paid within 14 days.` */
export function funnelSentence(spec: FunnelSpec, result: FunnelResult, context: ExplainContext): readonly Phrase[] {
  const goal = goalIndex(spec);
  const [firstStep, lastStep] = [spec.steps[0], spec.steps[goal]];
  const [first, last] = [result.steps[0], result.steps[goal]];
  if (first === undefined || last === undefined || firstStep === undefined || lastStep === undefined) return [];
  const start = eventPhrases(firstStep, context.names);
  const end = eventPhrases(lastStep, context.names);
  const when = ` ${spanWords(spokenTime(spec, context))}`;
  const isAny = spec.order === 'any';
  if (first.count === 0) {
    return [
      { text: nobodyWords(spec) },
      ...(isAny ? [{ text: 'any of these steps', strong: true }] : start),
      { text: `${when}.` },
    ];
  }
  return [
    { text: 'Of ' },
    { text: `${formatCount(first.count)} ${unitName(spec, first.count)}`, strong: true },
    { text: doersWords(spec) },
    ...(isAny ? [{ text: 'at least one step' }] : start),
    { text: `${when}, ` },
    { text: `${formatCount(last.count)} (${formatShare(result.overall.conversion)})`, strong: true },
    ...(isAny ? [{ text: ' did all steps' }] : [{ text: ` ${onward(spec)} ` }, ...end]),
    ...conditions(spec, context),
    { text: ` within ${formatDurationWords(decisionsOf(spec).window)}` },
    ...(result.overall.medianSeconds === undefined || last.count === 0
      ? []
      : [
          { text: last.count === 1 ? ', after ' : ', half of them in less than ' },
          { text: formatDuration(result.overall.medianSeconds), strong: true },
        ]),
    { text: '.' },
    ...excludedPhrases(spec, result),
    ...breakdownPhrases(spec, result),
    ...rulesPhrases(spec),
  ];
}

function onward(spec: FunnelSpec): string {
  const between = spec.steps.filter((step) => step.optional !== true).length > 2 ? ' through all steps' : '';
  return spec.order === 'strict' ? `went straight on${between} to` : `went on${between} to`;
}

/** What chains must keep to beside the order of their steps. */
function conditions(spec: FunnelSpec, { names }: ExplainContext): readonly Phrase[] {
  const excluded = spec.exclusions ?? [];
  const held = spec.holdConstant ?? [];
  return [
    ...excluded.flatMap(({ match }, index) => [
      { text: index === 0 ? ' without ' : ' or ' },
      ...eventPhrases(match, names),
    ]),
    ...(excluded.length === 0 ? [] : [{ text: ' on the way' }]),
    ...(held.length === 0 ? [] : [{ text: ` with the same ${held.map(propertyLabel).join(' and ')}` }]),
  ];
}

function excludedPhrases(spec: FunnelSpec, { excluded }: FunnelResult): readonly Phrase[] {
  if (excluded === 0) return [];
  return phrase` An excluded event held ${`${formatCount(excluded)} ${unitName(spec, excluded)}`} back.`;
}

/** ` By plan, from 3 % (free) to 20 % (pro) did.` */
function breakdownPhrases(spec: FunnelSpec, { breakdowns, overall }: FunnelResult): readonly Phrase[] {
  // Of none, every value has the same share.
  if (spec.breakdown === undefined || breakdowns === undefined || (overall.conversion ?? 0) === 0) return [];
  const range = extremes(
    breakdowns.map(({ value, steps, overall }) => ({
      value,
      share: overall.conversion ?? 0,
      of: steps[0]?.count ?? 0,
    })),
  );
  const by = ` By ${propertyLabel(spec.breakdown.property)}`;
  if (range === undefined) return [{ text: `${by} there is ${formatPlural(breakdowns.length, 'value')}.` }];
  const [least, most] = range;
  if (least.share === most.share) return [{ text: `${by}, it is the same for all values.` }];
  return [
    { text: `${by}, it ranges from ` },
    ...phrase`${formatShare(least.share)} (${valueName(least.value)}) to ${formatShare(most.share)} (${valueName(most.value)}).`,
  ];
}

function rulesPhrases(spec: FunnelSpec): readonly Phrase[] {
  const { rules = 'waymark', starts, ties, tieGraceMs, exclusionEffect } = spec;
  const isChanged = [starts, ties, tieGraceMs, exclusionEffect].some((own) => own !== undefined);
  if (rules === 'waymark') return isChanged ? [{ text: ' Some of the rules are set for this funnel alone.' }] : [];
  return [{ text: ` Counted by the rules of ${RULES_NAMES[rules]}${isChanged ? ', some of them changed' : ''}.` }];
}
