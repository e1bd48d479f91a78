/**
 * Which value of a flag a person gets. Rollouts and variants take in the very people that they take in at PostHog: the
 * same hash of flag and person, so that an experiment rehearsed here shares people out as it will there.
 */
import { sha1 } from '@noble/hashes/legacy';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import type { Json, JsonObject } from '../model/json';
import type { Flag, FlagCondition, FlagProperty, StoredTraits } from './flag';

export interface FlagPerson {
  readonly distinctId: string;
  /** As the SDK sent them along. */
  readonly properties: JsonObject;
  /** The groups that the SDK says the person acts for, by type. */
  readonly groups?: Readonly<Record<string, FlagGroup>>;
}

export interface FlagGroup {
  readonly key: string;
  /** As the SDK sent them along. */
  readonly properties: JsonObject;
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
  };
}

export type FlagReason = 'condition_match' | 'out_of_rollout_bound' | 'no_condition_match' | 'disabled';

export interface FlagValue {
  readonly enabled: boolean;
  /** Absent where the flag has none, or the shares leave this person out. */
  readonly variant?: string;
  readonly payload?: Json;
  readonly reason: FlagReason;
  /** Which of the conditions decided. */
  readonly condition?: number;
}

export function evaluateFlag(flag: Flag, person: FlagPerson): FlagValue {
  if (!flag.enabled) return { enabled: false, reason: 'disabled' };
  const properties: JsonObject = { distinct_id: person.distinctId, ...person.properties };
  let bound: number | undefined;
  for (const [index, condition] of (flag.conditions ?? EVERYBODY).entries()) {
    const groups = person.groups ?? {};
    if (!condition.properties.every((property) => holds(property, traitsOf(property, properties, groups)))) continue;
    if (isRolledOut(flag.key, person.distinctId, condition.rollout)) return valueOf(flag, condition, index, person);
    bound ??= index;
  }
  return bound === undefined
    ? { enabled: false, reason: 'no_condition_match' }
    : { enabled: false, reason: 'out_of_rollout_bound', condition: bound };
}

/** What the condition looks at; nothing where the person acts for no group of that type. */
function traitsOf({ group }: FlagProperty, own: JsonObject, groups: NonNullable<FlagPerson['groups']>): JsonObject {
  if (group === undefined) return own;
  const acting = Object.hasOwn(groups, group) ? groups[group] : undefined;
  return acting === undefined ? {} : { $group_key: acting.key, ...acting.properties };
}

const EVERYBODY: readonly FlagCondition[] = [{ properties: [], rollout: 100 }];

function valueOf(flag: Flag, condition: FlagCondition, index: number, { distinctId }: FlagPerson): FlagValue {
  const key = condition.variant ?? variantFor(flag, distinctId);
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

/** 0 to 1, the same for the same flag and person always. */
function share(key: string, distinctId: string, salt: string): number {
  const digits = bytesToHex(sha1(utf8ToBytes(`${key}.${distinctId}${salt}`)));
  return Number.parseInt(digits.slice(0, 15), 16) / HASH_SCALE;
}

const isRolledOut = (key: string, distinctId: string, rollout: number): boolean =>
  rollout === 100 || share(key, distinctId, '') <= rollout / 100;

function variantFor({ key, variants = [] }: Flag, distinctId: string): string | undefined {
  const place = share(key, distinctId, 'variant');
  let end = 0;
  return variants.find(({ rollout }) => {
    end += rollout / 100;
    return place < end;
  })?.key;
}

function holds({ key, operator, value }: FlagProperty, properties: JsonObject): boolean {
  const actual = Object.hasOwn(properties, key) ? properties[key] : undefined;
  const isSet = actual !== undefined && actual !== null;
  if (operator === 'is_set') return isSet;
  if (operator === 'is_not_set') return !isSet;
  const wanted: readonly Json[] = Array.isArray(value) ? value : [value ?? null];
  switch (operator) {
    case 'exact':
      return isSet && wanted.some((each) => textOf(each) === textOf(actual));
    case 'is_not':
      return !isSet || wanted.every((each) => textOf(each) !== textOf(actual));
    case 'icontains':
      return isSet && wanted.some((each) => textOf(actual).includes(textOf(each)));
    case 'not_icontains':
      return !isSet || wanted.every((each) => !textOf(actual).includes(textOf(each)));
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return isSet && wanted.some((each) => isOrdered(operator, actual, each));
  }
}

/** Without regard to case. */
const textOf = (value: Json): string => plainText(value).toLowerCase();

/** As numbers where both begin with one, else as texts. */
function isOrdered(operator: 'gt' | 'gte' | 'lt' | 'lte', actual: Json, wanted: Json): boolean {
  const [left, right] = [numberOf(actual), numberOf(wanted)];
  const order =
    left !== undefined && right !== undefined ? left - right : orderOf(plainText(actual), plainText(wanted));
  switch (operator) {
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
  }
}

const orderOf = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const plainText = (value: Json): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

function numberOf(value: Json): number | undefined {
  const number = typeof value === 'number' ? value : Number.parseFloat(plainText(value));
  return Number.isFinite(number) ? number : undefined;
}
