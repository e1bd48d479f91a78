/** The ranges on offer; what they are called is shared with the engine, which speaks of them too. */
import { canonicalJson } from '../../shared/base/canonical-json';
import type { Range } from '../../shared/model/range';
import { formatIsoDay } from '../ui/time-format';

export { duringWords, rangeWords } from '../../shared/insights/explain/range-words';

export const PRESET_DAYS = [7, 30, 60, 90] as const;

const DAY_MS = 86_400_000;

/**
 * The last days up to now; where the data ended before yesterday (an export, say), up to its last day, since an empty
 * chart would help nobody. `dataTo` and `now` in UTC ms.
 */
export function lastDays(days: number, dataTo: number | undefined, now: number, timeZone: string): Range {
  const last = { value: days, unit: 'day' as const };
  const isOld = dataTo !== undefined && now - dataTo > 2 * DAY_MS;
  return isOld ? { last, now: formatIsoDay(dataTo, timeZone) } : { last };
}

export const isSameRange = (a: Range | undefined, b: Range | undefined): boolean =>
  canonicalJson(a ?? null) === canonicalJson(b ?? null);
