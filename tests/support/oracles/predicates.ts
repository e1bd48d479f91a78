/**
 * What a test of one event means, written out from its definition alone, slowly: a value is missing, or a text that may
 * also be a number or a time. Beside the database's predicates in tests/property/engine.
 */
import type { Filter, Scalar, Test } from '../../../shared/model/filter';
import type { Json } from '../../../shared/model/json';

export interface JudgedEvent {
  readonly event: string;
  readonly distinct_id: string;
  /** UTC ms. */
  readonly timestamp: number;
  readonly properties: Readonly<Record<string, Json>>;
}

/** `keys` is the path below `properties`; a path of fields is its own text. */
export type Reader = (event: JudgedEvent, property: string) => Json | undefined;

/** Fields that are never numbers. */
const TEXTS = ['event', 'distinct_id', 'anonymous_id', 'user_id'];

export function holds(event: JudgedEvent, filter: Filter, read: Reader, now: number): boolean {
  if ('all' in filter) return filter.all.every((part) => holds(event, part, read, now));
  if ('any' in filter) return filter.any.some((part) => holds(event, part, read, now));
  if ('not' in filter) return !holds(event, filter.not, read, now);
  if (!('property' in filter)) throw new Error('only tests of events are judged here');
  return passes(read(event, filter.property), filter, now, TEXTS.includes(filter.property));
}

/** A text as such; all else as JSON writes it. */
const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

function numberOf(text: string): number | undefined {
  const trimmed = text.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, '');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(trimmed)) return undefined;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : undefined;
}

function timeOf(text: string): number | undefined {
  const ms = /^\d{4}-\d\d-\d\d$/.test(text)
    ? Date.parse(text)
    : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/.test(text)
      ? Date.parse(text)
      : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function isEqual(text: string, wanted: Scalar, isText: boolean): boolean {
  if (text === String(wanted)) return true;
  if (typeof wanted === 'boolean' || isText) return false;
  const [a, b] = [numberOf(text), numberOf(String(wanted))];
  // Ids of more digits than a number holds are texts.
  const isLong = typeof wanted === 'string' && b !== undefined && Math.abs(b) > Number.MAX_SAFE_INTEGER;
  return a !== undefined && !isLong && a === b;
}

/** Negative, 0 or positive; undefined where the two cannot be compared. */
function order(text: string, wanted: Scalar, isText: boolean): number | undefined {
  const number = numberOf(String(wanted));
  if (number !== undefined) {
    const own = isText ? undefined : numberOf(text);
    return own === undefined ? undefined : own - number;
  }
  const [a, b] = [timeOf(text), timeOf(String(wanted))];
  return a === undefined || b === undefined ? undefined : a - b;
}

const UNIT_MS = { second: 1e3, minute: 6e4, hour: 36e5, day: 864e5, week: 6048e5, month: 2592e6 };

/** `isText`: of names and ids, which are texts whatever they look like. */
function passes(value: Json | undefined, { op, value: wanted }: Test, now: number, isText: boolean): boolean {
  const text = value === undefined || value === null ? undefined : textOf(value);
  const is = (test: (own: string) => boolean): boolean => text !== undefined && test(text);
  const wantedText = typeof wanted === 'object' ? '' : String(wanted);
  const lower = wantedText.toLowerCase();
  const compared = (to: unknown, test: (sign: number) => boolean): boolean =>
    is((own) => {
      const sign = order(own, to as Scalar, isText);
      return sign !== undefined && test(sign);
    });
  const options = (Array.isArray(wanted) ? wanted : [wanted]) as Scalar[];
  switch (op) {
    case 'eq':
      return is((own) => options.some((option) => isEqual(own, option, isText)));
    case 'neq':
      return !is((own) => options.some((option) => isEqual(own, option, isText)));
    case 'contains':
      return is((own) => own.toLowerCase().includes(lower));
    case 'not_contains':
      return !is((own) => own.toLowerCase().includes(lower));
    case 'starts_with':
      return is((own) => own.toLowerCase().startsWith(lower));
    case 'ends_with':
      return is((own) => own.toLowerCase().endsWith(lower));
    case 'matches':
      return is((own) => new RegExp(wantedText, 'u').test(own));
    case 'not_matches':
      return !is((own) => new RegExp(wantedText, 'u').test(own));
    case 'gt':
      return compared(wanted, (sign) => sign > 0);
    case 'gte':
      return compared(wanted, (sign) => sign >= 0);
    case 'lt':
      return compared(wanted, (sign) => sign < 0);
    case 'lte':
      return compared(wanted, (sign) => sign <= 0);
    case 'between':
      return compared(options[0], (sign) => sign >= 0) && compared(options[1], (sign) => sign <= 0);
    case 'is_set':
      return text !== undefined;
    case 'is_not_set':
      return text === undefined;
    case 'before':
      return is((own) => (timeOf(own) ?? Infinity) < (timeOf(wantedText) ?? -Infinity));
    case 'after':
      return is((own) => (timeOf(own) ?? -Infinity) > (timeOf(wantedText) ?? Infinity));
    case 'within_last': {
      const { value: count, unit } = wanted as { value: number; unit: keyof typeof UNIT_MS };
      const time = text === undefined ? undefined : timeOf(text);
      return time !== undefined && time <= now && time >= now - Math.round(count * UNIT_MS[unit]);
    }
  }
}
