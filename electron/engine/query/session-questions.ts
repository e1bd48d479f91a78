/** One session among others, and all sessions under other settings. */
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import type { SessionPreview } from '../../../shared/contract/sessions';
import { SPLIT_REASONS } from '../../../shared/model/session';
import type { SessionTable } from '../../../shared/sessions/table';
import { medianOf } from '../../../shared/stats/median';
import { giveWay } from '../sequences/cooperate';
import type { Dataset } from '../sequences/dataset';
import type { View } from '../sequences/view';
import { rowsByPerson } from '../sessions/extend';
import { sessionIdAt, sessionIndexOf } from '../sessions/session-ids';
import { noSession } from './sessions';

const MAX_AROUND = 10;

export async function sessionsNeighbours(
  dataset: Dataset,
  { session }: CommandInput<'sessions.neighbours'>,
): Promise<CommandOutput<'sessions.neighbours'>> {
  const view = await dataset.current();
  const { sessions, persons } = view;
  const index = sessionIndexOf(view, session) ?? noSession(session);
  const sibling = (at: number): string | undefined =>
    at >= 0 && at < sessions.length && sessions.person[at] === sessions.person[index]
      ? sessionIdAt(view, at)
      : undefined;
  const previous = sibling(index - 1);
  const next = sibling(index + 1);
  return {
    ...(previous === undefined ? {} : { previous }),
    ...(next === undefined ? {} : { next }),
    around: nearest(sessions, index).map((at) => ({
      id: sessionIdAt(view, at),
      person: persons.ids[sessions.person[at] as number] as string,
      start: sessions.start[at] as number,
      end: sessions.end[at] as number,
      events: sessions.events[at] as number,
    })),
  };
}

/** Other persons' sessions by the time between them and this one, then by how close they begin. */
function nearest({ length, person, start, end }: SessionTable, index: number): number[] {
  const from = start[index] as number;
  const to = end[index] as number;
  const found: { at: number; gap: number; shift: number }[] = [];
  let worst = Infinity;
  for (let at = 0; at < length; at++) {
    const began = start[at] as number;
    const gap = Math.max(0, began - to, from - (end[at] as number));
    if (gap > worst || person[at] === person[index]) continue;
    const shift = Math.abs(began - from);
    const last = found.at(-1);
    if (found.length === MAX_AROUND && last !== undefined && gap === last.gap && shift >= last.shift) continue;
    let place = found.length;
    while (place > 0) {
      const other = found[place - 1];
      if (other === undefined || other.gap < gap || (other.gap === gap && other.shift <= shift)) break;
      place--;
    }
    found.splice(place, 0, { at, gap, shift });
    if (found.length > MAX_AROUND) found.pop();
    if (found.length === MAX_AROUND) worst = found.at(-1)?.gap ?? Infinity;
  }
  return found.map(({ at }) => at);
}

export async function sessionsPreview(
  dataset: Dataset,
  { settings }: CommandInput<'sessions.preview'>,
): Promise<SessionPreview> {
  const { view, supposed } = await dataset.supposeSessions(settings);
  const before = describe(view.sessions);
  await giveWay();
  const after = describe(supposed.sessions);
  await giveWay();
  return { before, after, personsChanged: personsChanged(view, supposed) };
}

/** What is compared does not change from one comparison to the next. */
const described = new WeakMap<SessionTable, SessionPreview['before']>();

function describe(table: SessionTable): SessionPreview['before'] {
  const known = described.get(table) ?? summarise(table);
  described.set(table, known);
  return known;
}

function summarise({ length, start, end, bounce, reason }: SessionTable): SessionPreview['before'] {
  const counts = new Uint32Array(SPLIT_REASONS.length);
  let bounces = 0;
  for (let i = 0; i < length; i++) {
    counts[reason[i] as number] = (counts[reason[i] as number] as number) + 1;
    bounces += bounce[i] as number;
  }
  const seconds = new Float64Array(length);
  for (let i = 0; i < length; i++) seconds[i] = ((end[i] as number) - (start[i] as number)) / 1000;
  const median = medianOf([seconds]);
  const reasons = SPLIT_REASONS.map((name, code): [string, number] => [name, counts[code] as number]);
  return {
    sessions: length,
    ...(median === undefined ? {} : { medianDurationSeconds: median }),
    ...(length === 0 ? {} : { bounceRate: bounces / length }),
    reasons: Object.fromEntries(reasons.filter(([, count]) => count > 0)),
  };
}

/** Both views have the same persons in the same order. */
function personsChanged(before: View, after: View): number {
  const { persons } = before.sequences;
  const old = rowsByPerson(before.sessions, persons);
  const now = rowsByPerson(after.sessions, persons);
  let changed = 0;
  for (let person = 0; person < persons; person++) {
    const from = old[person] as number;
    const length = (old[person + 1] as number) - from;
    let same = (now[person + 1] as number) - (now[person] as number) === length;
    for (let i = 0; same && i < length; i++) {
      same = before.sessions.first[from + i] === after.sessions.first[(now[person] as number) + i];
    }
    if (!same) changed++;
  }
  return changed;
}
