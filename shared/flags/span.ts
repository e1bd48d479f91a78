/** Spans in conditions of flags: two numbers, both of which belong to it. */
import type { Json } from '../model/json';

/** Undefined where not all of it is one. */
function wholeNumber(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value;
  const number = typeof value === 'string' && /\S/.test(value) ? Number(value) : Number.NaN;
  return Number.isNaN(number) ? undefined : number;
}

/** What is no number is in no span. */
export function isWithin(actual: Json, [from, to]: readonly Json[]): boolean {
  const [at, low, high] = [wholeNumber(actual), wholeNumber(from), wholeNumber(to)];
  return at !== undefined && low !== undefined && high !== undefined && low <= at && at <= high;
}

/** Whether it is two numbers, the smaller one first. */
export function isSpanValue(value: Json | undefined): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [low, high] = [wholeNumber(value[0]), wholeNumber(value[1])];
  return low !== undefined && high !== undefined && low <= high;
}
