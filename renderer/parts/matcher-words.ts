/** What a matcher is called, and by which event it is coloured. */
import { matcherLabel, type Matcher } from '../../shared/model/filter';
import { eventLabel } from '../ui/event-label';

/** The event a matcher is known by: its own, or the first of several. */
export function matcherEvent(matcher: Matcher): string {
  if ('event' in matcher) return matcher.event;
  const first = 'anyOf' in matcher ? matcher.anyOf[0] : undefined;
  return first === undefined ? '*' : matcherEvent(first);
}

/** What a matcher that is no single event stands for. */
export const matcherNote = (matcher: Exclude<Matcher, { event: string }>): string =>
  'anyOf' in matcher
    ? `Any of ${matcher.anyOf.length} events. Choosing an event replaces them.`
    : 'A saved action. Choosing an event replaces it.';

/** What a matcher is called on screen: its label, else its event in plain words. */
export const matcherTitle = (matcher: Matcher): string =>
  matcher.label === undefined && 'event' in matcher ? eventLabel(matcher.event) : matcherLabel(matcher);
