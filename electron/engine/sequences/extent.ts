/** The span of all events. */
import type { EventSequences, Extent } from '../ranges/events';

/** First and last event time; undefined while there is none. */
export const extentOf = ({ extent }: Pick<EventSequences, 'extent'>): Extent | undefined => extent;
