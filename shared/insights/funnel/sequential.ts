/**
 * Steps in order, other events may come between: one pass per unit.
 *
 * For every k the pass keeps `latest[k]`, the latest start of a chain of k steps so far. Nothing else about a chain
 * matters to its future: a later start keeps the window open longest. So when the greatest level is first reached, that
 * moment is the earliest end, and `latest` there is the latest start. The steps between are then walked once more, each
 * taken as early as it comes; of events at one time the first in order (time, event id).
 */
import { TieGroup } from './tie-group';
import type { Chain, UnitEvents } from './unit-events';

export class SequentialSearch {
  private readonly latest: Float64Array;
  private readonly ties = new TieGroup();

  constructor(
    private readonly steps: number,
    private readonly windowMs: number,
    /** How many steps events of one moment can fill. */
    private readonly perMoment: number,
  ) {
    this.latest = new Float64Array(steps + 1);
  }

  /** Finds the unit's reported chain; level 0 where it never did the first step. */
  search(unit: UnitEvents, chain: Chain): void {
    const { latest, steps, windowMs } = this;
    const { times, masks, length } = unit;
    latest.fill(-Infinity);
    let level = 0;
    let start = -Infinity;
    for (let index = 0; index < length && level < steps;) {
      const time = times[index] as number;
      if (index + 1 < length && times[index + 1] === time) {
        const end = unit.endOfTie(index);
        const reached = this.takeTie(unit, index, end, time, level);
        if (reached > level) {
          level = reached;
          start = latest[level] as number;
        }
        index = end;
        continue;
      }
      const mask = masks[index] as number;
      // From the last step down: an event that matches two steps in a row must not carry a chain over both.
      for (let step = level < steps ? level : steps - 1; step >= 1; step -= 1) {
        if (((mask >>> step) & 1) === 0) continue;
        const from = latest[step] as number;
        if (from < time - windowMs || from <= (latest[step + 1] as number)) continue;
        latest[step + 1] = from;
        if (step === level) {
          level += 1;
          start = from;
        }
      }
      if ((mask & 1) === 1) {
        latest[1] = time;
        if (level === 0) {
          level = 1;
          start = time;
        }
      }
      index += 1;
    }
    chain.level = level;
    if (level > 0) this.walk(unit, start, chain);
  }

  /** Carries chains over events [from, to) of one time; returns the deepest level there is now. */
  private takeTie(unit: UnitEvents, from: number, to: number, time: number, level: number): number {
    const { latest, steps, ties, windowMs } = this;
    ties.load(unit.masks, from, to);
    let deepest = level;
    // From the deepest chain down, so that what this group brought about is not built upon twice.
    for (let done = level; done >= 0; done -= 1) {
      const start = done === 0 ? time : (latest[done] as number);
      if (start < time - windowMs) continue;
      const reach = Math.min(ties.reach(done, steps), done + this.perMoment);
      for (let step = done + 1; step <= reach; step += 1) {
        if (start > (latest[step] as number)) latest[step] = start;
      }
      if (reach > deepest) deepest = reach;
    }
    return deepest;
  }

  private walk(unit: UnitEvents, start: number, chain: Chain): void {
    const { ties } = this;
    const { times, masks, length } = unit;
    let index = 0;
    while ((times[index] as number) < start) index += 1;
    let done = 0;
    while (done < chain.level && index < length) {
      const end = unit.endOfTie(index);
      if (end === index + 1) {
        if ((((masks[index] as number) >>> done) & 1) === 1) {
          chain.events[done] = index;
          done += 1;
        }
      } else {
        ties.load(masks, index, end);
        const reach = Math.min(ties.reach(done, chain.level), done + this.perMoment);
        ties.assign(done, reach, chain.events);
        done = reach;
      }
      index = end;
    }
  }
}
