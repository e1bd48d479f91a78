/**
 * Whose an event is, as Mixpanel's SDKs say it. A device without a known user is `$device:<id>`, on the wire as its
 * distinct id and beside it as `$device_id`; `reset()` makes a new one, so the device id links people rightly.
 */
import type { CanonicalEvent } from '../../model/event';
import type { JsonObject } from '../../model/json';
import { readId } from '../reading';

const DEVICE = '$device:';

export type Identity = Pick<CanonicalEvent, 'distinct_id' | 'anonymous_id' | 'user_id'>;

export const isDevice = (id: string): boolean => id.startsWith(DEVICE);

/** The device's id in one spelling; older versions sent it bare. */
const deviceName = (id: string): string => (isDevice(id) ? id : DEVICE + id);

const named = (distinctId: string, anonymousId: string | undefined, userId: string | undefined): Identity => ({
  distinct_id: distinctId,
  ...(anonymousId === undefined ? {} : { anonymous_id: anonymousId }),
  ...(userId === undefined ? {} : { user_id: userId }),
});

/** The ids of an event; undefined where it says nobody. */
export function identityOf(event: string, properties: JsonObject): Identity | undefined {
  if (event === '$identify') return identifyOf(properties);
  if (event === '$merge') return mergeOf(properties);
  const plain = plainOf(properties['distinct_id'], properties);
  // An alias names somebody: who is no known user yet becomes one by it, and a device becomes that user's.
  if (event !== '$create_alias' || plain === undefined || plain.user_id !== undefined) return plain;
  const alias = readId(properties['alias']);
  return plain.anonymous_id === undefined || alias === undefined
    ? { ...plain, user_id: plain.distinct_id }
    : { ...plain, user_id: alias };
}

/** The ids of anything that carries `$device_id` and `$user_id` beside its distinct id. */
export function plainOf(distinct: unknown, { $device_id, $user_id }: JsonObject): Identity | undefined {
  const distinctId = readId(distinct);
  const device = readId($device_id);
  const userId = readId($user_id);
  const anonymousId =
    device !== undefined
      ? deviceName(device)
      : distinctId !== undefined && isDevice(distinctId)
        ? distinctId
        : undefined;
  const id = distinctId ?? userId ?? anonymousId;
  return id === undefined ? undefined : named(id, anonymousId, userId);
}

/** `$anon_distinct_id` is whoever was there before: a device, or another user where there was no reset. */
function identifyOf(properties: JsonObject): Identity | undefined {
  const userId =
    readId(properties['$user_id']) ?? readId(properties['$identified_id']) ?? readId(properties['distinct_id']);
  if (userId === undefined) return plainOf(properties['distinct_id'], properties);
  const before = readId(properties['$anon_distinct_id']) ?? readId(properties['$anon_id']);
  const device = readId(properties['$device_id']);
  const anonymousId =
    device !== undefined ? deviceName(device) : before === undefined || before === userId ? undefined : before;
  return named(readId(properties['distinct_id']) ?? userId, anonymousId, userId);
}

/** `$merge` joins two ids for good: the first is kept as the user, the second is its other name. */
function mergeOf(properties: JsonObject): Identity | undefined {
  const ids = properties['$distinct_ids'];
  const [first, second] = Array.isArray(ids) ? ids.map(readId) : [];
  if (first === undefined) return plainOf(properties['distinct_id'], properties);
  if (second === undefined) return named(first, undefined, first);
  if (isDevice(first)) return named(second, first, second);
  return named(first, isDevice(second) ? second : undefined, first);
}
