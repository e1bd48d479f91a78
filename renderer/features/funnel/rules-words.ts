/** Whose conventions a funnel follows, and what that decides, in words. */
import { RULES_NAMES } from '../../../shared/insights/explain/funnel';
import { FUNNEL_RULES, type FunnelRules } from '../../../shared/insights/funnel/rules';
import { type FunnelSpec, funnelSpecSchema } from '../../../shared/insights/funnel/spec';

import { countedWords, decisionWords } from '../../../shared/insights/explain/rule-words';

export { decisionWords };

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

/** One product's conventions beside those in force. */
export interface ComparedRules {
  readonly rules: FunnelRules;
  readonly name: string;
  readonly inForce: boolean;
  /** The funnel as these conventions count it; undefined where they cannot. */
  readonly spec: FunnelSpec | undefined;
  /** What they decide otherwise, in sentences; of those in force all that they decide. */
  readonly words: readonly string[];
  /** Something else is counted, such as sessions: the counts stand beside one another and cannot be taken off. */
  readonly countsOtherwise: boolean;
}

/** The funnel under every product's conventions, those in force first. Parts and trends are left out. */
export function comparedRules({ breakdown: _breakdown, trend: _trend, ...spec }: FunnelSpec): readonly ComparedRules[] {
  const present = spec.rules ?? 'waymark';
  const wordsOf = (asked: FunnelSpec): readonly string[] => [countedWords(asked), ...decisionWords(asked)];
  const decided = wordsOf(spec);
  return [present, ...FUNNEL_RULES.filter((each) => each !== present)].map((rules) => {
    const inForce = rules === present;
    const parsed = funnelSpecSchema.safeParse(inForce ? spec : withRules(spec, rules));
    const words = parsed.success ? wordsOf(parsed.data) : [];
    return {
      rules,
      name: RULES_NAMES[rules],
      inForce,
      spec: parsed.success ? parsed.data : undefined,
      words: inForce ? words : words.filter((sentence) => !decided.includes(sentence)),
      countsOtherwise: words[0] !== decided[0],
    };
  });
}
