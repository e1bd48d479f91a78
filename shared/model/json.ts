import { z } from 'zod';

/** Any JSON value, as an event's properties may hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type JsonObject = { [key: string]: Json };

/** True for `{…}`, false for arrays, null and scalars. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Accepts what came out of JSON; taking a profile apart value by value would cost more than it protects. */
export const jsonSchema = z.custom<Json>((value) => value !== undefined);
