/** Shows a saved document in the view that it belongs to. */
import type { SavedDocument } from '../../shared/contract/saved';
import { navigate } from '../state/navigation';
import { viewOf } from './saved-spec';

/** Nothing where no view shows its kind. */
export function openSaved(saved: SavedDocument): void {
  const view = viewOf(saved);
  if (view !== undefined) navigate(view, { saved: saved.document.id });
}
