/** The paths one sees first: through pages where there are pages or screens, else through events. */
import type { PathsSpec } from '../../../shared/insights/paths/spec';
import type { CatalogEvent } from '../../parts/default-events';

/** undefined while there is no event. */
export function defaultPaths(events: readonly CatalogEvent[]): PathsSpec | undefined {
  if (events.length === 0) return undefined;
  const hasPages = events.some(({ kind }) => kind === 'page' || kind === 'screen');
  return { kind: 'paths', of: hasPages ? 'pages' : 'events', within: 'session' };
}
