/** Whose conventions a funnel follows, and what that decides, in words. */
import {
  decisionsOf,
  FUNNEL_RULES,
  type FunnelDecisions,
  type FunnelRules,
} from '../../../shared/insights/funnel/rules';
import { type FunnelSpec, funnelSpecSchema } from '../../../shared/insights/funnel/spec';
import { formatDurationWords } from '../../parts/property-words';

const NAMES: Readonly<Record<FunnelRules, string>> = {
  waymark: 'Waymark',
  posthog: 'PostHog',
  mixpanel: 'Mixpanel',
  'mixpanel-reentry': 'Mixpanel, re-entry',
  amplitude: 'Amplitude',
  openpanel: 'OpenPanel',
};

const HINTS: Readonly<Record<FunnelRules, string>> = {
  waymark: 'The deepest chain counts; a tie never costs a conversion.',
  posthog: 'As Waymark, but an exclusion takes the person out of the funnel.',
  mixpanel: 'Only the first entry counts; steps within 2 s may swap.',
  'mixpanel-reentry': 'Every entry counts; steps within 2 s may swap.',
  amplitude: 'Times by the second; one day unless said otherwise.',
  openpanel: 'Within a session; events of one moment never follow one another.',
};

/** The conventions to choose from; those that this funnel cannot follow are not to be had. */
export const ruleOptions = (
  spec: FunnelSpec,
): readonly { value: FunnelRules; label: string; hint: string; disabled: boolean }[] =>
  FUNNEL_RULES.map((rules) => ({
    value: rules,
    label: NAMES[rules],
    hint: HINTS[rules],
    disabled: !funnelSpecSchema.safeParse(withRules(spec, rules)).success,
  }));

/** The same steps under a product's conventions; what it decides by itself is no longer set alone. */
export function withRules(spec: FunnelSpec, rules: FunnelRules): FunnelSpec {
  const { rules: _rules, starts, ties, tieGraceMs, exclusionEffect, window, countBy, ...rest } = spec;
  void [starts, ties, tieGraceMs, exclusionEffect, window, countBy];
  return rules === 'waymark' ? rest : { ...rest, rules };
}

const STARTS: Readonly<Record<FunnelDecisions['starts'], string>> = {
  every: 'Every first step may begin a chain; the deepest chain counts.',
  first: 'Only the first time someone does step 1 counts.',
};
const TIES: Readonly<Record<FunnelDecisions['ties'], string>> = {
  together: 'Events of one millisecond count in any order.',
  by_second: 'Events of one second count in any order.',
  never: 'Events of one moment never follow one another.',
};
const EXCLUSIONS: Readonly<Record<FunnelDecisions['exclusionEffect'], string>> = {
  breakChain: 'An excluded event ends a chain; another one may still convert.',
  removePerson: 'An excluded event takes the person out of the whole funnel, unless a clean chain gets as far.',
  dropAtStep: 'An excluded event lets the person count up to there, and no further.',
};

/** What is decided for this funnel, one sentence each. */
export function decisionWords(spec: FunnelSpec): readonly string[] {
  const { starts, ties, tieGraceMs, exclusionEffect, window } = decisionsOf(spec);
  const isOrdered = spec.order !== 'any';
  return [
    ...(isOrdered ? [STARTS[starts]] : []),
    TIES[ties],
    ...(tieGraceMs > 0 ? [`A step may come up to ${tieGraceMs / 1000} s before the one before it.`] : []),
    ...((spec.exclusions ?? []).length > 0 ? [EXCLUSIONS[exclusionEffect]] : []),
    `The window is ${formatDurationWords(window)}, counted from step 1.`,
  ];
}
