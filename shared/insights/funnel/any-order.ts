/**
 * Steps in any order inside a window that opens with the first of them: the level is the greatest number of distinct
 * steps that events of one window can do, each event at most one.
 *
 * Which sets of events can do that many steps is a matroid, so the greedy way is exact: of the events so far the `kept`
 * ones, chosen newest first, are the set whose oldest event is youngest. They are all that later windows can want. The
 * reported chain ends where the greatest level is first reached, starts at its oldest kept event, and is chosen between
 * the two earliest first.
 */
import type { Chain, UnitEvents } from './unit-events';

export class AnyOrderSearch {
  /** Events kept, newest first. */
  private kept: number[] = [];
  private readonly matcher: StepMatcher;

  constructor(
    private readonly steps: number,
    private readonly windowMs: number,
  ) {
    this.matcher = new StepMatcher(steps);
  }

  search(unit: UnitEvents, chain: Chain): void {
    chain.level = 0;
    this.kept = [];
    let first = 0;
    let last = 0;
    for (let index = 0; index < unit.length && chain.level < this.steps;) {
      const end = unit.endOfTie(index);
      const opening = (unit.times[index] as number) - this.windowMs;
      for (let event = index; event < end; event += 1) this.keep(unit, event, opening);
      if (this.kept.length > chain.level) {
        chain.level = this.kept.length;
        first = this.kept.at(-1) ?? 0;
        last = end;
      }
      index = end;
    }
    if (chain.level > 0) this.walk(unit, first, last, chain);
  }

  private keep(unit: UnitEvents, event: number, opening: number): void {
    if (unit.masks[event] === 0) return;
    this.matcher.clear();
    this.kept = [event, ...this.kept].filter(
      (candidate) =>
        (unit.times[candidate] as number) >= opening && this.matcher.accept(unit.masks[candidate] as number),
    );
  }

  private walk(unit: UnitEvents, first: number, end: number, chain: Chain): void {
    const start = unit.times[first];
    let index = first;
    while (index > 0 && unit.times[index - 1] === start) index -= 1;
    this.matcher.clear();
    let slot = 0;
    for (; index < end && slot < chain.level; index += 1) {
      const mask = unit.masks[index] as number;
      if (mask === 0 || !this.matcher.accept(mask)) continue;
      chain.events[slot] = index;
      slot += 1;
    }
  }
}

/** Matches events to steps one by one, moving earlier ones to other steps where that makes room. */
class StepMatcher {
  private readonly masks: Uint32Array;
  /** Which accepted event does a step; -1 for none. */
  private readonly doer: Int32Array;
  private accepted = 0;
  private visited = 0;

  constructor(private readonly steps: number) {
    this.masks = new Uint32Array(steps);
    this.doer = new Int32Array(steps);
  }

  clear(): void {
    this.accepted = 0;
    this.doer.fill(-1);
  }

  /** Takes in an event by the steps that it matches; false where all that it could do is done by the others. */
  accept(mask: number): boolean {
    if (this.accepted === this.steps) return false;
    this.masks[this.accepted] = mask;
    this.visited = 0;
    if (!this.place(this.accepted)) return false;
    this.accepted += 1;
    return true;
  }

  private place(event: number): boolean {
    const mask = this.masks[event] as number;
    for (let step = 0; step < this.steps; step += 1) {
      if (((mask >>> step) & 1) === 0 || ((this.visited >>> step) & 1) === 1) continue;
      this.visited |= 1 << step;
      const holder = this.doer[step] as number;
      if (holder >= 0 && !this.place(holder)) continue;
      this.doer[step] = event;
      return true;
    }
    return false;
  }
}
