/** Which columns the session list shows; remembered in this browser or window. */
import { create } from 'zustand';
import { SESSION_COLUMNS, type SessionColumn } from '../../shared/model/session';

export const DEFAULT_SESSION_COLUMNS: readonly SessionColumn[] = [
  'start',
  'person',
  'durationSeconds',
  'events',
  'pageviews',
  'entryPage',
  'exitPage',
  'device',
  'referrer',
  'errors',
];

const KEY = 'waymark.sessionColumns';

interface SessionColumns {
  /** In the order of the model. */
  readonly columns: readonly SessionColumn[];
  readonly toggle: (column: SessionColumn) => void;
  readonly reset: () => void;
}

const ALL = Object.keys(SESSION_COLUMNS) as SessionColumn[];

export const useSessionColumns = create<SessionColumns>()((set, get) => {
  const keep = (columns: readonly SessionColumn[]): void => {
    set({ columns });
    try {
      localStorage.setItem(KEY, columns.join(' '));
    } catch (refused) {
      // Where the browser keeps nothing, the choice lasts for the page.
      if (!(refused instanceof DOMException)) throw refused;
    }
  };
  return {
    columns: remembered(),
    toggle: (column) => {
      const shown = get().columns;
      const next = ALL.filter((each) => (each === column ? !shown.includes(each) : shown.includes(each)));
      if (next.length > 0) keep(next);
    },
    reset: () => {
      keep(DEFAULT_SESSION_COLUMNS);
    },
  };
});

function remembered(): readonly SessionColumn[] {
  try {
    const stored = typeof localStorage === 'undefined' ? null : localStorage.getItem(KEY);
    const known = ALL.filter((column) => stored?.split(' ').includes(column) ?? false);
    return known.length > 0 ? known : DEFAULT_SESSION_COLUMNS;
  } catch (refused) {
    if (refused instanceof DOMException) return DEFAULT_SESSION_COLUMNS;
    throw refused;
  }
}
