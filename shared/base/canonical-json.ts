/**
 * One text for equal values: object keys in code-unit order at every depth, `undefined` members left out, no white
 * space. Cache keys and equality of specs go by it. Throws {@link BugError} on what JSON cannot hold (NaN, ±Infinity,
 * functions, bigint).
 */
import { BugError } from './assert';

export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new BugError('A number that is not finite has no JSON text');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  throw new BugError(`A ${typeof value} has no JSON text`);
}
