/** Which cohorts each person joins, and in which periods it comes back. */
import type { Bitmap } from '../../base/bitmap';
import { BucketFinder } from '../../base/time-buckets';
import type { PersonRange } from '../../model/sequences';
import type { FoldInput, Stop } from '../insight';
import { eachMatch, firstMatch, PERSONS_PER_LOOK } from '../matches';
import type { RetentionParams } from './plan';

/** One person in one cohort. The same object each time. */
export interface Member {
  readonly person: number;
  readonly cohort: number;
  /** Position of the start event. */
  readonly start: number;
  /** Breakdown code of the start event; -1 where it has none, or there is no breakdown. */
  readonly code: number;
  /** Calls `visit` with each column (0: the cohort's own period) in which the member came back, once. */
  eachColumn(visit: (column: number) => void): void;
  /** Position of the first return that counts in a column; -1 where there is none. */
  firstReturn(column: number): number;
}

/** Persons in order, cohorts of each in order of time. */
export function visitMembers(
  input: FoldInput,
  params: RetentionParams,
  range: PersonRange,
  stop: Stop,
  visit: (member: Member) => void,
): void {
  if (params.cohorts === 0) return;
  const { offsets } = input.sequences;
  const walk = new Walk(input, params, visit);
  for (let person = range.from; person < range.to; person += 1) {
    if ((person - range.from) % PERSONS_PER_LOOK === 0 && stop()) return;
    walk.walk(person, offsets[person] as number, offsets[person + 1] as number);
  }
}

class Walk implements Member {
  person = 0;
  cohort = 0;
  start = 0;
  code = -1;
  private end = 0;
  private lastCohort = -1;
  private readonly starts: Bitmap;
  private readonly returns: Bitmap;
  private readonly time: Float64Array;
  private readonly codes: Int32Array | undefined;
  private readonly finder: BucketFinder;
  private readonly hit: Uint8Array;
  /** Columns that were hit, to be cleared; and whether one period is one column. */
  private readonly touched: number[] = [];
  private readonly isPlain: boolean;

  constructor(
    input: FoldInput,
    private readonly params: RetentionParams,
    private readonly visit: (member: Member) => void,
  ) {
    this.starts = input.predicates[params.start] as Bitmap;
    this.returns = input.predicates[params.back] as Bitmap;
    this.time = input.sequences.time;
    this.codes = params.breakdown < 0 ? undefined : input.codes[params.breakdown];
    this.finder = new BucketFinder(params.bounds);
    this.hit = new Uint8Array(params.brackets.length + 1);
    this.isPlain = params.brackets.every(([first, last], place) => first === place + 1 && last === place + 1);
  }

  /** The events of a person lie in [from, end). */
  walk(person: number, from: number, end: number): void {
    const { params, starts, time } = this;
    this.person = person;
    this.end = end;
    this.lastCohort = -1;
    if (params.cohortBy === 'recurring') {
      eachMatch(starts, from, end, this.joinAgain);
      return;
    }
    let position = firstMatch(starts, from, end);
    if (params.cohortBy === 'first_in_range') {
      while (position >= 0 && (time[position] as number) < params.from)
        position = firstMatch(starts, position + 1, end);
    }
    if (position >= 0) this.join(position);
  }

  eachColumn(visit: (column: number) => void): void {
    this.farthest = -1;
    eachMatch(this.returns, this.start + 1, this.end, this.mark);
    const { hit, touched, params } = this;
    if (params.orAfter && this.farthest >= 1) {
      for (const [place, [first]] of params.brackets.entries()) if (first <= this.farthest) this.touch(place + 1);
    }
    for (const column of touched) {
      hit[column] = 0;
      visit(column);
    }
    touched.length = 0;
  }

  firstReturn(column: number): number {
    const { params } = this;
    const [first, last] = column === 0 ? [0, 0] : (params.brackets[column - 1] as readonly [number, number]);
    for (
      let position = firstMatch(this.returns, this.start + 1, this.end);
      position >= 0;
      position = firstMatch(this.returns, position + 1, this.end)
    ) {
      const period = this.periodOf(position);
      if (period >= first && (period <= last || (params.orAfter && column > 0))) return position;
    }
    return -1;
  }

  private farthest = -1;

  private readonly joinAgain = (position: number): void => {
    const at = this.time[position] as number;
    const { from, to } = this.params;
    if (at < from || at >= to || this.finder.indexOf(at) === this.lastCohort) return;
    this.join(position);
  };

  private join(position: number): void {
    const { params, finder } = this;
    const at = this.time[position] as number;
    if (at < params.from || at >= params.to) return;
    const cohort = finder.indexOf(at);
    if (cohort < 0 || cohort >= params.cohorts) return;
    this.cohort = cohort;
    this.lastCohort = cohort;
    this.start = position;
    this.code = this.codes?.[position] ?? -1;
    this.visit(this);
  }

  /** Periods after the cohort's own; beyond all boundaries Infinity. */
  private periodOf(position: number): number {
    const { params, time } = this;
    const at = time[position] as number;
    if (params.rollingMs > 0) return Math.floor((at - (time[this.start] as number)) / params.rollingMs);
    const bucket = this.finder.indexOf(at);
    return bucket < 0 ? Infinity : bucket - this.cohort;
  }

  private readonly mark = (position: number): void => {
    const { params } = this;
    const period = this.periodOf(position);
    if (period === 0) this.touch(0);
    else if (params.orAfter) this.farthest = Math.max(this.farthest, period);
    else if (this.isPlain) {
      if (period <= params.brackets.length) this.touch(period);
    } else {
      for (const [place, [first, last]] of params.brackets.entries()) {
        if (period >= first && period <= last) this.touch(place + 1);
      }
    }
  };

  private touch(column: number): void {
    if (this.hit[column] === 1) return;
    this.hit[column] = 1;
    this.touched.push(column);
  }
}
