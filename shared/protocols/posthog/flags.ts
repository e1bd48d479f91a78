/**
 * Flags as PostHog SDKs of every age ask for them. The version in the query says in which shape: `/decide` has had four,
 * `/flags` has two. Servers may also ask for the definitions and judge by themselves.
 */
import type { Flag, LocalFlags } from '../../flags/flag';
import { NO_FLAGS } from '../../flags/flag';
import { evaluateFlag, type FlagGroup, type FlagPerson, type FlagValue, withStored } from '../../flags/evaluate';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { parseBody, readId, readObject, readText } from '../reading';
import type { WireRequest } from '../wire';

/** What a request for flags says. */
export interface FlagsAsked {
  readonly token: string;
  readonly person: FlagPerson;
  /** Servers may name the flags that they want. */
  readonly keys: readonly string[] | undefined;
}

export function readAsked(request: WireRequest): FlagsAsked {
  const body = parseBody(request.body);
  const asked: JsonObject = body.ok && isJsonObject(body.value) ? body.value : {};
  const keys = asked['flag_keys_to_evaluate'];
  return {
    token: readText(asked['token']) ?? readText(asked['api_key']) ?? '',
    person: {
      distinctId: readId(asked['distinct_id']) ?? readId(asked['$distinct_id']) ?? '',
      properties: readObject(asked['person_properties']),
      groups: readGroups(readObject(asked['groups']), readObject(asked['group_properties'])),
    },
    keys: Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : undefined,
  };
}

/** The group by type, and what is said of it by type too. */
const readGroups = (groups: JsonObject, said: JsonObject): Record<string, FlagGroup> =>
  Object.fromEntries(
    Object.entries(groups).flatMap(([type, value]): [string, FlagGroup][] => {
      const key = readId(value);
      return key === undefined ? [] : [[type, { key, properties: readObject(said[type]) }]];
    }),
  );

interface Judged {
  readonly flag: Flag;
  readonly id: number;
  readonly value: FlagValue;
}

function judge({ flags, stored }: LocalFlags, { person, keys }: FlagsAsked): Judged[] {
  const known = withStored(person, stored);
  return flags
    .map((flag, index) => ({ flag, id: index + 1, value: evaluateFlag(flag, known) }))
    .filter(({ flag }) => keys === undefined || keys.includes(flag.key));
}

/** The flags of one person, as the asker's version expects them. */
export function flagsAnswer(request: WireRequest, asked: FlagsAsked): Record<string, unknown> {
  const local = request.flags ?? NO_FLAGS;
  const judged = judge(local, asked);
  const common = {
    // SDKs then keep to the values that they have.
    errorsWhileComputingFlags: local.problem !== undefined,
    requestId: request.newId(),
    evaluatedAt: request.receivedAt,
  };
  switch (shapeOf(request)) {
    case 'names':
      return { ...common, featureFlags: judged.filter(({ value }) => value.enabled).map(({ flag }) => flag.key) };
    case 'enabled':
      return {
        ...common,
        featureFlags: byKey(
          judged.filter(({ value }) => value.enabled),
          plain,
        ),
      };
    case 'values':
      return {
        ...common,
        featureFlags: byKey(judged, plain),
        featureFlagPayloads: byKey(
          judged.filter(({ value }) => value.payload !== undefined),
          ({ value }) => JSON.stringify(value.payload),
        ),
      };
    case 'details':
      return { ...common, flags: byKey(judged, detailed) };
  }
}

function shapeOf({ path, query }: WireRequest): 'names' | 'enabled' | 'values' | 'details' {
  const version = Number.parseInt(query['v'] ?? '1', 10);
  if (path === '/flags') return version >= 2 ? 'details' : 'values';
  if (version >= 4) return 'details';
  return version === 3 ? 'values' : version === 2 ? 'enabled' : 'names';
}

const byKey = (judged: readonly Judged[], valueOf: (one: Judged) => unknown): Record<string, unknown> =>
  Object.fromEntries(judged.map((one) => [one.flag.key, valueOf(one)]));

const plain = ({ value }: Judged): string | boolean => (value.enabled ? (value.variant ?? true) : false);

const REASONS: Readonly<Record<FlagValue['reason'], string>> = {
  condition_match: 'Matched condition set',
  out_of_rollout_bound: 'Out of rollout bound',
  no_condition_match: 'No matching condition set',
  disabled: 'Feature flag is disabled',
};

const detailed = ({ flag, id, value }: Judged): unknown => ({
  key: flag.key,
  enabled: value.enabled,
  variant: value.variant ?? null,
  reason: {
    code: value.reason,
    condition_index: value.condition ?? null,
    description:
      value.reason === 'condition_match'
        ? `Matched condition set ${(value.condition ?? 0) + 1}`
        : REASONS[value.reason],
  },
  metadata: {
    id,
    version: 1,
    payload: value.payload === undefined ? null : JSON.stringify(value.payload),
    description: flag.description ?? null,
  },
});

/** All flags with their rules, for servers that judge by themselves. */
export function definitionsAnswer({ flags = NO_FLAGS }: WireRequest): Record<string, unknown> {
  return {
    flags: flags.flags.map(definition),
    group_type_mapping: {},
    cohorts: {},
    // Booleans are compared as what they are, not by whether the other is anything.
    property_matching_version: 2,
  };
}

const definition = (flag: Flag, index: number): unknown => ({
  id: index + 1,
  key: flag.key,
  name: flag.description ?? '',
  active: flag.enabled,
  deleted: false,
  version: 1,
  ensure_experience_continuity: false,
  filters: {
    groups: (flag.conditions ?? [{ properties: [], rollout: 100 }]).map(({ properties, rollout, variant }) => ({
      properties: properties.map(({ key, group, operator, value }) => ({
        // No server knows it under this name, so it asks us instead of judging by what the person is.
        key: group === undefined ? key : `$group.${group}.${key}`,
        operator,
        // The operators without a value expect one all the same.
        value: value ?? operator,
        type: 'person',
      })),
      rollout_percentage: rollout,
      variant: variant ?? null,
    })),
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

/** By variant; `true` is what is on without one. */
function payloadsOf({ variants = [], payload }: Flag): Record<string, string> {
  const payloads: Record<string, string> = {};
  const note = (key: string, value: Json | undefined): void => {
    if (value !== undefined) payloads[key] = JSON.stringify(value);
  };
  note('true', payload);
  for (const variant of variants) note(variant.key, variant.payload ?? payload);
  return payloads;
}

/** The payload of a remote config flag, which servers fetch by the flag's key; undefined where there is none. */
export function remotePayload({ path, flags = NO_FLAGS }: WireRequest): string | undefined {
  const key = decodeKey(/\/feature_flags\/([^/]+)\/remote_config$/.exec(path)?.[1] ?? '');
  const flag = flags.flags.find((each) => each.key === key && each.enabled);
  return flag?.payload === undefined ? undefined : JSON.stringify(flag.payload);
}

function decodeKey(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: it names no flag.
    return '';
  }
}
