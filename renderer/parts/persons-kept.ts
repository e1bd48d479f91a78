/** What can be kept of the people behind a number: a file with a row for each, a segment of just them. Pure. */
import { BugError } from '../../shared/base/assert';
import type { GroupRow, PersonRow } from '../../shared/contract/commands';
import type { Filter } from '../../shared/model/filter';
import { printCsv } from './csv';

/** As many as a segment by name may hold: it is a file that people read, and a part of addresses. */
export const MOST_KEPT = 10_000;

const iso = (ms: number): string => new Date(ms).toISOString();

/** Times are ISO, UTC. The ids of a person are in one cell, apart by spaces. */
export function printPersons(rows: readonly (PersonRow | GroupRow)[]): string {
  const [first] = rows;
  if (first !== undefined && 'key' in first) {
    return printCsv(
      ['type', 'key', 'persons', 'events', 'first_seen', 'last_seen'],
      rows.map((row) => {
        if (!('key' in row)) throw new BugError('a list of groups holds a person');
        return [row.type, row.key, row.persons, row.events, iso(row.firstSeen), iso(row.lastSeen)];
      }),
    );
  }
  return printCsv(
    ['person', 'ids', 'events', 'first_seen', 'last_seen'],
    rows.map((row) => {
      if ('key' in row) throw new BugError('a list of persons holds a group');
      return [row.person, row.ids.join(' '), row.events, iso(row.firstSeen), iso(row.lastSeen)];
    }),
  );
}

/** Exactly these people, however they change: who ever sent an event under one of their ids. */
export function filterOfPersons(rows: readonly PersonRow[]): Filter {
  const ids = rows.flatMap((row) => row.ids);
  return { performed: { event: '*', where: { property: 'distinct_id', op: 'eq', value: ids } } };
}
