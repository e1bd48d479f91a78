/** One event by its id, whose it is, and in which session: what leads from one event to its surroundings. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import { fail } from '../../../shared/contract/errors';
import { sqlText } from '../../../shared/sql/quote';
import { sqlEventHash } from '../ingest/event-hash';
import { sessionIdAt } from '../sessions/session-ids';
import type { Dataset } from '../sequences/dataset';
import { NOWHERE } from '../sequences/view';
import { EVENT_FIELDS_SQL, toStoredEvent } from '../store/event-row';
import { readRows } from '../store/read';

export async function eventNamed(
  connection: DuckDBConnection,
  { eventId }: CommandInput<'events.named'>,
): Promise<CommandOutput<'events.named'>> {
  const id = sqlText(eventId);
  const [row] = await readRows(
    connection,
    `SELECT ${EVENT_FIELDS_SQL} FROM events WHERE event_hash = ${sqlEventHash(id)} AND event_id = ${id}`,
  );
  return row === undefined
    ? fail('not_found', 'There is no event with this id; it may have been taken out.')
    : toStoredEvent(row);
}

export async function eventOwner(
  dataset: Dataset,
  { eid }: CommandInput<'events.owner'>,
): Promise<CommandOutput<'events.owner'>> {
  const view = await dataset.current();
  const { sequences, sessions, persons } = view;
  const [position = NOWHERE] = await view.positionsOf(Uint32Array.of(eid));
  if (position === NOWHERE) {
    return fail('not_found', `There is no event number ${eid}; it may have been taken out with its import.`);
  }
  const session = sequences.at('session', position);
  if (session >= 0 && session < sessions.length) {
    const person = persons.ids[sessions.at('person', session)] as string;
    return { person, session: sessionIdAt(view, session) };
  }
  return { person: persons.ids[personAt(sequences.offsets, position)] as string };
}

/** The person whose stretch a position lies in, by halving. */
function personAt(offsets: Uint32Array, position: number): number {
  let low = 0;
  let high = offsets.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] as number) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}
