/**
 * Sessions of persons all of whose events are but counted, split by time alone, where it is only to be told how long they
 * last, why they begin, who bounced, and whether they begin elsewhere than now: no row is made of them. Says what
 * `walkPerson` says (property-tested).
 */
import { floatColumn } from '../base/columns';
import { SPLIT_REASONS } from '../model/session';
import { isBounce } from './bounce';
import { PLAIN } from './measure';
import type { StitchSettings } from './settings';

const FIRST = SPLIT_REASONS.indexOf('first');
const TIMEOUT = SPLIT_REASONS.indexOf('timeout');
const MAX_LENGTH = SPLIT_REASONS.indexOf('maxLength');

/** Whether nothing but time can split the sessions of such events. */
export const splitsByTime = ({ campaignChange, nextMidnight }: StitchSettings): boolean =>
  !campaignChange && nextMidnight === undefined;

export function arePlain(traits: Uint8Array, from: number, to: number): boolean {
  for (let position = from; position < to; position++) if (traits[position] !== PLAIN) return false;
  return true;
}

export class PlainSessions {
  /** Of each session, in order. */
  readonly seconds = floatColumn();
  /** By position in SPLIT_REASONS. */
  readonly reasons = new Uint32Array(SPLIT_REASONS.length);
  bounces = 0;

  constructor(private readonly settings: Pick<StitchSettings, 'timeoutMs' | 'maxLengthMs' | 'bounce'>) {}

  /**
   * Adds the sessions of the person whose events are at `from` … `to - 1`; `before` is the session of each now. True where
   * they do not begin with the same events.
   */
  add(time: Float64Array, before: Int32Array, from: number, to: number): boolean {
    if (from >= to) return false;
    const { reasons } = this;
    const { timeoutMs, maxLengthMs } = this.settings;
    let first = from;
    let began = time[from] as number;
    let last = began;
    // The latest session now: rows are numbered in the order in which they begin.
    let row = before[from] as number;
    let changed = row < 0;
    reasons[FIRST] = (reasons[FIRST] as number) + 1;
    for (let position = from + 1; position < to; position++) {
      const at = time[position] as number;
      const begins = at - last > timeoutMs || at - began > maxLengthMs;
      const begun = (before[position] as number) > row;
      if (begun) row = before[position] as number;
      if (begun !== begins) changed = true;
      if (begins) {
        const reason = at - last > timeoutMs ? TIMEOUT : MAX_LENGTH;
        reasons[reason] = (reasons[reason] as number) + 1;
        this.end(last - began, position - first);
        first = position;
        began = at;
      }
      last = at;
    }
    this.end(last - began, to - first);
    return changed;
  }

  private end(durationMs: number, interactions: number): void {
    this.seconds.push(durationMs / 1000);
    if (isBounce(this.settings.bounce, { views: 0, interactions, touches: 0, durationMs })) this.bounces += 1;
  }
}
