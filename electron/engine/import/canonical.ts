/** What a canonical row is given beyond what the file says: its id, and what the store keeps of it in columns. */
import { SQL_CAMPAIGN_OF, SQL_HAS_OPERATIONS_OF, SQL_IS_SERVER_OF, SQL_PAGE_OF } from '../../../shared/sql/columns';
import { sqlEventHash } from '../ingest/event-hash';

/** The id of an event that has none: by its content, and the how manieth of its content it is. */
export const derivedId = (digest: string, nth: string): string => `'f-' || md5(${digest} || ':' || ${nth})`;

/** The rows of `select` with what follows from them. Every event that has no id counts as the first of its content. */
export const withDerived = (select: string): string =>
  `SELECT *, ${sqlEventHash('event_id')} AS event_hash FROM (
     SELECT *, coalesce(given_id, ${derivedId('digest', "'1'")}) AS event_id, ${SQL_PAGE_OF} AS page, ${SQL_IS_SERVER_OF} AS is_server,
       ${SQL_CAMPAIGN_OF} AS campaign, ${SQL_HAS_OPERATIONS_OF} AS has_operations
     FROM (${select}))`;
