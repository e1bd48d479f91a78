/**
 * The events of one unit (a person, or a session) that a funnel has to look at, as columns that are filled anew for
 * each unit and never shrink: a fold over half a million persons allocates them once.
 */
export class UnitEvents {
  length = 0;
  /** Places in the sequences, ascending. */
  positions = new Int32Array(256);
  times = new Float64Array(256);
  /** Required steps that the event matches: bit 0 is the first of them. */
  masks = new Uint32Array(256);
  /** Optional steps that the event matches: bit 0 is the first of them. */
  extras = new Uint32Array(256);
  /** Exclusions that the event sets off. */
  breaks = new Uint32Array(256);
  /** The columns in full, where events at the front have been dropped. */
  private full: Pick<UnitEvents, 'positions' | 'times' | 'masks' | 'extras' | 'breaks'> | undefined;

  clear(): void {
    this.length = 0;
    if (this.full === undefined) return;
    Object.assign(this, this.full);
    this.full = undefined;
  }

  /**
   * Leaves what a chain leaves to the next one: the events at the time of `last` that it did not use, and all later ones.
   * Used events that come later fill no step any more.
   * @param used indexes, `last` among them.
   */
  dropThrough(last: number, used: Iterable<number>): void {
    for (const index of used) this.use(index);
    let first = last;
    while (first > 0 && this.times[first - 1] === this.times[last]) first -= 1;
    this.full ??= {
      positions: this.positions,
      times: this.times,
      masks: this.masks,
      extras: this.extras,
      breaks: this.breaks,
    };
    this.positions = this.positions.subarray(first);
    this.times = this.times.subarray(first);
    this.masks = this.masks.subarray(first);
    this.extras = this.extras.subarray(first);
    this.breaks = this.breaks.subarray(first);
    this.length -= first;
  }

  /** Takes from an event that it can fill a step. */
  use(index: number): void {
    this.masks[index] = 0;
    this.extras[index] = 0;
  }

  add(position: number, time: number, mask: number, extra: number, breaking: number): void {
    const index = this.length;
    if (index === this.positions.length) this.grow();
    this.positions[index] = position;
    this.times[index] = time;
    this.masks[index] = mask;
    this.extras[index] = extra;
    this.breaks[index] = breaking;
    this.length = index + 1;
  }

  /** Makes room for `count` events, so that they can be written into the columns directly. */
  reserve(count: number): void {
    while (this.positions.length < count) this.grow();
  }

  /** The end of the run of events that share the time of the event at `from`. */
  endOfTie(from: number): number {
    const time = this.times[from];
    let end = from + 1;
    while (end < this.length && this.times[end] === time) end += 1;
    return end;
  }

  private grow(): void {
    const capacity = this.positions.length * 2;
    const wider = <T extends Int32Array | Uint32Array | Float64Array>(next: T, old: T): T => {
      next.set(old);
      return next;
    };
    this.positions = wider(new Int32Array(capacity), this.positions);
    this.times = wider(new Float64Array(capacity), this.times);
    this.masks = wider(new Uint32Array(capacity), this.masks);
    this.extras = wider(new Uint32Array(capacity), this.extras);
    this.breaks = wider(new Uint32Array(capacity), this.breaks);
  }
}

/** The chain that speaks for a unit. `events[slot]` is an index into the unit's events. */
export interface Chain {
  /** Slots that are filled: for an ordered funnel the required steps done, for any order the events in time order. */
  level: number;
  readonly events: Int32Array;
}

export const emptyChain = (): Chain => ({ level: 0, events: new Int32Array(20).fill(-1) });
