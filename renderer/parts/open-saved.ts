/** Shows a saved document in the view that it belongs to. */
import type { SavedDocument } from '../../shared/contract/saved';
import { navigate, type ViewParams } from '../state/navigation';
import { viewOf } from './saved-spec';

/** Nothing where no view shows its kind. */
export function openSaved(saved: SavedDocument): void {
  const view = viewOf(saved);
  if (view !== undefined) navigate(view, listParams(saved) ?? { saved: saved.document.id });
}

/** The lists of sessions and people stand in the address by what narrows them; columns and order are the window's own. */
function listParams(saved: SavedDocument): ViewParams | undefined {
  if (saved.kind !== 'insight') return undefined;
  const { spec } = saved.document;
  if (spec.kind !== 'sessions' && spec.kind !== 'people') return undefined;
  const find = spec.kind === 'people' ? spec.search : undefined;
  const person = spec.kind === 'sessions' ? spec.person : undefined;
  return {
    ...(person === undefined ? {} : { person }),
    ...(find === undefined ? {} : { find }),
    ...(spec.where === undefined ? {} : { where: JSON.stringify(spec.where) }),
  };
}
