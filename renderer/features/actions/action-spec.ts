/** An action as it stands in its view's address: the events of which any will do. While it is written there may be none. */
import { z } from 'zod';
import { matcherSchema, type Matcher } from '../../../shared/model/filter';
import type { TrendsSpec } from '../../../shared/insights/trends/spec';
import type { Range } from '../../../shared/model/range';

export const MOST_MATCHERS = 50;

export const actionSpecSchema = z.strictObject({ matchers: z.array(matcherSchema).max(MOST_MATCHERS) });
export type ActionSpec = z.infer<typeof actionSpecSchema>;

export const NO_EVENTS: ActionSpec = { matchers: [] };

/** More lines than this are not asked for; the whole is counted all the same. */
const MOST_LINES = 24;

/** How often and by how many the action was done by day, then how often each of its events; undefined without events. */
export function usageSpec({ matchers }: ActionSpec, range: Range): TrendsSpec | undefined {
  if (matchers.length === 0) return undefined;
  const whole: Matcher = { anyOf: matchers };
  return {
    kind: 'trends',
    range,
    interval: 'day',
    series: [
      { match: whole, math: 'events' },
      { match: whole, math: 'persons' },
      ...matchers.slice(0, MOST_LINES).map((match) => ({ match, math: 'events' as const })),
    ],
  };
}
