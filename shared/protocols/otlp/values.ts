/** Values, attributes and times as OTLP writes them. */
import { inRange } from '../reading';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';

/** An `AnyValue`; an empty one is null, and what is none stays as it is. */
export function valueOf(any: Json | undefined): Json {
  if (any === undefined) return null;
  if (!isJsonObject(any)) return any;
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = any;
  if (stringValue !== undefined) return stringValue;
  if (boolValue !== undefined) return boolValue;
  if (intValue !== undefined) return numberOf(intValue);
  if (doubleValue !== undefined) return numberOf(doubleValue);
  if (isJsonObject(arrayValue)) return Array.isArray(arrayValue['values']) ? arrayValue['values'].map(valueOf) : [];
  if (isJsonObject(kvlistValue)) return attributesOf(kvlistValue['values']) ?? {};
  return bytesValue ?? null;
}

/** Integers beyond what a number holds exactly, and what JSON has no numbers for, stay text. */
function numberOf(value: Json): Json {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number') return value;
  if (!Number.isFinite(number)) return typeof value === 'string' ? value : String(number);
  return typeof value === 'string' && /^-?\d+$/.test(value) && !Number.isSafeInteger(number) ? value : number;
}

/** `[{key, value}]` as an object; undefined where it is something else. What has no key is left out. */
export function attributesOf(list: Json | undefined): JsonObject | undefined {
  if (list === undefined || list === null) return {};
  if (!Array.isArray(list)) return undefined;
  return Object.fromEntries(
    list.flatMap((pair): [string, Json][] => {
      const key = isJsonObject(pair) ? pair['key'] : undefined;
      return isJsonObject(pair) && typeof key === 'string' && key !== '' ? [[key, valueOf(pair['value'])]] : [];
    }),
  );
}

/** Nanoseconds since 1970 as digits, `0` where none are said; undefined for what is no time. */
export function nanosOf(value: Json | undefined): string | undefined {
  if (value === undefined || value === null || value === '') return '0';
  if (typeof value === 'number')
    return Number.isFinite(value) && value >= 0 ? BigInt(Math.round(value)).toString() : undefined;
  return typeof value === 'string' && /^\d{1,20}$/.test(value) ? value : undefined;
}

/** UTC ms. */
export const millisOf = (nanos: string): number | undefined => inRange(Number(BigInt(nanos) / 1_000_000n));
