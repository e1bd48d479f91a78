/** A breakdown by one property, as its picker makes it: values up to a limit, or numbers in bins. Pure. */
import type { Breakdown } from '../../shared/insights/common';

/** More lines or flows than these are no picture. The rest is shown as one. */
const MOST_SHOWN = 8;
const USUAL_BINS = 8;

/** Numbers are put into bins, all else is shown by value. */
export const breakdownBy = (property: string, isNumber: boolean): Breakdown =>
  isNumber ? { property, bins: USUAL_BINS } : { property, limit: MOST_SHOWN };

/** undefined: each value by itself. */
export const inBins = ({ property }: Breakdown, bins: number | undefined): Breakdown =>
  bins === undefined ? { property, limit: MOST_SHOWN } : { property, bins };
