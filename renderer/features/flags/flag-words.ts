/** Flags in words. */
import type { FlagsAsked } from '../../../shared/contract/flags';
import type { FlagReason, FlagValue } from '../../../shared/flags/evaluate';
import type { Flag, FlagProperty } from '../../../shared/flags/flag';
import { formatPlural } from '../../ui/number-format';

export const OPERATOR_WORDS: Readonly<Record<FlagProperty['operator'], string>> = {
  exact: 'is',
  is_not: 'is not',
  icontains: 'contains',
  not_icontains: 'does not contain',
  gt: '>',
  gte: '≥',
  lt: '<',
  lte: '≤',
  is_set: 'is set',
  is_not_set: 'is not set',
};

/** In a few words, whom a flag is for. */
export function audienceWords({ enabled, conditions, variants }: Flag): string {
  const shared = variants === undefined ? '' : ` · ${formatPlural(variants.length, 'variant')}`;
  if (!enabled) return `off for everybody${shared}`;
  if (conditions === undefined) return `everybody${shared}`;
  const [first] = conditions;
  if (conditions.length === 1 && first?.properties.length === 0) return `${first.rollout} % of everybody${shared}`;
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
