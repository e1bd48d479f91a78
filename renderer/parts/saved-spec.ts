/** What a saved document asks, as the view that shows it has it in its address; and which view that is. */
import { canonicalJson } from '../../shared/base/canonical-json';
import type { SavedDocument } from '../../shared/contract/saved';
import type { InsightSpec } from '../../shared/insights/specs';
import type { Naming } from './name-dialog';

/** The view that shows each kind of insight; kinds without an entry have none. */
const VIEW_OF: Readonly<Partial<Record<InsightSpec['kind'], string>>> = {
  funnel: 'funnel',
  trends: 'trends',
  retention: 'retention',
  lifecycle: 'lifecycle',
  stickiness: 'stickiness',
  frequency: 'stickiness',
  paths: 'paths',
  segment: 'segments',
  correlation: 'correlation',
  sql: 'sql',
  events: 'events',
  sessions: 'sessions',
  people: 'people',
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

/** The members that every saved document has. */
export interface SavedHead {
  readonly version: 1;
  readonly id: string;
  readonly name: string;
  readonly description?: string;
}

export const headOf = (id: string, { name, description }: Naming): SavedHead => ({
  version: 1,
  id,
  name,
  ...(description === undefined ? {} : { description }),
});

/** Its name and description. */
export const namingOf = ({ document }: SavedDocument): Naming => ({
  name: document.name,
  description: document.description,
});

/** The same under another name. */
export const withNaming = (saved: SavedDocument, naming: Naming): SavedDocument =>
  copyOf(saved, saved.document.id, naming);

/** The same under another id and name. */
export function copyOf(saved: SavedDocument, id: string, naming: Naming): SavedDocument {
  const head = headOf(id, naming);
  switch (saved.kind) {
    case 'insight':
      return { kind: saved.kind, document: { ...head, spec: saved.document.spec } };
    case 'segment':
      return { kind: saved.kind, document: { ...head, filter: saved.document.filter } };
    case 'action':
      return { kind: saved.kind, document: { ...head, matchers: saved.document.matchers } };
  }
}
