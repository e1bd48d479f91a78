/**
 * All flags with their rules, as PostHog's SDKs of servers fetch them to judge by themselves. What they could not judge as
 * we do is written so that they know they cannot, and ask us about the person instead.
 */
import {
  type CohortRule,
  type Flag,
  type FlagCohort,
  type FlagCondition,
  type FlagProperty,
  flagsIn,
  type FlagTest,
  isInCohort,
  isInSegment,
  isTest,
} from '../../flags/flag';
import { NO_FLAGS } from '../../flags/flag';
import type { Json } from '../../model/json';
import type { WireRequest } from '../wire';
import { SECRET } from './flags';

export function definitionsAnswer({ flags: local = NO_FLAGS }: WireRequest): Record<string, unknown> {
  const types = [
    ...new Set(
      local.flags
        .flatMap(({ group, conditions = [] }) => [group, ...conditions.map((each) => each.group)])
        .filter((type) => type !== undefined),
    ),
  ];
  return {
    flags: local.flags.map((flag, index) => definition(flag, index, types, local.flags)),
    group_type_mapping: Object.fromEntries(types.map((type, index) => [String(index), type])),
    cohorts: Object.fromEntries(local.cohorts.flatMap(cohortEntry)),
    // Booleans are compared as what they are, not by whether the other is anything.
    property_matching_version: 2,
  };
}

const definition = (flag: Flag, index: number, types: readonly string[], all: readonly Flag[]): unknown => ({
  id: index + 1,
  key: flag.key,
  name: flag.description ?? '',
  active: flag.enabled,
  deleted: false,
  version: 1,
  // Who somebody was before they were identified is known here alone: the SDK asks.
  ensure_experience_continuity: flag.continuity === true,
  ...(flag.bucketing === undefined ? {} : { bucketing_identifier: flag.bucketing }),
  ...(flag.runtime === undefined ? {} : { evaluation_runtime: flag.runtime }),
  ...(flag.contexts === undefined ? {} : { evaluation_contexts: flag.contexts }),
  ...(flag.isSecret === true ? { has_encrypted_payloads: true } : {}),
  filters: {
    groups: [
      ...(isAsked(flag) ? [ASKED] : []),
      ...(flag.conditions ?? EVERYBODY).map(({ properties, rollout, variant, group }) => ({
        properties: properties.map((property) => propertyOf(property, group ?? flag.group, types, all)),
        rollout_percentage: rollout,
        variant: variant ?? null,
        ...(group === undefined ? {} : { aggregation_group_type_index: types.indexOf(group) }),
      })),
    ],
    ...(flag.earlyExit === true ? { early_exit: true } : {}),
    ...(canBeChosen(flag) ? { feature_enrollment: true } : {}),
    ...(flag.group === undefined ? {} : { aggregation_group_type_index: types.indexOf(flag.group) }),
    ...(flag.holdout === undefined
      ? {}
      : { holdout: { id: flag.holdout.id, exclusion_percentage: flag.holdout.share } }),
    ...(flag.variants === undefined
      ? {}
      : {
          multivariate: {
            variants: flag.variants.map(({ key, rollout }) => ({ key, name: '', rollout_percentage: rollout })),
          },
        }),
    payloads: payloadsOf(flag),
  },
});

const EVERYBODY: readonly FlagCondition[] = [{ properties: [], rollout: 100 }];

const canBeChosen = ({ earlyAccess }: Flag): boolean => earlyAccess !== undefined && earlyAccess.stage !== 'concept';

function propertyOf(
  property: FlagProperty,
  ofCondition: string | undefined,
  types: readonly string[],
  all: readonly Flag[],
): unknown {
  if (isTest(property)) return testOf(property, ofCondition, types);
  if (isInCohort(property)) return cohortOf(property.cohort, property.operator);
  // Nobody but us knows the segments: a cohort that is not sent along is asked about.
  if (isInSegment(property)) return cohortOf(`segment ${property.segment}`, property.operator);
  return {
    key: property.flag,
    type: 'flag',
    operator: 'flag_evaluates_to',
    value: property.value,
    dependency_chain: chainTo(property.flag, all),
  };
}

const cohortOf = (key: string, operator: 'in' | 'not_in'): unknown => ({
  key: 'id',
  type: 'cohort',
  value: key,
  operator,
});

/**
 * Whether SDKs of servers would judge it wrongly: they do not look at what people chose, and where they cannot tell whether
 * a condition holds (of a number, say, whether it is one of several texts) they go on to the next one, though its share
 * might end it, or shares out companies and not persons.
 */
function isAsked(flag: Flag): boolean {
  const { conditions = [], earlyExit, variants } = flag;
  const depends = earlyExit === true || (variants !== undefined && conditions.some(({ group }) => group !== undefined));
  return (
    canBeChosen(flag) ||
    (depends && conditions.length > 1 && conditions.some(({ properties }) => properties.length > 0))
  );
}

/** Nobody but us knows who these are, so the SDK asks about the flag, and before it has looked at another condition. */
const ASKED = { properties: [cohortOf('asked', 'in')], rollout_percentage: 0, variant: null };

/** Those that must be known before it, each after those that it depends on; the flag itself comes last. */
function chainTo(key: string, all: readonly Flag[]): string[] {
  const before = all.filter((flag) => flag.key === key).flatMap(flagsIn);
  return [...new Set([...before.flatMap((each) => chainTo(each, all)), key])];
}

function testOf(
  { key, group, operator, value }: FlagTest,
  ofCondition?: string,
  types: readonly string[] = [],
): unknown {
  const isOwn = group === undefined || (group ?? undefined) === ofCondition;
  // The SDK takes several values for one text, but where any of them may be the whole.
  const isJudged = isOwn && (!Array.isArray(value) || operator === 'exact' || operator === 'is_not');
  return {
    // No server knows it under this name, so it asks us.
    key: isJudged ? key : `$waymark.${group ?? 'person'}.${key}`,
    operator,
    // The operators without a value expect one all the same.
    value: value ?? operator,
    ...(ofCondition === undefined
      ? { type: 'person' }
      : { type: 'group', group_type_index: types.indexOf(ofCondition) }),
  };
}

/** Lists of ids stay here, as PostHog keeps its static cohorts: the SDK asks. */
const cohortEntry = (cohort: FlagCohort): [string, unknown][] =>
  'rule' in cohort ? [[cohort.key, ruleOf(cohort.rule)]] : [];

/** The SDK takes lists of parts that are all rules or all tests. */
function ruleOf(rule: CohortRule): unknown {
  const parts = 'all' in rule ? rule.all : 'any' in rule ? rule.any : [rule];
  const leaves = parts.filter((part) => !isNested(part));
  const type = 'any' in rule ? 'OR' : 'AND';
  if (leaves.length === parts.length) return { type, values: leaves.map(leafOf) };
  return { type, values: parts.map((part) => ruleOf(part)) };
}

const isNested = (rule: CohortRule): rule is { all: CohortRule[] } | { any: CohortRule[] } =>
  'all' in rule || 'any' in rule;

const leafOf = (rule: CohortRule): unknown =>
  isNested(rule) ? ruleOf(rule) : isInCohort(rule) ? cohortOf(rule.cohort, rule.operator) : testOf(rule);

/** By variant; `true` is what is on without one. */
function payloadsOf({ variants = [], payload, isSecret }: Flag): Record<string, string> {
  const payloads: Record<string, string> = {};
  const note = (key: string, value: Json | undefined): void => {
    if (value !== undefined) payloads[key] = JSON.stringify(isSecret === true ? SECRET : value);
  };
  note('true', payload);
  for (const variant of variants) note(variant.key, variant.payload ?? payload);
  return payloads;
}
