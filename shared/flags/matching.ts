/** Whether one test of a flag's condition holds of what is known of a person or a group. */
import type { Json, JsonObject } from '../model/json';
import { dateOf, wantedDate } from './date';
import {
  isBare,
  isDate,
  isDenial,
  isOrder,
  isSpan,
  isText,
  isVersion,
  type FlagOperator,
  type OrderOperator,
} from './operators';
import { findsPattern } from './pattern';
import { isWithin } from './span';
import type { FlagTest } from './flag';
import { comparesVersions } from './version';

/** `now` in UTC ms. What is missing holds where it must not be something; null is set, and reads «null» as a text. */
export function holds({ key, operator, value }: FlagTest, properties: JsonObject, now: number): boolean {
  const actual = Object.hasOwn(properties, key) ? properties[key] : undefined;
  const isSet = actual !== undefined;
  if (isBare(operator)) return isSet === (operator === 'is_set');
  const wanted: readonly Json[] = Array.isArray(value) ? value : [value ?? null];
  if (!isSet) return isDenial(operator);
  if (isSpan(operator)) return isWithin(actual, wanted) === (operator === 'between');
  if (actual === null && !isText(operator)) return false;
  const isHeld = (each: Json): boolean => compares(operator, actual, each, now);
  return isDenial(operator) ? wanted.every(isHeld) : wanted.some(isHeld);
}

function compares(operator: FlagOperator, actual: Json, wanted: Json, now: number): boolean {
  if (isOrder(operator)) return isOrdered(operator, actual, wanted);
  if (isVersion(operator)) return comparesVersions(operator, plainText(actual), plainText(wanted));
  if (isDate(operator)) {
    const [at, bound] = [dateOf(actual), wantedDate(wanted, now)];
    if (at === undefined || bound === undefined) return false;
    return operator === 'is_date_exact' ? at === bound : operator === 'is_date_before' ? at < bound : at > bound;
  }
  switch (operator) {
    case 'exact':
      return plainText(actual).toLowerCase() === plainText(wanted).toLowerCase();
    case 'is_not':
      return plainText(actual).toLowerCase() !== plainText(wanted).toLowerCase();
    case 'icontains':
      return folded(actual).includes(folded(wanted));
    case 'not_icontains':
      return !folded(actual).includes(folded(wanted));
    case 'starts_with':
      return folded(actual).startsWith(folded(wanted));
    case 'not_starts_with':
      return !folded(actual).startsWith(folded(wanted));
    case 'ends_with':
      return folded(actual).endsWith(folded(wanted));
    case 'not_ends_with':
      return !folded(actual).endsWith(folded(wanted));
    case 'regex':
      return findsPattern(plainText(wanted), plainText(actual)) === true;
    case 'not_regex':
      // Of what cannot be read neither holds.
      return findsPattern(plainText(wanted), plainText(actual)) === false;
    case 'is_set':
    case 'is_not_set':
    case 'between':
    case 'not_between':
      // Told before.
      return false;
  }
}

/** Parts of texts are compared without regard to the case of ASCII's letters alone, as PostHog does. */
const folded = (value: Json): string => plainText(value).replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

/** As numbers where both begin with one, else as texts. */
function isOrdered(operator: OrderOperator, actual: Json, wanted: Json): boolean {
  const [left, right] = [numberOf(actual), numberOf(wanted)];
  const order =
    left !== undefined && right !== undefined ? left - right : orderOf(plainText(actual), plainText(wanted));
  switch (operator) {
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
  }
}

const orderOf = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const plainText = (value: Json): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

function numberOf(value: Json): number | undefined {
  const number = typeof value === 'number' ? value : Number.parseFloat(plainText(value));
  return Number.isFinite(number) ? number : undefined;
}
