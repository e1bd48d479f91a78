/** What a matcher is called, and by which event it is coloured. */
import { matcherLabel, type Matcher } from '../../shared/model/filter';
import { eventLabel } from '../ui/event-label';

/** The event a matcher is known by: its own, or the first of several. */
export const matcherEvent = (matcher: Matcher): string =>
  'event' in matcher ? matcher.event : matcher.anyOf[0] === undefined ? '*' : matcherEvent(matcher.anyOf[0]);

/** What a matcher is called on screen: its label, else its event in plain words. */
export const matcherTitle = (matcher: Matcher): string =>
  matcher.label === undefined && 'event' in matcher ? eventLabel(matcher.event) : matcherLabel(matcher);
