/** Property paths and filter tests in plain words. */
import { formatPlural } from '../../base/number-format';
import type { FilterOp, Scalar, Test } from '../../model/filter';
import { parsePropertyPath } from '../../model/property-path';
import type { Duration } from '../../model/range';
import { groupPropertyLabel } from './group-words';
import { personMetricLabel } from './person-words';

/** `properties.plan` → `plan`; `session.device` → `session device`; fields as they are. */
export function propertyLabel(path: string): string {
  const parsed = parsePropertyPath(path);
  if (!parsed.ok) return path;
  switch (parsed.value.of) {
    case 'field':
      return parsed.value.field.replaceAll('_', ' ');
    case 'properties':
      return parsed.value.keys.join(' › ');
    case 'session':
      return `session ${parsed.value.key}`;
    case 'person':
      return personMetricLabel(parsed.value.keys[0] ?? '') ?? `person ${parsed.value.keys.join(' › ')}`;
    case 'person_at_event':
      return `person ${parsed.value.keys.join(' › ')} at the event`;
    case 'group':
      return groupPropertyLabel(parsed.value.type, parsed.value.keys);
  }
}

/** How each operator reads between property and value. */
export const OP_WORDS: Readonly<Record<FilterOp, string>> = {
  eq: 'is',
  neq: 'is not',
  contains: 'contains',
  not_contains: 'does not contain',
  starts_with: 'starts with',
  ends_with: 'ends with',
  matches: 'matches',
  not_matches: 'does not match',
  gt: '>',
  gte: '≥',
  lt: '<',
  lte: '≤',
  between: 'between',
  is_set: 'is set',
  is_not_set: 'is not set',
  before: 'before',
  after: 'after',
  within_last: 'within the last',
};

export const formatDurationWords = ({ value, unit }: Duration): string => formatPlural(value, unit);

/** More than these are counted rather than named. */
const NAMED = 5;

function listWords(values: readonly Scalar[], joint: string): string {
  const rest = values.length - NAMED;
  const named = rest > 1 ? values.slice(0, NAMED) : values;
  return [...named.map(String), ...(rest > 1 ? [formatPlural(rest, 'other')] : [])].join(joint);
}

function valueWords(value: Test['value'], op: FilterOp): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return listWords(value, op === 'between' ? ' and ' : ' or ');
  if (typeof value === 'object') return formatDurationWords(value);
  return String(value);
}

/** `amount > 50`. */
export const testWords = ({ property, op, value }: Test): string =>
  [propertyLabel(property), OP_WORDS[op], valueWords(value, op)].filter(Boolean).join(' ');
