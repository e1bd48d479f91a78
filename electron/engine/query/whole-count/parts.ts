/** What the whole counts are put together from. */
import { eventPhrases } from '../../../../shared/insights/explain/behaviour-words';
import { phrasesText } from '../../../../shared/insights/explain/phrases';
import { both } from '../../../../shared/insights/needs';
import { type Filter, type Matcher, matcherFilter } from '../../../../shared/model/filter';
import { type PublicContext, printPublicFilter } from '../../../../shared/sql/public-predicate';
import { commentLine, instant } from '../sql-text';

/** More buckets than anybody reads in a query. */
const MOST_BUCKETS = 200;

/** undefined where no view has what is asked. */
export const conditionOf = (
  filter: Filter | undefined,
  matcher: Matcher,
  printing: PublicContext,
): string | undefined => printPublicFilter(both(filter, matcherFilter(matcher)), printing);

export const titleOf = (matcher: Matcher): string => commentLine(phrasesText(eventPhrases(matcher)));

/**
 * `buckets` with number (from 0), start and stop, of their boundaries in UTC ms; undefined where there are none, or more
 * than a query should name.
 */
export function bucketTable(bounds: Float64Array): string | undefined {
  const count = bounds.length - 1;
  if (count < 1 || count > MOST_BUCKETS) return undefined;
  const list = (part: Float64Array): string => `[${[...part].map(instant).join(', ')}]`;
  return [
    `buckets AS (SELECT unnest([${Array.from({ length: count }, (_, k) => k).join(', ')}]) AS k,`,
    `  unnest(${list(bounds.subarray(0, -1))}) AS start,`,
    `  unnest(${list(bounds.subarray(1))}) AS stop)`,
  ].join('\n');
}
