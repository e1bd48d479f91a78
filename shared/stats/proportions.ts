/** Shares and what can be said of two of them. */
import { twoSidedTail, Z_95 } from './normal';

/** `successes` out of `trials`. */
export interface Proportion {
  readonly successes: number;
  readonly trials: number;
}

/** Wilson's 95 % interval of a share, within [0, 1]; undefined without trials. */
export function wilsonInterval({ successes, trials }: Proportion): [number, number] | undefined {
  if (trials === 0) return undefined;
  const share = successes / trials;
  const z2 = Z_95 * Z_95;
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (Z_95 / (1 + z2 / trials)) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials));
  // At the ends the interval touches 0 or 1 exactly; rounding must not carry it past.
  return [successes === 0 ? 0 : Math.max(0, centre - half), successes === trials ? 1 : Math.min(1, centre + half)];
}

/**
 * Two-sided p-value of the two-proportion z-test with pooled standard error. Undefined where nothing can be said: a
 * side without trials, or all trials on both sides ending alike.
 */
export function twoProportionPValue(a: Proportion, b: Proportion): number | undefined {
  if (a.trials === 0 || b.trials === 0) return undefined;
  const pooled = (a.successes + b.successes) / (a.trials + b.trials);
  const variance = pooled * (1 - pooled) * (1 / a.trials + 1 / b.trials);
  if (!(variance > 0)) return undefined;
  return twoSidedTail((a.successes / a.trials - b.successes / b.trials) / Math.sqrt(variance));
}
