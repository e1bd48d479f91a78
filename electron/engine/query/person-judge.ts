/**
 * Filters over persons, asked of one person: its few events are looked at instead of everybody's. What the database must
 * be asked is gathered from all filters first and asked at once.
 */
import { bitmapAdd, bitmapHas, bitmapWords } from '../../../shared/base/bitmap';
import { canonicalJson } from '../../../shared/base/canonical-json';
import { ensure } from '../../../shared/base/assert';
import { membersInSteps } from '../../../shared/insights/behaviour/members';
import { type BehaviourPlan, planBehaviour } from '../../../shared/insights/behaviour/plan';
import { type Behaviour, type Filter, isBehaviour } from '../../../shared/model/filter';
import type { Sequences } from '../../../shared/model/sequences';
import { domainOf, filterDomain, pathOf, printFilter, printValue } from '../../../shared/sql/predicate';
import type { ProfileStore } from '../profiles/profile-store';
import type { EventSequences } from '../ranges/events';
import { finish } from '../sequences/cooperate';
import type { View } from '../sequences/view';
import { readColumns, readRows } from '../store/read';
import type { Readers } from '../store/readers';
import type { ColumnCache } from './column-cache';
import { contextOf } from './filter-key';
import { type EventNames, eventNames } from './event-names';
import type { PredicateCache } from './predicate-cache';

export interface JudgeParts {
  readonly readers: Readers;
  readonly profiles: ProfileStore;
  readonly predicates: PredicateCache;
  readonly columns: ColumnCache;
}

/** What must be asked, by key; nothing is asked twice. */
interface Wanted {
  /** Tests of events, with the names of those events whose answer matters. */
  readonly events: Map<string, { readonly filter: Filter; readonly names: EventNames }>;
  /** Tests of the person. */
  readonly persons: Map<string, Filter>;
  /** What only whole columns know, such as sessions and histories. */
  readonly apart: Map<string, Filter>;
  /** Number columns by path, with the names of those events whose number matters. */
  readonly numbers: Map<string, EventNames>;
}

export class PersonJudge {
  private readonly own: Sequences;
  private readonly plans = new Map<string, BehaviourPlan>();
  private readonly wanted: Wanted = { events: new Map(), persons: new Map(), apart: new Map(), numbers: new Map() };
  /** By key of a filter: 1 by own event that it keeps. */
  private readonly kept = new Map<string, Uint8Array>();
  private readonly numbers = new Map<string, Float64Array>();

  /** `person` must have events; `now` in UTC ms. */
  constructor(
    private readonly parts: JudgeParts,
    private readonly view: View,
    private readonly person: number,
    private readonly now: number,
  ) {
    this.own = eventsOf(view.sequences, person);
  }

  /**
   * Takes note of a filter without references that {@link belongs} will be asked of. `names`: beside it stands a test that
   * no other events pass. Throws `SpecProblem`.
   */
  expect(filter: Filter, names: EventNames = 'every'): void {
    if (eventNames(filter) !== undefined) return;
    if (isBehaviour(filter)) return this.expectBehaviour(filter);
    if ('all' in filter) {
      const narrowed = filter.all.map(eventNames).reduce<EventNames>(common, names);
      for (const part of filter.all) this.expect(part, narrowed);
      return;
    }
    const { events, persons, apart } = this.wanted;
    const key = canonicalJson(filter);
    const domain = filterDomain(filter);
    if (domain === 'events') events.set(key, { filter, names: together(events.get(key)?.names, names) });
    else if (domain === 'persons') persons.set(key, filter);
    else if ('property' in filter) apart.set(key, filter);
    else for (const part of partsOf(filter)) this.expect(part, names);
  }

  private expectBehaviour(behaviour: Behaviour): void {
    const plan = planBehaviour(behaviour, contextOf(this.view, this.now));
    this.plans.set(canonicalJson(behaviour), plan);
    for (const predicate of plan.predicates) this.expect(predicate);
    const { numbers, predicates } = plan;
    if (numbers === undefined) return;
    const names = predicates.map(namesOf).reduce<EventNames | undefined>(together, undefined) ?? 'every';
    this.wanted.numbers.set(numbers, together(this.wanted.numbers.get(numbers), names));
  }

  /** Asks all that was noted. */
  async ask(): Promise<void> {
    const { predicates, columns } = this.parts;
    const { offsets } = this.view.sequences;
    const from = offsets[this.person] as number;
    for (const [key, filter] of this.wanted.apart) {
      const bitmap = await predicates.positions(filter, this.view, this.now, []);
      this.kept.set(
        key,
        Uint8Array.from(this.own.eid, (_, at) => (bitmapHas(bitmap, from + at) ? 1 : 0)),
      );
    }
    const paths = [...this.wanted.numbers.keys()];
    for (const path of paths.filter((each) => !isOfEvents(each))) {
      this.numbers.set(path, await columns.numbers(path, this.view, from, from + this.own.length));
    }
    await this.askPersons();
    await this.askEvents(paths.filter(isOfEvents));
  }

  /** Whether the person belongs, once {@link ask} has answered. */
  belongs(filter: Filter): boolean {
    return this.keeps(filter)[0] === 1;
  }

  private async askPersons(): Promise<void> {
    const leaves = [...this.wanted.persons];
    if (leaves.length === 0) return;
    const tests = leaves.map(([, filter], at) => `(${printFilter(filter, { now: this.now })}) AS t${at}`);
    const [row] = await this.parts.profiles.with(this.view, ({ connection, slots }) =>
      readRows(connection, `SELECT ${tests.join(', ')} FROM persons WHERE slot = ${slots[this.person] as number}`),
    );
    for (const [at, [key]] of leaves.entries()) this.kept.set(key, this.everyEvent(row?.[`t${at}`] === true));
  }

  private async askEvents(paths: readonly string[]): Promise<void> {
    const leaves = [...this.wanted.events];
    const names = [
      ...leaves.map(([, leaf]) => leaf.names),
      ...paths.map((path) => this.wanted.numbers.get(path) ?? 'every'),
    ].reduce<EventNames | undefined>(together, undefined);
    const kept = leaves.map(() => new Uint8Array(this.own.length));
    const numbers = paths.map(() => new Float64Array(this.own.length).fill(NaN));
    for (const [at, [key]] of leaves.entries()) this.kept.set(key, ensure(kept[at], 'answer'));
    for (const [at, path] of paths.entries()) this.numbers.set(path, ensure(numbers[at], 'answer'));
    const named = this.named(names ?? new Set());
    const asked = this.own.eid.filter((_, at) => named[at] === 1);
    if (asked.length === 0) return;
    const placeOf = new Map(Array.from(this.own.eid, (each, at) => [each, at]));
    const tests = leaves.map(([, { filter }]) => `(${printFilter(filter, { now: this.now })})::UTINYINT`);
    const values = paths.map((path) => `coalesce((${printValue(pathOf(path)).number})::DOUBLE, 'NaN'::DOUBLE)`);
    // Without the range, events would be looked at from the first to the last.
    const low = asked.reduce((a, b) => Math.min(a, b), 0xffffffff);
    const high = asked.reduce((a, b) => Math.max(a, b), 0);
    const sql = `SELECT ${['eid', ...tests, ...values].join(', ')} FROM events
      WHERE eid BETWEEN ${low} AND ${high} AND eid IN (${asked.join(', ')})`;
    const types = ['u32' as const, ...leaves.map(() => 'u8' as const), ...paths.map(() => 'f64' as const)];
    await this.parts.readers.use((connection) =>
      readColumns(connection, sql, types, ([eids, ...found], rows) => {
        for (let row = 0; row < rows; row++) {
          const place = ensure(placeOf.get(eids?.[row] as number), 'an event of the person');
          for (const [at, column] of [...kept, ...numbers].entries()) column[place] = found[at]?.[row] as number;
        }
      }),
    );
  }

  /** 1 by own event that has one of the names. */
  private named(names: EventNames): Uint8Array {
    if (names === 'every') return this.everyEvent(true);
    const codes = new Set([...names].map((name) => this.view.nameCode(name)));
    return Uint8Array.from(this.own.name, (code) => (codes.has(code) ? 1 : 0));
  }

  private keeps(filter: Filter): Uint8Array {
    const known = this.kept.get(canonicalJson(filter));
    if (known !== undefined) return known;
    const names = eventNames(filter);
    if (names !== undefined) return this.named(names);
    if (isBehaviour(filter)) return this.everyEvent(this.holds(filter));
    const parts = partsOf(filter).map((part) => this.keeps(part));
    if ('not' in filter) return Uint8Array.from(ensure(parts[0], 'part'), (each) => 1 - each);
    const all = 'all' in filter;
    return this.everyEvent(all).map((start, at) =>
      parts.reduce((so, part) => (all ? so & (part[at] as number) : so | (part[at] as number)), start),
    );
  }

  private holds(behaviour: Behaviour): boolean {
    const { predicates, numbers, params } = ensure(this.plans.get(canonicalJson(behaviour)), 'plan of a behaviour');
    const bitmaps = predicates.map((predicate) => {
      const bitmap = new Uint32Array(bitmapWords(this.own.length));
      for (const [position, each] of this.keeps(predicate).entries()) if (each === 1) bitmapAdd(bitmap, position);
      return bitmap;
    });
    const column = numbers === undefined ? undefined : ensure(this.numbers.get(numbers), 'numbers of events');
    return finish(membersInSteps(this.own, bitmaps, column, params))[0] === 1;
  }

  private everyEvent(kept: boolean): Uint8Array {
    return new Uint8Array(this.own.length).fill(kept ? 1 : 0);
  }
}

const isOfEvents = (path: string): boolean => domainOf(pathOf(path)) === 'events';

/** The names of the events that a filter may keep. */
const namesOf = (filter: Filter): EventNames =>
  'all' in filter ? filter.all.map(namesOf).reduce<EventNames>(common, 'every') : (eventNames(filter) ?? 'every');

const common = (a: EventNames, b: EventNames | undefined): EventNames => {
  if (b === undefined || b === 'every') return a;
  return a === 'every' ? b : new Set([...a].filter((name) => b.has(name)));
};

const together = (a: EventNames | undefined, b: EventNames): EventNames => {
  if (a === undefined) return b;
  return a === 'every' || b === 'every' ? 'every' : new Set([...a, ...b]);
};

function partsOf(filter: Filter): readonly Filter[] {
  if ('all' in filter) return filter.all;
  if ('any' in filter) return filter.any;
  return 'not' in filter ? [filter.not] : [];
}

/** One person's events as sequences of their own. */
function eventsOf(sequences: EventSequences, person: number): Sequences {
  const { offsets } = sequences;
  const from = offsets[person] as number;
  const to = offsets[person + 1] as number;
  return {
    persons: 1,
    length: to - from,
    offsets: Uint32Array.of(0, to - from),
    time: sequences.read('time', from, to),
    name: sequences.read('name', from, to),
    session: sequences.read('session', from, to),
    eid: sequences.read('eid', from, to),
  };
}
