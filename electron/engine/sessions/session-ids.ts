/** Sessions by their public ids, worked out of the view: millions of texts need not be kept for the few that are asked. */
import { parseSessionId, personTag, sessionId } from '../../../shared/sessions/session-id';
import { stretchesOf } from '../ranges/columns';
import type { RememberedView, View } from '../sequences/view';

type Named = Pick<View, 'persons'> & Pick<RememberedView, 'sessions'>;

const personOf = ({ sessions, persons }: Named, index: number): string =>
  persons.ids[sessions.at('person', index)] as string;

/** How many sessions of the same person start at the same moment before this one. */
export function sameStartBefore({ sessions }: Named, index: number): number {
  const [person, start] = [sessions.at('person', index), sessions.at('start', index)];
  let count = 0;
  while (
    count < index &&
    sessions.at('start', index - count - 1) === start &&
    sessions.at('person', index - count - 1) === person
  ) {
    count++;
  }
  return count;
}

/** The id of the session with this index. */
export const sessionIdAt = (view: Named, index: number): string =>
  sessionId(personOf(view, index), view.sessions.at('start', index), sameStartBefore(view, index));

/** The index of the session with this id; undefined where the view has none. */
export function sessionIndexOf(view: Named, id: string): number | undefined {
  const parts = parseSessionId(id);
  if (parts === undefined) return undefined;
  for (const [from, to] of stretchesOf(view.sessions.length)) {
    const start = view.sessions.read('start', from, to);
    for (let at = start.indexOf(parts.start); at >= 0; at = start.indexOf(parts.start, at + 1)) {
      const index = from + at;
      if (personTag(personOf(view, index)) === parts.tag && sameStartBefore(view, index) === parts.sameStart)
        return index;
    }
  }
  return undefined;
}
