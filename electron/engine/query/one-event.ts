/** One event, by its number. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import { fail } from '../../../shared/contract/errors';
import { EVENT_FIELDS_SQL, toStoredEvent } from '../store/event-row';
import { readRows } from '../store/read';

/** The event of that number, with all that is stored of it. Throws {@link AppFailure} where there is none. */
export async function getEvent(
  connection: DuckDBConnection,
  { eid }: CommandInput<'events.get'>,
): Promise<CommandOutput<'events.get'>> {
  const [row] = await readRows(connection, `SELECT ${EVENT_FIELDS_SQL} FROM events WHERE eid = ${eid}`);
  return row === undefined ? fail('not_found', `There is no event number ${eid}.`) : toStoredEvent(row);
}
