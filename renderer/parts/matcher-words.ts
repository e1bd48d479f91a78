/** What a matcher is called, and by which event it is coloured. */
import type { Matcher } from '../../shared/model/filter';

export { matcherTitle } from '../../shared/insights/explain/matcher-words';

/** The event a matcher is known by: its own, or the first of several. */
export function matcherEvent(matcher: Matcher): string {
  if ('event' in matcher) return matcher.event;
  const first = 'anyOf' in matcher ? matcher.anyOf[0] : undefined;
  return first === undefined ? '*' : matcherEvent(first);
}
