/** The colour of a node: an event's own, else one calm scale, stronger where more sessions passed. */
import { MORE, type PathsSpec } from '../../../shared/insights/paths/spec';
import { eventColor } from '../../ui/event-color';

/** CSS. `share` from 0 to 1: sessions against the node that has most. */
export function nodeColor(of: PathsSpec['of'], name: string, share: number): string {
  if (name === MORE) return 'var(--edge)';
  if (of === 'events') return eventColor(name);
  return `color-mix(in oklch, var(--accent) ${Math.round(35 + 65 * Math.sqrt(share))}%, var(--edge))`;
}
