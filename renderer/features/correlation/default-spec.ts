/** The correlation one sees first: with converting in the funnel one sees first. */
import type { CorrelationSpec } from '../../../shared/insights/correlation/spec';
import type { CatalogEvent } from '../../parts/default-events';
import { defaultFunnel } from '../../parts/default-funnel';

/** undefined while there are fewer than two events to make a funnel of. */
export function defaultCorrelation(events: readonly CatalogEvent[]): CorrelationSpec | undefined {
  const funnel = defaultFunnel(events);
  return funnel && { kind: 'correlation', funnel };
}
