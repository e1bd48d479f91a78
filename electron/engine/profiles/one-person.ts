/** Questions about one person: its profile and how it came to be. Any of its ids names it. */
import { computeZoneTable, DAY_MS } from '../../../shared/base/time';
import { dayOfInstant } from '../../../shared/base/time-buckets';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import { fail } from '../../../shared/contract/errors';
import { replay } from '../../../shared/profiles/replay';
import { sqlWellKnown } from '../../../shared/sql/columns';
import { eventRows } from '../query/event-rows';
import type { View } from '../sequences/view';
import { sessionIdAt } from '../sessions/session-ids';
import { readRows } from '../store/read';
import type { Readers } from '../store/readers';
import { sessionRows } from './measure';
import { operationPositions, readOperations } from './operations';
import type { PeopleParts } from './parts';

const MAX_CHANGES = 20_000;
const UTM_PARTS = {
  source: 'utmSource',
  medium: 'utmMedium',
  campaign: 'utmCampaign',
  term: 'utmTerm',
  content: 'utmContent',
} as const;

/** The person's number in the view. Throws `not_found` with what may have happened to the id. */
export function findPerson(view: View, id: string): number {
  const person = view.personIndex(id);
  const { offsets } = view.sequences;
  if (person === undefined || offsets[person] === offsets[person + 1]) {
    return fail(
      'not_found',
      `There is no person with the id «${id}»: no event carries it, or its events were taken out.`,
    );
  }
  return person;
}

export async function peopleGet(
  { dataset, readers }: PeopleParts,
  { person: id }: CommandInput<'people.get'>,
): Promise<CommandOutput<'people.get'>> {
  const view = await dataset.current();
  const person = findPerson(view, id);
  const { sequences } = view;
  const from = sequences.offsets[person] as number;
  const to = sequences.offsets[person + 1] as number;
  const ids = [...view.membersOf(person)];
  const { start, stop } = sessionRows(view, person);
  let engagedMs = 0;
  for (let row = start; row < stop; row++) engagedMs += view.sessions.at('engagedMs', row);
  const { profile } = await replayPerson(view, readers, person);
  const text = (key: string): string | undefined => {
    const value = profile.get(key)?.value;
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const name = text('name') ?? text('email');
  const days = countDays(view, from, to);
  return {
    person: view.persons.ids[person] as string,
    ...(name === undefined ? {} : { name }),
    known: ids.some(({ role }) => role === 'user'),
    ids,
    firstSeen: sequences.at('time', from),
    lastSeen: sequences.at('time', to - 1),
    events: to - from,
    sessions: stop - start,
    activeDays: days.length,
    engagedSeconds: engagedMs / 1000,
    properties: [...profile].map(([key, property]) => ({ key, ...property })),
    acquisition: await acquisitionOf(view, readers, start < stop ? start : undefined),
    counts: countEvents(view, from, to),
    days,
  };
}

/** The latest changes, in event order. */
export async function peopleChanges(
  { dataset, readers }: PeopleParts,
  { person: id }: CommandInput<'people.changes'>,
): Promise<CommandOutput<'people.changes'>> {
  const view = await dataset.current();
  const { changes, nameOf } = await replayPerson(view, readers, findPerson(view, id));
  return changes.slice(-MAX_CHANGES).map(({ value, ...change }) => ({
    ...change,
    event: nameOf(change.eid),
    ...(value === undefined ? {} : { value }),
  }));
}

/** The latest events, in order. */
export async function peopleEvents(
  { dataset, readers }: PeopleParts,
  { person: id, limit }: CommandInput<'people.events'>,
): Promise<Uint8Array> {
  const view = await dataset.current();
  const person = findPerson(view, id);
  const { offsets } = view.sequences;
  const to = offsets[person + 1] as number;
  const from = Math.max(offsets[person] as number, to - limit);
  const positions = Uint32Array.from({ length: to - from }, (_, i) => from + i);
  return readers.use((connection) => eventRows(connection, view, positions));
}

/** The person's properties by its events in order, and how they came to be. */
export async function replayPerson(
  view: View,
  readers: Readers,
  person: number,
): Promise<ReturnType<typeof replay> & { readonly nameOf: (eid: number) => string }> {
  const { sequences } = view;
  const positions: number[] = [];
  operationPositions(view, person, positions);
  const eids = positions.map((position) => sequences.at('eid', position));
  const operations = await readers.use((connection) => readOperations(connection, eids));
  const names = new Map(positions.map((position, i) => [eids[i] as number, sequences.at('name', position)]));
  const events = positions.map((position, i) => ({
    eid: eids[i] as number,
    time: sequences.at('time', position),
    operations: operations.get(eids[i] as number) ?? {},
  }));
  return { ...replay(events), nameOf: (of) => view.names[names.get(of) ?? -1] ?? '' };
}

/** Where the person came from: what the first session began with. */
async function acquisitionOf(
  view: View,
  readers: Readers,
  session: number | undefined,
): Promise<CommandOutput<'people.get'>['acquisition']> {
  if (session === undefined) return { utm: {} };
  const parts = Object.entries(UTM_PARTS).map(([part, name]) => `${sqlWellKnown(name)} AS ${part}`);
  const [row] = await readers.use((connection) =>
    readRows(
      connection,
      `SELECT ${sqlWellKnown('referrer')} AS referrer, ${parts.join(', ')} FROM events WHERE eid = ${view.sessions.at('entry', session)}`,
    ),
  );
  const utm = Object.keys(UTM_PARTS).flatMap((part): [string, string][] => {
    const value = row?.[part];
    return value === null || value === undefined ? [] : [[part, String(value)]];
  });
  const referrer = row?.['referrer'];
  const landingPage = view.pages[view.sessions.at('entryPage', session)];
  return {
    ...(referrer === null || referrer === undefined ? {} : { referrer: String(referrer) }),
    utm: Object.fromEntries(utm),
    ...(landingPage === undefined ? {} : { landingPage }),
    session: sessionIdAt(view, session),
  };
}

function countEvents(view: View, from: number, to: number): CommandOutput<'people.get'>['counts'] {
  const counts = new Map<number, { event: string; count: number; first: number; last: number }>();
  const names = view.sequences.read('name', from, to);
  const times = view.sequences.read('time', from, to);
  for (let i = 0; i < names.length; i++) {
    const code = names[i] as number;
    const at = times[i] as number;
    const known = counts.get(code);
    if (known === undefined) counts.set(code, { event: view.names[code] as string, count: 1, first: at, last: at });
    else {
      known.count++;
      known.last = at;
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || (a.event < b.event ? -1 : 1));
}

function countDays(view: View, from: number, to: number): CommandOutput<'people.get'>['days'] {
  if (from === to) return [];
  const time = view.sequences.read('time', from, to);
  const zone = computeZoneTable(view.settings.timezone, time[0] as number, time[time.length - 1] as number);
  const days: { day: string; events: number }[] = [];
  let last = NaN;
  for (const at of time) {
    const day = dayOfInstant(zone, at);
    const open = days.at(-1);
    if (day === last && open !== undefined) open.events++;
    else days.push({ day: new Date(day * DAY_MS).toISOString().slice(0, 10), events: 1 });
    last = day;
  }
  return days;
}
