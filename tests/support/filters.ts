/** A filter's meaning on one logged event, written out from its definition: what the predicates of tests are made with. */
import { isGroupKey, parsePropertyPath } from '../../shared/model/property-path';
import { isTest, matcherFilter, type Filter, type Matcher, type Scalar, type Test } from '../../shared/model/filter';
import type { LoggedEvent, PropertyValue } from './event-log';

/** The value under a path; undefined where the event has none. */
export function propertyOf(event: LoggedEvent, path: string): PropertyValue | undefined {
  const parsed = parsePropertyPath(path);
  if (!parsed.ok) throw new Error(parsed.error);
  if (parsed.value.of === 'properties') return event.properties[parsed.value.keys.join('.')];
  if (parsed.value.of === 'field' && parsed.value.field === 'event') return event.event;
  if (parsed.value.of === 'field' && parsed.value.field === 'distinct_id') return event.person;
  if (parsed.value.of === 'field' && parsed.value.field === 'page') return event.properties['page'];
  // Of groups too there is one thing: which one of a type, told by the property of that name.
  if (isGroupKey(parsed.value) && parsed.value.of === 'group') return event.properties[parsed.value.type];
  // The one thing known of a person.
  if (path === 'person.name') return event.person;
  throw new Error(`Logged events have no ${path}.`);
}

export function matchesFilter(event: LoggedEvent, filter: Filter): boolean {
  if ('all' in filter) return filter.all.every((part) => matchesFilter(event, part));
  if ('any' in filter) return filter.any.some((part) => matchesFilter(event, part));
  if ('not' in filter) return !matchesFilter(event, filter.not);
  if (!isTest(filter)) throw new Error('Behaviours and segments are persons’, not events’.');
  return passesTest(propertyOf(event, filter.property), filter);
}

export const matchesMatcher = (event: LoggedEvent, matcher: Matcher): boolean =>
  matchesFilter(event, matcherFilter(matcher));

function passesTest(value: PropertyValue | undefined, { op, value: wanted }: Test): boolean {
  // Only `within_last` takes a duration, and it is not among the operators below.
  const options = (Array.isArray(wanted) ? wanted : [wanted]) as (Scalar | undefined)[];
  switch (op) {
    case 'eq':
      return value !== undefined && options.some((option) => String(option) === String(value));
    case 'neq':
      return !options.some((option) => value !== undefined && String(option) === String(value));
    case 'gt':
      return typeof value === 'number' && value > Number(wanted);
    case 'gte':
      return typeof value === 'number' && value >= Number(wanted);
    case 'lt':
      return typeof value === 'number' && value < Number(wanted);
    case 'lte':
      return typeof value === 'number' && value <= Number(wanted);
    case 'contains':
      return value !== undefined && String(value).toLowerCase().includes(String(options[0]).toLowerCase());
    case 'is_set':
      return value !== undefined;
    case 'is_not_set':
      return value === undefined;
    default:
      throw new Error(`Logged events are not tested with «${op}».`);
  }
}
