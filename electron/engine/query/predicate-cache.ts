/**
 * Filters as bitmaps, asked of the database once. By eid a bitmap only ever grows: events that arrive later are tested
 * alone. By position (what folds read) it is derived for one view and dropped with it.
 */
import { type Bitmap, bitmapAdd, bitmapWords } from '../../../shared/base/bitmap';
import { canonicalJson } from '../../../shared/base/canonical-json';
import { assert } from '../../../shared/base/assert';
import { type Behaviour, type Filter, isBehaviour, isTest, type Test } from '../../../shared/model/filter';
import { planBehaviour } from '../../../shared/insights/behaviour/plan';
import { filterDomain, oppositeOf, pathOf, printFilter, holdsOfNothing } from '../../../shared/sql/predicate';
import type { GroupStore } from '../groups/group-store';
import { isGroupValue, markGroups } from '../groups/group-values';
import type { ProfileStore } from '../profiles/profile-store';
import type { PromotedValues } from '../properties/promoted-values';
import { sourceOfFilter } from '../sessions/session-source';
import type { SessionStore } from '../sessions/session-store';
import type { BudgetCache, MemoryBudget } from '../memory/budget';
import { inSteps } from '../sequences/cooperate';
import type { View } from '../sequences/view';
import { readColumns } from '../store/read';
import type { Readers } from '../store/readers';
import { NEVER_ABORTED } from '../store/taken-back';
import type { ColumnCache } from './column-cache';
import { type EventNames, eventNames } from './event-names';
import { contextOf, filterKey } from './filter-key';
import { bitmapOfAll, bitmapOfAny, gatherBits, markCodes, oppositeBitmap, sharedBitmap } from './bitmaps';
import type { Marker, PlannedBehaviour } from './marker';
import { markChanges, markPersons } from './person-values';
import { SharedWork } from './shared-work';

interface ByEid {
  bits: Bitmap;
  covered: number;
}

/** Of a pass over all of them, between two turns of others: a millisecond or two. */
const POSITIONS_PER_STEP = 262_144;

export class PredicateCache {
  private readonly byEid: BudgetCache<ByEid>;
  private readonly byPosition: BudgetCache<Bitmap>;
  /** Of the view whose positions they are over. */
  private version: number | undefined;
  /** Being made: whoever asks meanwhile waits for the same. */
  private readonly underWay = new SharedWork<Bitmap>();

  constructor(
    private readonly readers: Readers,
    private readonly sessions: SessionStore,
    private readonly profiles: ProfileStore,
    private readonly columns: ColumnCache,
    private readonly promoted: PromotedValues,
    private readonly groups: GroupStore,
    private readonly marker: Marker,
    budget: MemoryBudget,
  ) {
    this.byEid = budget.cache('filters by event number');
    this.byPosition = budget.cache('filters');
  }

  /**
   * The bitmap over the view's positions. SQL that had to be asked is added to `sql`. Once `signal` aborts it is given up,
   * unless another question waits for it too.
   */
  async positions(
    filter: Filter,
    view: View,
    now: number,
    sql: string[],
    signal: AbortSignal = NEVER_ABORTED,
  ): Promise<Bitmap> {
    if (this.version !== view.version) {
      this.byPosition.clear();
      this.version = view.version;
    }
    const key = filterKey(filter, contextOf(view, now));
    const known = this.byPosition.get(key);
    if (known !== undefined) return known;
    const made = await this.underWay.get(`${view.version} ${key}`, signal, (wanted) =>
      this.compute(filter, view, now, sql, wanted),
    );
    if (this.version === view.version) this.byPosition.set(key, made, made.byteLength);
    return made;
  }

  /** The bitmaps of several filters. What fold workers make of them they make at once, the rest one after the other. */
  async together(
    filters: readonly Filter[],
    view: View,
    now: number,
    sql: string[],
    signal: AbortSignal = NEVER_ABORTED,
  ): Promise<Bitmap[]> {
    const texts = filters.map((): string[] => []);
    const ask = (at: number): Promise<Bitmap> =>
      this.positions(filters[at] as Filter, view, now, texts[at] as string[], signal);
    const begun = new Map<number, Promise<Bitmap>>();
    for (const [at, filter] of filters.entries()) {
      if (isBehaviour(filter) || eventNames(filter) !== undefined) begun.set(at, ask(at));
    }
    // Where one fails, the others are waited for by nobody.
    await Promise.all(begun.values());
    const bitmaps: Bitmap[] = [];
    for (const at of filters.keys()) bitmaps.push(await (begun.get(at) ?? ask(at)));
    sql.push(...texts.flat());
    return bitmaps;
  }

  /** Properties whose values would be asked for, were it the turn of the filters' positions. */
  properties(filters: readonly Filter[], view: View, now: number): string[] {
    return filters.flatMap((filter) => {
      if (eventNames(filter) !== undefined) return [];
      const isKnown = this.version === view.version && this.byPosition.has(filterKey(filter, contextOf(view, now)));
      if (isKnown) return [];
      if ('all' in filter) return this.properties(filter.all, view, now);
      if ('any' in filter) return this.properties(filter.any, view, now);
      if ('not' in filter) return this.properties([filter.not], view, now);
      if (isBehaviour(filter)) {
        const { predicates, numbers } = planBehaviour(filter, contextOf(view, now));
        return [...this.properties(predicates, view, now), ...(numbers === undefined ? [] : [numbers])];
      }
      return isTest(filter) && this.promoted.isPromotable(filter.property) ? [filter.property] : [];
    });
  }

  private async compute(filter: Filter, view: View, now: number, sql: string[], signal: AbortSignal): Promise<Bitmap> {
    const { length } = view.sequences;
    const names = eventNames(filter);
    if (names !== undefined) return this.byName(names, view, signal);
    if (isBehaviour(filter)) return this.byBehaviours([filter], view, now, sql, signal);
    if ('not' in filter) {
      const inner = await this.positions(filter.not, view, now, sql, signal);
      return oppositeBitmap(inner, length);
    }
    // Parts that are cheap or cached are taken apart; a rest of one domain is asked in one go.
    const parts = 'all' in filter ? filter.all : 'any' in filter ? filter.any : undefined;
    const domain = filterDomain(filter);
    // Every test of what a person was at the event has a history of its own, and every type of group a table.
    const apart = domain === undefined || domain === 'person_changes' || domain === 'groups' || domain === 'behaviour';
    const isCheap = (part: Filter): boolean => eventNames(part) !== undefined || this.hasPromotable(part);
    if (parts !== undefined && (apart || parts.some(isCheap))) {
      if ('all' in filter) return this.ofAll(filter.all, view, now, sql, signal);
      return bitmapOfAny(await this.together(parts, view, now, sql, signal), length);
    }
    if (domain === 'sessions') return this.bySession(filter, view, now, sql, signal);
    if (domain === 'persons') {
      const result = sharedBitmap(length);
      await markPersons(this.profiles, view, printFilter(filter, { now }), result, sql);
      return result;
    }
    if (domain === 'events' && isTest(filter) && this.promoted.isPromotable(filter.property)) {
      const bitmap = await this.byValue(filter, view, now, sql, signal);
      if (bitmap !== undefined) return bitmap;
    }
    if (domain === 'person_changes' && 'property' in filter) return this.atEvent(filter, view, now, sql, signal);
    if (domain === 'groups' && 'property' in filter) return this.byGroup(filter, view, now, sql, signal);
    return this.byEvent(filter, view, now, sql, signal);
  }

  /** Whether some test of it is of a property whose values are, or are about to be, at hand as codes. */
  private hasPromotable(filter: Filter): boolean {
    if ('all' in filter) return filter.all.some((part) => this.hasPromotable(part));
    if ('any' in filter) return filter.any.some((part) => this.hasPromotable(part));
    if ('not' in filter) return this.hasPromotable(filter.not);
    return isTest(filter) && this.promoted.isPromotable(filter.property);
  }

  /** A test of an event's property, asked of its different values; undefined where they turn out to be too many. */
  private async byValue(
    test: Test,
    view: View,
    now: number,
    sql: string[],
    signal: AbortSignal,
  ): Promise<Bitmap | undefined> {
    const { sequences } = view;
    const { length } = sequences;
    // A missing value fails every positive test and passes every negative one.
    const opposite = oppositeOf(test);
    const found = await this.promoted.matching(opposite ?? test, view.nextEid, { now });
    if (found === undefined) return undefined;
    sql.push(`SELECT eid FROM events WHERE eid < ${view.nextEid} AND ${printFilter(test, { now })}`);
    const { codes, holds } = found;
    const passes = opposite === undefined ? holds : holds.map((held) => 1 - held);
    const result = sharedBitmap(length);
    const bits = new Uint32Array(bitmapWords(view.nextEid));
    await inSteps(view.nextEid, POSITIONS_PER_STEP, (from, to) => markCodes(codes, passes, bits, from, to), signal);
    const mark = (from: number, to: number): void => gatherBits(bits, sequences.read('eid', from, to), result, from);
    await inSteps(length, POSITIONS_PER_STEP, mark, signal);
    return result;
  }

  /** Behaviours that are not known yet are asked together: each only of those of whom the others hold. */
  private async ofAll(
    parts: readonly Filter[],
    view: View,
    now: number,
    sql: string[],
    signal: AbortSignal,
  ): Promise<Bitmap> {
    const isKnown = (part: Filter): boolean => this.byPosition.has(filterKey(part, contextOf(view, now)));
    const unknown = parts.filter((part): part is Behaviour => isBehaviour(part) && !isKnown(part));
    if (unknown.length < 2) {
      return bitmapOfAll(await this.together(parts, view, now, sql, signal), view.sequences.length);
    }
    const marked = this.byBehaviours(unknown, view, now, sql, signal);
    const rest = parts.filter((part) => !unknown.some((behaviour) => behaviour === part));
    if (rest.length === 0) return marked;
    // Where one fails, the other is waited for by nobody.
    const [own, others] = await Promise.all([marked, this.together(rest, view, now, sql, signal)]);
    return bitmapOfAll([own, ...others], view.sequences.length);
  }

  /** Sets all events of the persons of whom all the behaviours hold. */
  private async byBehaviours(
    behaviours: readonly Behaviour[],
    view: View,
    now: number,
    sql: string[],
    signal: AbortSignal,
  ): Promise<Bitmap> {
    const plans = behaviours.map((behaviour) => planBehaviour(behaviour, contextOf(view, now)));
    const bitmaps = await this.together(
      plans.flatMap(({ predicates }) => predicates),
      view,
      now,
      sql,
      signal,
    );
    const planned: PlannedBehaviour[] = [];
    let at = 0;
    for (const { params, predicates, numbers } of plans) {
      planned.push({
        params,
        predicates: bitmaps.slice(at, (at += predicates.length)),
        numbers: numbers === undefined ? undefined : await this.columns.packedNumbers(numbers, view, sql, signal),
      });
    }
    return this.marker.behaviours(view, planned, signal);
  }

  private async atEvent(test: Test, view: View, now: number, sql: string[], signal: AbortSignal): Promise<Bitmap> {
    const { length } = view.sequences;
    // Before its first change a property is missing, which every positive test fails.
    const opposite = oppositeOf(test);
    if (opposite !== undefined) {
      const inner = await this.positions(opposite, view, now, sql, signal);
      return oppositeBitmap(inner, length);
    }
    const path = pathOf(test.property);
    assert(path.of === 'person_at_event', 'a test of what the person was');
    const result = sharedBitmap(length);
    await markChanges(this.profiles, view, path, printFilter(test, { now }), result, sql);
    return result;
  }

  private async byGroup(test: Test, view: View, now: number, sql: string[], signal: AbortSignal): Promise<Bitmap> {
    const { length } = view.sequences;
    // An event without such a group has none of its values, which every positive test fails.
    const opposite = oppositeOf(test);
    if (opposite !== undefined) {
      const inner = await this.positions(opposite, view, now, sql, signal);
      return oppositeBitmap(inner, length);
    }
    const path = pathOf(test.property);
    assert(isGroupValue(path), 'a test of a group');
    const result = sharedBitmap(length);
    const groups = await this.columns.groupsOf(path.type, view, sql);
    await markGroups(this.groups, groups, printFilter(test, { now }), result, sql);
    return result;
  }

  private async byEvent(filter: Filter, view: View, now: number, sql: string[], signal: AbortSignal): Promise<Bitmap> {
    const key = canonicalJson(filter);
    const relative = key !== filterKey(filter, contextOf(view, now));
    const { nextEid, sequences } = view;
    const { length } = sequences;
    let entry = relative ? undefined : this.byEid.get(key);
    if (entry === undefined || entry.covered < nextEid) {
      const from = entry?.covered ?? 0;
      const bits = new Uint32Array(bitmapWords(nextEid));
      if (entry !== undefined) bits.set(entry.bits);
      const query = `SELECT eid FROM events WHERE eid >= ${from} AND eid < ${nextEid} AND ${printFilter(filter, { now })}`;
      sql.push(query);
      await this.readers.use(
        (connection) =>
          readColumns(connection, query, ['u32'], ([eids], rows) => {
            for (let row = 0; row < rows; row++) bitmapAdd(bits, eids[row] as number);
          }),
        signal,
      );
      entry = { bits, covered: nextEid };
      if (!relative) this.byEid.set(key, entry, entry.bits.byteLength);
    }
    const result = sharedBitmap(length);
    const { bits } = entry;
    const mark = (from: number, to: number): void => gatherBits(bits, sequences.read('eid', from, to), result, from);
    await inSteps(length, POSITIONS_PER_STEP, mark, signal);
    return result;
  }

  private async bySession(
    filter: Filter,
    view: View,
    now: number,
    sql: string[],
    signal: AbortSignal,
  ): Promise<Bitmap> {
    const { sequences } = view;
    const { length } = sequences;
    const matching = new Uint8Array(view.sessions.length);
    // What happened outside all sessions has no values of one.
    const outside = holdsOfNothing(filter);
    const query = `SELECT idx FROM ${sourceOfFilter(filter)} WHERE ${printFilter(filter, { now })}`;
    sql.push(query);
    await this.sessions.with(view, (connection, { rows: { indexOf } }) =>
      readColumns(connection, query, ['u32'], ([found], rows) => {
        for (let row = 0; row < rows; row++) matching[indexOf[found[row] as number] as number] = 1;
      }),
    );
    const result = sharedBitmap(length);
    await inSteps(
      length,
      POSITIONS_PER_STEP,
      (from, to) => {
        const session = sequences.read('session', from, to);
        for (let position = from; position < to; position++) {
          const index = session[position - from] as number;
          if (index < 0 ? outside : matching[index] === 1) bitmapAdd(result, position);
        }
      },
      signal,
    );
    return result;
  }

  private byName(names: EventNames, view: View, signal: AbortSignal): Promise<Bitmap> {
    const wanted = new Uint8Array(view.names.length);
    if (names === 'every') wanted.fill(1);
    else {
      for (const text of names) {
        const code = view.nameCode(text);
        if (code !== undefined) wanted[code] = 1;
      }
    }
    return this.marker.names(view, wanted, signal);
  }
}
