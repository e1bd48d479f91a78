/**
 * The views that SQL insights may read: a public API, documented in docs/sql.md, which a test holds against this table.
 * Columns are added, never renamed or taken away. Times are TIMESTAMP in UTC.
 */

export interface PublicColumn {
  readonly name: string;
  /** As DuckDB names it. */
  readonly type: 'VARCHAR' | 'BOOLEAN' | 'UINTEGER' | 'BIGINT' | 'DOUBLE' | 'TIMESTAMP' | 'JSON';
  readonly about: string;
}

export interface PublicView {
  readonly name: string;
  readonly about: string;
  readonly columns: readonly PublicColumn[];
}

const column = (name: string, type: PublicColumn['type'], about: string): PublicColumn => ({ name, type, about });

const EVENTS: PublicView = {
  name: 'events',
  about: 'Every stored event.',
  columns: [
    column('eid', 'UINTEGER', 'number in the order of storage'),
    column('event_id', 'VARCHAR', 'unique id'),
    column('timestamp', 'TIMESTAMP', 'when it happened, corrected for the sender’s clock'),
    column('event', 'VARCHAR', 'name'),
    column('kind', 'VARCHAR', 'page, screen, click, identify, custom, …'),
    column('person_id', 'VARCHAR', 'the person it belongs to now'),
    column('session_id', 'VARCHAR', 'its session; NULL for a server’s event outside all sessions'),
    column('distinct_id', 'VARCHAR', 'the id it was sent under'),
    column('anonymous_id', 'VARCHAR', 'the device’s id'),
    column('user_id', 'VARCHAR', 'the known user’s id'),
    column('sdk_session_id', 'VARCHAR', 'the SDK’s own session id'),
    column('page', 'VARCHAR', 'path of a page view, name of a screen'),
    column('groups', 'JSON', 'group keys by type: {"company": "acme"}'),
    column('properties', 'JSON', 'everything else that was sent'),
    column('source', 'VARCHAR', 'protocol or file it came by'),
    column('project', 'VARCHAR', 'project or write key it was sent to'),
    column('lib', 'VARCHAR', 'sending library'),
    column('lib_version', 'VARCHAR', 'its version'),
    column('original_timestamp', 'TIMESTAMP', 'the time as it was sent'),
    column('sent_at', 'TIMESTAMP', 'when the sender sent it, by its own clock'),
    column('received_at', 'TIMESTAMP', 'when it arrived here'),
    column('import_id', 'UINTEGER', 'the import it came with; NULL where it was captured'),
  ],
};

const SESSIONS: PublicView = {
  name: 'sessions',
  about: 'Every session, as the Sessions view shows it.',
  columns: [
    column('session_id', 'VARCHAR', 'its id'),
    column('person_id', 'VARCHAR', 'whose it is'),
    column('started_at', 'TIMESTAMP', 'first event'),
    column('ended_at', 'TIMESTAMP', 'last event'),
    column('duration_seconds', 'DOUBLE', 'from first to last'),
    column('events', 'UINTEGER', 'events in it'),
    column('pageviews', 'UINTEGER', 'page and screen views'),
    column('page_depth', 'UINTEGER', 'different pages'),
    column('entry_page', 'VARCHAR', 'first page'),
    column('exit_page', 'VARCHAR', 'last page'),
    column('bounce', 'BOOLEAN', 'by the workspace’s definition'),
    column('split_reason', 'VARCHAR', 'why it began: first, timeout, sdk, midnight, campaign, maxLength'),
    column('referrer', 'VARCHAR', 'of the first event, as are the following'),
    column('utm_source', 'VARCHAR', ''),
    column('utm_medium', 'VARCHAR', ''),
    column('utm_campaign', 'VARCHAR', ''),
    column('utm_term', 'VARCHAR', ''),
    column('utm_content', 'VARCHAR', ''),
    column('device', 'VARCHAR', ''),
    column('browser', 'VARCHAR', ''),
    column('os', 'VARCHAR', ''),
    column('country', 'VARCHAR', ''),
    column('engaged_seconds', 'DOUBLE', 'time in which something happened'),
    column('clicks', 'UINTEGER', ''),
    column('rage_clicks', 'UINTEGER', ''),
    column('errors', 'UINTEGER', ''),
  ],
};

const PERSONS: PublicView = {
  name: 'persons',
  about: 'Every person with its properties as they are now.',
  columns: [
    column('person_id', 'VARCHAR', 'the canonical id'),
    column('name', 'VARCHAR', 'property name, else email'),
    column('email', 'VARCHAR', 'property email'),
    column('known', 'BOOLEAN', 'one of its ids is a known user’s'),
    column('ids', 'UINTEGER', 'how many ids make it up'),
    column('first_seen', 'TIMESTAMP', 'first event'),
    column('last_seen', 'TIMESTAMP', 'last event'),
    column('events', 'UINTEGER', ''),
    column('sessions', 'UINTEGER', ''),
    column('active_days', 'UINTEGER', 'days with an event, in the workspace’s time zone'),
    column('engaged_seconds', 'DOUBLE', ''),
    column('referrer', 'VARCHAR', 'of the first session, as are the following'),
    column('utm_source', 'VARCHAR', ''),
    column('utm_medium', 'VARCHAR', ''),
    column('utm_campaign', 'VARCHAR', ''),
    column('landing_page', 'VARCHAR', ''),
    column('properties', 'JSON', 'all properties'),
  ],
};

const PERSON_IDS: PublicView = {
  name: 'person_ids',
  about: 'Which ids make up which person.',
  columns: [
    column('id', 'VARCHAR', 'an id that events were sent under'),
    column('role', 'VARCHAR', 'user, anonymous or plain (a distinct id of neither sort)'),
    column('person_id', 'VARCHAR', 'the person it belongs to'),
  ],
};

const GROUPS: PublicView = {
  name: 'groups',
  about: 'Every group that an event names.',
  columns: [
    column('type', 'VARCHAR', 'such as company'),
    column('key', 'VARCHAR', 'such as acme'),
    column('events', 'BIGINT', 'events that name it'),
    column('persons', 'BIGINT', 'persons with such an event'),
    column('first_seen', 'TIMESTAMP', ''),
    column('last_seen', 'TIMESTAMP', ''),
    column('properties', 'JSON', 'what group events tell of it, as it is now'),
  ],
};

export const PUBLIC_VIEWS: readonly PublicView[] = [EVENTS, SESSIONS, PERSONS, PERSON_IDS, GROUPS];
