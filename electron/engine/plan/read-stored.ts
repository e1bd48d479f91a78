/** Stored events as the plan's rules want them. */
import { isJsonObject, type Json, type JsonObject } from '../../../shared/model/json';
import { isAutomaticEvent, isAutomaticProperty } from '../../../shared/plan/automatic';
import { nothingSeen, see, type Seen } from '../../../shared/plan/observe';
import { sqlText } from '../../../shared/sql/quote';
import { readRows } from '../store/read';
import type { Readers } from '../store/readers';
import type { ExaminedEvent } from './examination';

function parseProperties(cell: unknown): JsonObject {
  const value = JSON.parse(String(cell)) as Json;
  return isJsonObject(value) ? value : {};
}

/** The events numbered `from` up to, not including, `to`: the newest first. */
export async function readExamined(readers: Readers, from: number, to: number): Promise<ExaminedEvent[]> {
  const rows = await readers.use((connection) =>
    readRows(
      connection,
      `SELECT eid, event_id, event, distinct_id, timestamp, properties FROM events
       WHERE eid >= ${from} AND eid < ${to} ORDER BY eid DESC`,
    ),
  );
  return rows.map((row) => ({
    eid: Number(row['eid']),
    event_id: String(row['event_id']),
    event: String(row['event']),
    distinct_id: String(row['distinct_id']),
    timestamp: Number(row['timestamp']),
    properties: parseProperties(row['properties']),
  }));
}

/** Names beyond it are no names: ids have got into them. */
const MOST_EVENTS = 500;
/** Only the newest events are looked through. */
const REACH = 2_000_000;
const PER_READ = 20;

/** What events of each name carried, the newest half of the sample and as many from all over the past; those that SDKs make by themselves only where they are named. */
export async function seenInStore(
  readers: Readers,
  { events, sample }: { readonly events?: readonly string[]; readonly sample: number },
): Promise<{ readonly seen: ReadonlyMap<string, Seen>; readonly examined: number }> {
  const names = events ?? (await newestNames(readers));
  // What is newest is meant; what came before tells which values there are.
  const half = Math.ceil(sample / 2);
  const seen = new Map<string, Seen>();
  let examined = 0;
  for (let at = 0; at < names.length; at += PER_READ) {
    const wanted = names
      .slice(at, at + PER_READ)
      .map(sqlText)
      .join(', ');
    const rows = await readers.use((connection) =>
      readRows(
        connection,
        `SELECT event, properties FROM events WHERE eid IN (
           SELECT eid FROM events WHERE event IN (${wanted}) AND eid + ${REACH} > (SELECT max(eid) FROM events)
           QUALIFY row_number() OVER (PARTITION BY event ORDER BY eid DESC) <= ${half}
             OR row_number() OVER (PARTITION BY event ORDER BY hash(eid)) <= ${half}) ORDER BY eid`,
      ),
    );
    for (const row of rows) {
      const event = String(row['event']);
      let profile = seen.get(event);
      if (profile === undefined) seen.set(event, (profile = nothingSeen()));
      see(profile, parseProperties(row['properties']), isAutomaticProperty);
      examined += 1;
    }
  }
  return { seen, examined };
}

async function newestNames(readers: Readers): Promise<string[]> {
  const rows = await readers.use((connection) =>
    readRows(connection, `SELECT event FROM events GROUP BY event ORDER BY count(*) DESC, event LIMIT ${MOST_EVENTS}`),
  );
  return rows.map((row) => String(row['event'])).filter((event) => !isAutomaticEvent(event));
}
