/**
 * The workspace's flags as Mixpanel's SDKs ask for them: whom they are for stands in `context`. Only flags that are on are
 * named; the SDK uses the page's own fallback for the others. One without a variant is called «On», as with Mixpanel.
 */
import { evaluateFlag, type FlagPerson, withStored } from '../../flags/evaluate';
import { NO_FLAGS } from '../../flags/flag';
import { isJsonObject, type Json } from '../../model/json';
import { parseBody, readId, readObject } from '../reading';
import type { WireRequest } from '../wire';

export function flagsAnswer(request: WireRequest): { readonly flags: Record<string, Json> } {
  const { flags, cohorts, stored } = request.flags ?? NO_FLAGS;
  const person = withStored(flagsFor(request), stored);
  const on = flags.flatMap((flag): [string, Json][] => {
    const { enabled, variant, payload } = evaluateFlag(flag, person, { flags, cohorts, now: request.receivedAt });
    if (!enabled || flag.runtime === 'server') return [];
    return [
      [
        flag.key,
        {
          variant_key: variant ?? 'On',
          variant_value: (flag.isSecret === true ? undefined : payload) ?? variant ?? true,
        },
      ],
    ];
  });
  return { flags: Object.fromEntries(on) };
}

/** Whom the flags are asked for. */
export function flagsFor({ query }: WireRequest): FlagPerson {
  const parsed = parseBody(query['context'] ?? '');
  const said = parsed.ok && isJsonObject(parsed.value) ? parsed.value : {};
  const deviceId = readId(said['device_id']);
  return {
    distinctId: readId(said['distinct_id']) ?? deviceId ?? '',
    ...(deviceId === undefined ? {} : { deviceId }),
    properties: { ...said, ...readObject(said['custom_properties']) },
  };
}
