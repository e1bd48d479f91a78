/** What is stored of a person and of groups, as properties alone: what conditions of feature flags look at. */
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import type { JsonObject } from '../../../shared/model/json';
import { sqlText } from '../../../shared/sql/quote';
import type { GroupStore } from '../groups/group-store';
import { readRows } from '../store/read';
import { replayPerson } from './one-person';
import type { PeopleParts } from './parts';

export async function knownTraits(
  { dataset, readers, groups: store }: Pick<PeopleParts, 'dataset' | 'readers'> & { readonly groups: GroupStore },
  { distinctId, groups }: CommandInput<'flags.known'>,
): Promise<CommandOutput<'flags.known'>> {
  const view = await dataset.current();
  const person = view.personIndex(distinctId);
  const { offsets } = view.sequences;
  // An id whose events were taken out is still in the list of ids.
  const isKnown = person !== undefined && offsets[person] !== offsets[person + 1];
  const profile = isKnown ? [...(await replayPerson(view, readers, person)).profile] : [];
  const asked = Object.entries(groups);
  const rows =
    asked.length === 0
      ? []
      : await store.withTexts(view, (connection) =>
          readRows(
            connection,
            `SELECT type, properties::VARCHAR AS properties FROM group_texts WHERE ${asked
              .map(([type, key]) => `(type = ${sqlText(type)} AND key = ${sqlText(key)})`)
              .join(' OR ')}`,
          ),
        );
  return {
    isKnown,
    properties: Object.fromEntries(profile.map(([key, { value }]) => [key, value])),
    groups: Object.fromEntries(
      rows.map((row) => [String(row['type']), JSON.parse(String(row['properties'])) as JsonObject]),
    ),
  };
}
