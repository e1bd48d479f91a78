/** One operation on a person or a group (`/engage`, `/groups`) as a canonical event. */
import { err, ok, type Result } from '../../base/result';
import type { CanonicalEvent, Reject } from '../../model/event';
import { GROUP_EVENT } from '../../model/group';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { PROPERTY_OPERATIONS } from '../../model/person';
import { groupProperties } from '../group-operations';
import { inRange, readId, readText, readTime, reject } from '../reading';
import type { Envelope } from './event';
import { plainOf } from './identity';

/** Fields that the canonical event says itself. */
const FIELDS = new Set<string>(['$token', '$distinct_id', '$time', '$group_key', '$group_id', ...PROPERTY_OPERATIONS]);

/**
 * Operations carry no time: those of one request happen in the order in which they stand, a millisecond apart, the last
 * of them now.
 */
const timeOf = (item: JsonObject, { receivedAt }: Envelope, fromEnd: number): number =>
  readTime(item['$time']) ?? inRange(receivedAt - fromEnd) ?? receivedAt;

/** `fromEnd` counts the items that follow in the same request. */
export function decodePersonOperation(
  item: unknown,
  place: string,
  envelope: Envelope,
  fromEnd: number,
): Result<CanonicalEvent, Reject> {
  if (!isJsonObject(item)) return err(reject('malformed_event', 'An operation must be an object.', place, item));
  const operations = operationsOf(item);
  if (Object.keys(operations).length === 0) return err(withoutOperation(item, place));
  const identity = plainOf(item['$distinct_id'], item);
  if (identity === undefined) {
    return err(reject('missing_id', 'The operation says nobody: `$distinct_id` is missing.', place, item));
  }
  return ok({
    ...commonOf(item, envelope, fromEnd),
    event: '$set',
    kind: 'person',
    ...identity,
    groups: {},
    properties: { ...restOf(item), ...operations },
  });
}

export function decodeGroupOperation(
  item: unknown,
  place: string,
  envelope: Envelope,
  fromEnd: number,
): Result<CanonicalEvent, Reject> {
  if (!isJsonObject(item)) return err(reject('malformed_event', 'An operation must be an object.', place, item));
  const type = readText(item['$group_key']);
  const key = readId(item['$group_id']);
  if (type === undefined || key === undefined) {
    const message = 'The operation says no group: it needs `$group_key` (its type) and `$group_id`.';
    return err(reject('missing_id', message, place, item));
  }
  const operations = operationsOf(item);
  if (Object.keys(operations).length === 0) return err(withoutOperation(item, place));
  return ok({
    ...commonOf(item, envelope, fromEnd),
    event: '$group',
    kind: 'group',
    // Nobody did it. This is how PostHog's servers name the doer of the same.
    distinct_id: `$${type}_${key}`,
    groups: { [type]: key },
    properties: {
      ...restOf(item),
      [GROUP_EVENT.type]: type,
      [GROUP_EVENT.key]: key,
      ...groupProperties(operations),
    },
  });
}

const withoutOperation = (item: JsonObject, place: string): Reject =>
  reject('malformed_event', `There is nothing to do: give one of ${PROPERTY_OPERATIONS.join(', ')}.`, place, item);

function commonOf(
  item: JsonObject,
  envelope: Envelope,
  fromEnd: number,
): Pick<CanonicalEvent, 'event_id' | 'timestamp' | 'sent_at' | 'received_at' | 'source' | 'project'> {
  const project = readText(item['$token']) ?? envelope.project;
  return {
    event_id: envelope.newId(),
    timestamp: timeOf(item, envelope, fromEnd),
    ...(envelope.sentAt === undefined ? {} : { sent_at: envelope.sentAt }),
    received_at: envelope.receivedAt,
    source: 'mixpanel',
    ...(project === undefined ? {} : { project }),
  };
}

/** Mixpanel's operations are called as ours are; `$delete` comes with any text. */
function operationsOf(item: JsonObject): Record<string, Json> {
  const operations: Record<string, Json> = {};
  for (const operation of PROPERTY_OPERATIONS) {
    const given = item[operation];
    if (given !== undefined && given !== null) operations[operation] = operation === '$delete' ? true : given;
  }
  return operations;
}

const restOf = (item: JsonObject): Record<string, Json> =>
  Object.fromEntries(Object.entries(item).filter(([key]) => !FIELDS.has(key)));
