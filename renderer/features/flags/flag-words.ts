/** Flags in words. */
import type { FlagsAsked } from '../../../shared/contract/flags';
import type { FlagReason, FlagValue } from '../../../shared/flags/evaluate';
import type { EARLY_STAGES, Flag, FlagCohort } from '../../../shared/flags/flag';
import { isDate, isPattern, isSpan, isVersion, type FlagOperator } from '../../../shared/flags/operators';
import { formatPlural } from '../../ui/number-format';

export const OPERATOR_WORDS: Readonly<Record<FlagOperator, string>> = {
  exact: 'is',
  is_not: 'is not',
  icontains: 'contains',
  not_icontains: 'does not contain',
  starts_with: 'begins with',
  not_starts_with: 'does not begin with',
  ends_with: 'ends with',
  not_ends_with: 'does not end with',
  regex: 'matches the pattern',
  not_regex: 'does not match the pattern',
  gt: '>',
  gte: '≥',
  lt: '<',
  lte: '≤',
  between: 'is between',
  not_between: 'is not between',
  is_date_before: 'is before',
  is_date_after: 'is after',
  is_date_exact: 'is the moment',
  semver_eq: 'is version',
  semver_neq: 'is not version',
  semver_gt: 'version >',
  semver_gte: 'version ≥',
  semver_lt: 'version <',
  semver_lte: 'version ≤',
  semver_tilde: 'version ~ (patches)',
  semver_caret: 'version ^ (compatible)',
  semver_wildcard: 'version like',
  is_set: 'is set',
  is_not_set: 'is not set',
};

export const EARLY_STAGE_WORDS: Readonly<Record<(typeof EARLY_STAGES)[number], string>> = {
  concept: 'A concept: chosen, but not on yet',
  alpha: 'Alpha',
  beta: 'Beta',
  'general-availability': 'For everybody who wants it',
};

/** What may stand in the field of a value. */
export function valuePlaceholder(operator: FlagOperator): string {
  if (isPattern(operator)) return 'Pattern, such as ^pro';
  if (isSpan(operator)) return '10, 20';
  if (isDate(operator)) return '2026-01-31, or -7d before now';
  if (operator === 'semver_wildcard') return '1.4.*';
  if (isVersion(operator)) return '1.4.2';
  return 'Value, or several with commas';
}

/** In a few words, who is in a cohort. */
export function membersWords(cohort: FlagCohort): string {
  if ('ids' in cohort) return formatPlural(cohort.ids.length, 'id');
  const { rule } = cohort;
  const parts = 'all' in rule ? rule.all : 'any' in rule ? rule.any : [rule];
  return parts.length === 0 ? 'nobody yet' : `by ${formatPlural(parts.length, 'rule')}`;
}

/** In a few words, whom a flag is for. */
export function audienceWords({ enabled, conditions, variants, group }: Flag): string {
  const everybody = group === undefined ? 'everybody' : `every ${group}`;
  const shared = variants === undefined ? '' : ` · ${formatPlural(variants.length, 'variant')}`;
  if (!enabled) return `off for everybody${shared}`;
  if (conditions === undefined) return `${everybody}${shared}`;
  const [first] = conditions;
  if (conditions.length === 1 && first?.properties.length === 0)
    return `${first.rollout} % of ${group === undefined ? 'everybody' : `each ${group}`}${shared}`;
  return `${formatPlural(conditions.length, 'condition')}${shared}`;
}

/** What an SDK gets. */
export const valueWords = ({ enabled, variant }: Pick<FlagValue, 'enabled' | 'variant'>): string =>
  enabled ? (variant ?? 'on') : 'off';

export function reasonWords(reason: FlagReason, condition: number | undefined, isUnconditional: boolean): string {
  const which = isUnconditional ? '' : ` of condition ${(condition ?? 0) + 1}`;
  switch (reason) {
    case 'disabled':
      return 'The flag is switched off.';
    case 'no_condition_match':
      return 'No condition holds.';
    case 'no_group_type':
      return 'It is for groups, and none of that type was named.';
    case 'super_condition_value':
      return 'The person chose so by themselves.';
    case 'holdout_condition_value':
      return 'Held out, whatever the conditions say.';
    case 'out_of_rollout_bound':
      return `Outside the share${which}.`;
    case 'condition_match':
      return isUnconditional ? 'It is on for everybody.' : `Condition ${(condition ?? 0) + 1} holds.`;
  }
}

export const STORED_WORDS: Readonly<Record<FlagsAsked['stored'], string>> = {
  'not-needed': 'No condition looks at properties.',
  used: 'With what is stored of them.',
  unknown: 'Nothing is stored of this id yet.',
  late: 'What is stored did not come in time: only what the SDK sent was looked at.',
};
