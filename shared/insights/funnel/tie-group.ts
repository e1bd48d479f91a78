/**
 * Events of one moment. Equal timestamps may fill consecutive steps whatever order they were stored in, each event at
 * most one step: which steps a group can fill is a matching of steps to events. Steps are bits of a mask, step 0 first.
 */

/** Of events that match the same steps, no more than there are steps can ever be used. */
const MAX_STEPS = 20;

export class TieGroup {
  /** Events that match anything, ascending; entries of `masks` line up. Only the first `size` count. */
  private events = new Int32Array(64);
  private masks = new Uint32Array(64);
  private size = 0;
  private union = 0;
  private overlapping = false;
  private taken = new Int32Array(64);
  private visited = new Int32Array(64);
  private round = 0;

  /** Takes the events [from, to) of `masks`; those that match no step are left out. */
  load(masks: Uint32Array, from: number, to: number): void {
    this.size = 0;
    this.union = 0;
    this.overlapping = false;
    for (let index = from; index < to; index += 1) {
      const mask = masks[index] as number;
      if (mask === 0 || this.isSurplus(mask)) continue;
      if (this.size === this.events.length) this.grow();
      this.events[this.size] = index;
      this.masks[this.size] = mask;
      this.size += 1;
      this.union |= mask;
      if ((mask & (mask - 1)) !== 0) this.overlapping = true;
    }
  }

  /** The greatest k such that steps [from, k) can all be filled, each by an event of its own; at least `from`. */
  reach(from: number, steps: number): number {
    let step = from;
    if (this.size <= 1 || !this.overlapping) {
      while (step < steps && ((this.union >>> step) & 1) === 1) step += 1;
      return this.size === 1 ? Math.min(step, from + 1) : step;
    }
    this.release();
    while (step < steps && this.augment(step)) step += 1;
    return step;
  }

  /**
   * Fills steps [from, to), which can be filled: `chain[step]` becomes an event's index. Of all ways the one whose
   * events come first, step by step.
   */
  assign(from: number, to: number, chain: Int32Array): void {
    for (let step = from; step < to; step += 1) {
      for (let slot = 0; slot < this.size; slot += 1) {
        const event = this.events[slot] as number;
        if ((((this.masks[slot] as number) >>> step) & 1) === 0 || isUsed(chain, from, step, event)) continue;
        chain[step] = event;
        if (!this.overlapping || this.canFinish(from, step + 1, to, chain)) break;
      }
    }
  }

  /** True where, with steps [from, step) filled as `chain` says, steps [step, to) can be filled from the rest. */
  private canFinish(from: number, step: number, to: number, chain: Int32Array): boolean {
    this.release();
    for (let slot = 0; slot < this.size; slot += 1) {
      if (isUsed(chain, from, step, this.events[slot] as number)) this.taken[slot] = MAX_STEPS;
    }
    for (let next = step; next < to; next += 1) if (!this.augment(next)) return false;
    return true;
  }

  /** One step more by an augmenting path; slots taken by MAX_STEPS are not to be had. */
  private augment(step: number): boolean {
    this.round += 1;
    return this.tryStep(step);
  }

  private tryStep(step: number): boolean {
    for (let slot = 0; slot < this.size; slot += 1) {
      if ((((this.masks[slot] as number) >>> step) & 1) === 0 || this.visited[slot] === this.round) continue;
      this.visited[slot] = this.round;
      const holder = this.taken[slot] as number;
      if (holder === MAX_STEPS || (holder >= 0 && !this.tryStep(holder))) continue;
      this.taken[slot] = step;
      return true;
    }
    return false;
  }

  private release(): void {
    this.taken.fill(-1, 0, this.size);
  }

  /** Days of data often share one timestamp; without this a group would grow with them. */
  private isSurplus(mask: number): boolean {
    if (this.size < 2 * MAX_STEPS) return false;
    let equal = 0;
    for (let slot = 0; slot < this.size; slot += 1) if (this.masks[slot] === mask) equal += 1;
    return equal >= MAX_STEPS;
  }

  private grow(): void {
    const wider = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const next = new Int32Array(old.length * 2);
      next.set(old);
      return next;
    };
    this.events = wider(this.events);
    this.taken = wider(this.taken);
    this.visited = wider(this.visited);
    const masks = new Uint32Array(this.masks.length * 2);
    masks.set(this.masks);
    this.masks = masks;
  }
}

function isUsed(chain: Int32Array, from: number, to: number, event: number): boolean {
  for (let step = from; step < to; step += 1) if (chain[step] === event) return true;
  return false;
}
