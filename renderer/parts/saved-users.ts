/** Which saved documents refer to one. */
import type { SavedDocument } from '../../shared/contract/saved';
import { savedRefsOf } from '../../shared/insights/expand-saved';

/** In the order given. Insights are referred to by nobody. */
export function usersOf(
  all: readonly SavedDocument[],
  kind: 'segment' | 'action',
  id: string,
): readonly SavedDocument[] {
  return all.filter(({ document }) => {
    const refs = savedRefsOf(document);
    return (kind === 'segment' ? refs.segments : refs.actions).has(id);
  });
}
