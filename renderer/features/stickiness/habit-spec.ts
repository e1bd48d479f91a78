/** The two questions of this view: on how many days people come (stickiness), how often they do it (frequency). Pure. */
import { z } from 'zod';
import { frequencySpecSchema, type FrequencySpec } from '../../../shared/insights/frequency/spec';
import { stickinessSpecSchema, type StickinessSpec } from '../../../shared/insights/stickiness/spec';
import { presenceEvent, type CatalogEvent } from '../../parts/default-events';

export const habitSpecSchema = z.discriminatedUnion('kind', [stickinessSpecSchema, frequencySpecSchema]);
export type HabitSpec = z.infer<typeof habitSpecSchema>;

const DAY_MS = 86_400_000;

/** undefined while there is no event. Times in UTC ms. */
export function defaultHabit(
  events: readonly CatalogEvent[],
  { from, to }: { readonly from: number; readonly to: number },
): StickinessSpec | undefined {
  const event = presenceEvent(events);
  if (event === undefined) return undefined;
  const days = (to - from) / DAY_MS;
  return {
    kind: 'stickiness',
    match: { event },
    interval: days <= 2 ? 'hour' : days <= 62 ? 'day' : days <= 400 ? 'week' : 'month',
  };
}

/** The same event, days and conditions, asked the other way. */
export function asKind(spec: HabitSpec, kind: HabitSpec['kind']): HabitSpec {
  if (spec.kind === kind) return spec;
  const { range, timezone, filter, match } = spec;
  const shared = {
    match,
    ...(range === undefined ? {} : { range }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(filter === undefined ? {} : { filter }),
  };
  if (spec.kind === 'stickiness') {
    const frequency: FrequencySpec = { kind: 'frequency', per: 'person', ...shared };
    return frequency;
  }
  const { per } = spec;
  const stickiness: StickinessSpec = {
    kind: 'stickiness',
    interval: per === 'person' || per === 'session' ? 'day' : per,
    ...shared,
  };
  return stickiness;
}
