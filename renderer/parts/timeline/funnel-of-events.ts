/** A funnel whose steps are events picked from a timeline, in the order in which they happened. Pure. */
import type { FunnelSpec, FunnelStep } from '../../../shared/insights/funnel/spec';
import { WELL_KNOWN, type EventKind } from '../../../shared/model/event';
import type { Filter } from '../../../shared/model/filter';
import type { JsonObject } from '../../../shared/model/json';
import { eventLabel } from '../../ui/event-label';
import type { TimelineEvents } from './events';

/** What one does not mean by «these events, in order», unless one picks it by hand. */
const BACKGROUND: ReadonlySet<EventKind> = new Set([
  'identify',
  'group',
  'alias',
  'person',
  'ping',
  'session',
  'vitals',
  'network',
  'flag',
  'scroll',
]);

export const MOST_STEPS = 20;
/** More steps than these nobody reads; a range gives the first ones. */
const RANGE_STEPS = 8;

const escapeRegExp = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

/** An event's properties, undefined where they are not known. */
export type PropertiesOf = (index: number) => JsonObject | undefined;

/** Page views are told apart by their page, by the very property that this event's source writes it to. */
function pageFilter(page: string, properties: JsonObject): Filter {
  const holds = (key: string): boolean => properties[key] === page;
  const key = [WELL_KNOWN.path, WELL_KNOWN.screen, 'name'].find(holds);
  if (key !== undefined) return { property: `properties.${key}`, op: 'eq', value: page };
  return {
    property: `properties.${WELL_KNOWN.url}`,
    op: 'matches',
    value: String.raw`^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*${escapeRegExp(page)}([?#]|$)`,
  };
}

export const isPageView = (events: TimelineEvents, index: number): boolean =>
  (events.kind[index] === 'page' || events.kind[index] === 'screen') && events.page[index] !== '';

function stepOf(events: TimelineEvents, index: number, propertiesOf: PropertiesOf): FunnelStep {
  const event = events.event[index] ?? '';
  const page = events.page[index] ?? '';
  const properties = propertiesOf(index);
  if (!isPageView(events, index) || properties === undefined) return { event };
  return { event, where: pageFilter(page, properties), label: `${eventLabel(event)} ${page}` };
}

export const canBeFunnel = (picked: readonly number[]): boolean => picked.length >= 2 && picked.length <= MOST_STEPS;

/** Of the picked events, in time order; undefined where they are too few or too many for a funnel. */
export function funnelOfEvents(
  events: TimelineEvents,
  picked: readonly number[],
  propertiesOf: PropertiesOf,
): FunnelSpec | undefined {
  if (!canBeFunnel(picked)) return undefined;
  const order = picked.toSorted((a, b) => a - b);
  return { kind: 'funnel', steps: order.map((index) => stepOf(events, index, propertiesOf)) };
}

/** The events of a range that would make the steps: the first of each sort, background noise left out. */
export function stepsOfRange(events: TimelineEvents, first: number, end: number): readonly number[] {
  const seen = new Set<string>();
  const steps: number[] = [];
  for (let index = first; index < end && steps.length < RANGE_STEPS; index += 1) {
    const kind = events.kind[index] ?? 'custom';
    if (BACKGROUND.has(kind)) continue;
    const key = `${events.event[index] ?? ''}\n${kind === 'page' || kind === 'screen' ? (events.page[index] ?? '') : ''}`;
    if (seen.has(key)) continue;
    seen.add(key);
    steps.push(index);
  }
  return steps;
}
