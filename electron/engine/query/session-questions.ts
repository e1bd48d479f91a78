/** One session among others, and all sessions under other settings. */
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import type { SessionPreview } from '../../../shared/contract/sessions';
import { SPLIT_REASONS } from '../../../shared/model/session';
import { arePlain } from '../../../shared/sessions/plain';
import { MedianSieve } from '../../../shared/stats/median-sieve';
import { quantilesOfSpreads } from '../../../shared/stats/spread';
import { stretchesOf } from '../ranges/columns';
import type { Sessions } from '../ranges/events';
import { giveWay } from '../sequences/cooperate';
import type { FoldPool } from '../folds/pool';
import type { Dataset } from '../sequences/dataset';
import type { View } from '../sequences/view';
import type { Described } from '../sessions/compare';
import type { Lookups } from '../sessions/extend';
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
    at >= 0 && at < sessions.length && sessions.at('person', at) === sessions.at('person', index)
      ? sessionIdAt(view, at)
      : undefined;
  const previous = sibling(index - 1);
  const next = sibling(index + 1);
  return {
    ...(previous === undefined ? {} : { previous }),
    ...(next === undefined ? {} : { next }),
    around: nearest(sessions, index).map((at) => ({
      id: sessionIdAt(view, at),
      person: persons.ids[sessions.at('person', at)] as string,
      start: sessions.at('start', at),
      end: sessions.at('end', at),
      events: sessions.at('events', at),
    })),
  };
}

/** Other persons' sessions by the time between them and this one, then by how close they begin. */
function nearest(sessions: Sessions, index: number): number[] {
  const from = sessions.at('start', index);
  const to = sessions.at('end', index);
  const own = sessions.at('person', index);
  const found: { at: number; gap: number; shift: number }[] = [];
  let worst = Infinity;
  const look = (at: number, began: number, ended: number, person: number): void => {
    const gap = Math.max(0, began - to, from - ended);
    if (gap > worst || person === own) return;
    const shift = Math.abs(began - from);
    const last = found.at(-1);
    if (found.length === MAX_AROUND && last !== undefined && gap === last.gap && shift >= last.shift) return;
    let place = found.length;
    while (place > 0) {
      const other = found[place - 1];
      if (other === undefined || other.gap < gap || (other.gap === gap && other.shift <= shift)) break;
      place--;
    }
    found.splice(place, 0, { at, gap, shift });
    if (found.length > MAX_AROUND) found.pop();
    if (found.length === MAX_AROUND) worst = found.at(-1)?.gap ?? Infinity;
  };
  for (const [first, stop] of stretchesOf(sessions.length)) {
    const person = sessions.read('person', first, stop);
    const start = sessions.read('start', first, stop);
    const end = sessions.read('end', first, stop);
    for (let i = 0; i < person.length; i++) look(first + i, start[i] as number, end[i] as number, person[i] as number);
  }
  return found.map(({ at }) => at);
}

/** Workers tell of the other sessions; no table of them is made. */
export async function sessionsPreview(
  dataset: Dataset,
  pool: FoldPool,
  { settings }: CommandInput<'sessions.preview'>,
  signal: AbortSignal,
): Promise<SessionPreview> {
  const { view, events, lookups, rules } = await dataset.toStitch(settings);
  const known = { ...lookups, allPlain: areAllPlain(view, lookups) };
  const job = { work: 'sessions' as const, input: { sequences: events }, lookups: known, rules };
  const told = (await pool.run(job, events, signal)) as Described[];
  const sum = (of: (part: Described) => number): number => told.reduce((all, part) => all + of(part), 0);
  const after = previewOf({
    medianSeconds: quantilesOfSpreads(
      told.map(({ durationSeconds }) => durationSeconds),
      [0.5],
    )[0],
    sessions: sum(({ sessions }) => sessions),
    bounces: sum(({ bounces }) => bounces),
    countOf: (reason) => sum(({ reasons }) => reasons[reason] as number),
  });
  return { before: await describe(view.sessions), after, personsChanged: sum((part) => part.personsChanged) };
}

/** Of the events that a view holds whether every one is but counted, as where all were imported by their names. */
const plainViews = new WeakMap<View, boolean>();

function areAllPlain(view: View, { traits, hints, campaigns }: Lookups): boolean {
  if (view.sequences.held === undefined || hints.length > 0 || campaigns !== undefined) return false;
  const known = plainViews.get(view) ?? arePlain(traits, 0, view.nextEid);
  plainViews.set(view, known);
  return known;
}

/** What is compared does not change from one comparison to the next. */
const described = new WeakMap<Sessions, SessionPreview['before']>();

async function describe(sessions: Sessions): Promise<SessionPreview['before']> {
  const known = described.get(sessions) ?? (await summarise(sessions));
  described.set(sessions, known);
  return known;
}

async function summarise(sessions: Sessions): Promise<SessionPreview['before']> {
  const { length } = sessions;
  const counts = new Uint32Array(SPLIT_REASONS.length);
  // There may be too many to hold the duration of each.
  const seconds = new MedianSieve();
  let bounces = 0;
  for (const [from, to] of stretchesOf(length)) {
    const start = sessions.read('start', from, to);
    const end = sessions.read('end', from, to);
    const bounce = sessions.read('bounce', from, to);
    const reason = sessions.read('reason', from, to);
    for (let i = 0; i < to - from; i++) {
      seconds.see(secondsOf(start, end, i));
      counts[reason[i] as number] = (counts[reason[i] as number] as number) + 1;
      bounces += bounce[i] as number;
    }
    await giveWay();
  }
  seconds.turn();
  for (const [from, to] of stretchesOf(length)) {
    const start = sessions.read('start', from, to);
    const end = sessions.read('end', from, to);
    for (let i = 0; i < to - from; i++) seconds.seeAgain(secondsOf(start, end, i));
    await giveWay();
  }
  return previewOf({
    medianSeconds: seconds.median(),
    sessions: length,
    bounces,
    countOf: (code) => counts[code] as number,
  });
}

const secondsOf = (start: Float64Array, end: Float64Array, row: number): number =>
  ((end[row] as number) - (start[row] as number)) / 1000;

function previewOf({
  medianSeconds,
  sessions,
  bounces,
  countOf,
}: {
  /** Undefined where there are no sessions. */
  readonly medianSeconds: number | undefined;
  readonly sessions: number;
  readonly bounces: number;
  /** By position in SPLIT_REASONS. */
  readonly countOf: (reason: number) => number;
}): SessionPreview['before'] {
  const reasons = SPLIT_REASONS.map((name, code): [string, number] => [name, countOf(code)]);
  return {
    sessions,
    ...(medianSeconds === undefined ? {} : { medianDurationSeconds: medianSeconds }),
    ...(sessions === 0 ? {} : { bounceRate: bounces / sessions }),
    reasons: Object.fromEntries(reasons.filter(([, count]) => count > 0)),
  };
}
