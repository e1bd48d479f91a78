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
import { finish } from '../sequences/cooperate';
import type { View } from '../sequences/view';
import { readColumns, readRows } from '../store/read';
import type { Readers } from '../store/readers';
import type { ColumnCache } from './column-cache';
import { contextOf } from './filter-key';
import type { PredicateCache } from './predicate-cache';

export interface JudgeParts {
  readonly readers: Readers;
  readonly profiles: ProfileStore;
  readonly predicates: PredicateCache;
  readonly columns: ColumnCache;
}

/** What must be asked, by key; nothing is asked twice. */
interface Wanted {
  /** Tests of events, and of the person. */
  readonly events: Map<string, Filter>;
  readonly persons: Map<string, Filter>;
  /** What only whole columns know, such as sessions and histories. */
  readonly apart: Map<string, Filter>;
  readonly numbers: Set<string>;
}

export class PersonJudge {
  private readonly own: Sequences;
  private readonly plans = new Map<string, BehaviourPlan>();
  private readonly wanted: Wanted = { events: new Map(), persons: new Map(), apart: new Map(), numbers: new Set() };
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

  /** Takes note of a filter without references that {@link belongs} will be asked of. Throws `SpecProblem`. */
  expect(filter: Filter): void {
    if (isBehaviour(filter)) {
      const plan = planBehaviour(filter, contextOf(this.view, this.now));
      this.plans.set(canonicalJson(filter), plan);
      if (plan.numbers !== undefined) this.wanted.numbers.add(plan.numbers);
      for (const predicate of plan.predicates) this.expect(predicate);
      return;
    }
    const leaves = this.leavesOf(filter);
    if (leaves !== undefined) leaves.set(canonicalJson(filter), filter);
    else for (const part of partsOf(filter)) this.expect(part);
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
    const paths = [...this.wanted.numbers];
    for (const path of paths.filter((each) => !isOfEvents(each))) {
      const all = await columns.numbers(path, this.view, []);
      this.numbers.set(path, all.slice(from, from + this.own.length));
    }
    await this.askPersons();
    await this.askEvents(paths.filter(isOfEvents));
  }

  /** Whether the person belongs, once {@link ask} has answered. */
  belongs(filter: Filter): boolean {
    return this.keeps(filter)[0] === 1;
  }

  private leavesOf(filter: Filter): Map<string, Filter> | undefined {
    const domain = filterDomain(filter);
    if (domain === 'events') return this.wanted.events;
    if (domain === 'persons') return this.wanted.persons;
    return 'property' in filter ? this.wanted.apart : undefined;
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
    if (leaves.length + paths.length === 0) return;
    const { eid, length } = this.own;
    const placeOf = new Map(Array.from(eid, (each, at) => [each, at]));
    const tests = leaves.map(([, filter]) => `(${printFilter(filter, { now: this.now })})::UTINYINT`);
    const values = paths.map((path) => `coalesce((${printValue(pathOf(path)).number})::DOUBLE, 'NaN'::DOUBLE)`);
    const kept = leaves.map(() => new Uint8Array(length));
    const numbers = paths.map(() => new Float64Array(length).fill(NaN));
    // Without the range, events would be looked at from the first to the last.
    const low = eid.reduce((a, b) => Math.min(a, b), 0xffffffff);
    const high = eid.reduce((a, b) => Math.max(a, b), 0);
    const sql = `SELECT ${['eid', ...tests, ...values].join(', ')} FROM events
      WHERE eid BETWEEN ${low} AND ${high} AND eid IN (${eid.join(', ')})`;
    const types = ['u32' as const, ...leaves.map(() => 'u8' as const), ...paths.map(() => 'f64' as const)];
    await this.parts.readers.use((connection) =>
      readColumns(connection, sql, types, ([eids, ...found], rows) => {
        for (let row = 0; row < rows; row++) {
          const place = ensure(placeOf.get(eids?.[row] as number), 'an event of the person');
          for (const [at, column] of [...kept, ...numbers].entries()) column[place] = found[at]?.[row] as number;
        }
      }),
    );
    for (const [at, [key]] of leaves.entries()) this.kept.set(key, ensure(kept[at], 'answer'));
    for (const [at, path] of paths.entries()) this.numbers.set(path, ensure(numbers[at], 'answer'));
  }

  private keeps(filter: Filter): Uint8Array {
    const known = this.kept.get(canonicalJson(filter));
    if (known !== undefined) return known;
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

function partsOf(filter: Filter): readonly Filter[] {
  if ('all' in filter) return filter.all;
  if ('any' in filter) return filter.any;
  return 'not' in filter ? [filter.not] : [];
}

/** One person's events as sequences of their own. */
function eventsOf({ offsets, time, name, session, eid }: Sequences, person: number): Sequences {
  const from = offsets[person] as number;
  const to = offsets[person + 1] as number;
  return {
    persons: 1,
    length: to - from,
    offsets: Uint32Array.of(0, to - from),
    time: time.slice(from, to),
    name: name.slice(from, to),
    session: session.slice(from, to),
    eid: eid.slice(from, to),
  };
}
