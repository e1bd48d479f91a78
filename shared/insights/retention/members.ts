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
  /** The returns of who joins many cohorts are read once: the buckets that have one, and the last position in each. */
  private readonly isRead: boolean;
  private returnBuckets = new Int32Array(64);
  private lastReturns = new Int32Array(64);
  private returnCount = 0;
  /** Buckets before this one's are before the member's cohort; cohorts come in order. */
  private cursor = 0;

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
    this.isRead = params.cohortBy === 'recurring' && this.isPlain && params.rollingMs === 0 && !params.orAfter;
  }

  /** The events of a person lie in [from, end). */
  walk(person: number, from: number, end: number): void {
    const { params, starts, time } = this;
    this.person = person;
    this.end = end;
    this.lastCohort = -1;
    if (params.cohortBy === 'recurring') {
      if (this.isRead) this.readReturns(from, end);
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
    if (this.isRead) {
      this.eachReadColumn(visit);
      return;
    }
    this.farthest = -1;
    this.markedUntil = -Infinity;
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

  private readReturns(from: number, end: number): void {
    this.returnCount = 0;
    this.cursor = 0;
    eachMatch(this.returns, from, end, this.readReturn);
  }

  private readonly readReturn = (position: number): void => {
    const bucket = this.finder.indexOf(this.time[position] as number);
    if (bucket < 0) return;
    const last = this.returnCount - 1;
    if (last >= 0 && this.returnBuckets[last] === bucket) {
      this.lastReturns[last] = position;
      return;
    }
    if (this.returnCount === this.returnBuckets.length) {
      this.returnBuckets = doubled(this.returnBuckets);
      this.lastReturns = doubled(this.lastReturns);
    }
    this.returnBuckets[this.returnCount] = bucket;
    this.lastReturns[this.returnCount] = position;
    this.returnCount += 1;
  };

  private eachReadColumn(visit: (column: number) => void): void {
    const { cohort, lastReturns, params, returnBuckets, returnCount, start } = this;
    const periods = params.brackets.length;
    while (this.cursor < returnCount && (returnBuckets[this.cursor] as number) < cohort) this.cursor += 1;
    for (let at = this.cursor; at < returnCount; at += 1) {
      const period = (returnBuckets[at] as number) - cohort;
      if (period > periods) return;
      // In the cohort's own period only what comes after the start is a return.
      if (period > 0 || (lastReturns[at] as number) > start) visit(period);
    }
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
  /** Returns before this time lie in the period of the one before. */
  private markedUntil = -Infinity;

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

  /** The first moment after a period; Infinity for the last. */
  private endOf(period: number): number {
    const { params } = this;
    if (params.rollingMs > 0) return (this.time[this.start] as number) + (period + 1) * params.rollingMs;
    return params.bounds[this.cohort + period + 1] ?? Infinity;
  }

  private readonly mark = (position: number): void => {
    if ((this.time[position] as number) < this.markedUntil) return;
    const { params } = this;
    const period = this.periodOf(position);
    this.markedUntil = this.endOf(period);
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

function doubled(old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const next = new Int32Array(old.length * 2);
  next.set(old);
  return next;
}
