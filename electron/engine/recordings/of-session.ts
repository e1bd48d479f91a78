/** Which recordings show a session: those that its events name, as far as they ran while it did. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import { noSession, sessionPositions } from '../query/sessions';
import type { Dataset } from '../sequences/dataset';
import { sessionIndexOf } from '../sessions/session-ids';
import { readRows, readStrings } from '../store/read';

/** Under which properties SDKs name a recording; PostHog and our own format name it by the session. */
const NAMES = ['$."$mp_replay_id"', '$."[Amplitude] Session Replay ID"'];
/** The names that an event has for recordings, a row each, NULL among them. */
export const SQL_RECORDING_NAMES = `unnest([session_hint, ${NAMES.map((path) => `properties->>'${path}'`).join(', ')},
  CASE WHEN source = 'openpanel' THEN anonymous_id END])`;
/** A recording goes on for a while after the last event of a session, and its first piece may be a moment older. */
const SLACK_MS = 60_000;
/** Of a session with more events, these say enough. */
const MOST_EVENTS = 5_000;

export async function recordingsOfSession(
  connection: DuckDBConnection,
  dataset: Dataset,
  { session }: CommandInput<'recordings.ofSession'>,
): Promise<CommandOutput<'recordings.ofSession'>> {
  const view = await dataset.current();
  const index = sessionIndexOf(view, session) ?? noSession(session);
  const eids = sessionPositions(view, index)
    .slice(0, MOST_EVENTS)
    .map((position) => view.sequences.at('eid', position));
  if (eids.length === 0) return [];
  const names = await readStrings(
    connection,
    `SELECT DISTINCT name FROM (
       SELECT ${SQL_RECORDING_NAMES} AS name
       FROM events WHERE eid IN (${eids.join(', ')})
     ) WHERE name IS NOT NULL`,
  );
  if (names.length === 0) return [];
  const from = view.sessions.at('start', index) - SLACK_MS;
  const to = view.sessions.at('end', index) + SLACK_MS;
  const rows = await readRows(
    connection,
    `SELECT source, recording, min(first - skew) AS start, max(last - skew) AS "end", sum(events)::BIGINT AS events
     FROM recordings
     WHERE recording IN (${names.map((_, at) => `$${at + 1}`).join(', ')}) AND last - skew >= ${from} AND first - skew <= ${to}
     GROUP BY source, recording ORDER BY start, recording`,
    names,
  );
  return rows.map((row) => ({
    source: String(row['source']),
    recording: String(row['recording']),
    start: Number(row['start']),
    end: Number(row['end']),
    events: Number(row['events']),
  }));
}
