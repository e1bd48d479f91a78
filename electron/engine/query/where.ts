/**
 * The `where` of a list: what its own table can be asked, and who belongs to the segments in it. Who belongs is worked out
 * first, for it may want the tables that the list is then read from; inside, it is staged as a table of its own.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { fail } from '../../../shared/contract/errors';
import type { Filter } from '../../../shared/model/filter';
import { type Domain, filterDomains, printFilter } from '../../../shared/sql/predicate';
import type { View } from '../sequences/view';
import { writeColumns } from '../store/write-columns';
import { membersOf } from './members';
import type { PredicateCache } from './predicate-cache';

/** The members are 1 by person of the view. */
export type Where =
  | { readonly own: Filter }
  | { readonly members: Uint8Array }
  | { readonly all: readonly Where[] }
  | { readonly any: readonly Where[] }
  | { readonly not: Where };

export interface List {
  /** What tests of the list's own columns are asked of. */
  readonly own: Domain;
  /** What is said where a test can be asked of neither the list nor persons. */
  readonly refusal: string;
}

const OF_PERSONS: ReadonlySet<Domain> = new Set(['persons', 'behaviour']);

/** Takes a filter without references apart. Throws `invalid_request` where the list cannot be asked. */
export async function divideWhere(
  filter: Filter,
  { own, refusal }: List,
  view: View,
  predicates: PredicateCache,
  signal?: AbortSignal,
): Promise<Where> {
  const divide = async (part: Filter): Promise<Where> => {
    const domains = [...filterDomains(part)];
    if (domains.every((domain) => domain === own)) return { own: part };
    if (domains.every((domain) => OF_PERSONS.has(domain))) {
      return { members: await membersOf(predicates, part, view, [], signal) };
    }
    if ('all' in part) return { all: await divideEach(part.all) };
    if ('any' in part) return { any: await divideEach(part.any) };
    if ('not' in part) return { not: await divide(part.not) };
    return fail('invalid_request', refusal, { path: 'where' });
  };
  const divideEach = async (parts: readonly Filter[]): Promise<Where[]> => {
    const divided: Where[] = [];
    for (const part of parts) divided.push(await divide(part));
    return divided;
  };
  return divide(filter);
}

/**
 * The condition over the list's table, whose column `person` holds `codes`; members become tables of the connection, which
 * must be the caller's alone until they have been read.
 */
export async function stageWhere(
  connection: DuckDBConnection,
  where: Where,
  person: string,
  codes: Uint32Array,
): Promise<string> {
  let tables = 0;
  const stage = async (part: Where): Promise<string> => {
    if ('own' in part) return printFilter(part.own, { now: Date.now() });
    if ('not' in part) return `(NOT ${await stage(part.not)})`;
    if ('members' in part) {
      const table = `members_${tables++}`;
      await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} (code UINTEGER)`);
      const values = codes.filter((_, index) => part.members[index] === 1);
      await writeColumns(connection, { table, catalog: 'temp' }, [{ type: 'u32', values }], values.length);
      return `(${person} IN (SELECT code FROM ${table}))`;
    }
    const parts = [];
    for (const each of 'all' in part ? part.all : part.any) parts.push(await stage(each));
    return `(${parts.join('all' in part ? ' AND ' : ' OR ')})`;
  };
  return stage(where);
}

/** The columns' tests among the parts, for lists that join only what they read. */
export function ownFilters(where: Where): Filter[] {
  if ('own' in where) return [where.own];
  if ('members' in where) return [];
  if ('not' in where) return ownFilters(where.not);
  return ('all' in where ? where.all : where.any).flatMap(ownFilters);
}
