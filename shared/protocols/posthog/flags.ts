/**
 * Flags as PostHog SDKs of every age ask for them. The version in the query says in which shape: `/decide` has had four,
 * `/flags` has two. Servers that judge by themselves ask for the definitions: `flag-definitions.ts`.
 */
import { EARLY_STAGES, type Flag, type FlagRuntime, type LocalFlags, NO_FLAGS } from '../../flags/flag';
import { evaluateFlag, type FlagGroup, type FlagPerson, type FlagValue, withStored } from '../../flags/evaluate';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { parseBody, readId, readObject, readText } from '../reading';
import type { WireRequest } from '../wire';

/** What a request for flags says. */
export interface FlagsAsked {
  readonly token: string;
  readonly person: FlagPerson;
  /** Whether a flag is one of those that are asked for, by SDKs of this kind. */
  readonly isFor: (flag: Flag) => boolean;
}

export function readAsked(request: WireRequest): FlagsAsked {
  const body = parseBody(request.body);
  const asked: JsonObject = body.ok && isJsonObject(body.value) ? body.value : {};
  /** Field names of SDKs of all ages, the newest first. */
  const said = (...names: string[]): Json | undefined =>
    names.map((name) => asked[name]).find((value) => value !== undefined && value !== null);
  const properties = readObject(said('person_properties', '$properties'));
  const deviceId = readText(said('$device_id', 'device_id')) ?? readText(properties['$device_id']);
  const anonymousId = readId(said('$anon_distinct_id', 'anon_distinct_id'));
  return {
    token: readText(said('token', '$token', 'api_key')) ?? '',
    person: {
      distinctId: readId(said('distinct_id', '$distinct_id')) ?? '',
      ...(deviceId === undefined ? {} : { deviceId }),
      ...(anonymousId === undefined ? {} : { anonymousId }),
      properties,
      groups: readGroups(
        readObject(said('groups', '$groups')),
        readObject(said('group_properties', '$group_properties')),
      ),
    },
    isFor: wantedFlags(request, said),
  };
}

/** Flags of PostHog's own that show a survey; there are none here, and older SDKs may ask for nothing else. */
const OF_SURVEYS = 'survey-targeting-';

function wantedFlags(request: WireRequest, said: (...names: string[]) => Json | undefined): (flag: Flag) => boolean {
  const keys = textsIn(said('flag_keys', 'flag_keys_to_evaluate'));
  const contexts = textsIn(said('evaluation_contexts', 'evaluation_environments')) ?? [];
  const runtime = runtimeOf(request, said('evaluation_runtime'));
  const isNone = said('disable_flags') === true;
  const isOfSurveys = request.query['only_evaluate_survey_feature_flags'] === 'true';
  return (flag) =>
    !isNone &&
    (keys === undefined || keys.includes(flag.key)) &&
    (!isOfSurveys || flag.key.startsWith(OF_SURVEYS)) &&
    (flag.runtime === undefined || runtime === 'all' || flag.runtime === runtime) &&
    (flag.contexts === undefined || contexts.length === 0 || flag.contexts.some((each) => contexts.includes(each)));
}

const textsIn = (value: Json | undefined): string[] | undefined =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined;

const BROWSER = /Mozilla\/|Chrome\/|Safari\/|Firefox\/|Edge\//;
const ON_A_SERVER = /^posthog-(?:python|ruby|php|java|go|node|dotnet|elixir)\/|python-requests\/|curl\//;
const IN_AN_APP = /^posthog-(?:android|ios|react-native|flutter)\//;
const BY_A_BROWSER = ['origin', 'referer', 'sec-fetch-mode', 'sec-fetch-site'];

/** Where the asker runs: as it says, else as its headers tell; undefined where nothing tells. */
function runtimeOf({ headers }: WireRequest, said: Json | undefined): FlagRuntime | 'all' | undefined {
  const named = typeof said === 'string' ? said.toLowerCase() : undefined;
  if (named !== undefined) return named === 'client' || named === 'server' ? named : 'all';
  const agent = headers['user-agent'] ?? '';
  if (BROWSER.test(agent)) return 'client';
  if (ON_A_SERVER.test(agent)) return 'server';
  if (IN_AN_APP.test(agent)) return 'client';
  return BY_A_BROWSER.some((name) => headers[name] !== undefined) ? 'client' : undefined;
}

/** PostHog has five types of groups; the store is asked about each that is named. */
const MOST_GROUPS = 50;

/** The group by type, and what is said of it by type too. */
const readGroups = (groups: JsonObject, said: JsonObject): Record<string, FlagGroup> =>
  Object.fromEntries(
    Object.entries(groups)
      .slice(0, MOST_GROUPS)
      .flatMap(([type, value]): [string, FlagGroup][] => {
        const key = readId(value);
        return key === undefined ? [] : [[type, { key, properties: readObject(said[type]) }]];
      }),
  );

interface Judged {
  readonly flag: Flag;
  readonly id: number;
  readonly value: FlagValue;
}

/** Flags that are switched off are not told of, as if there were none; others may depend on their being off. */
function judge({ flags, cohorts, stored }: LocalFlags, { person, isFor }: FlagsAsked, now: number): Judged[] {
  const known = withStored(person, stored);
  // What is not for this asker is off for those that depend on it.
  const ground = {
    flags: flags.map((flag) => (isForAll(flag) || isFor(flag) ? flag : { ...flag, enabled: false })),
    cohorts,
    now,
  };
  return flags.flatMap((flag, index): Judged[] => {
    if (!flag.enabled || !isFor(flag)) return [];
    const value = evaluateFlag(flag, known, ground);
    return [{ flag, id: index + 1, value: flag.isSecret === true ? withoutSecret(value) : value }];
  });
}

const isForAll = ({ runtime, contexts }: Flag): boolean => runtime === undefined && contexts === undefined;

/** In place of a payload that only servers get, by its flag's key. */
export const SECRET = '********* (encrypted)';

const withoutSecret = (value: FlagValue): FlagValue =>
  value.payload === undefined ? value : { ...value, payload: SECRET };

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
  super_condition_value: 'Super condition value',
  holdout_condition_value: 'Holdout condition value',
  disabled: 'Feature flag is disabled',
};

const detailed = ({ flag, id, value }: Judged): unknown => ({
  key: flag.key,
  enabled: value.enabled,
  variant: value.variant ?? null,
  reason: {
    code: value.reason === 'disabled' ? 'flag_disabled' : value.reason,
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

/** What people may choose to have, in the stages that are asked for; without any, what is in beta. */
export function earlyAccessAnswer({
  query,
  repeated,
  flags: { flags } = NO_FLAGS,
}: WireRequest): Record<string, unknown> {
  const said = repeated?.['stage'] ?? (query['stage'] === undefined ? ['beta'] : [query['stage']]);
  const stages = EARLY_STAGES.filter((stage) => said.includes(stage));
  return {
    earlyAccessFeatures: flags.flatMap(({ key, enabled, earlyAccess, payload, isSecret }) => {
      if (!enabled || earlyAccess === undefined || !stages.includes(earlyAccess.stage)) return [];
      const { name = key, description = '', stage, documentation = '' } = earlyAccess;
      const told = isSecret === true ? {} : (payload ?? {});
      return [{ id: key, name, description, stage, documentationUrl: documentation, payload: told, flagKey: key }];
    }),
  };
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
