/**
 * What the data says of pairs of ids, one record per pair and kind: first and last time, and the times between where a
 * rule set asks for them. Arrays and chained lists, so that a million pairs are a few dozen megabytes.
 */
import { withRoom } from './growing';
import type { KeptColumns } from './kept';
import { NONE } from './names';

/** An event carried both ids (an identify call among them). The anchor is the anonymous id. */
export const LINK = 0;
/** The anchor is another name of the user. */
export const ALIAS = 1;
/** As ALIAS, insisting (PostHog's `$merge_dangerously`). */
export const MERGE = 2;

/** Answers of {@link Statements.hear}: what was news. */
export const NOTHING_NEW = 0;
export const LATER_TIME = 1;
export const EARLIER_TIME = 2;
export const NEW_IDENTIFY = 3;

export class Statements {
  count = 0;
  kind = new Uint8Array(0);
  /** Names. */
  anchor = new Int32Array(0);
  user = new Int32Array(0);
  /** UTC ms. */
  first = new Float64Array(0);
  last = new Float64Array(0);
  /** UTC ms of the first identify call; Infinity where there was none. */
  identified = new Float64Array(0);
  /** Chains: the next record of the same anchor, of the same user. */
  nextOfAnchor = new Int32Array(0);
  nextOfUser = new Int32Array(0);
  /** By name: the beginnings of those chains. */
  ofAnchor = new Int32Array(0);
  ofUser = new Int32Array(0);

  /** Open-addressing table from (anchor, user, kind) to the record. */
  private table = new Int32Array(16).fill(NONE);
  /** Times strictly between first and last, chained by record; freed places are used again. */
  private between = new Int32Array(0);
  private time = new Float64Array(0);
  private nextTime = new Int32Array(0);
  private times = 0;
  freeTime = NONE;

  columns(): Pick<
    KeptColumns,
    | 'kind'
    | 'anchor'
    | 'statedUser'
    | 'first'
    | 'last'
    | 'identified'
    | 'nextOfAnchor'
    | 'nextOfUser'
    | 'ofAnchor'
    | 'ofUser'
    | 'between'
    | 'time'
    | 'nextTime'
  > {
    const { count, times } = this;
    return {
      kind: this.kind.slice(0, count),
      anchor: this.anchor.slice(0, count),
      statedUser: this.user.slice(0, count),
      first: this.first.slice(0, count),
      last: this.last.slice(0, count),
      identified: this.identified.slice(0, count),
      nextOfAnchor: this.nextOfAnchor.slice(0, count),
      nextOfUser: this.nextOfUser.slice(0, count),
      ofAnchor: this.ofAnchor.slice(),
      ofUser: this.ofUser.slice(),
      between: this.between.slice(0, count),
      time: this.time.slice(0, times),
      nextTime: this.nextTime.slice(0, times),
    };
  }

  restore(columns: KeptColumns, freeTime: number): void {
    this.count = columns.kind.length;
    this.kind = columns.kind;
    this.anchor = columns.anchor;
    this.user = columns.statedUser;
    this.first = columns.first;
    this.last = columns.last;
    this.identified = columns.identified;
    this.nextOfAnchor = columns.nextOfAnchor;
    this.nextOfUser = columns.nextOfUser;
    this.ofAnchor = columns.ofAnchor;
    this.ofUser = columns.ofUser;
    this.between = columns.between;
    this.time = columns.time;
    this.nextTime = columns.nextTime;
    this.times = columns.time.length;
    this.freeTime = freeTime;
    let slots = this.table.length;
    while (slots <= this.count * 2) slots *= 2;
    this.rehash(slots, this.count);
  }

  /** The record of a pair, new (then it is number `count` before the call) or known. */
  record(kind: number, anchor: number, user: number): number {
    let slot = this.slot(kind, anchor, user);
    const known = this.table[slot] as number;
    if (known !== NONE) return known;
    const record = this.count++;
    if (this.count * 2 > this.table.length) {
      this.rehash(this.table.length * 4, this.count - 1);
      slot = this.slot(kind, anchor, user);
    }
    this.table[slot] = record;
    if (record >= this.kind.length) this.makeRoom(record + 1);
    const highest = Math.max(anchor, user);
    if (highest >= this.ofAnchor.length) {
      this.ofAnchor = withRoom(this.ofAnchor, highest + 1, NONE);
      this.ofUser = withRoom(this.ofUser, highest + 1, NONE);
    }
    this.kind[record] = kind;
    this.anchor[record] = anchor;
    this.user[record] = user;
    this.nextOfAnchor[record] = this.ofAnchor[anchor] as number;
    this.ofAnchor[anchor] = record;
    this.nextOfUser[record] = this.ofUser[user] as number;
    this.ofUser[user] = record;
    return record;
  }

  /** The first record that a name anchors; {@link NONE} where there is none. */
  anchored(name: number): number {
    return name < this.ofAnchor.length ? (this.ofAnchor[name] as number) : NONE;
  }

  /** The first record that names a user; {@link NONE} where there is none. */
  naming(name: number): number {
    return name < this.ofUser.length ? (this.ofUser[name] as number) : NONE;
  }

  /** The pair was stated at `time`. `keep`: times between the first and the last are wanted too. */
  hear(record: number, time: number, identify: boolean, keep: boolean): number {
    const first = this.first[record] as number;
    const last = this.last[record] as number;
    let news = NOTHING_NEW;
    if (time < first) {
      if (keep && first < last) this.keep(record, first);
      this.first[record] = time;
      if (last === -Infinity) this.last[record] = time;
      news = EARLIER_TIME;
    } else if (time > last) {
      if (keep && last > first) this.keep(record, last);
      this.last[record] = time;
      news = LATER_TIME;
    } else if (time > first && time < last && keep) {
      this.keep(record, time);
      news = LATER_TIME;
    }
    const identified = this.identified[record] as number;
    if (identify && time < identified) {
      this.identified[record] = time;
      return identified === Infinity ? NEW_IDENTIFY : EARLIER_TIME;
    }
    return news;
  }

  /** All times at which the pair was stated, in order, each once. Forgets repeats on the way. */
  timesOf(record: number): number[] {
    const first = this.first[record] as number;
    const last = this.last[record] as number;
    const times = [first];
    if (last > first) times.push(last);
    const chained: number[] = [];
    for (let at = this.between[record] as number; at !== NONE; at = this.nextTime[at] as number) {
      chained.push(this.time[at] as number);
    }
    if (chained.length === 0) return times;
    const all = [...new Set([...times, ...chained])].sort((a, b) => a - b);
    if (all.length < chained.length + times.length) this.rewrite(record, all.slice(1, -1));
    return all;
  }

  private keep(record: number, time: number): void {
    let place = this.freeTime;
    if (place === NONE) {
      place = this.times++;
      this.time = withRoom(this.time, this.times);
      this.nextTime = withRoom(this.nextTime, this.times, NONE);
    } else this.freeTime = this.nextTime[place] as number;
    this.time[place] = time;
    this.nextTime[place] = this.between[record] as number;
    this.between[record] = place;
  }

  private rewrite(record: number, times: readonly number[]): void {
    let at = this.between[record] as number;
    this.between[record] = NONE;
    while (at !== NONE) {
      const next = this.nextTime[at] as number;
      this.nextTime[at] = this.freeTime;
      this.freeTime = at;
      at = next;
    }
    for (const time of times) this.keep(record, time);
  }

  private slot(kind: number, anchor: number, user: number): number {
    const mask = this.table.length - 1;
    let hash = Math.imul(anchor, 0x9e3779b1) ^ Math.imul(user + kind, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & mask;
    for (;;) {
      const record = this.table[slot] as number;
      if (record === NONE) return slot;
      if (this.anchor[record] === anchor && this.user[record] === user && this.kind[record] === kind) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private rehash(slots: number, records: number): void {
    this.table = new Int32Array(slots).fill(NONE);
    for (let record = 0; record < records; record++) {
      const slot = this.slot(this.kind[record] as number, this.anchor[record] as number, this.user[record] as number);
      this.table[slot] = record;
    }
  }

  private makeRoom(records: number): void {
    this.kind = withRoom(this.kind, records);
    this.anchor = withRoom(this.anchor, records);
    this.user = withRoom(this.user, records);
    this.first = withRoom(this.first, records, Infinity);
    this.last = withRoom(this.last, records, -Infinity);
    this.identified = withRoom(this.identified, records, Infinity);
    this.nextOfAnchor = withRoom(this.nextOfAnchor, records, NONE);
    this.nextOfUser = withRoom(this.nextOfUser, records, NONE);
    this.between = withRoom(this.between, records, NONE);
  }
}
