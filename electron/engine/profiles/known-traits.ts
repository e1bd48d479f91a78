/** What is stored of a person and of groups, as conditions of feature flags look at it: properties, and saved segments. */
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import type { JsonObject } from '../../../shared/model/json';
import { sqlText } from '../../../shared/sql/quote';
import type { GroupStore } from '../groups/group-store';
import { peopleSegments, type PersonSegmentParts } from '../query/person-segments';
import { readRows } from '../store/read';
import { replayPerson } from './one-person';
import type { PeopleParts } from './parts';

export async function knownTraits(
  parts: Pick<PeopleParts, 'dataset' | 'readers'> & PersonSegmentParts & { readonly groups: GroupStore },
  { distinctId, groups, segments }: CommandInput<'flags.known'>,
): Promise<CommandOutput<'flags.known'>> {
  const { dataset, readers, groups: store } = parts;
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
  const belonging = isKnown && segments.length > 0 ? await peopleSegments(parts, { person: distinctId }, segments) : [];
  return {
    isKnown,
    properties: Object.fromEntries(profile.map(([key, { value }]) => [key, value])),
    groups: Object.fromEntries(
      rows.map((row) => [String(row['type']), JSON.parse(String(row['properties'])) as JsonObject]),
    ),
    segments: belonging.filter(({ belongs }) => belongs).map(({ id }) => id),
  };
}
