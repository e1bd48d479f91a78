/**
 * What files of persons and ids say, as events: two ids are one person's, or a person has these properties. They are
 * told by what they say, so that importing them again changes nothing, and by a server, so that they begin no session.
 */
import type { CanonicalEvent } from '../model/event';
import type { Json, JsonObject } from '../model/json';
import { hash64 } from '../protocols/visitor';
import type { Vendor } from './import-map';

export interface Told {
  readonly vendor: Vendor;
  /** UTC ms: since when it is so, else when it was read. */
  readonly time: number;
  readonly receivedAt: number;
  /** Beside the statement. */
  readonly properties?: JsonObject;
}

/** `user` has these properties. */
export const hasProperties = (
  distinctId: string,
  set: JsonObject,
  role: 'anonymous' | 'user' | undefined,
  told: Told,
): CanonicalEvent => ({
  ...common(told, 'person', [distinctId, JSON.stringify(set)], { $set: set }),
  event: '$set',
  kind: 'person',
  distinct_id: distinctId,
  ...(role === 'anonymous' ? { anonymous_id: distinctId } : {}),
  ...(role === 'user' ? { user_id: distinctId } : {}),
});

/** The device or browser `anonymousId` is the known user's. */
export const identifies = (userId: string, anonymousId: string, told: Told, set: JsonObject = {}): CanonicalEvent => ({
  ...common(
    told,
    'identify',
    [userId, anonymousId, JSON.stringify(set)],
    Object.keys(set).length === 0 ? {} : { $set: set },
  ),
  event: '$identify',
  kind: 'identify',
  distinct_id: userId,
  anonymous_id: anonymousId,
  user_id: userId,
});

/** `alias` is another name of the user. `merge`: whatever either is known as already. */
export const isAlsoCalled = (userId: string, alias: string, told: Told, merge = false): CanonicalEvent => ({
  ...common(told, 'alias', [userId, alias], { alias }),
  event: merge ? '$merge_dangerously' : '$create_alias',
  kind: 'alias',
  distinct_id: userId,
  user_id: userId,
});

/** Ids that SDKs make up by themselves are UUIDs, or as long in hexadecimal; people's are names and numbers. */
export const isGeneratedId = (id: string): boolean =>
  /^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i.test(id) ||
  // PostHog's older SDKs: hexadecimal parts with times and screen sizes in between.
  /^[0-9a-f]{10,}(-[0-9a-f]{5,}){4}$/i.test(id);

const common = (
  { vendor, time, receivedAt, properties }: Told,
  kind: string,
  said: readonly string[],
  more: Readonly<Record<string, Json>>,
): Omit<CanonicalEvent, 'event' | 'kind' | 'distinct_id'> => ({
  // What was so, was not and is so again was said twice, where the file tells when.
  event_id: `${vendor}-${kind}-${hash64([...said, time === receivedAt ? '' : time].join('\n'))}-${said[0] ?? ''}`,
  timestamp: time,
  received_at: receivedAt,
  groups: {},
  properties: { ...properties, ...more, $is_server: true },
  source: vendor,
});
