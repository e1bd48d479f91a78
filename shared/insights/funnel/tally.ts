/** Counts and times of the units that share a breakdown value, or of all, and what is told of them. */
import { matcherLabel } from '../../model/filter';
import type { Proportion } from '../../stats/proportions';
import { EXCLUDED_BIT, type FunnelCounts, type FunnelPartial } from './fold';
import type { FunnelParams } from './plan';
import type { FunnelResult, FunnelSpec } from './spec';
import { GatheredTimes, SpreadTimes, type Times } from './times';

export interface Tally {
  /** Units that have each slot filled. */
  readonly counts: readonly number[];
  readonly excluded: number;
  /** Per slot, the ms from the slot filled before. */
  readonly stepTimes: readonly Times[];
  /** The ms from first to last required step of units that did them all. */
  readonly totalTimes: Times;
}

/** A tally that grows row by row. */
export interface GrowingTally extends Tally {
  readonly counts: number[];
  excluded: number;
  readonly stepTimes: readonly GatheredTimes[];
  readonly totalTimes: GatheredTimes;
}

export const emptyTally = (params: FunnelParams): GrowingTally => ({
  counts: params.steps.map(() => 0),
  excluded: 0,
  stepTimes: params.steps.map(() => new GatheredTimes()),
  totalTimes: new GatheredTimes(),
});

/** Of all units, as they were counted range by range. */
export const tallyOfAll = ({ parts }: FunnelPartial, params: FunnelParams): Tally =>
  tallyOf(
    parts.flatMap(({ counts }) => counts),
    params,
  );

/** Of several counts together. */
export function tallyOf(parts: readonly FunnelCounts[], params: FunnelParams): Tally {
  const sum = (of: (part: FunnelCounts) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    counts: params.steps.map((_, slot) => sum(({ counts }) => counts[slot] as number)),
    excluded: sum(({ excluded }) => excluded),
    stepTimes: params.steps.map((_, slot) => new SpreadTimes(parts.flatMap(({ stepTimes }) => stepTimes[slot] ?? []))),
    totalTimes: new SpreadTimes(parts.map(({ totalTimes }) => totalTimes)),
  };
}

const lastRequired = (params: FunnelParams): number => params.required.at(-1) ?? 0;

/** Adds one row, whose gaps begin at `gap`; returns where the next row's begin. */
export function addRow(
  tally: GrowingTally,
  reached: number,
  gaps: Float64Array,
  gap: number,
  params: FunnelParams,
): number {
  const last = lastRequired(params);
  let total = 0;
  let next = gap;
  if ((reached & EXCLUDED_BIT) !== 0) tally.excluded += 1;
  for (let slot = 0; slot < params.steps.length; slot += 1) {
    if (((reached >>> slot) & 1) === 0) continue;
    tally.counts[slot] = (tally.counts[slot] as number) + 1;
    if (slot > 0) {
      const ms = gaps[next] as number;
      next += 1;
      total += ms;
      tally.stepTimes[slot]?.push(ms);
    }
    if (slot === last) tally.totalTimes.push(total);
  }
  return next;
}

/** How many gaps a row has: one less than it has filled slots. */
export function gapsOf(reached: number, params: FunnelParams): number {
  let filled = 0;
  for (let slot = 0; slot < params.steps.length; slot += 1) filled += (reached >>> slot) & 1;
  return Math.max(0, filled - 1);
}

/** How many of the units that entered did every required step. */
export const conversionOf = (tally: Tally, params: FunnelParams): Proportion => ({
  successes: tally.counts[lastRequired(params)] ?? 0,
  trials: tally.counts[0] ?? 0,
});

const shareOf = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : part / whole);

/** The member under its name where there is a value, else nothing: absent members say "not known". */
const member = <K extends string>(name: K, value: number | undefined): Partial<Record<K, number>> =>
  (value === undefined ? {} : { [name]: value }) as Partial<Record<K, number>>;

const toSeconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1000);

/** The slot whose count the next one is compared with: the required step before it. */
function slotBefore(params: FunnelParams, slot: number): number {
  return params.required.findLast((place) => place < slot) ?? 0;
}

const NO_TIMES = new SpreadTimes([]);

/** The part of a result that all units and each breakdown value have in common. */
export function shapeTally(
  spec: FunnelSpec,
  params: FunnelParams,
  tally: Tally,
): Pick<FunnelResult, 'steps' | 'overall' | 'excluded'> {
  const entered = tally.counts[0] ?? 0;
  const steps = spec.steps.map((step, slot) => {
    const count = tally.counts[slot] ?? 0;
    const before = tally.counts[slotBefore(params, slot)] ?? 0;
    const times = tally.stepTimes[slot] ?? NO_TIMES;
    const [median, p90] = times.quantiles([0.5, 0.9]);
    return {
      label: matcherLabel(step),
      count,
      ...member('conversion', shareOf(count, entered)),
      ...(slot === 0 ? {} : member('stepConversion', shareOf(count, before))),
      dropped: slot === 0 ? 0 : before - count,
      ...member('medianSeconds', toSeconds(median)),
      ...member('avgSeconds', toSeconds(shareOf(times.sum, times.count))),
      ...member('p90Seconds', toSeconds(p90)),
    };
  });
  const { successes, trials } = conversionOf(tally, params);
  return {
    steps,
    overall: {
      ...member('conversion', shareOf(successes, trials)),
      ...member('medianSeconds', toSeconds(tally.totalTimes.quantiles([0.5])[0])),
    },
    excluded: tally.excluded,
  };
}
