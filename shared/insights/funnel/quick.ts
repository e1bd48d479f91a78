/** Which quick search, if any, is enough for a funnel's rules. */
import type { Bitmap } from '../../base/bitmap';
import type { FoldInput } from '../insight';
import type { FunnelParams } from './plan';
import { firstMatch } from '../matches';
import { type QuickSearch, UNSURE } from './quick-search';
import { SequentialQuickSearch } from './quick-sequential';
import { StrictQuickSearch } from './quick-strict';

/** For units all of whose events lie in the range; undefined where events have to be taken one by one anyway. */
export function quickSearchFor({ sequences, predicates }: FoldInput, params: FunnelParams): QuickSearch | undefined {
  const { order, required, steps, decisions, held, exclusions, optional, reentry, seen } = params;
  // Where a unit did nothing that is excluded, whatever that would do to chains is nothing, but for `dropAtStep`, which tries fewer of them.
  const isGuarded = exclusions.length > 0 && decisions.exclusionEffect !== 'dropAtStep';
  const isPlain =
    order !== 'any' &&
    decisions.starts === 'every' &&
    decisions.ties !== 'by_second' &&
    decisions.tieGraceMs === 0 &&
    (exclusions.length === 0 || isGuarded) &&
    optional.length + held.length === 0 &&
    seen < 0 &&
    !reentry;
  if (!isPlain) return undefined;
  const bitmaps = required.map((place) => predicates[steps[place] as number] as Bitmap);
  const Search = order === 'strict' ? StrictQuickSearch : SequentialQuickSearch;
  const search = new Search(bitmaps, sequences.time, params.windowMs);
  if (exclusions.length === 0) return search;
  return new UnbrokenQuickSearch(
    search,
    exclusions.map(({ predicate }) => predicates[predicate] as Bitmap),
  );
}

/** Leaves units that did something excluded to those who take events one by one. */
class UnbrokenQuickSearch implements QuickSearch {
  constructor(
    private readonly search: QuickSearch,
    private readonly excluded: readonly Bitmap[],
  ) {}

  find(from: number, to: number, chain: Int32Array): number {
    const level = this.search.find(from, to, chain);
    if (level <= 0) return level;
    for (const bitmap of this.excluded) if (firstMatch(bitmap, from, to) >= 0) return UNSURE;
    return level;
  }
}
