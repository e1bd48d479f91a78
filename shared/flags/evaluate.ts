/**
 * Which value of a flag a person gets. Rollouts and variants take in the very people that they take in at PostHog: the
 * same hash of flag and person, so that an experiment rehearsed here shares people out as it will there.
 */
import { sha1 } from '@noble/hashes/legacy';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import type { Json, JsonObject } from '../model/json';
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
import { holds } from './matching';

export interface FlagPerson {
  readonly distinctId: string;
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
  return {
    distinctId: person.distinctId,
    properties: { ...stored.properties, ...person.properties },
    groups: Object.fromEntries(groups),
    ...(stored.segments === undefined ? {} : { segments: stored.segments }),
  };
}

export type FlagReason =
  | 'condition_match'
  | 'out_of_rollout_bound'
  | 'no_condition_match'
  | 'no_group_type'
  | 'holdout_condition_value'
  | 'disabled';

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
  const acting = flag.group === undefined ? undefined : groupOf(person, flag.group);
  if (flag.group !== undefined && acting === undefined) return { enabled: false, reason: 'no_group_type' };
  const id = acting?.key ?? person.distinctId;
  if (flag.holdout !== undefined && isHeldOut(flag.holdout.share, id))
    return { enabled: true, variant: `holdout-${flag.holdout.id}`, reason: 'holdout_condition_value' };
  let bound: number | undefined;
  for (const [index, condition] of (flag.conditions ?? EVERYBODY).entries()) {
    if (!condition.properties.every((property) => isMet(property, flag.group, person, ground))) continue;
    if (isRolledOut(flag.key, id, condition.rollout)) return valueOf(flag, condition, index, id);
    bound ??= index;
  }
  return bound === undefined
    ? { enabled: false, reason: 'no_condition_match' }
    : { enabled: false, reason: 'out_of_rollout_bound', condition: bound };
}

const EVERYBODY: readonly FlagCondition[] = [{ properties: [], rollout: 100 }];

function groupOf({ groups = {} }: FlagPerson, type: string): FlagGroup | undefined {
  return Object.hasOwn(groups, type) ? groups[type] : undefined;
}

/** `ofFlag`: the type of groups that the flag is for. */
function isMet(property: FlagProperty, ofFlag: string | undefined, person: FlagPerson, ground: FlagGround): boolean {
  if (hasFlag(property)) return hasValue(property, person, ground);
  if (isInSegment(property))
    return (person.segments?.includes(property.segment) ?? false) === (property.operator === 'in');
  if (isInCohort(property)) return isMember(property, person, ground);
  return holds(property, traitsOf(property.group ?? ofFlag, person), ground.now);
}

/** What a test looks at; nothing where the person acts for no group of that type. */
function traitsOf(group: string | undefined, person: FlagPerson): JsonObject {
  if (group === undefined) return { distinct_id: person.distinctId, ...person.properties };
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
  if (!isInCohort(rule)) return holds(rule, traitsOf(rule.group, person), ground.now);
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

/** Of 15 hexadecimal digits, as near as a number comes to the largest. */
const HASH_SCALE = 16 ** 15;

/** 0 to 1, the same for the same text always. */
function share(text: string): number {
  const digits = bytesToHex(sha1(utf8ToBytes(text)));
  return Number.parseInt(digits.slice(0, 15), 16) / HASH_SCALE;
}

const isRolledOut = (key: string, id: string, rollout: number): boolean =>
  rollout === 100 || share(`${key}.${id}`) <= rollout / 100;

/** The same people for every flag: what they are kept out of can be compared as a whole. */
const isHeldOut = (percent: number, id: string): boolean => percent === 100 || share(`holdout-${id}`) <= percent / 100;

function variantFor({ key, variants = [] }: Flag, id: string): string | undefined {
  const place = share(`${key}.${id}variant`);
  let end = 0;
  return variants.find(({ rollout }) => {
    end += rollout / 100;
    return place < end;
  })?.key;
}
