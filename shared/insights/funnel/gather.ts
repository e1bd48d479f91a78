/** Gathers the events of one unit that a funnel has to look at: those of its steps, exclusions and, strictly, all others. */
import { rangeMask } from '../../base/bit-range';
import type { FoldInput } from '../insight';
import type { FunnelParams } from './plan';
import type { UnitEvents } from './unit-events';

export class UnitGatherer {
  private readonly bitmaps: readonly Uint32Array[];
  private readonly words: Int32Array;
  private readonly isPlain: boolean;

  constructor(
    private readonly input: FoldInput,
    private readonly params: FunnelParams,
    private readonly all: UnitEvents,
  ) {
    const { order, required, optional, exclusions, seen, steps } = params;
    const predicates = [
      ...required.map((place) => steps[place] as number),
      ...optional.map((place) => steps[place] as number),
      ...exclusions.map(({ predicate }) => predicate),
      ...(seen >= 0 ? [seen] : []),
    ];
    this.bitmaps = predicates.map((place) => input.predicates[place] as Uint32Array);
    this.words = new Int32Array(predicates.length);
    // What most funnels are: nothing to look at but steps, at the times they have.
    this.isPlain = order !== 'strict' && predicates.length === required.length && params.decisions.ties !== 'by_second';
  }

  /** Fills the events of the unit that owns positions [from, to); false where it never entered the funnel. */
  gather(from: number, to: number): boolean {
    const start = this.params.order === 'any' ? from : this.findStart(from, to);
    if (start < 0) return false;
    this.all.clear();
    if (this.isPlain) this.gatherSteps(start, to);
    else this.gatherAll(start, to);
    return true;
  }

  /**
   * Where a chain could first begin in [from, to); -1 for nowhere. A look at the first step's bits alone spares most
   * units of a busy product the rest.
   */
  private findStart(from: number, to: number): number {
    const bitmap = this.bitmaps[0] as Uint32Array;
    const { time } = this.input.sequences;
    const last = (to - 1) >>> 5;
    for (let word = from >>> 5; word <= last; word += 1) {
      const bits = (bitmap[word] as number) & rangeMask(word, from, to);
      if (bits === 0) continue;
      let start = (word << 5) + 31 - Math.clz32(bits & -bits);
      // Events of the same time that are stored before it may still be its next steps.
      const earliest = this.earliestTied(time[start] as number);
      while (start > from && (time[start - 1] as number) >= earliest) start -= 1;
      return start;
    }
    return -1;
  }

  /** From when on events may be as good as simultaneous with a start at `at`, however they are stored. */
  private earliestTied(at: number): number {
    const { ties, tieGraceMs } = this.params.decisions;
    return Math.min(ties === 'by_second' ? wholeSecond(at) : at, at - tieGraceMs * this.params.required.length);
  }

  private gatherAll(from: number, to: number): void {
    const { all, bitmaps, params, words } = this;
    const { time } = this.input.sequences;
    const wanted = bitmaps.length;
    const required = params.required.length;
    const extraEnd = required + params.optional.length;
    const breakEnd = extraEnd + params.exclusions.length;
    const everything = params.order === 'strict' && params.seen < 0;
    const bySecond = params.decisions.ties === 'by_second';
    const last = (to - 1) >>> 5;
    for (let word = from >>> 5; word <= last; word += 1) {
      let any = everything ? -1 : 0;
      for (let index = 0; index < wanted; index += 1) {
        const bits = (bitmaps[index] as Uint32Array)[word] as number;
        words[index] = bits;
        any |= bits;
      }
      any &= rangeMask(word, from, to);
      while (any !== 0) {
        const bit = any & -any;
        any ^= bit;
        const position = (word << 5) + 31 - Math.clz32(bit);
        const at = time[position] as number;
        if (at < params.from) continue;
        if (at >= params.to) return;
        let mask = 0;
        for (let index = 0; index < required; index += 1)
          if (((words[index] as number) & bit) !== 0) mask |= 1 << index;
        let extra = 0;
        let breaking = 0;
        for (let index = required; index < extraEnd; index += 1) {
          if (((words[index] as number) & bit) !== 0) extra |= 1 << (index - required);
        }
        for (let index = extraEnd; index < breakEnd; index += 1) {
          if (((words[index] as number) & bit) !== 0) breaking |= 1 << (index - extraEnd);
        }
        all.add(position, bySecond ? wholeSecond(at) : at, mask, extra, breaking);
      }
    }
  }

  /** {@link gatherAll} where there are steps to look at and nothing else: what most funnels spend their time on. */
  private gatherSteps(from: number, to: number): void {
    const { all, bitmaps, words } = this;
    const { time } = this.input.sequences;
    const { from: earliest, to: latest } = this.params;
    const steps = bitmaps.length;
    all.reserve(to - from);
    const { positions, times, masks } = all;
    let length = 0;
    const last = (to - 1) >>> 5;
    for (let word = from >>> 5; word <= last; word += 1) {
      let any = 0;
      for (let step = 0; step < steps; step += 1) {
        const bits = (bitmaps[step] as Uint32Array)[word] as number;
        words[step] = bits;
        any |= bits;
      }
      any &= rangeMask(word, from, to);
      while (any !== 0) {
        const shift = 31 - Math.clz32(any & -any);
        any &= any - 1;
        const position = (word << 5) + shift;
        const at = time[position] as number;
        if (at < earliest) continue;
        if (at >= latest) {
          all.length = length;
          return;
        }
        let mask = 0;
        for (let step = 0; step < steps; step += 1) mask |= (((words[step] as number) >>> shift) & 1) << step;
        positions[length] = position;
        times[length] = at;
        masks[length] = mask;
        length += 1;
      }
    }
    all.length = length;
  }
}

const wholeSecond = (time: number): number => Math.floor(time / 1000) * 1000;
