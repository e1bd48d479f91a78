/**
 * Filters as SQL that people can run: conditions over the documented view `events` (docs/sql.md), with the tests of sessions
 * and persons as subqueries over theirs. What the views do not have (what a person was at an event, properties of groups)
 * cannot be said.
 */
import { type Behaviour, type Filter, isBehaviour, isSegmentRef } from '../model/filter';
import { PERSON_COLUMNS, PERSON_METRICS, type PersonMetric } from '../model/person';
import type { PropertyPath } from '../model/property-path';
import { SESSION_COLUMNS, type SessionColumn } from '../model/session';
import { domainOf, filterDomains, pathOf, printFilter, printValue, textValue, type ValueSql } from './predicate';
import { sqlName, sqlPointer } from './quote';

type ColumnType = 'text' | 'number' | 'time' | 'boolean';

const SESSION_NAMES: Partial<Record<SessionColumn, string>> = {
  id: 'session_id',
  person: 'person_id',
  start: 'started_at',
  end: 'ended_at',
};

/** `durationSeconds` → `duration_seconds`, `utm.source` → `utm_source`. */
const snake = (name: string): string =>
  name.replace('.', '_').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** How a path is read from a row of the view of its domain; undefined where no view has it. */
export function publicValue(path: PropertyPath): ValueSql | undefined {
  switch (path.of) {
    case 'field':
      return path.field === 'timestamp' ? ofColumn('timestamp', 'time') : printValue(path);
    case 'properties':
      return printValue(path);
    case 'session':
      return Object.hasOwn(SESSION_COLUMNS, path.key)
        ? ofColumn(
            SESSION_NAMES[path.key as SessionColumn] ?? snake(path.key),
            SESSION_COLUMNS[path.key as SessionColumn],
          )
        : printValue(path);
    case 'person': {
      const [first = ''] = path.keys;
      if (path.keys.length > 1 || !Object.hasOwn(PERSON_METRICS, first)) {
        return textValue(`json_extract_string(properties, ${sqlPointer(path.keys)})`);
      }
      const column = PERSON_METRICS[first as PersonMetric];
      return ofColumn(snake(column), PERSON_COLUMNS[column]);
    }
    case 'group':
      return domainOf(path) === 'events' ? printValue(path) : undefined;
    case 'person_at_event':
      return undefined;
  }
}

function ofColumn(name: string, type: ColumnType): ValueSql {
  const column = sqlName(name);
  if (type === 'text') return textValue(column);
  if (type === 'time') {
    const ms = `epoch_ms(${column})`;
    return { text: `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%gZ')`, number: ms, time: ms };
  }
  return {
    text: `${column}::VARCHAR`,
    number: type === 'number' ? `${column}::DOUBLE` : 'NULL::DOUBLE',
    time: 'NULL::BIGINT',
  };
}

export interface PublicContext {
  /** UTC ms. */
  readonly now: number;
  /** The condition on `person_id` that a behaviour comes to; undefined where it is none that SQL says. */
  readonly behaviour: (behaviour: Behaviour) => string | undefined;
}

/** The condition over the view `events`; undefined where the views cannot say it. */
export function printPublicFilter(filter: Filter, context: PublicContext): string | undefined {
  if (isSegmentRef(filter)) return undefined;
  if (isBehaviour(filter)) return context.behaviour(filter);
  const [domain, ...others] = [...filterDomains(filter)];
  if (others.length === 0 && domain !== 'behaviour') return ofDomain(filter, domain ?? 'events', context);
  if ('not' in filter) {
    const inner = printPublicFilter(filter.not, context);
    return inner === undefined ? undefined : `(NOT ${inner})`;
  }
  const isAll = 'all' in filter;
  const parts = isAll ? filter.all : 'any' in filter ? filter.any : [];
  const printed = parts.map((part) => printPublicFilter(part, context));
  return printed.includes(undefined) ? undefined : `(${printed.join(isAll ? ' AND ' : ' OR ')})`;
}

function ofDomain(filter: Filter, domain: string, { now }: PublicContext): string | undefined {
  let isKnown = true;
  const read = (path: PropertyPath): ValueSql => {
    const value = publicValue(path);
    isKnown &&= value !== undefined;
    return value ?? { text: 'NULL::VARCHAR', number: 'NULL::DOUBLE', time: 'NULL::BIGINT' };
  };
  if (domain === 'person_changes' || domain === 'groups') return undefined;
  const condition = printFilter(filter, { now, read });
  if (!isKnown) return undefined;
  if (domain === 'sessions') {
    return `coalesce(session_id IN (SELECT session_id FROM sessions WHERE ${condition}), false)`;
  }
  return domain === 'persons' ? `person_id IN (SELECT person_id FROM persons WHERE ${condition})` : condition;
}

/** One property over the view that has it, for columns rather than conditions; undefined where none has it. */
export function printPublicColumn(property: string): string | undefined {
  const path = pathOf(property);
  const value = publicValue(path);
  if (value === undefined) return undefined;
  const name = sqlName(property);
  switch (domainOf(path)) {
    case 'sessions':
      return `SELECT session_id, ${value.text} AS ${name} FROM sessions`;
    case 'persons':
      return `SELECT person_id, ${value.text} AS ${name} FROM persons`;
    default:
      return `SELECT eid, ${value.text} AS ${name} FROM events`;
  }
}
