/** How a figure changed, in words. */
import { formatShare } from '../../base/number-format';

/** `+12 %`, `−100 %`, `no change`, `new`; undefined where there is nothing to compare. */
export function changeWords(now: number | null, before: number | null): string | undefined {
  if (now === null || before === null) return undefined;
  if (now === before) return 'no change';
  if (before === 0) return now > 0 ? 'new' : undefined;
  const change = (now - before) / Math.abs(before);
  return `${change > 0 ? '+' : '−'}${formatShare(Math.abs(change))}`;
}
