/**
 * Steps in order, each at its first instance after a given start: for rules under which only the unit's first start
 * counts, or a step may be a little earlier than the one before it. One walk per start.
 */
import type { Exclusion } from './guarded';
import { emptyChain, type Chain, type UnitEvents } from './unit-events';

export interface GreedyRules {
  readonly windowMs: number;
  /** A step may be this much earlier than the step before it (ms). */
  readonly graceMs: number;
  readonly firstStartOnly: boolean;
  /** An exclusion in the first chain of greatest depth decides; no cleaner chain is looked for. */
  readonly dropAtStep: boolean;
}

export class GreedySearch {
  private readonly own = emptyChain();

  constructor(
    private readonly steps: number,
    private readonly rules: GreedyRules,
    private readonly exclusions: readonly Exclusion[],
  ) {}

  /** Finds the unit's reported chain. `heedExclusions` false asks what would be without them. */
  search(unit: UnitEvents, chain: Chain, heedExclusions: boolean): void {
    const { rules, own } = this;
    chain.level = 0;
    const heedNow = heedExclusions && !(rules.dropAtStep && !rules.firstStartOnly);
    for (let index = 0; index < unit.length; index += 1) {
      if (((unit.masks[index] as number) & 1) === 0) continue;
      this.walk(unit, index, heedNow, own);
      if (isBetter(unit, own, chain)) copy(own, chain);
      if (rules.firstStartOnly) break;
    }
    // The deepest attempt is the one that counts, with what an exclusion leaves of it.
    if (heedExclusions && !heedNow && chain.level > 0) {
      this.walk(unit, chain.events[0] as number, true, own);
      copy(own, chain);
    }
  }

  private walk(unit: UnitEvents, start: number, heed: boolean, chain: Chain): void {
    const { times, masks, length } = unit;
    const { windowMs, graceMs } = this.rules;
    const end = (times[start] as number) + windowMs;
    chain.events[0] = start;
    chain.level = 1;
    while (chain.level < this.steps) {
      const done = chain.level;
      const earliest = (times[chain.events[done - 1] as number] as number) - graceMs;
      let next = start;
      while (next > 0 && (times[next - 1] as number) >= earliest) next -= 1;
      while (
        next < length &&
        ((times[next] as number) < earliest || (((masks[next] as number) >>> done) & 1) === 0 || isUsed(chain, next))
      ) {
        next += 1;
      }
      if (next >= length || (times[next] as number) > end) return;
      if (heed && this.isExcluded(unit, chain, times[next] as number)) return;
      chain.events[done] = next;
      chain.level = done + 1;
    }
  }

  /** Whether an exclusion lies strictly between its first step's event and `time`, before its last step is done. */
  private isExcluded(unit: UnitEvents, chain: Chain, time: number): boolean {
    return this.exclusions.some(({ from, to }, exclusion) => {
      if (chain.level < from || chain.level >= to) return false;
      const since = unit.times[chain.events[from - 1] as number] as number;
      for (let index = 0; index < unit.length; index += 1) {
        const at = unit.times[index] as number;
        if (at > since && at < time && (((unit.breaks[index] as number) >>> exclusion) & 1) === 1) return true;
      }
      return false;
    });
  }
}

function isUsed(chain: Chain, event: number): boolean {
  for (let slot = 0; slot < chain.level; slot += 1) if (chain.events[slot] === event) return true;
  return false;
}

function copy(from: Chain, to: Chain): void {
  to.level = from.level;
  to.events.set(from.events);
}

/** Deeper; else ends first; else starts last. */
function isBetter({ times }: UnitEvents, a: Chain, b: Chain): boolean {
  if (a.level !== b.level) return a.level > b.level;
  if (a.level === 0) return false;
  const timeOf = (chain: Chain, slot: number): number => times[chain.events[slot] as number] as number;
  const last = a.level - 1;
  if (timeOf(a, last) !== timeOf(b, last)) return timeOf(a, last) < timeOf(b, last);
  return timeOf(a, 0) > timeOf(b, 0);
}
