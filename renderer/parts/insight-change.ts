/** What a change of persons does to an insight: its figures before and after, in the words of the insight. */
import { eventLabel } from '../ui/event-label';
import type { SavedDocument } from '../../shared/contract/saved';
import type { InsightResult, InsightSpec } from '../../shared/insights/specs';

export interface Figure {
  readonly label: string;
  readonly as: 'count' | 'share';
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** The insight's name and its figures; empty where the two results are not of the same kind. */
export function insightFigures(before: InsightResult, after: InsightResult): readonly Figure[] {
  if (before.kind === 'funnel' && after.kind === 'funnel') {
    return [
      ...before.steps.map(({ label, count }, step): Figure => ({
        label: eventLabel(label),
        as: 'count',
        before: count,
        after: after.steps[step]?.count,
      })),
      { label: 'Conversion', as: 'share', before: before.overall.conversion, after: after.overall.conversion },
    ];
  }
  if (before.kind === 'trends' && after.kind === 'trends') {
    const name = (series: (typeof before.series)[number]): string =>
      [eventLabel(series.label), ...(series.breakdown ?? [])].join(', ');
    const totals = new Map(after.series.map((series) => [name(series), series.total ?? undefined]));
    return before.series.map((series) => ({
      label: name(series),
      as: 'count',
      before: series.total ?? undefined,
      after: totals.get(name(series)),
    }));
  }
  return [];
}

export const INSIGHT_NAMES: Readonly<Record<InsightSpec['kind'], string>> = {
  funnel: 'Funnel',
  trends: 'Trends',
  retention: 'Retention',
  lifecycle: 'Lifecycle',
  stickiness: 'Stickiness',
  frequency: 'Frequency',
  paths: 'Paths',
  segment: 'Segment',
  correlation: 'Correlation',
  sql: 'SQL',
  events: 'Events',
  sessions: 'Sessions',
  people: 'People',
};

/** What kind of thing was saved: `Funnel`, `Segment`, `Action`. */
export const savedKindName = (saved: SavedDocument): string =>
  saved.kind === 'insight' ? INSIGHT_NAMES[saved.document.spec.kind] : saved.kind === 'segment' ? 'Segment' : 'Action';

/** The share of a funnel's first step that reaches the last, where the result is a funnel's. */
export const conversionOf = (result: InsightResult | undefined): number | undefined =>
  result?.kind === 'funnel' ? result.overall.conversion : undefined;
