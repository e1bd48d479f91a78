/** A breakdown by one property, as its picker makes it: values up to a limit, or numbers in bins. Pure. */
import type { Breakdown } from '../../shared/insights/common';

/** More lines or flows than these are no picture. The rest is shown as one. */
const MOST_SHOWN = 8;
const USUAL_BINS = 8;

/** Each further property multiplies the lines. */
const FURTHER_SHOWN = 3;

/** Numbers are put into bins, all else is shown by value. */
export const breakdownBy = (property: string, isNumber: boolean): Breakdown =>
  isNumber ? { property, bins: USUAL_BINS } : { property, limit: MOST_SHOWN };

/** A second or third property, crossed with those before. */
export const furtherBy = (property: string, isNumber: boolean): Breakdown =>
  isNumber ? { property, bins: FURTHER_SHOWN } : { property, limit: FURTHER_SHOWN };

/** The most frequent values alone, the rest as one. */
export const upTo = ({ property }: Breakdown, limit: number): Breakdown => ({ property, limit });

/** undefined: each value by itself. */
export const inBins = ({ property }: Breakdown, bins: number | undefined): Breakdown =>
  bins === undefined ? { property, limit: MOST_SHOWN } : { property, bins };
