/** What a canonical row is given beyond what the file says: its id, and what the store keeps of it in columns. */
import { hash } from 'node:crypto';
import { CAMPAIGN_KEYS } from '../../../shared/model/derived';
import { WELL_KNOWN } from '../../../shared/model/event';
import { PROPERTY_OPERATIONS } from '../../../shared/model/person';
import { SQL_CAMPAIGN_OF, SQL_HAS_OPERATIONS_OF, SQL_IS_SERVER_OF, SQL_PAGE_OF } from '../../../shared/sql/columns';
import { sqlEventHash } from '../ingest/event-hash';

/** The id of an event that has none: by its content, and the how manieth of its content it is. */
export const derivedId = (digest: string, nth: string): string => `'f-' || md5(${digest} || ':' || ${nth})`;

/** The same of the first of its content, worked out here. */
export const firstDerivedId = (digest: string): string => `f-${hash('md5', `${digest}:1`, 'hex')}`;

/** The columns of a row on its way into the store, in their order. `digest` is there where the id is derived from it. */
export const CANONICAL = [
  ['row', 'BIGINT'],
  ['part', 'INTEGER'],
  ['event_id', 'VARCHAR'],
  ['event_hash', 'UBIGINT'],
  ['digest', 'VARCHAR'],
  ['timestamp', 'BIGINT'],
  ['original_timestamp', 'BIGINT'],
  ['sent_at', 'BIGINT'],
  ['received_at', 'BIGINT'],
  ['event', 'VARCHAR'],
  ['kind', 'VARCHAR'],
  ['distinct_id', 'VARCHAR'],
  ['anonymous_id', 'VARCHAR'],
  ['user_id', 'VARCHAR'],
  ['session_hint', 'VARCHAR'],
  ['groups', 'VARCHAR'],
  ['properties', 'VARCHAR'],
  ['source', 'VARCHAR'],
  ['project', 'VARCHAR'],
  ['lib', 'VARCHAR'],
  ['lib_version', 'VARCHAR'],
  ['page', 'VARCHAR'],
  ['is_server', 'BOOLEAN'],
  ['campaign', 'VARCHAR'],
  ['has_operations', 'BOOLEAN'],
  ['raw', 'VARCHAR'],
  ['reason', 'VARCHAR'],
  ['time_text', 'VARCHAR'],
  ['problem', 'VARCHAR'],
] as const;

export type CanonicalColumn = (typeof CANONICAL)[number][0];

/** Where a column of {@link CANONICAL} stands. */
export const columnAt = (name: CanonicalColumn): number => CANONICAL.findIndex(([column]) => column === name);

const PAGE_KEYS = [WELL_KNOWN.path, WELL_KNOWN.url, WELL_KNOWN.screen, 'name'];

/**
 * The rows of `select` as {@link CANONICAL}. Every event that has no id counts as the first of its content. `keys` are all
 * that the properties can have, where that is known: what follows from none of them need not be looked for.
 */
export function withDerived(select: string, keys?: ReadonlySet<string>): string {
  const any = (names: readonly string[]): boolean => keys === undefined || names.some((name) => keys.has(name));
  const page = any(PAGE_KEYS) ? SQL_PAGE_OF : 'NULL';
  // A table says nothing of libraries.
  const server = any(['$is_server']) ? SQL_IS_SERVER_OF : 'false';
  const campaign = any(CAMPAIGN_KEYS) ? SQL_CAMPAIGN_OF : 'NULL';
  const operations = any(PROPERTY_OPERATIONS) ? SQL_HAS_OPERATIONS_OF : 'false';
  const derived = `SELECT * REPLACE (CASE WHEN given_id IS NULL THEN digest END AS digest),
      coalesce(given_id, ${derivedId('digest', "'1'")}) AS event_id, ${page} AS page, ${server} AS is_server,
      ${campaign} AS campaign, ${operations} AS has_operations
    FROM (${select})`;
  return `SELECT ${CANONICAL.map(([name, type]) => `"${name}"::${type} AS "${name}"`).join(', ')}
    FROM (SELECT *, ${sqlEventHash('event_id')} AS event_hash FROM (${derived}))`;
}
