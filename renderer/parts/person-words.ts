/** Persons in words: the columns of the people list, and what to call somebody. */
export { PERSON_COLUMN_WORDS, personMetricLabel } from '../../shared/insights/explain/person-words';

/** What to call a person: its name where it has one, else its id. */
export const personLabel = (person: string, name: string | undefined): string =>
  name === undefined || name === '' ? person : name;
