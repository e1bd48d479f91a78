/** Time buckets as charts need them. */
const DAY_MS = 86_400_000;
const LENGTHS = { hour: 3_600_000, day: DAY_MS, week: 7 * DAY_MS, month: 28 * DAY_MS };

/** Whether the last bucket (ISO instants of starts) still runs at `now` (UTC ms); months count as their shortest. */
export function isLastOpen(buckets: readonly string[], interval: keyof typeof LENGTHS, now: number): boolean {
  const last = buckets.at(-1);
  return last !== undefined && Date.parse(last) <= now && now < Date.parse(last) + LENGTHS[interval];
}
