/** Sessions by their public ids, worked out of the view: millions of texts need not be kept for the few that are asked. */
import { parseSessionId, personTag, sessionId } from '../../../shared/sessions/session-id';
import type { RememberedView, View } from '../sequences/view';

type Named = Pick<View, 'persons'> & Pick<RememberedView, 'sessions'>;

const personOf = ({ sessions, persons }: Named, index: number): string =>
  persons.ids[sessions.person[index] as number] as string;

/** How many sessions of the same person start at the same moment before this one. */
export function sameStartBefore({ sessions }: Named, index: number): number {
  const { person, start } = sessions;
  let count = 0;
  while (count < index && person[index - count - 1] === person[index] && start[index - count - 1] === start[index]) {
    count++;
  }
  return count;
}

/** The id of the session with this index. */
export const sessionIdAt = (view: Named, index: number): string =>
  sessionId(personOf(view, index), view.sessions.start[index] as number, sameStartBefore(view, index));

/** The index of the session with this id; undefined where the view has none. */
export function sessionIndexOf(view: Named, id: string): number | undefined {
  const parts = parseSessionId(id);
  if (parts === undefined) return undefined;
  const { start } = view.sessions;
  for (let index = start.indexOf(parts.start); index >= 0; index = start.indexOf(parts.start, index + 1)) {
    if (personTag(personOf(view, index)) === parts.tag && sameStartBefore(view, index) === parts.sameStart)
      return index;
  }
  return undefined;
}
