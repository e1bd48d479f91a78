import { z } from 'zod';

/** Any JSON value, as an event's properties may hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type JsonObject = { [key: string]: Json };

/** True for `{…}`, false for arrays, null and scalars. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Accepts what came out of JSON; taking a profile apart value by value would cost more than it protects. */
export const jsonSchema = z.custom<Json>((value) => value !== undefined);

/** Sets a key of its own, whatever it is called; faster than spreading where an object grows beyond a dozen keys. */
export function setKey(into: JsonObject, key: string, value: Json): void {
  if (key !== '__proto__') into[key] = value;
  else Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Sets every key of `from`, over what is there. */
export function setKeys(into: JsonObject, from: Readonly<JsonObject>): void {
  for (const key in from) setKey(into, key, from[key] as Json);
}
