/**
 * Self-describing JSON: `{"schema": "iglu:com.acme/order/jsonschema/1-0-0", "data": {…}}`, as Snowplow's events and the
 * contexts (entities) beside them are. It comes as JSON text or as base64 of it.
 */
import { textOfBase64 } from '../../base/base64';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { parseBody, readText } from '../reading';

export interface Entity {
  /** Whole, as sent. */
  readonly schema: string;
  /** `com.acme` */
  readonly vendor: string;
  /** `order` */
  readonly name: string;
  readonly data: Json;
}

const SCHEMA = /^iglu:([^/]+)\/([^/]+)\/[^/]+\/[^/]+$/;

/** What one of the two parameters holds; null where both are absent, undefined where it cannot be read. */
export function readWrapped(plain: unknown, encoded: unknown): JsonObject | null | undefined {
  const text = readText(plain) ?? textOfBase64(readText(encoded) ?? '');
  if (text === '') return null;
  const parsed = text === undefined ? undefined : parseBody(text);
  return parsed?.ok === true && isJsonObject(parsed.value) ? parsed.value : undefined;
}

/** One entity; undefined where it names no schema. */
export function readEntity(value: unknown): Entity | undefined {
  if (!isJsonObject(value)) return undefined;
  const schema = readText(value['schema']);
  const [, vendor, name] = SCHEMA.exec(schema ?? '') ?? [];
  if (schema === undefined || vendor === undefined || name === undefined) return undefined;
  return { schema, vendor, name, data: value['data'] ?? null };
}

/** Contexts by the names of their schemas, several of one name as a list; each says its schema. */
export function byName(entities: readonly Entity[]): JsonObject {
  const named = new Map<string, JsonObject[]>();
  for (const { schema, name, data } of entities) {
    const entity = { $schema: schema, ...(isJsonObject(data) ? data : { data }) };
    named.set(name, [...(named.get(name) ?? []), entity]);
  }
  return Object.fromEntries(
    [...named].map(([name, list]): [string, Json] => [name, list.length === 1 && list[0] ? list[0] : list]),
  );
}
