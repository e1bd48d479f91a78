/** Reads the values of exported rows: in CSV and Parquet what is an object on the wire is often a text of JSON. */
import { isJsonObject, type Json, type JsonObject } from '../model/json';

/** The value, parsed where it is a text of a JSON object or array; the text itself where it is none. */
export function unwrapJson(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

/** The object, also from its text; empty where it is none. */
export function objectOf(value: Json | undefined): JsonObject {
  const plain = unwrapJson(value);
  return isJsonObject(plain) ? plain : {};
}
