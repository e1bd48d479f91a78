/** Names of events as people read them: results name them too, so the one place is shared. */
export { eventLabel } from '../../shared/base/event-label';
