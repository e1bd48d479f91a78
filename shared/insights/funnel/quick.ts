/** Which quick search, if any, is enough for a funnel's rules. */
import type { Bitmap } from '../../base/bitmap';
import type { FoldInput } from '../insight';
import type { FunnelParams } from './plan';
import type { QuickSearch } from './quick-search';
import { SequentialQuickSearch } from './quick-sequential';
import { StrictQuickSearch } from './quick-strict';

/** For units all of whose events lie in the range; undefined where events have to be taken one by one anyway. */
export function quickSearchFor({ sequences, predicates }: FoldInput, params: FunnelParams): QuickSearch | undefined {
  const { order, required, steps, decisions, held, exclusions, optional, reentry, seen } = params;
  const isPlain =
    order !== 'any' &&
    decisions.starts === 'every' &&
    decisions.ties !== 'by_second' &&
    decisions.tieGraceMs === 0 &&
    exclusions.length + optional.length + held.length === 0 &&
    seen < 0 &&
    !reentry;
  if (!isPlain) return undefined;
  const bitmaps = required.map((place) => predicates[steps[place] as number] as Bitmap);
  const Search = order === 'strict' ? StrictQuickSearch : SequentialQuickSearch;
  return new Search(bitmaps, sequences.time, params.windowMs);
}
