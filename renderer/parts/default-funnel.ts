/** The funnel one sees first: made of the events that are there, so that it says something true at once. */
import type { CommandOutput } from '../../shared/contract/commands';
import type { FunnelSpec } from '../../shared/insights/funnel/spec';

type CatalogEvent = CommandOutput<'catalog.events'>[number];

/**
 * The way through most products, in order. A stage's patterns are tried one after another, what is done before what is
 * begun; of the events that match, the most frequent stands for the stage.
 */
const STAGES: readonly (readonly RegExp[])[] = [
  [
    /signed[\s_-]?up|registered|account[\s_-]?created|created[\s_-]?account/i,
    /sign[\s_-]?up|regist|create[\s_-]?account/i,
  ],
  [
    /onboarding[\s_-]?(completed|finished|done)|activated/i,
    /onboard|activat|project[\s_-]?created|workspace[\s_-]?created/i,
  ],
  [/subscription[\s_-]?(started|created)|subscribed|checkout|upgraded/i, /trial|cart|upgrade|plan[\s_-]/i],
  [
    /purchased|paid|order[\s_-]?(completed|placed)|payment[\s_-]?(succeeded|completed|received)/i,
    /purchase|pay|order/i,
  ],
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

/** What is rarer than one in so many of the first step's is no step of the main way, whatever it is called. */
const RAREST = 1000;

/** undefined while there are fewer than two events to make steps of. */
export function defaultFunnel(events: readonly CatalogEvent[]): FunnelSpec | undefined {
  const shown = events.filter(({ kind }) => !BACKGROUND.has(kind));
  const usable = (shown.length >= 2 ? shown : events).toSorted((a, b) => b.count - a.count);
  const first = usable.find(({ kind }) => kind === 'page' || kind === 'screen') ?? usable[0];
  if (first === undefined || usable.length < 2) return undefined;
  const chosen = new Set([first.event]);
  const isFrequent = ({ count }: CatalogEvent): boolean => count * RAREST >= first.count;
  for (const stage of STAGES) {
    const event = stage
      .map((pattern) =>
        usable.find((other) => !chosen.has(other.event) && isFrequent(other) && pattern.test(other.event)),
      )
      .find((found) => found !== undefined);
    if (event) chosen.add(event.event);
  }
  if (chosen.size < 3) {
    for (const { event } of usable) if (chosen.size < STEPS) chosen.add(event);
  }
  return { kind: 'funnel', steps: [...chosen].map((event) => ({ event })) };
}
