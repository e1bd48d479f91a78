/**
 * Filters as DuckDB SQL (docs/insights.md). An event filter becomes a condition over the `events` table, a session filter
 * one over `sessions`, a person filter one over `persons`, a test of a group's property one over the table of the groups of
 * its type, and a test of what a person was at an event one over the rows of `person_changes` that {@link sqlChangesOf}
 * names. Every condition is two-valued: a missing property fails every positive test and passes every
 * negative one, so NULL never leaks into a NOT.
 */
import { assertUnreachable, BugError } from '../base/assert';
import { numberOfText } from '../base/number-text';
import { timeOfText } from '../base/time-text';
import {
  type Filter,
  type FilterOp,
  isBehaviour,
  isSegmentRef,
  type Scalar,
  type SegmentRef,
  type Test,
} from '../model/filter';
import { type EventField, isGroupKey, type PropertyPath, parsePropertyPath } from '../model/property-path';
import type { Duration } from '../model/range';
import { GROUP_METRICS, type GroupMetric } from '../model/group';
import { PERSON_COLUMNS, PERSON_METRICS, type PersonMetric } from '../model/person';
import { SESSION_COLUMNS } from '../model/session';
import { sqlName, sqlNumber, sqlPointer, sqlText } from './quote';

/** Which table a test is asked of; behaviours are folded over sequences instead. */
export type Domain = 'events' | 'sessions' | 'persons' | 'person_changes' | 'groups' | 'behaviour';

/** `now` (UTC ms) is what `within_last` counts back from. */
export interface PredicateContext {
  readonly now: number;
  /** How a path is read, where it is not the engine's own tables that are asked; default: {@link printValue}. */
  readonly read?: (path: PropertyPath) => ValueSql;
}

/** The value of a path as text, and how else it may be read. */
export interface ValueSql {
  readonly text: string;
  /** As a finite DOUBLE, NULL where it is none. */
  readonly number: string;
  /** As UTC ms, NULL where it is no time. */
  readonly time: string;
}

export function pathOf(property: string): PropertyPath {
  const parsed = parsePropertyPath(property);
  if (!parsed.ok) throw new BugError(parsed.error);
  return parsed.value;
}

const DOMAINS: Readonly<Record<PropertyPath['of'], Domain>> = {
  field: 'events',
  properties: 'events',
  group: 'groups',
  session: 'sessions',
  person: 'persons',
  person_at_event: 'person_changes',
};

/** Which group an event belongs to is said by the event itself. */
export const domainOf = (path: PropertyPath): Domain => (isGroupKey(path) ? 'events' : DOMAINS[path.of]);

/**
 * The rows of `person_changes` that say what the path's property was from then on. `changes` holds whole properties, null
 * where one was taken away; most rows are told by their text, which costs less than taking them apart.
 */
export function sqlChangesOf({ keys: [key = ''] }: Extract<PropertyPath, { of: 'person_at_event' }>): string {
  const mentioned = `contains(changes::VARCHAR, ${sqlText(`${JSON.stringify(key)}:`)})`;
  return `${mentioned} AND json_type(changes, ${sqlPointer([key])}) IS NOT NULL`;
}

/** The domains that tests of the filter are asked of; none where it has no test. */
export function filterDomains(filter: Filter): ReadonlySet<Domain> {
  const domains = new Set<Domain>();
  collectDomains(filter, domains);
  return domains;
}

/** The domain all tests of the filter share, or undefined where they are mixed; `events` where there is no test. */
export function filterDomain(filter: Filter): Domain | undefined {
  const domains = filterDomains(filter);
  return domains.size > 1 ? undefined : ([...domains][0] ?? 'events');
}

function collectDomains(filter: Filter, into: Set<Domain>): void {
  if ('all' in filter) for (const part of filter.all) collectDomains(part, into);
  else if ('any' in filter) for (const part of filter.any) collectDomains(part, into);
  else if ('not' in filter) collectDomains(filter.not, into);
  else if (isBehaviour(filter)) into.add('behaviour');
  else into.add(domainOf(pathOf(testOf(filter).property)));
}

/** The condition, in parentheses where it needs them. All tests must be of one domain ({@link filterDomain}). */
export function printFilter(filter: Filter, context: PredicateContext): string {
  if ('all' in filter) return joinParts(filter.all, 'AND', 'true', context);
  if ('any' in filter) return joinParts(filter.any, 'OR', 'false', context);
  if ('not' in filter) return `(NOT ${printFilter(filter.not, context)})`;
  if (isBehaviour(filter)) throw new BugError('behaviours are folded over sequences, never printed');
  return printTest(testOf(filter), context);
}

/** What is left once groups and behaviours are told apart. */
function testOf(filter: Test | SegmentRef): Test {
  if (isSegmentRef(filter)) throw new BugError(`the segment «${filter.segment}» was not put in its place`);
  return filter;
}

function joinParts(parts: readonly Filter[], word: string, empty: string, context: PredicateContext): string {
  if (parts.length === 0) return empty;
  return `(${parts.map((part) => printFilter(part, context)).join(` ${word} `)})`;
}

const POSITIVE: Partial<Record<FilterOp, FilterOp>> = {
  neq: 'eq',
  not_contains: 'contains',
  not_matches: 'matches',
  is_not_set: 'is_set',
};

/** The test that holds exactly where a negative one does not; undefined for a positive one. */
export function oppositeOf(test: Test): Test | undefined {
  const op = POSITIVE[test.op];
  return op === undefined ? undefined : { ...test, op };
}

/** Whether the filter holds where every value it tests is missing: that fails positive tests and passes negative ones. */
export function holdsOfNothing(filter: Filter): boolean {
  if ('all' in filter) return filter.all.every(holdsOfNothing);
  if ('any' in filter) return filter.any.some(holdsOfNothing);
  if ('not' in filter) return !holdsOfNothing(filter.not);
  if (isBehaviour(filter)) throw new BugError('what a person did is never missing');
  return oppositeOf(testOf(filter)) !== undefined;
}

function printTest(test: Test, context: PredicateContext): string {
  const positive = oppositeOf(test);
  if (positive !== undefined) return `(NOT ${printTest(positive, context)})`;
  return `coalesce(${printPositive(test, (context.read ?? printValue)(pathOf(test.property)), context)}, false)`;
}

function printPositive({ op, value }: Test, sql: ValueSql, context: PredicateContext): string {
  switch (op) {
    case 'eq':
      return oneOf(Array.isArray(value) ? value : [value as Scalar], sql);
    case 'contains':
      return `contains(lower(${sql.text}), ${lowerText(value)})`;
    case 'starts_with':
      return `starts_with(lower(${sql.text}), ${lowerText(value)})`;
    case 'ends_with':
      return `ends_with(lower(${sql.text}), ${lowerText(value)})`;
    case 'matches':
      return `regexp_matches(${sql.text}, ${sqlValue(value as string)})`;
    case 'gt':
      return compare('>', value as Scalar, sql);
    case 'gte':
      return compare('>=', value as Scalar, sql);
    case 'lt':
      return compare('<', value as Scalar, sql);
    case 'lte':
      return compare('<=', value as Scalar, sql);
    case 'between': {
      const [low, high] = value as [Scalar, Scalar];
      return `(${compare('>=', low, sql)} AND ${compare('<=', high, sql)})`;
    }
    case 'is_set':
      return `${sql.text} IS NOT NULL`;
    case 'before':
      return compareTime('<', value as string, sql);
    case 'after':
      return compareTime('>', value as string, sql);
    case 'within_last':
      return `${sql.time} BETWEEN ${context.now - durationMs(value as Duration)} AND ${context.now}`;
    case 'neq':
    case 'not_contains':
    case 'not_matches':
    case 'is_not_set':
      throw new BugError(`${op} is printed through its positive`);
    default:
      return assertUnreachable(op);
  }
}

/** The condition of a positive test on the text in `column`, wherever that text came from. */
export const printTestOfText = (test: Test, column: string, context: PredicateContext): string =>
  `coalesce(${printPositive(test, valueOfText(test.property, column), context)}, false)`;

/** The text in `column`, a value of the property, as a finite DOUBLE, NULL where it is none. */
export const printTextNumber = (property: string, column: string): string => valueOfText(property, column).number;

function valueOfText(property: string, column: string): ValueSql {
  const path = pathOf(property);
  return path.of === 'field' ? fieldText(path.field, column) : textValue(column);
}

const lowerText = (value: unknown): string => `lower(${sqlValue(String(value))})`;

/** A text to compare with. The values of properties may hold NUL, which cannot stand in SQL. */
const sqlValue = (value: string): string =>
  value.includes('\0') ? `(${value.split('\0').map(sqlText).join(' || chr(0) || ')})` : sqlText(value);

/** Numbers compare as numbers when both sides are numeric ("5" equals 5); all else as text. */
function oneOf(values: readonly Scalar[], sql: ValueSql): string {
  const texts = values.map((value) => sqlValue(String(value)));
  const numbers = values.map(asExactNumber).filter((value) => value !== undefined);
  const parts = [texts.length === 1 ? `${sql.text} = ${texts[0]}` : `${sql.text} IN ${listOf(texts)}`];
  if (numbers.length > 0) parts.push(`${sql.number} IN ${listOf(numbers.map(sqlNumber))}`);
  return parts.length === 1 ? (parts[0] as string) : `(${parts.join(' OR ')})`;
}

/** From so many on a list is looked up by hash. Within coalesce DuckDB compares each row with one after the other else. */
const LONG_LIST = 32;

const listOf = (values: readonly string[]): string =>
  values.length < LONG_LIST ? `(${values.join(', ')})` : `(SELECT unnest([${values.join(', ')}]))`;

/** Numeric where the value is a number, else in time. */
function compare(operator: string, value: Scalar, sql: ValueSql): string {
  const number = asNumber(value);
  if (number !== undefined) return `${sql.number} ${operator} ${sqlNumber(number)}`;
  return compareTime(operator, String(value), sql);
}

function compareTime(operator: string, value: string, sql: ValueSql): string {
  const time = timeOfText(value);
  return time === undefined ? 'false' : `${sql.time} ${operator} ${time}`;
}

function asNumber(value: Scalar): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'boolean' ? undefined : numberOfText(value);
}

/** As a number to be equal to: ids of more digits than a double holds are equal only as texts. */
function asExactNumber(value: Scalar): number | undefined {
  const number = asNumber(value);
  return typeof value === 'string' && number !== undefined && Math.abs(number) > Number.MAX_SAFE_INTEGER
    ? undefined
    : number;
}

const UNIT_MS = { second: 1e3, minute: 6e4, hour: 36e5, day: 864e5, week: 6048e5, month: 2592e6 } as const;
const durationMs = ({ value, unit }: Duration): number => Math.round(value * UNIT_MS[unit]);

/** How a path is read from a row of its domain's table. */
export function printValue(path: PropertyPath): ValueSql {
  switch (path.of) {
    case 'field':
      return fieldValue(path.field);
    case 'properties':
      return textValue(`json_extract_string(properties, ${sqlPointer(path.keys)})`);
    case 'session':
      return columnValue(
        path.key,
        Object.hasOwn(SESSION_COLUMNS, path.key)
          ? SESSION_COLUMNS[path.key as keyof typeof SESSION_COLUMNS]
          : undefined,
      );
    case 'person':
      return personValue(path.keys);
    case 'person_at_event':
      return textValue(`json_extract_string(changes, ${sqlPointer(path.keys)})`);
    case 'group':
      return groupValue(path);
    default:
      return assertUnreachable(path);
  }
}

/** A text and what it is as a number and as a time. */
export function textValue(text: string): ValueSql {
  const double = `TRY_CAST(${text} AS DOUBLE)`;
  return {
    text,
    // DuckDB reads 1_000 as a number; an id such as 2026_03 is none.
    number: `CASE WHEN isfinite(${double}) AND NOT contains(${text}, '_') THEN ${double} END`,
    time: `epoch_ms(TRY_CAST(${text} AS TIMESTAMPTZ))`,
  };
}

const isoText = (column: string): string => `strftime(make_timestamp_ms(${column}), '%Y-%m-%dT%H:%M:%S.%gZ')`;

/** Names and ids are texts whatever they look like: the events «5» and «5.0» are two, and so are the people 7 and 007. */
const TEXTS: ReadonlySet<EventField> = new Set(['event', 'distinct_id', 'anonymous_id', 'user_id']);

function fieldValue(field: EventField): ValueSql {
  if (field === 'timestamp') return { text: isoText('timestamp'), number: 'timestamp', time: 'timestamp' };
  return fieldText(field, sqlName(field));
}

function fieldText(field: EventField, column: string): ValueSql {
  const value = textValue(column);
  return TEXTS.has(field) ? { ...value, number: 'NULL::DOUBLE' } : value;
}

function personValue(keys: readonly string[]): ValueSql {
  const [first] = keys;
  if (keys.length === 1 && first !== undefined && Object.hasOwn(PERSON_METRICS, first)) {
    const column = PERSON_METRICS[first as PersonMetric];
    return columnValue(column, PERSON_COLUMNS[column]);
  }
  return textValue(`json_extract_string(properties, ${sqlPointer(keys)})`);
}

function groupValue(path: Extract<PropertyPath, { of: 'group' }>): ValueSql {
  if (isGroupKey(path)) return textValue(`json_extract_string(groups, ${sqlPointer([path.type])})`);
  const [first] = path.keys;
  if (path.keys.length === 1 && first !== undefined && Object.hasOwn(GROUP_METRICS, first)) {
    const { column, type } = GROUP_METRICS[first as GroupMetric];
    return columnValue(column, type);
  }
  return textValue(`json_extract_string(properties, ${sqlPointer(path.keys)})`);
}

/** A column of `sessions`, `persons` or `groups`; one that is not there has no values. */
function columnValue(name: string, type: 'text' | 'number' | 'time' | 'boolean' | undefined): ValueSql {
  const column = sqlName(name);
  switch (type) {
    case undefined:
      return { text: 'NULL::VARCHAR', number: 'NULL::DOUBLE', time: 'NULL::BIGINT' };
    case 'text':
      return textValue(column);
    case 'time':
      return { text: isoText(column), number: column, time: column };
    case 'number':
      return { text: `${column}::VARCHAR`, number: `${column}::DOUBLE`, time: 'NULL::BIGINT' };
    case 'boolean':
      return { text: `${column}::VARCHAR`, number: 'NULL::DOUBLE', time: 'NULL::BIGINT' };
    default:
      return assertUnreachable(type);
  }
}
