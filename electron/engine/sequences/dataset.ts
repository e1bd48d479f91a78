/**
 * The engine's memory of all events and the view that queries read of it, kept current on demand and made anew in the
 * background where settings or decisions change what persons and sessions are.
 */
import type { OwnerKey } from '../../../shared/identity/owner-key';
import { AppFailure } from '../../../shared/contract/errors';
import type { WorkspaceInfo } from '../../../shared/contract/commands';
import type { Sequences } from '../../../shared/model/sequences';
import type { SentSequences } from '../folds/messages';
import { sentSequences } from '../ranges/sent';
import type { SessionSettings, WorkspaceSettings } from '../../../shared/model/settings';
import type { Definitions } from '../definitions';
import { Keeper } from '../cache/keeper';
import { Keeping, type KeepingParts, type KeepLimits } from '../cache/keeping';
import { IdFacts } from '../identity/id-facts';
import { IdentityState } from '../identity/identity-state';
import { type Counters, dataVersion } from '../store/counters';
import type { MemoryBudget } from '../memory/budget';
import type { Database } from '../store/database';
import type { SentRules } from '../sessions/compare';
import type { Lookups } from '../sessions/extend';
import type { Readers } from '../store/readers';
import { Waste } from './collect-garbage';
import { EventMemory } from './event-memory';
import { HashCollision, SQL_HASHES } from './text-codes';
import { lookupsOf, type MadeView, makeView, type Making, restitch } from './make-view';
import { TiedIds } from './tied-ids';
import { HeldMemory, MAKING_BYTES, STITCHING_BYTES } from './held-memory';
import type { View } from './view';
import {
  bytesOf,
  type DatasetParts,
  heldOf,
  isTooMany,
  keyOf,
  LARGE_READ,
  rangesOf,
  sameIdentity,
  stitchedBytes,
} from './dataset-parts';

/** Parts of a view in files that are in memory at a time, about, with what is read on the way. */
const PARTS_HELD = 8;

/** A view that is nobody's present: what the workspace would be under other definitions. */
export interface Supposed {
  readonly view: View;
  readonly identity: IdentityState;
}

/** What sessions are stitched from, beside those there are. */
export interface ToStitch {
  readonly view: View;
  readonly events: Sequences | SentSequences;
  readonly lookups: Lookups;
  readonly rules: SentRules;
}

export class Dataset {
  private readonly facts = new Map<OwnerKey, IdFacts>();
  private readonly ties: TiedIds;
  private removals: number;
  /** Which of SQL_HASHES texts are told apart by. */
  private hash = 0;
  private closed = false;
  private hasRecalled = false;
  private readonly keeping: Keeping;
  private readonly waste = new Waste();
  private readonly held: HeldMemory;
  private view: MadeView | undefined;
  private catchingUp: Promise<void> | undefined;
  private reworking: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;
  private progress: WorkspaceInfo['work'];
  private suppositions = 0;
  private holds = 0;

  private constructor(
    private readonly database: Database,
    private readonly counters: Counters,
    readers: Readers,
    private memory: EventMemory,
    private active: IdentityState,
    private readonly keeper: Keeper,
    private readonly onRedefined: () => void,
    private readonly onFailed: (what: string, error: unknown) => void,
    limits: KeepLimits | undefined,
    private readonly budget: MemoryBudget,
    quiet: DatasetParts['quiet'],
  ) {
    this.held = new HeldMemory(budget, database, () => ({ view: this.view, memory: this.memory }), onFailed);
    this.keeping = new Keeping({
      keeper,
      quiet,
      present: () => this.view && heldOf(this.view, this.active),
      take: () => this.takeDown(),
      onProblem: onFailed,
      ...(limits === undefined ? {} : { limits }),
    });
    this.removals = counters.removals;
    this.ties = new TiedIds(readers);
    this.facts.set(active.facts.key, active.facts);
  }

  /** `onRedefined` is called when a change of definitions has taken effect, `onFailed` with what went wrong unheard. */
  static async open(
    { database, counters, readers, definitions, version, keepLimits, budget, quiet }: DatasetParts,
    onRedefined: () => void,
    onFailed: (what: string, error: unknown) => void,
  ): Promise<Dataset> {
    const ranges = rangesOf(database, budget, counters.nextEid);
    const memory = await EventMemory.open(database, 0, ranges);
    const identity = new IdentityState(new IdFacts(memory, keyOf(definitions)), definitions);
    const keeper = new Keeper(database, version, onFailed);
    return new Dataset(
      database,
      counters,
      readers,
      memory,
      identity,
      keeper,
      onRedefined,
      onFailed,
      keepLimits,
      budget,
      quiet,
    );
  }

  /** What {@link current} is to be given later for a view of at least all that is committed now. */
  asked(): number {
    return dataVersion(this.counters);
  }

  /**
   * A view of at least all events committed by now, or when `wanted` was asked for. Concurrent asks share a catch-up; one
   * that began before the last commit is waited for and followed by another.
   */
  async current(wanted = this.asked()): Promise<View> {
    for (;;) {
      const { view } = this;
      if (this.closed) throw new AppFailure({ code: 'cancelled', message: 'The workspace is being closed.' });
      if (view !== undefined && view.version >= wanted) return view;
      await this.exclusively(() => this.catchUp(), true);
    }
  }

  /** The newest view there is, without waiting for what came since. */
  latest(): View | undefined {
    return this.view;
  }

  /** The view together with what made its persons; nothing may be awaited while the two are used together. */
  async withIdentity(): Promise<Supposed> {
    const view = await this.current();
    return { view, identity: this.active };
  }

  /** What is in force; wanted settings may still be worked out. */
  settings(): WorkspaceSettings {
    return this.active.definitions.settings;
  }

  /** What is being worked out anew, and how far it is. */
  work(): WorkspaceInfo['work'] {
    return this.progress;
  }

  /**
   * Makes persons and sessions what `definitions` say, in the background; the present view answers until then. A later
   * call supersedes an earlier one.
   */
  redefine(definitions: Definitions): void {
    this.reworking?.abort.abort();
    const abort = new AbortController();
    // From this moment on, whoever asks is told that something is being worked out.
    const what = sameIdentity(definitions, this.active.definitions) ? 'sessions' : 'identity';
    this.progress = { what, share: 0 };
    const earlier = this.reworking?.done ?? Promise.resolve();
    const done = earlier
      .then(() => this.rework(definitions, abort.signal))
      .catch((error: unknown) => {
        if (error instanceof AppFailure && error.error.code === 'cancelled') return;
        this.onFailed('working out changed settings or decisions failed', error);
        throw error;
      })
      .finally(() => {
        if (this.reworking?.abort !== abort) return;
        this.reworking = undefined;
        this.progress = undefined;
      });
    // It was told to `onFailed`, and whoever waits for it hears of it; the present view stays.
    done.catch(() => undefined);
    this.reworking = { abort, done };
  }

  /** Resolves once no change of definitions is under way. Rejects with what went wrong in the last one. */
  async settled(): Promise<void> {
    while (this.reworking !== undefined) await this.reworking.done;
  }

  /**
   * Keeps what suppositions gather of ids until the returned function is called: several of them share it, and at twenty
   * million events it is too much to be kept for ever.
   */
  hold(): () => void {
    this.holds++;
    return () => {
      if (--this.holds > 0) return;
      for (const [key, facts] of this.facts) {
        if (facts !== this.active.facts) this.facts.delete(key);
      }
    };
  }

  /** The workspace under other definitions, beside the present one, while {@link hold} holds. `onShare`: 0 to 1. */
  async suppose(
    definitions: Definitions,
    signal: AbortSignal,
    onShare: (share: number) => void = () => undefined,
  ): Promise<Supposed> {
    const identity = new IdentityState(this.factsOf(keyOf(definitions)), definitions);
    const { resolution, nextEid } = await identity.catchUp(this.counters.nextEid, signal);
    onShare(0.4);
    // Nothing that was worked out for one supposition, or for the present, is to be taken for another's.
    const making = {
      ...this.making(identity, resolution.persons, nextEid),
      version: --this.suppositions,
      isPresent: false,
    };
    const view = await this.held.while(this.bytesFor(nextEid, MAKING_BYTES), () =>
      makeView(making, undefined, signal, (share) => onShare(0.4 + share * 0.6)),
    );
    return { view, identity };
  }

  /** The present view, and what stitching its sessions anew under other settings takes; changes nothing. */
  async toStitch(sessions: SessionSettings): Promise<ToStitch> {
    const view = await this.current();
    const found: ToStitch[] = [];
    await this.exclusively(async () => {
      const { memory, active } = this;
      const { settings } = active.definitions;
      if (this.view !== view) return;
      const lookups = await lookupsOf({ memory, settings: { ...settings, sessions } });
      const events = sentSequences(view.sequences);
      found.push({ view, events, lookups, rules: { sessions, timezone: settings.timezone } });
    }, false);
    return found[0] ?? this.toStitch(sessions);
  }

  /** Has memory given back that no question is likely to need. To be called where nobody is kept waiting by it. */
  async giveBack(): Promise<void> {
    await this.held.giveBack().catch((error: unknown) => {
      if (!this.closed) this.onFailed('giving back memory of DuckDB failed', error);
    });
  }

  /** Whether events lie in files: what lies about unused is room that questions need. */
  get isInFiles(): boolean {
    return this.memory.ranges !== undefined;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.held.close();
    this.reworking?.abort.abort();
    await this.reworking?.done.catch(() => undefined);
    // A catch-up under way still uses the connections; its outcome no longer matters.
    await this.catchingUp?.catch(() => undefined);
    await this.keeping.close();
    await this.closeMemory();
  }

  /** Waits for whoever changes the view, then does; with `join` the work under way is taken for the own. */
  private async exclusively(work: () => Promise<void>, join: boolean): Promise<void> {
    if (join && this.catchingUp !== undefined) return this.catchingUp;
    while (this.catchingUp !== undefined) await this.catchingUp.catch(() => undefined);
    this.catchingUp = work().finally(() => {
      this.catchingUp = undefined;
    });
    return this.catchingUp;
  }

  private async catchUp(): Promise<void> {
    // There are more events now than what was begun with has room for.
    const outgrown = this.memory.ranges === undefined && isTooMany(this.counters.nextEid, this.budget);
    if (outgrown) await this.forget();
    if (!this.hasRecalled)
      await this.held.while(this.bytesFor(this.counters.nextEid, STITCHING_BYTES), () => this.recall());
    if ((this.view?.version ?? -1) >= dataVersion(this.counters)) return;
    if (this.removals !== this.counters.removals) await this.forget();
    const missing = this.counters.nextEid - this.memory.nextEid;
    await this.held.while(this.bytesFor(missing, MAKING_BYTES), () => this.extend(missing > LARGE_READ));
  }

  /** Takes in what was stored since, and makes the view of it. */
  private async extend(isLarge: boolean): Promise<void> {
    const { active, view } = this;
    try {
      await this.memory.extend(this.counters.nextEid);
      // Ordering and stitching want room, and DuckDB keeps what it has read.
      if (isLarge) await this.database.trim();
      const { resolution, nextEid } = await active.catchUp(this.counters.nextEid);
      const making = this.making(active, resolution.persons, nextEid);
      const { unchanged } = resolution;
      this.view = await makeView(making, view && unchanged && { view, unchanged });
      // A view made from scratch leaves about as much behind as one that it replaces.
      if (view !== undefined || isLarge) this.waste.add(bytesOf(view ?? this.view));
      this.keeping.changed();
    } catch (error) {
      // The resolver has moved on without the view: what follows cannot build on either.
      this.active = new IdentityState(active.facts, active.definitions);
      this.view = undefined;
      if (!(error instanceof HashCollision) || this.hash + 1 >= SQL_HASHES.length) throw error;
      this.hash++;
      await this.forget();
    }
  }

  /** Takes up what an earlier run kept, once. */
  private async recall(): Promise<void> {
    this.hasRecalled = true;
    const { definitions } = this.active;
    const found = await this.keeper.find(definitions, this.counters.nextEid, this.memory.ranges);
    if (found === undefined) return;
    await this.closeMemory();
    this.memory = found.memory;
    this.active = found.made?.identity ?? new IdentityState(this.factsOf(keyOf(definitions)), definitions);
    if (found.made === undefined) return;
    const { identity, view, isCurrent } = found.made;
    this.facts.set(identity.facts.key, identity.facts);
    const { settings } = definitions;
    const kept = view({ version: this.versionOf(found.memory.nextEid), settings });
    this.view = isCurrent ? kept : await restitch(kept, this.making(identity, kept.persons, kept.nextEid));
    if (isCurrent) this.keeping.found(heldOf(kept, identity));
  }

  /** What is to be written of the present view; undefined where memory has gone on, or there is none. */
  private async takeDown(): ReturnType<KeepingParts['take']> {
    const all: Awaited<ReturnType<KeepingParts['take']>>[] = [];
    await this.exclusively(async () => {
      const { view, memory, active } = this;
      if (view === undefined || this.removals !== this.counters.removals) return;
      await memory.still(async () => {
        if (view.nextEid === memory.nextEid) all.push(await this.keeper.takeDown({ memory, identity: active, view }));
      });
    }, false);
    return all[0];
  }

  private making(identity: IdentityState, persons: Making['persons'], nextEid: number): Making {
    const { memory, ties } = this;
    const { settings } = identity.definitions;
    return { version: this.versionOf(nextEid), nextEid, settings, memory, identity, persons, ties, isPresent: true };
  }

  /** What working on so many events takes for a while, by event where all are held. */
  private bytesFor(events: number, each: number): number {
    const { ranges } = this.memory;
    return (ranges === undefined ? events : Math.min(events, ranges.rowsPerPart * PARTS_HELD)) * each;
  }

  private versionOf(nextEid: number): number {
    return nextEid + this.counters.removals + this.counters.redefinitions;
  }

  private async rework(definitions: Definitions, signal: AbortSignal): Promise<void> {
    await this.current();
    if (sameIdentity(definitions, this.active.definitions)) {
      this.progress = { what: 'sessions', share: 0 };
      await this.exclusively(() => this.adoptSettings(definitions), false);
    } else {
      this.progress = { what: 'identity', share: 0 };
      const release = this.hold();
      try {
        while (!(await this.adoptIdentity(definitions, signal)));
      } finally {
        release();
      }
    }
    this.onRedefined();
  }

  /** False where events were taken out meanwhile: what was made of them is worth nothing. */
  private async adoptIdentity(definitions: Definitions, signal: AbortSignal): Promise<boolean> {
    const { removals } = this.counters;
    const { memory } = this;
    const stillThere = (): boolean =>
      this.counters.removals === removals && this.removals === removals && this.memory === memory;
    let supposed: Supposed;
    try {
      supposed = await this.suppose(definitions, signal, (share) => {
        this.progress = { what: 'identity', share };
      });
    } catch (error) {
      if (stillThere() || signal.aborted) throw error;
      await this.current();
      return false;
    }
    const { view, identity } = supposed;
    let adopted = false;
    await this.exclusively(async () => {
      adopted = stillThere();
      if (!adopted) return;
      await this.memory.settle(view.sequences, view.nextEid);
      // Events that arrived meanwhile made views of their own: no two views may share a version.
      this.counters.redefinitions += this.counters.nextEid - view.nextEid + 1;
      this.active = identity;
      const { version } = this.making(identity, view.persons, view.nextEid);
      this.view = { ...(view as MadeView), version };
    }, false);
    this.keeping.changed();
    if (!adopted) await this.current();
    return adopted;
  }

  /** Persons stay; only sessions and the calendar are others. */
  private async adoptSettings(definitions: Definitions): Promise<void> {
    const { view } = this;
    this.active.definitions = definitions;
    this.counters.redefinitions++;
    if (view === undefined) return;
    const making = this.making(this.active, view.persons, view.nextEid);
    this.view = await restitch(view, making, (share) => {
      this.progress = { what: 'sessions', share };
    });
    this.waste.add(stitchedBytes(view));
    this.keeping.changed();
  }

  /** Events were taken out: everything is read anew. */
  private async forget(): Promise<void> {
    this.removals = this.counters.removals;
    await this.closeMemory();
    this.memory = await EventMemory.open(
      this.database,
      this.hash,
      rangesOf(this.database, this.budget, this.counters.nextEid),
    );
    const { definitions } = this.active;
    this.active = new IdentityState(this.factsOf(keyOf(definitions)), definitions);
    this.view = undefined;
  }

  private closeMemory(): Promise<void> {
    this.facts.clear();
    return this.memory.close();
  }

  private factsOf(key: OwnerKey): IdFacts {
    const known = this.facts.get(key);
    if (known !== undefined) return known;
    const facts = new IdFacts(this.memory, key);
    this.facts.set(key, facts);
    return facts;
  }
}
