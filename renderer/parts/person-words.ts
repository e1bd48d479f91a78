/** Persons in words: the columns of the people list, and what to call somebody. */
import { PERSON_METRICS, type PersonColumn, type PersonMetric } from '../../shared/model/person';

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

/** What to call a person: its name where it has one, else its id. */
export const personLabel = (person: string, name: string | undefined): string =>
  name === undefined || name === '' ? person : name;

/** Where the property that a path names is a measure of the person (`person.$first_seen`), its words. */
export function personMetricLabel(key: string): string | undefined {
  return Object.hasOwn(PERSON_METRICS, key)
    ? PERSON_COLUMN_WORDS[PERSON_METRICS[key as PersonMetric]].toLowerCase()
    : undefined;
}
