/** A funnel whose steps are events picked from a timeline, in the order in which they happened. Pure. */
import type { FunnelSpec, FunnelStep } from '../../../shared/insights/funnel/spec';
import type { EventKind } from '../../../shared/model/event';
import type { Filter } from '../../../shared/model/filter';
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

/** Page views are told apart by their page, wherever a source writes it. */
function pageFilter(kind: EventKind, page: string): Filter {
  if (kind === 'screen') {
    return {
      any: [
        { property: 'properties.$screen_name', op: 'eq', value: page },
        { property: 'properties.name', op: 'eq', value: page },
      ],
    };
  }
  return {
    any: [
      { property: 'properties.$pathname', op: 'eq', value: page },
      {
        property: 'properties.$current_url',
        op: 'matches',
        value: String.raw`^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*${escapeRegExp(page)}([?#]|$)`,
      },
    ],
  };
}

function stepOf(events: TimelineEvents, index: number): FunnelStep {
  const event = events.event[index] ?? '';
  const kind = events.kind[index] ?? 'custom';
  const page = events.page[index] ?? '';
  if ((kind !== 'page' && kind !== 'screen') || page === '') return { event };
  return { event, where: pageFilter(kind, page), label: `${eventLabel(event)} ${page}` };
}

/** Of the picked events, in time order; undefined where they are too few or too many for a funnel. */
export function funnelOfEvents(events: TimelineEvents, picked: readonly number[]): FunnelSpec | undefined {
  if (picked.length < 2 || picked.length > MOST_STEPS) return undefined;
  const order = picked.toSorted((a, b) => a - b);
  return { kind: 'funnel', steps: order.map((index) => stepOf(events, index)) };
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
