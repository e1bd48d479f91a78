/** How much recordings take, and taking them out by hand. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import { fail } from '../../../shared/contract/errors';
import type { Dataset } from '../sequences/dataset';
import { readRows } from '../store/read';
import { SQL_RECORDING_NAMES } from './of-session';
import type { RecordingStore } from './recording-store';
import type { Removed, Selection } from './removal';

export async function recordingsUsage(
  connection: DuckDBConnection,
  limitBytes: number,
): Promise<CommandOutput<'recordings.usage'>> {
  const [row] = await readRows(
    connection,
    `SELECT count(DISTINCT (source, recording))::INTEGER AS recordings, coalesce(sum(bytes), 0)::BIGINT AS bytes,
       min(first - skew) AS first, max(last - skew) AS last FROM recordings`,
  );
  const isEmpty = row === undefined || row['first'] === null;
  return {
    recordings: Number(row?.['recordings'] ?? 0),
    bytes: Number(row?.['bytes'] ?? 0),
    limitBytes,
    ...(isEmpty ? {} : { first: Number(row['first']), last: Number(row['last']) }),
  };
}

export async function recordingsRemove(
  store: RecordingStore,
  dataset: Dataset,
  input: CommandInput<'recordings.remove'>,
): Promise<Removed> {
  return store.remove(input.what === 'person' ? await selectPerson(dataset, input.person) : select(input));
}

function select(input: Exclude<CommandInput<'recordings.remove'>, { what: 'person' }>): Selection {
  switch (input.what) {
    case 'all':
      return { where: 'true' };
    case 'before':
      return { where: 'last < $before', params: { before: input.before } };
    case 'these':
      return {
        where: `(source, recording) IN (${input.recordings.map((_, at) => `($s${at}, $r${at})`).join(', ')})`,
        params: Object.fromEntries(
          input.recordings.flatMap(({ source, recording }, at) => [
            [`s${at}`, source],
            [`r${at}`, recording],
          ]),
        ),
      };
  }
}

async function selectPerson(dataset: Dataset, person: string): Promise<Selection> {
  const view = await dataset.current();
  const index = view.personIndex(person);
  if (index === undefined) return fail('not_found', `There is no person «${person}».`);
  const ids = [...new Set([...view.membersOf(index)].map(({ id }) => id))];
  const names = ids.map((_, at) => `$id${at}`).join(', ');
  return {
    where: `list_has_any(ids, [${names}]) OR recording IN (SELECT ${SQL_RECORDING_NAMES} FROM events
      WHERE distinct_id IN (${names}) OR user_id IN (${names}) OR anonymous_id IN (${names}))`,
    params: Object.fromEntries(ids.map((id, at) => [`id${at}`, id])),
  };
}
