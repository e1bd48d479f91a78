/** What a saved document asks, as the view that shows it has it in its address; and which view that is. */
import { canonicalJson } from '../../shared/base/canonical-json';
import type { SavedDocument } from '../../shared/contract/saved';
import type { InsightSpec } from '../../shared/insights/specs';

/** The view that shows each kind of insight; kinds without an entry have none. */
const VIEW_OF: Readonly<Partial<Record<InsightSpec['kind'], string>>> = {
  funnel: 'funnel',
  trends: 'trends',
  retention: 'retention',
  lifecycle: 'lifecycle',
  stickiness: 'stickiness',
  frequency: 'stickiness',
  paths: 'paths',
};

/** The view's id; undefined where no view shows it. */
export function viewOf(saved: SavedDocument): string | undefined {
  if (saved.kind === 'segment') return 'segments';
  return saved.kind === 'action' ? 'actions' : VIEW_OF[saved.document.spec.kind];
}

/** The spec in the address of that view. */
export function specOfSaved(saved: SavedDocument): unknown {
  switch (saved.kind) {
    case 'insight':
      return saved.document.spec;
    case 'segment':
      return { kind: 'segment', filter: saved.document.filter };
    case 'action':
      return { matchers: saved.document.matchers };
  }
}

/** Whether what is on screen is not what was saved. */
export const differs = (saved: SavedDocument, spec: unknown): boolean =>
  canonicalJson(specOfSaved(saved)) !== canonicalJson(spec);
