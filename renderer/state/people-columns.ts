/** Which columns the people list shows, model columns and person properties; remembered in this browser or window. */
import { create } from 'zustand';
import { PERSON_COLUMNS, type PersonColumn } from '../../shared/model/person';

export const DEFAULT_PEOPLE_COLUMNS: readonly PersonColumn[] = [
  'person',
  'known',
  'ids',
  'events',
  'sessions',
  'activeDays',
  'firstSeen',
  'lastSeen',
  'referrer',
];

/** The engine answers at most this many properties beside the columns. */
export const MOST_PROPERTIES = 20;

const KEY = 'waymark.peopleColumns';
const ALL = Object.keys(PERSON_COLUMNS) as PersonColumn[];

interface Shown {
  /** In the order of the model. */
  readonly columns: readonly PersonColumn[];
  /** Keys of person properties, in the order in which they were chosen. */
  readonly properties: readonly string[];
}

interface PeopleColumns extends Shown {
  readonly toggle: (column: PersonColumn) => void;
  readonly toggleProperty: (key: string) => void;
  readonly reset: () => void;
}

const USUAL: Shown = { columns: DEFAULT_PEOPLE_COLUMNS, properties: [] };

export const usePeopleColumns = create<PeopleColumns>()((set, get) => {
  const keep = (shown: Shown): void => {
    set(shown);
    try {
      localStorage.setItem(KEY, JSON.stringify(shown));
    } catch (refused) {
      // Where the browser keeps nothing, the choice lasts for the page.
      if (!(refused instanceof DOMException)) throw refused;
    }
  };
  return {
    ...remembered(),
    toggle: (column) => {
      // The person is the row's name; without it a row says nothing.
      if (column === 'person') return;
      const { columns, properties } = get();
      keep({
        columns: ALL.filter((each) => (each === column ? !columns.includes(each) : columns.includes(each))),
        properties,
      });
    },
    toggleProperty: (key) => {
      const { columns, properties } = get();
      const next = properties.includes(key) ? properties.filter((each) => each !== key) : [...properties, key];
      keep({ columns, properties: next.slice(-MOST_PROPERTIES) });
    },
    reset: () => {
      keep(USUAL);
    },
  };
});

/** Reads what was kept; anything that is not what this wrote is as if nothing had been kept. */
export function readShown(text: string | null): Shown {
  if (text === null) return USUAL;
  try {
    const { columns, properties } = JSON.parse(text) as { readonly columns?: unknown; readonly properties?: unknown };
    if (!Array.isArray(columns) || !Array.isArray(properties)) return USUAL;
    const known = ALL.filter((column) => column === 'person' || columns.includes(column));
    return {
      columns: known,
      properties: properties.filter((key) => typeof key === 'string').slice(0, MOST_PROPERTIES),
    };
  } catch (unreadable) {
    if (unreadable instanceof SyntaxError) return USUAL;
    throw unreadable;
  }
}

function remembered(): Shown {
  try {
    return readShown(typeof localStorage === 'undefined' ? null : localStorage.getItem(KEY));
  } catch (refused) {
    if (refused instanceof DOMException) return USUAL;
    throw refused;
  }
}
