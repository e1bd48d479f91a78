/**
 * Finding events by what they carry: every wanted member must be there and equal, at every depth; what else there is does
 * not matter. Lists must be equal as a whole.
 */
import { canonicalJson } from '../base/canonical-json';
import { isJsonObject, type Json } from '../model/json';

export function carries(value: Json | undefined, wanted: Json): boolean {
  if (!isJsonObject(wanted)) return value !== undefined && canonicalJson(value) === canonicalJson(wanted);
  return isJsonObject(value) && Object.entries(wanted).every(([key, inner]) => carries(value[key], inner));
}

/** A value as an address can only write it: text that stands for a text, a number, true, false or null. */
export const isWrittenAs = (value: Json | undefined, text: string): boolean =>
  value !== undefined && (typeof value === 'string' ? value === text : JSON.stringify(value) === text);
