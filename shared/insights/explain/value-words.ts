/** Values of breakdowns, and which of them stand out. */
import { NONE, OTHER } from '../common';

/** `All others`, `No value`, or the value itself. */
export const valueName = (value: string): string =>
  value === OTHER ? 'All others' : value === NONE ? 'No value' : value;

export interface ShareOfValue {
  readonly value: string;
  /** 0 to 1. */
  readonly share: number;
  /** Of how many. */
  readonly of: number;
}

/** Fewer than this say little of themselves. */
export const FEW = 30;

/** The values with the least and the greatest share; of those of few, only where there are no others. */
export function extremes(values: readonly ShareOfValue[]): readonly [ShareOfValue, ShareOfValue] | undefined {
  const own = values.filter(({ value, of }) => value !== OTHER && of > 0);
  const solid = own.filter(({ of }) => of >= FEW);
  const compared = [...(solid.length >= 2 ? solid : own)].sort(
    (a, b) => a.share - b.share || (a.value < b.value ? -1 : 1),
  );
  const least = compared[0];
  const most = compared.at(-1);
  return least === undefined || most === undefined || least === most ? undefined : [least, most];
}
