/**
 * Flags as PostHog SDKs of every age ask for them. The version in the query says in which shape: `/decide` has had four,
 * `/flags` has two. Servers that judge by themselves ask for the definitions: `flag-definitions.ts`.
 */
import type { Flag, LocalFlags } from '../../flags/flag';
import { NO_FLAGS } from '../../flags/flag';
import { evaluateFlag, type FlagGroup, type FlagPerson, type FlagValue, withStored } from '../../flags/evaluate';
import { isJsonObject, type JsonObject } from '../../model/json';
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

function judge({ flags, cohorts, stored }: LocalFlags, { person, keys }: FlagsAsked, now: number): Judged[] {
  const known = withStored(person, stored);
  return flags
    .map((flag, index) => ({ flag, id: index + 1, value: evaluateFlag(flag, known, { flags, cohorts, now }) }))
    .filter(({ flag }) => keys === undefined || keys.includes(flag.key));
}

/** The flags of one person, as the asker's version expects them. */
export function flagsAnswer(request: WireRequest, asked: FlagsAsked): Record<string, unknown> {
  const local = request.flags ?? NO_FLAGS;
  const judged = judge(local, asked, request.receivedAt);
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
  no_group_type: 'No group type',
  holdout_condition_value: 'Holdout condition value',
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
