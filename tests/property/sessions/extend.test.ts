/** However events arrive, extending the view gives what building it from scratch gives: order, sessions, metrics. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finish } from '../../../electron/engine/sequences/cooperate';
import { extendOrderInSteps } from '../../../electron/engine/sequences/extend';
import { type CodeArray, GrowingCodes } from '../../../electron/engine/sequences/growing-codes';
import { breakTies, findTies, type OrderedEvents, orderEvents } from '../../../electron/engine/sequences/order';
import { extendSessionsInSteps, lookUpInSteps } from '../../../electron/engine/sessions/extend';
import { stitchRangesInSteps } from '../../../electron/engine/sessions/stitch-ranges';
import { IdentityResolver, ownerAt, type Persons } from '../../../shared/identity/resolver';
import type { EventKind } from '../../../shared/model/event';
import type { Sequences } from '../../../shared/model/sequences';
import { BOUNCE_RULES, DEFAULT_SETTINGS } from '../../../shared/model/settings';
import { type StitchSettings, stitchSettings } from '../../../shared/sessions/settings';
import { stitchSessions } from '../../../shared/sessions/stitch';
import type { SessionTable } from '../../../shared/sessions/table';
import { kindCode, TRAIT_RAGE, TRAIT_SERVER } from '../../../shared/sessions/traits';

const MINUTE = 60_000;
/** Events lie between 20:00 and 2:40 UTC of the night in which Berlin's clocks go forward. */
const NIGHT = Date.UTC(2026, 2, 28, 20);

interface Drawn {
  readonly device: number;
  /** Which user the event names, if any; with a device it links the two. */
  readonly user: number | undefined;
  readonly time: number;
  readonly server: boolean;
  readonly page: number;
  readonly hint: number;
  readonly campaign: number;
  readonly kind: EventKind;
  readonly rage: boolean;
}

const event: fc.Arbitrary<Drawn> = fc.record({
  device: fc.integer({ min: 0, max: 4 }),
  user: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined, freq: 3 }),
  time: fc.oneof(
    fc.integer({ min: 0, max: 8 }).map((n) => NIGHT + n * 20 * MINUTE),
    fc.integer({ min: NIGHT, max: NIGHT + 400 * MINUTE }),
  ),
  server: fc.boolean(),
  page: fc.integer({ min: -1, max: 2 }),
  hint: fc.constantFrom(-1, -1, -1, 0, 1),
  campaign: fc.constantFrom(-1, -1, -1, 0, 1),
  kind: fc.constantFrom<EventKind[]>('click', 'form', 'error', 'custom', 'vitals', 'screen'),
  rage: fc.boolean(),
});

const settings = fc
  .record({
    timeout: fc.constantFrom(10, 30, 180).map((value) => ({ value, unit: 'minute' as const })),
    honourSdkSessions: fc.boolean(),
    midnight: fc.boolean(),
    campaignChange: fc.boolean(),
    bounce: fc.constantFrom(...BOUNCE_RULES),
    zone: fc.constantFrom('UTC', 'Europe/Berlin'),
  })
  .map(({ zone, ...rules }) => stitchSettings({ ...DEFAULT_SETTINGS.sessions, ...rules }, zone));

interface Store {
  readonly persons: Persons;
  readonly sequences: Sequences;
  readonly sessions: SessionTable;
}

/** A resolver and the events it has heard of. */
class Heard {
  private readonly resolver = new IdentityResolver({ rules: 'waymark', maxIdsPerPerson: 1000, decisions: [] });
  private readonly nodes = new Map<string, number>();
  /** By event. */
  readonly node: number[] = [];

  hear(events: readonly Drawn[]): ReturnType<IdentityResolver['resolve']> {
    for (const { device, user, time } of events) {
      const visitor = this.nodeOf('anonymous', `d${device}`);
      const owner = user === undefined ? visitor : this.nodeOf('user', `u${user}`);
      this.resolver.sawNode(owner, time);
      if (user !== undefined) this.resolver.addLink(visitor, owner, time, false);
      this.node.push(owner);
    }
    return this.resolver.resolve();
  }

  private nodeOf(role: 'anonymous' | 'user', id: string): number {
    const known = this.nodes.get(id) ?? this.resolver.addNode(role, id);
    this.nodes.set(id, known);
    return known;
  }
}

function codesOf(codes: readonly number[]): CodeArray {
  const growing = new GrowingCodes();
  growing.reserve(codes.length);
  for (const [eid, code] of codes.entries()) if (code >= 0) growing.put(eid, code);
  return growing.values;
}

/** The store of the first `count` events, from scratch or from `before`. */
function build(
  events: readonly Drawn[],
  count: number,
  rules: StitchSettings,
  heard: Heard,
  before?: { store: Store; count: number },
): Store {
  const known = events.slice(0, count);
  const { persons, unchanged: untouched } = heard.hear(known.slice(before?.count ?? 0));
  const { node } = heard;
  const time = Float64Array.from(known, (each) => each.time);
  const name = Int32Array.from(known, (_, eid) => eid);
  const columns = { nextEid: count, time, name };
  const lookups = {
    traits: Uint8Array.from(
      known,
      ({ server, page, kind, rage }) =>
        kindCode(page < 0 ? kind : 'page') + (server ? TRAIT_SERVER : 0) + (rage ? TRAIT_RAGE : 0),
    ),
    hints: codesOf(known.map(({ hint }) => hint)),
    pages: codesOf(known.map(({ page }) => page)),
    campaigns: codesOf(known.map(({ campaign }) => campaign)),
  };
  const ownerOf = (eid: number): number => ownerAt(persons, node[eid] ?? 0, time[eid] ?? 0);
  const settle = (ordered: OrderedEvents, skip?: (person: number) => boolean): void =>
    // Ids in another order than the numbers.
    breakTies(ordered, findTies(ordered, skip), (a, b) => ((a * 7) % 31) - ((b * 7) % 31));
  if (before === undefined) {
    const ordered = orderEvents(columns, Int32Array.from(known.keys(), ownerOf), persons.ids.length);
    settle(ordered);
    const { session, sessions } = stitchSessions(
      { ...ordered, ...finish(lookUpInSteps(lookups, ordered.eid)) },
      rules,
      new Int32Array(count),
    );
    for (const events of [1, 4]) {
      const byRange = finish(stitchRangesInSteps(ordered, lookups, rules, new Int32Array(count), events));
      expect(byRange).toEqual({ session, sessions });
    }
    return { persons, sequences: { ...ordered, session }, sessions };
  }
  const { store, count: from } = before;
  const unchanged = (untouched ?? new Int32Array()).slice();
  for (let eid = from; eid < count; eid++) unchanged[ownerOf(eid)] = -1;
  const fresh = { from, time: time.subarray(from), name: name.subarray(from) };
  const ordered = finish(extendOrderInSteps(store.sequences, unchanged, fresh, count, ownerOf));
  settle(ordered, (person) => (unchanged[person] ?? -1) >= 0);
  const { session, sessions } = finish(extendSessionsInSteps(store, ordered, unchanged, lookups, rules));
  return { persons, sequences: { ...ordered, session }, sessions };
}

const plain = ({ persons, sequences, sessions }: Store): unknown => ({
  ids: persons.ids,
  sequences: Object.fromEntries(
    Object.entries(sequences).map(([key, value]) => [key, typeof value === 'number' ? value : [...value]]),
  ),
  sessions: Object.fromEntries(
    Object.entries(sessions).map(([key, value]) => [key, typeof value === 'number' ? value : [...value]]),
  ),
});

describe('extending the view', () => {
  it('gives what building from scratch gives, after every batch', () => {
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 1, maxLength: 30 }),
        fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 4 }),
        settings,
        (events, cuts, rules) => {
          const counts = [...new Set([...cuts.map((cut) => Math.min(cut, events.length)), events.length])].sort(
            (a, b) => a - b,
          );
          let before: { store: Store; count: number } | undefined;
          const heard = new Heard();
          for (const count of counts) {
            const store = build(events, count, rules, heard, before);
            expect(plain(store)).toEqual(plain(build(events, count, rules, new Heard())));
            before = { store, count };
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
