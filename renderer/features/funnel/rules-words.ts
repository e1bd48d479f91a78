/** Whose conventions a funnel follows, and what that decides, in words. */
import { RULES_NAMES } from '../../../shared/insights/explain/funnel';
import { FUNNEL_RULES, type FunnelRules } from '../../../shared/insights/funnel/rules';
import { type FunnelSpec, funnelSpecSchema } from '../../../shared/insights/funnel/spec';

export { decisionWords } from '../../../shared/insights/explain/rule-words';

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
    label: RULES_NAMES[rules],
    hint: HINTS[rules],
    disabled: !funnelSpecSchema.safeParse(withRules(spec, rules)).success,
  }));

/** The same steps under a product's conventions; what it decides by itself is no longer set alone. */
export function withRules(spec: FunnelSpec, rules: FunnelRules): FunnelSpec {
  const { rules: _rules, starts, ties, tieGraceMs, exclusionEffect, window, countBy, ...rest } = spec;
  void [starts, ties, tieGraceMs, exclusionEffect, window, countBy];
  return rules === 'waymark' ? rest : { ...rest, rules };
}
