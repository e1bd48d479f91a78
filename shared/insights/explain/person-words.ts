/** What is known of persons, in words. */
import { PERSON_METRICS, type PersonColumn, type PersonMetric } from '../../model/person';

export const PERSON_COLUMN_WORDS: Readonly<Record<PersonColumn, string>> = {
  person: 'Person',
  name: 'Name',
  email: 'E-mail',
  known: 'Known',
  ids: 'Ids',
  firstSeen: 'First seen',
  lastSeen: 'Last seen',
  events: 'Events',
  sessions: 'Sessions',
  activeDays: 'Active days',
  engagedSeconds: 'Engaged',
  referrer: 'First referrer',
  'utm.source': 'First UTM source',
  'utm.medium': 'First UTM medium',
  'utm.campaign': 'First UTM campaign',
  landingPage: 'Landing page',
};

/** Where the property that a path names is a measure of the person (`person.$first_seen`), its words. */
export function personMetricLabel(key: string): string | undefined {
  return Object.hasOwn(PERSON_METRICS, key)
    ? PERSON_COLUMN_WORDS[PERSON_METRICS[key as PersonMetric]].toLowerCase()
    : undefined;
}
