/**
 * The public views (shared/model/public-views.ts) over the tables that hold them: `events` and the session tables of the
 * workspace's database, and what {@link SqlTables} writes into a database of its own in memory. A view is printed for one
 * query with the joins that its columns need, since an event's person and session cost a join over all events.
 */
import { BugError } from '../../../shared/base/assert';
import type { SessionColumn } from '../../../shared/model/session';
import { sqlName } from '../../../shared/sql/quote';
import { SQL_SESSION_ID, sessionSource } from '../sessions/session-source';

/** Where the tables are. */
export interface Places {
  /** Of the workspace's file, such as `"waymark".main.`. */
  readonly workspace: string;
  /** Of the tables in memory. */
  readonly derived: string;
}

export interface Scope {
  /** Events from this number on came after the view was made. */
  readonly nextEid: number;
  /** Columns that the query may read; undefined: all. */
  readonly names: ReadonlySet<string> | undefined;
}

export const reads = ({ names }: Pick<Scope, 'names'>, column: string): boolean =>
  names === undefined || names.has(column);

const time = (column: string): string => `make_timestamp_ms(${column})`;

export function printView(name: string, places: Places, scope: Scope): string {
  switch (name) {
    case 'events':
      return printEvents(places, scope);
    case 'sessions':
      return printSessions(places, scope);
    case 'persons':
      return `SELECT person AS person_id, name, email, known, ids, ${time('"firstSeen"')} AS first_seen,
        ${time('"lastSeen"')} AS last_seen, events, sessions, "activeDays" AS active_days,
        "engagedSeconds" AS engaged_seconds, referrer, "utm.source" AS utm_source, "utm.medium" AS utm_medium,
        "utm.campaign" AS utm_campaign, "landingPage" AS landing_page, properties FROM ${places.derived}persons`;
    case 'person_ids':
      return `SELECT i.id, ['user', 'anonymous', 'plain'][i.role + 1] AS role, p.id AS person_id
        FROM ${places.derived}person_ids i JOIN ${places.workspace}session_persons p ON p.code = i.person`;
    case 'groups':
      return printGroups(places, scope);
    default:
      throw new BugError(`there is no view ${name}`);
  }
}

function printEvents({ workspace, derived }: Places, scope: Scope): string {
  const person = reads(scope, 'person_id');
  const session = reads(scope, 'session_id');
  const joins = [
    ...(person || session ? [`JOIN ${derived}owners o ON o.eid = e.eid`] : []),
    ...(person ? [`JOIN ${workspace}session_persons p ON p.code = o.person`] : []),
    ...(session ? [`LEFT JOIN ${workspace}session_rows r ON r.idx = o.row`] : []),
  ];
  return `SELECT e.eid, e.event_id, ${time('e.timestamp')} AS timestamp, e.event, e.kind,
      ${person ? 'p.id' : 'NULL::VARCHAR'} AS person_id,
      ${session ? `CASE WHEN o.row IS NOT NULL THEN ${SQL_SESSION_ID} END` : 'NULL::VARCHAR'} AS session_id,
      e.distinct_id, e.anonymous_id, e.user_id, e.session_hint AS sdk_session_id, e.page, e.groups, e.properties,
      e.source, e.project, e.lib, e.lib_version, ${time('e.original_timestamp')} AS original_timestamp,
      ${time('e.sent_at')} AS sent_at, ${time('e.received_at')} AS received_at, e.import_id
    FROM ${workspace}events e ${joins.join(' ')} WHERE e.eid < ${scope.nextEid}`;
}

const SESSION_NAMES: readonly (readonly [name: string, column: SessionColumn])[] = [
  ['session_id', 'id'],
  ['person_id', 'person'],
  ['started_at', 'start'],
  ['ended_at', 'end'],
  ['duration_seconds', 'durationSeconds'],
  ['events', 'events'],
  ['pageviews', 'pageviews'],
  ['page_depth', 'pageDepth'],
  ['entry_page', 'entryPage'],
  ['exit_page', 'exitPage'],
  ['bounce', 'bounce'],
  ['split_reason', 'splitReason'],
  ['referrer', 'referrer'],
  ['utm_source', 'utm.source'],
  ['utm_medium', 'utm.medium'],
  ['utm_campaign', 'utm.campaign'],
  ['utm_term', 'utm.term'],
  ['utm_content', 'utm.content'],
  ['device', 'device'],
  ['browser', 'browser'],
  ['os', 'os'],
  ['country', 'country'],
  ['engaged_seconds', 'engagedSeconds'],
  ['clicks', 'clicks'],
  ['rage_clicks', 'rageClicks'],
  ['errors', 'errors'],
];

function printSessions({ workspace }: Places, scope: Scope): string {
  const read = SESSION_NAMES.filter(([name]) => reads(scope, name));
  const columns = SESSION_NAMES.map(([name, column]) => {
    if (!reads(scope, name)) return `NULL AS ${name}`;
    const value = sqlName(column);
    return `${column === 'start' || column === 'end' ? time(value) : value} AS ${name}`;
  });
  return `SELECT ${columns.join(', ')} FROM ${sessionSource(
    read.map(([, column]) => column),
    workspace,
  )} s`;
}

/** Most events name no group, and a look at the text is cheaper than taking it apart. */
function printGroups({ workspace, derived }: Places, scope: Scope): string {
  const named = printNamedGroups({ workspace, derived }, scope);
  if (!reads(scope, 'properties')) return `SELECT *, NULL::JSON AS properties FROM (${named})`;
  return `SELECT n.*, coalesce(t.properties, '{}'::JSON) AS properties
    FROM (${named}) n LEFT JOIN ${derived}group_texts t ON t.type = n.type AND t.key = n.key`;
}

function printNamedGroups({ workspace, derived }: Places, { nextEid }: Scope): string {
  return `SELECT g.entry.key AS type, g.entry.value AS key, count(*) AS events, count(DISTINCT o.person) AS persons,
      ${time('min(g.timestamp)')} AS first_seen, ${time('max(g.timestamp)')} AS last_seen
    FROM (
      SELECT eid, timestamp, unnest(map_entries(from_json(groups, '"MAP(VARCHAR, VARCHAR)"'))) AS entry
      FROM ${workspace}events WHERE groups::VARCHAR <> '{}' AND eid < ${nextEid}
    ) g JOIN ${derived}owners o ON o.eid = g.eid GROUP BY ALL`;
}
