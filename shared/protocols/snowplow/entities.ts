/**
 * Self-describing JSON: `{"schema": "iglu:com.acme/order/jsonschema/1-0-0", "data": {…}}`, as Snowplow's events and the
 * contexts (entities) beside them are. It comes as JSON text or as base64 of it.
 */
import { textOfBase64 } from '../../base/base64';
import { isJsonObject, type Json, type JsonObject, setKey, setKeys } from '../../model/json';
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
  const named = schema === undefined ? undefined : nameOf(schema);
  if (schema === undefined || named === undefined) return undefined;
  return { schema, vendor: named.vendor, name: named.name, data: value['data'] ?? null };
}

type Named = Pick<Entity, 'vendor' | 'name'>;

/** A tracker has a few schemas, and every event names some of them. */
const knownSchemas = new Map<string, Named>();
const MAX_KNOWN_SCHEMAS = 1_000;

function nameOf(schema: string): Named | undefined {
  const before = knownSchemas.get(schema);
  if (before !== undefined) return before;
  const [, vendor, name] = SCHEMA.exec(schema) ?? [];
  if (vendor === undefined || name === undefined) return undefined;
  if (knownSchemas.size < MAX_KNOWN_SCHEMAS) knownSchemas.set(schema, { vendor, name });
  return { vendor, name };
}

/** Contexts by the names of their schemas, several of one name as a list; each says its schema. */
export function byName(entities: readonly Entity[]): JsonObject {
  const named: JsonObject = {};
  const repeated = new Map<string, JsonObject[]>();
  for (const { schema, name, data } of entities) {
    const entity: JsonObject = { $schema: schema };
    if (isJsonObject(data)) setKeys(entity, data);
    else entity['data'] = data;
    const before = Object.hasOwn(named, name) ? named[name] : undefined;
    if (!isJsonObject(before)) {
      const list = repeated.get(name);
      if (list === undefined) setKey(named, name, entity);
      else list.push(entity);
    } else {
      const list = [before, entity];
      repeated.set(name, list);
      setKey(named, name, list);
    }
  }
  return named;
}
