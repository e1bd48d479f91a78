/**
 * Steps in order under rules that can break a chain: strict order, where no other event may come between, and
 * exclusions. "Between" is strictly between in time: an event at the very time of a chain's event is not between, since
 * a tie never costs a conversion.
 *
 * The events are taken in groups of one time. A chain that has done s steps moves in a group to any k > s whose steps
 * the group can fill; strict order wants every group to move it; an exclusion in the group ends chains that stand between
 * its two steps, unless it was this very group that filled the first of them. As with plain order only the latest start
 * matters, per number of steps done. A chain that an exclusion ends keeps the steps it has done by then: as a chain of
 * that many steps it has no exclusion before its last event.
 */
import { TieGroup } from './tie-group';
import type { Chain, UnitEvents } from './unit-events';

/** Ends chains that have done at least `from` and fewer than `to` steps. */
export interface Exclusion {
  readonly from: number;
  readonly to: number;
}

export class GuardedSearch {
  private readonly ties = new TieGroup();
  private readonly reach: Int32Array;
  private latest: Float64Array;
  private next: Float64Array;
  /** Per group of the reported chain's span: bit s is set where s steps done before it can still end well. */
  private hopeful = new Uint32Array(64);

  constructor(
    private readonly steps: number,
    private readonly windowMs: number,
    private readonly strict: boolean,
    private readonly exclusions: readonly Exclusion[],
    /** How many steps events of one moment can fill. */
    private readonly perMoment: number,
  ) {
    this.reach = new Int32Array(steps + 1);
    this.latest = new Float64Array(steps + 1);
    this.next = new Float64Array(steps + 1);
  }

  /** Finds the unit's reported chain. `heedExclusions` false asks what would be without them. */
  search(unit: UnitEvents, chain: Chain, heedExclusions: boolean): void {
    this.latest.fill(-Infinity);
    chain.level = 0;
    let start = 0;
    let lastGroup = 0;
    for (let index = 0; index < unit.length && chain.level < this.steps;) {
      const end = unit.endOfTie(index);
      if (end === index + 1 && unit.masks[index] === 0 && unit.breaks[index] === 0) {
        // Most events of a busy person: nothing moves, and in strict order nothing lives on.
        if (this.strict) this.latest.fill(-Infinity);
        index = end;
        continue;
      }
      const time = unit.times[index] as number;
      const breaking = heedExclusions ? this.breaksIn(unit, index, end) : 0;
      this.loadReach(unit, index, end, this.steps);
      const level = this.advance(time, breaking, chain.level);
      if (level > chain.level) {
        chain.level = level;
        start = this.reached;
        lastGroup = index;
      }
      index = end;
    }
    if (chain.level > 0) this.walk(unit, start, lastGroup, heedExclusions, chain);
  }

  /** The start of the chain that {@link advance} found to be the deepest yet. */
  private reached = 0;

  /** Moves all chains through one group; returns the deepest level so far. */
  private advance(time: number, breaking: number, level: number): number {
    const { latest, next, reach, steps, strict } = this;
    let deepest = level;
    next.fill(-Infinity);
    for (let step = 1; step <= steps; step += 1) {
      let attained = -Infinity;
      let survivor = strict || this.isEnded(breaking, step, step) ? -Infinity : (latest[step] as number);
      for (let done = 0; done < step; done += 1) {
        if ((reach[done] as number) < step) continue;
        const start = done === 0 ? time : (latest[done] as number);
        if (start < time - this.windowMs) continue;
        if (start > attained) attained = start;
        if (start > survivor && !this.isEnded(breaking, done, step)) survivor = start;
      }
      next[step] = survivor;
      if (attained > -Infinity && step > deepest) {
        deepest = step;
        this.reached = attained;
      }
    }
    this.latest = next;
    this.next = latest;
    return deepest;
  }

  /** True where an exclusion of the group ends a chain that came in with `before` steps done and leaves with `after`. */
  private isEnded(breaking: number, before: number, after: number): boolean {
    if (breaking === 0) return false;
    return this.exclusions.some(
      ({ from, to }, index) => ((breaking >>> index) & 1) === 1 && from <= after && after < to && before >= from,
    );
  }

  private breaksIn(unit: UnitEvents, from: number, to: number): number {
    let breaking = 0;
    for (let index = from; index < to; index += 1) breaking |= unit.breaks[index] as number;
    return breaking;
  }

  private loadReach(unit: UnitEvents, from: number, to: number, steps: number): void {
    this.ties.load(unit.masks, from, to);
    for (let done = 0; done <= steps; done += 1) {
      this.reach[done] = Math.min(this.ties.reach(done, steps), done + this.perMoment);
    }
  }

  /** Fills `chain` with the earliest steps of the chains that start at `start` and end in the group at `lastGroup`. */
  private walk(unit: UnitEvents, start: number, lastGroup: number, heedExclusions: boolean, chain: Chain): void {
    const groups: number[] = [];
    let index = 0;
    while ((unit.times[index] as number) < start) index += 1;
    for (; index <= lastGroup; index = unit.endOfTie(index)) groups.push(index);
    this.computeHope(unit, groups, heedExclusions, chain.level);
    let done = 0;
    groups.forEach((from, group) => {
      if (done === chain.level) return;
      const to = unit.endOfTie(from);
      this.loadReach(unit, from, to, chain.level);
      const breaking = heedExclusions ? this.breaksIn(unit, from, to) : 0;
      const goal = this.bestMove(group, done, breaking, chain.level);
      this.ties.assign(done, goal, chain.events);
      done = goal;
    });
  }

  /** The most steps that a chain with `done` steps can have after a group and still end well; `done` for none more. */
  private bestMove(group: number, done: number, breaking: number, level: number): number {
    for (let goal = this.reach[done] as number; goal > done; goal -= 1) {
      if (goal === level || (!this.isEnded(breaking, done, goal) && this.hopes(group + 1, goal))) return goal;
    }
    return done;
  }

  private hopes(group: number, done: number): boolean {
    return (((this.hopeful[group] as number) >>> done) & 1) === 1;
  }

  private computeHope(unit: UnitEvents, groups: readonly number[], heedExclusions: boolean, level: number): void {
    if (this.hopeful.length <= groups.length) this.hopeful = new Uint32Array(groups.length * 2);
    this.hopeful[groups.length] = 0;
    for (let group = groups.length - 1; group >= 0; group -= 1) {
      const from = groups[group] as number;
      const to = unit.endOfTie(from);
      this.loadReach(unit, from, to, level);
      const breaking = heedExclusions ? this.breaksIn(unit, from, to) : 0;
      let hope = 0;
      for (let done = 0; done < level; done += 1) {
        const moves = this.bestMove(group, done, breaking, level) > done;
        const stays = !this.strict && !this.isEnded(breaking, done, done) && this.hopes(group + 1, done);
        if (moves || stays) hope |= 1 << done;
      }
      this.hopeful[group] = hope;
    }
  }
}
