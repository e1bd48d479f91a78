/** The funnel one sees first: made of the events that are there, so that it says something true at once. */
import type { CommandOutput } from '../../../shared/contract/commands';
import type { FunnelSpec } from '../../../shared/insights/funnel/spec';

type CatalogEvent = CommandOutput<'catalog.events'>[number];

/** The way through most products, in order. Each stage takes the most frequent event whose name speaks of it. */
const STAGES: readonly RegExp[] = [
  /sign[\s_-]?(ed)?[\s_-]?up|regist|account[\s_-]?created|create[\s_-]?account/i,
  /onboard|activat|setup|first[\s_-]|project[\s_-]?created|create[ds]?[\s_-]?project|workspace[\s_-]?created/i,
  /trial|upgrade|checkout|cart|subscri/i,
  /purchas|paid|payment|pay\b|order[\s_-]?(completed|placed)/i,
];

/** What SDKs send beside the events that people mean. */
const BACKGROUND = new Set([
  'identify',
  'group',
  'alias',
  'person',
  'ping',
  'session',
  'vitals',
  'network',
  'error',
  'flag',
]);

const STEPS = 4;

/** undefined while there are fewer than two events to make steps of. */
export function defaultFunnel(events: readonly CatalogEvent[]): FunnelSpec | undefined {
  const shown = events.filter(({ kind }) => !BACKGROUND.has(kind));
  const usable = (shown.length >= 2 ? shown : events).toSorted((a, b) => b.count - a.count);
  const first = usable.find(({ kind }) => kind === 'page' || kind === 'screen') ?? usable[0];
  if (first === undefined || usable.length < 2) return undefined;
  const chosen = new Set([first.event]);
  for (const stage of STAGES) {
    const event = usable.find((candidate) => !chosen.has(candidate.event) && stage.test(candidate.event));
    if (event) chosen.add(event.event);
  }
  if (chosen.size < 3) {
    for (const { event } of usable) if (chosen.size < STEPS) chosen.add(event);
  }
  return { kind: 'funnel', steps: [...chosen].map((event) => ({ event })) };
}
