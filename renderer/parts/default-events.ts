/** Which events a first question is about, where nobody has asked one yet. */
import type { CommandOutput } from '../../shared/contract/commands';

export type CatalogEvent = CommandOutput<'catalog.events'>[number];

/** What SDKs send beside the events that people mean. */
const BACKGROUND = new Set(['identify', 'group', 'alias', 'person', 'ping', 'session', 'vitals', 'network', 'flag']);

/** The events that people mean, most frequent first; where there are none of those, all. */
export function meantEvents(events: readonly CatalogEvent[]): readonly CatalogEvent[] {
  const shown = events.filter(({ kind }) => !BACKGROUND.has(kind));
  return (shown.length > 0 ? shown : events).toSorted((a, b) => b.count - a.count);
}

/** What stands for being there: the most frequent page or screen, else the most frequent event. */
export function presenceEvent(events: readonly CatalogEvent[]): string | undefined {
  const usable = meantEvents(events);
  return (usable.find(({ kind }) => kind === 'page' || kind === 'screen') ?? usable[0])?.event;
}

const BEGINNINGS = [
  /signed[\s_-]?up|registered|account[\s_-]?created|created[\s_-]?account/i,
  /sign[\s_-]?up|regist|install|first[\s_-]?(open|launch)/i,
];

/** What makes somebody a user: a sign-up by whatever name; else what stands for being there. */
export function beginningEvent(events: readonly CatalogEvent[]): string | undefined {
  const usable = meantEvents(events);
  for (const pattern of BEGINNINGS) {
    const found = usable.find(({ event }) => pattern.test(event));
    if (found !== undefined) return found.event;
  }
  return presenceEvent(events);
}
