/** However events arrive, extending the view gives what building it from scratch gives: order, sessions, metrics. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extendOrder, findUnchanged } from '../../../electron/engine/sequences/extend';
import { breakTies, findTies, type OrderedEvents, orderEvents } from '../../../electron/engine/sequences/order';
import { extendSessions } from '../../../electron/engine/sessions/extend';
import { type IdNode, type Link, ownerAt, type Persons, resolvePersons } from '../../../shared/identity/resolve';
import type { Sequences } from '../../../shared/model/sequences';
import {
  DEFAULT_SESSION_SETTINGS,
  kindCode,
  type SessionTable,
  stitchSessions,
  TRAIT_SERVER,
} from '../../../shared/sessions/stitch';

const MINUTE = 60_000;

interface Drawn {
  readonly device: number;
  /** Which user the event names, if any; with a device it links the two. */
  readonly user: number | undefined;
  readonly time: number;
  readonly server: boolean;
  readonly page: number;
  readonly hint: number;
}

const event: fc.Arbitrary<Drawn> = fc.record({
  device: fc.integer({ min: 0, max: 4 }),
  user: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined, freq: 3 }),
  time: fc.oneof(
    fc.integer({ min: 0, max: 8 }).map((n) => n * 20 * MINUTE),
    fc.integer({ min: 0, max: 400 * MINUTE }),
  ),
  server: fc.boolean(),
  page: fc.integer({ min: -1, max: 2 }),
  hint: fc.constantFrom(-1, -1, -1, 0, 1),
});

interface Store {
  readonly persons: Persons;
  readonly sequences: Sequences;
  readonly sessions: SessionTable;
}

/** The store of the first `count` events, from scratch or from `before`. */
function build(events: readonly Drawn[], count: number, before?: { store: Store; count: number }): Store {
  const known = events.slice(0, count);
  const texts: string[] = [];
  const nodeOf = (text: string): number => {
    if (!texts.includes(text)) texts.push(text);
    return texts.indexOf(text);
  };
  const node = known.map(({ device, user }) => nodeOf(user === undefined ? `anonymous d${device}` : `user u${user}`));
  const nodes = texts.map((text, index): IdNode => {
    const [role = '', id = ''] = text.split(' ');
    const times = known.filter((_, eid) => node[eid] === index).map(({ time }) => time);
    return { role: role as IdNode['role'], id, firstSeen: Math.min(...times) };
  });
  const links = known.flatMap(({ device, user, time }): Link[] =>
    user === undefined ? [] : [{ anonymous: `d${device}`, user: `u${user}`, time }],
  );
  const persons = resolvePersons(nodes, links, []);
  const time = Float64Array.from(known, (each) => each.time);
  const name = Int32Array.from(known, (_, eid) => eid);
  const columns = { nextEid: count, time, name };
  const lookups = {
    traits: Uint8Array.from(
      known,
      ({ server, page }) => (page < 0 ? kindCode('custom') : kindCode('page')) + (server ? TRAIT_SERVER : 0),
    ),
    hints: Int32Array.from(known, ({ hint }) => hint),
    pages: Int32Array.from(known, ({ page }) => page),
  };
  const ownerOf = (eid: number): number => ownerAt(persons, node[eid] ?? 0, time[eid] ?? 0);
  const settle = (ordered: OrderedEvents, skip?: (person: number) => boolean): void =>
    // Ids in another order than the numbers.
    breakTies(ordered, findTies(ordered, skip), (a, b) => ((a * 7) % 31) - ((b * 7) % 31), name);
  if (before === undefined) {
    const ordered = orderEvents(columns, Int32Array.from(known.keys(), ownerOf), persons.ids.length);
    settle(ordered);
    const { session, sessions } = stitchSessions(
      { ...ordered, ...lookups },
      DEFAULT_SESSION_SETTINGS,
      new Int32Array(count),
    );
    return { persons, sequences: { ...ordered, session }, sessions };
  }
  const { store, count: from } = before;
  const owners = Int32Array.from({ length: count - from }, (_, i) => ownerOf(from + i));
  const unchanged = findUnchanged(store.persons, persons, owners);
  const ordered = extendOrder(store.sequences, unchanged, columns, from, ownerOf);
  settle(ordered, (person) => (unchanged[person] ?? -1) >= 0);
  const { session, sessions } = extendSessions(store, ordered, unchanged, lookups, DEFAULT_SESSION_SETTINGS);
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
        (events, cuts) => {
          const counts = [...new Set([...cuts.map((cut) => Math.min(cut, events.length)), events.length])].sort(
            (a, b) => a - b,
          );
          let before: { store: Store; count: number } | undefined;
          for (const count of counts) {
            const store = build(events, count, before);
            expect(plain(store)).toEqual(plain(build(events, count)));
            before = { store, count };
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
