/** Those who stopped against those who stayed, as a correlation. Pure. */
import type { CorrelationSpec } from '../../../shared/insights/correlation/spec';
import type { Filter, Matcher } from '../../../shared/model/filter';
import { formatIsoDay } from '../../ui/time-format';

const DAY_MS = 86_400_000;
/** A silence this long counts as leaving, where the data is long enough. */
const LONGEST_SILENCE_DAYS = 30;

/**
 * Who did it before the last days of the data and not in them, against who did it in both; what they did before is
 * compared. The last third of the data are those days, at most 30. `from` and `to` are of the data, in UTC ms; undefined
 * where it spans less than three days.
 */
export function churnSpec(
  match: Matcher,
  filter: Filter | undefined,
  { from, to }: { readonly from: number; readonly to: number },
  timeZone: string,
): CorrelationSpec | undefined {
  const days = Math.floor((to - from) / DAY_MS) + 1;
  if (days < 3) return undefined;
  const silent = Math.min(LONGEST_SILENCE_DAYS, Math.floor(days / 3));
  const day = (ms: number): string => formatIsoDay(ms, timeZone);
  const active = { from: day(from), to: day(to - silent * DAY_MS) };
  const inactive = { from: day(to - (silent - 1) * DAY_MS), to: day(to) };
  return {
    kind: 'correlation',
    segment: { stopped: match, activeIn: active, inactiveIn: inactive },
    against: {
      all: [
        { performed: match, window: active },
        { performed: match, window: inactive },
      ],
    },
    range: active,
    ...(filter === undefined ? {} : { filter }),
  };
}
