/** Which value of a flag a person gets: in PostHog's order, early access, holdout, and the conditions one by one. */
import type { Json, JsonObject } from '../model/json';
import { goesByShares, idForShares, isHeldOut, isRolledOut, variantFor } from './bucket';
import {
  type CohortRule,
  type Flag,
  type FlagCohort,
  type FlagCondition,
  type FlagProperty,
  hasFlag,
  isInCohort,
  isInSegment,
  type HasFlag,
  type StoredTraits,
} from './flag';
import { withInitials } from './initials';
import { holds } from './matching';

export interface FlagPerson {
  readonly distinctId: string;
  /** The id that the SDK keeps for the device. */
  readonly deviceId?: string;
  /** Who they were before they were identified just now, as the SDK says. */
  readonly anonymousId?: string;
  /** Who they were before they were first identified, as it is stored. */
  readonly firstAnonymousId?: string;
  /** As the SDK sent them along. */
  readonly properties: JsonObject;
  /** The groups that the SDK says the person acts for, by type. */
  readonly groups?: Readonly<Record<string, FlagGroup>>;
  /** Ids of the saved segments that the person is known to belong to. */
  readonly segments?: readonly string[];
}

export interface FlagGroup {
  readonly key: string;
  /** As the SDK sent them along. */
  readonly properties: JsonObject;
}

/** What conditions may refer to. */
export interface FlagGround {
  readonly flags: readonly Flag[];
  readonly cohorts: readonly FlagCohort[];
  /** UTC ms. */
  readonly now: number;
}

/** With what is stored; what the SDK says goes before. */
export function withStored(person: FlagPerson, stored: StoredTraits | undefined): FlagPerson {
  if (stored === undefined) return person;
  const groups = Object.entries(person.groups ?? {}).map(([type, { key, properties }]) => {
    const known = Object.hasOwn(stored.groups, type) ? stored.groups[type] : undefined;
    return [type, { key, properties: { ...known, ...properties } }] as const;
  });
  const { segments, firstAnonymousId } = stored;
  return {
    ...person,
    properties: { ...stored.properties, ...person.properties },
    groups: Object.fromEntries(groups),
    ...(segments === undefined ? {} : { segments }),
    ...(firstAnonymousId === undefined ? {} : { firstAnonymousId }),
  };
}

/** Why none of the conditions made it on; of several the one that says most, the highest. */
const MISSES = { no_group_type: 1, no_condition_match: 2, out_of_rollout_bound: 3 } as const;
type Miss = keyof typeof MISSES;

export type FlagReason = 'condition_match' | Miss | 'super_condition_value' | 'holdout_condition_value' | 'disabled';

export interface FlagValue {
  readonly enabled: boolean;
  /** Absent where the flag has none, or the shares leave this person out. */
  readonly variant?: string;
  readonly payload?: Json;
  readonly reason: FlagReason;
  /** Which of the conditions decided. */
  readonly condition?: number;
}

/** The document that `ground` is of must have been checked: flags and cohorts that name one another in a circle never end. */
export function evaluateFlag(flag: Flag, person: FlagPerson, ground: FlagGround): FlagValue {
  if (!flag.enabled) return { enabled: false, reason: 'disabled' };
  const chosen = choiceOf(flag, person);
  if (chosen !== undefined) {
    const payload = chosen && flag.payload !== undefined ? { payload: flag.payload } : {};
    return { enabled: chosen, ...payload, reason: 'super_condition_value', condition: 0 };
  }
  if (flag.group !== undefined && groupOf(person, flag.group) === undefined)
    return { enabled: false, reason: 'no_group_type' };
  if (flag.holdout !== undefined && isHeldOut(flag.holdout.share, holdoutId(flag, person)))
    return { enabled: true, variant: `holdout-${flag.holdout.id}`, reason: 'holdout_condition_value' };
  let told: { readonly reason: Miss; readonly condition: number } | undefined;
  for (const [index, condition] of (flag.conditions ?? EVERYBODY).entries()) {
    const type = condition.group ?? flag.group;
    const id = type === undefined ? personId(flag, person) : groupOf(person, type)?.key;
    const reason = outcomeOf(flag, condition, id, person, ground);
    if (reason === 'condition_match') return valueOf(flag, condition, index, id ?? '');
    if (told === undefined || MISSES[reason] >= MISSES[told.reason]) told = { reason, condition: index };
    // Without an id nobody can be said to be outside of a share.
    if (flag.earlyExit === true && reason === 'out_of_rollout_bound' && id !== undefined) break;
  }
  return { enabled: false, ...(told ?? { reason: 'no_condition_match' }) };
}

const EVERYBODY: readonly FlagCondition[] = [{ properties: [], rollout: 100 }];

/** What the person chose of an early access feature; undefined where nothing was chosen, or nothing can be. */
function choiceOf({ key, earlyAccess }: Flag, { properties }: FlagPerson): boolean | undefined {
  if (earlyAccess === undefined || earlyAccess.stage === 'concept') return undefined;
  const name = enrollmentKey(key);
  return Object.hasOwn(properties, name) ? properties[name] === true || properties[name] === 'true' : undefined;
}

/** The property of the person in which SDKs note who chose a feature. */
const enrollmentKey = (flag: string): string => `$feature_enrollment/${flag}`;

/** What shares among persons go by; undefined where the SDK did not say which device it is. */
function personId({ bucketing, continuity }: Flag, person: FlagPerson): string | undefined {
  if (bucketing === 'device_id') return person.deviceId;
  const { distinctId, anonymousId, firstAnonymousId } = person;
  return continuity === true ? (firstAnonymousId ?? anonymousId ?? idForShares(distinctId)) : idForShares(distinctId);
}

/** Where the device is not known the person is held out or not; who they were first makes no difference. */
function holdoutId({ group, bucketing, continuity }: Flag, person: FlagPerson): string {
  if (group !== undefined) return groupOf(person, group)?.key ?? '';
  const before = continuity === true ? person.anonymousId : undefined;
  return (bucketing === 'device_id' ? person.deviceId : before) ?? idForShares(person.distinctId);
}

/** What comes of one condition for `id`, which shares go by. */
function outcomeOf(
  flag: Flag,
  condition: FlagCondition,
  id: string | undefined,
  person: FlagPerson,
  ground: FlagGround,
): Miss | 'condition_match' {
  const type = condition.group ?? flag.group;
  if (id === undefined && type !== undefined) return 'no_group_type';
  if (id === undefined && goesByShares(flag, condition)) return 'out_of_rollout_bound';
  if (!condition.properties.every((property) => isMet(property, type, person, ground))) return 'no_condition_match';
  return isRolledOut(flag.key, id ?? '', condition.rollout) ? 'condition_match' : 'out_of_rollout_bound';
}

function groupOf({ groups = {} }: FlagPerson, type: string): FlagGroup | undefined {
  return Object.hasOwn(groups, type) ? groups[type] : undefined;
}

/** `ofCondition`: the type of groups that the condition is for. */
function isMet(
  property: FlagProperty,
  ofCondition: string | undefined,
  person: FlagPerson,
  ground: FlagGround,
): boolean {
  if (hasFlag(property)) return hasValue(property, person, ground);
  if (isInSegment(property))
    return (person.segments?.includes(property.segment) ?? false) === (property.operator === 'in');
  if (isInCohort(property)) return isMember(property, person, ground);
  const type = property.group === undefined ? ofCondition : (property.group ?? undefined);
  return holds(property, traitsOf(type, person), ground.now);
}

/** What a test looks at; nothing where the person acts for no group of that type. */
function traitsOf(group: string | undefined, person: FlagPerson): JsonObject {
  if (group === undefined) return { distinct_id: person.distinctId, ...withInitials(person.properties) };
  const acting = groupOf(person, group);
  return acting === undefined ? {} : { $group_key: acting.key, ...acting.properties };
}

function hasValue({ flag: key, value }: HasFlag, person: FlagPerson, ground: FlagGround): boolean {
  const other = ground.flags.find((flag) => flag.key === key);
  if (other === undefined) return false;
  const { enabled, variant } = evaluateFlag(other, person, ground);
  return typeof value === 'boolean' ? enabled === value : enabled && variant === value;
}

function isMember(rule: CohortRule, person: FlagPerson, ground: FlagGround): boolean {
  if ('all' in rule) return rule.all.every((each) => isMember(each, person, ground));
  if ('any' in rule) return rule.any.some((each) => isMember(each, person, ground));
  if (!isInCohort(rule)) return holds(rule, traitsOf(rule.group ?? undefined, person), ground.now);
  const cohort = ground.cohorts.find(({ key }) => key === rule.cohort);
  if (cohort === undefined) return false;
  const belongs = 'ids' in cohort ? cohort.ids.includes(person.distinctId) : isMember(cohort.rule, person, ground);
  return belongs === (rule.operator === 'in');
}

function valueOf(flag: Flag, condition: FlagCondition, index: number, id: string): FlagValue {
  const key = condition.variant ?? variantFor(flag, id);
  const payload = flag.variants?.find((variant) => variant.key === key)?.payload ?? flag.payload;
  return {
    enabled: true,
    ...(key === undefined ? {} : { variant: key }),
    ...(payload === undefined ? {} : { payload }),
    reason: 'condition_match',
    condition: index,
  };
}
