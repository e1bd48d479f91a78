/** Property paths in plain words, and the groups in which they are offered. */
import { parsePropertyPath } from '../../shared/model/property-path';

export { formatDurationWords, OP_WORDS, propertyLabel } from '../../shared/insights/explain/property-words';

const GROUPS = {
  field: 'Event',
  properties: 'Event properties',
  session: 'Session',
  person: 'Person, now',
  person_at_event: 'Person, at the event',
  group: 'Group',
};

export function propertyGroup(path: string): string {
  const parsed = parsePropertyPath(path);
  return parsed.ok ? GROUPS[parsed.value.of] : 'Other';
}
