/** What is stored of a person and of groups, as conditions of feature flags look at it: properties, and saved segments. */
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import type { JsonObject } from '../../../shared/model/json';
import { sqlText } from '../../../shared/sql/quote';
import type { GroupStore } from '../groups/group-store';
import { peopleSegments, type PersonSegmentParts } from '../query/person-segments';
import type { View } from '../sequences/view';
import { readRows } from '../store/read';
import type { Readers } from '../store/readers';
import { replayPerson } from './one-person';
import type { PeopleParts } from './parts';

export async function knownTraits(
  parts: Pick<PeopleParts, 'dataset' | 'readers'> & PersonSegmentParts & { readonly groups: GroupStore },
  { distinctId, groups, segments, continuity }: CommandInput<'flags.known'>,
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
  const before = isKnown && continuity ? await firstAnonymousId(view, readers, person) : undefined;
  return {
    isKnown,
    properties: Object.fromEntries(profile.map(([key, { value }]) => [key, value])),
    groups: Object.fromEntries(
      rows.map((row) => [String(row['type']), JSON.parse(String(row['properties'])) as JsonObject]),
    ),
    segments: belonging.filter(({ belongs }) => belongs).map(({ id }) => id),
    ...(before === undefined ? {} : { firstAnonymousId: before }),
  };
}

/** Who is identified is so by one of their first events; and the host waits for this. */
const EVENTS_LOOKED_AT = 2_000;

/**
 * The id that the person's first identification joined to them. PostHog notes it down with the person when the SDK asks for
 * flags right after; here the event says it.
 */
async function firstAnonymousId(view: View, readers: Readers, person: number): Promise<string | undefined> {
  const own = new Set(
    view
      .membersOf(person)
      .filter(({ role }) => role === 'anonymous')
      .map(({ id }) => id),
  );
  if (own.size === 0) return undefined;
  const { sequences } = view;
  const from = sequences.offsets[person] as number;
  const to = Math.min(sequences.offsets[person + 1] as number, from + EVENTS_LOOKED_AT);
  const eids = Array.from({ length: to - from }, (_, i) => sequences.at('eid', from + i));
  const rows = await readers.use((connection) =>
    readRows(
      connection,
      `SELECT anonymous_id AS id FROM events WHERE eid IN (${eids.join(', ')})
       AND kind = 'identify' AND anonymous_id IS NOT NULL AND user_id IS NOT NULL ORDER BY timestamp, event_id`,
    ),
  );
  return rows.map((row) => String(row['id'])).find((id) => own.has(id));
}
