/** The log records of an OTLP request one by one, out of JSON or protobuf, each with what it stands in. */
import { base64Encode } from '@bufbuild/protobuf/wire';
import { err, ok, type Result } from '../../base/result';
import { isJsonObject, type JsonObject } from '../../model/json';
import type { Reject } from '../../model/event';
import { known } from '../page-address';
import { parseBody, readObject, readText, reject } from '../reading';
import type { WireRequest } from '../wire';
import { LOG_RECORD, open, REQUEST, RESOURCE_LOGS, SCOPE_LOGS, type Message, type Opened } from './protobuf';
import { attributesOf } from './values';

export interface LogRecord {
  readonly record: JsonObject;
  readonly resource: JsonObject;
  /** `name`, `version` and `attributes`, those that are there. */
  readonly scope: JsonObject;
  readonly place: string;
}

export interface Records {
  readonly records: readonly LogRecord[];
  readonly rejects: readonly Reject[];
}

/** JSON, or a message of protobuf that is still closed. */
interface Node {
  readonly item: unknown;
  readonly place: string;
}

/** The error is for a body that is none as a whole. */
export function readRecords({ body, bytes }: WireRequest): Result<Records, Reject> {
  const parsed = bytes === undefined ? parseBody(body) : ok(bytes);
  if (!parsed.ok) return parsed;
  const root = opened({ item: parsed.value, place: '' }, REQUEST, 'The body must be {"resourceLogs": […]}');
  if (!root.ok) return err({ ...root.error, code: 'malformed_body' });
  const rejects: Reject[] = [];
  /** What an array holds; what is none is refused, and so is each of its items alone. */
  const each = (holder: Opened, name: string, place: string, message: Message): { fields: Opened; place: string }[] =>
    nodesIn(holder[name], place === '' ? name : `${place}.${name}`).flatMap((node) => {
      const one = opened(node, message, `An item of \`${name}\` must be an object`);
      if (one.ok) return [{ fields: one.value, place: node.place }];
      rejects.push(one.error);
      return [];
    });
  const records = each(root.value, 'resourceLogs', '', RESOURCE_LOGS).flatMap((resourceLogs) => {
    const resource = attributesIn(resourceLogs.fields['resource']);
    return each(resourceLogs.fields, 'scopeLogs', resourceLogs.place, SCOPE_LOGS).flatMap((scopeLogs) => {
      const scope = scopeOf(scopeLogs.fields['scope']);
      return each(scopeLogs.fields, 'logRecords', scopeLogs.place, LOG_RECORD).map(({ fields, place }) => ({
        // Nothing in a record is left closed.
        record: fields as JsonObject,
        resource,
        scope,
        place,
      }));
    });
  });
  return ok({ records, rejects });
}

/** What stands where an array should is an item, which will be refused. */
const nodesIn = (list: unknown, place: string): Node[] => {
  if (list === undefined || list === null) return [];
  return Array.isArray(list)
    ? list.map((item: unknown, index) => ({ item, place: `${place}[${index}]` }))
    : [{ item: [list], place }];
};

function opened({ item, place }: Node, message: Message, rule: string): Result<Opened, Reject> {
  if (!(item instanceof Uint8Array)) {
    return isJsonObject(item) ? ok(item) : err(reject('malformed_event', `${rule}.`, place, item));
  }
  const fields = open(message, item);
  if (fields.ok) return fields;
  const why = `This is no protobuf of OpenTelemetry logs: ${fields.error}.`;
  return err(reject('malformed_event', why, place, base64Encode(item)));
}

const attributesIn = (holder: unknown): JsonObject =>
  (isJsonObject(holder) ? attributesOf(holder['attributes']) : undefined) ?? {};

function scopeOf(given: unknown): JsonObject {
  const scope = readObject(given);
  const attributes = attributesIn(scope);
  return {
    ...known({ name: readText(scope['name']), version: readText(scope['version']) }),
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
  };
}
