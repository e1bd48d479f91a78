/** Which distribution charts stand above the session list, and whether they are folded away; remembered. */
import { create } from 'zustand';
import { SESSION_COLUMNS, type SessionColumn } from '../../shared/model/session';

export const DEFAULT_SESSION_CHARTS: readonly SessionColumn[] = [
  'start',
  'durationSeconds',
  'engagedSeconds',
  'events',
  'pageDepth',
  'entryPage',
  'splitReason',
  'device',
];

/** Columns in which every session has a value of its own make no chart. */
export const CHARTABLE: readonly SessionColumn[] = (Object.keys(SESSION_COLUMNS) as SessionColumn[]).filter(
  (column) => column !== 'id' && column !== 'person' && column !== 'end',
);

const KEY = 'waymark.sessionCharts';

interface SessionCharts {
  readonly open: boolean;
  /** In the order shown. */
  readonly charts: readonly SessionColumn[];
  readonly setOpen: (open: boolean) => void;
  readonly toggle: (column: SessionColumn) => void;
  readonly reset: () => void;
}

type Kept = Pick<SessionCharts, 'open' | 'charts'>;

/** `closed start events`: the first word tells whether they are in sight. */
export function parseCharts(text: string): Kept {
  const [state, ...names] = text.split(' ');
  const charts = CHARTABLE.filter((column) => names.includes(column)).toSorted(
    (a, b) => names.indexOf(a) - names.indexOf(b),
  );
  return { open: state !== 'closed', charts: charts.length > 0 ? charts : DEFAULT_SESSION_CHARTS };
}

export const printCharts = ({ open, charts }: Kept): string => [open ? 'open' : 'closed', ...charts].join(' ');

/** The most that one question answers. */
const MOST_CHARTS = 20;

export const useSessionCharts = create<SessionCharts>()((set, get) => {
  const keep = (next: Partial<Kept>): void => {
    set(next);
    try {
      localStorage.setItem(KEY, printCharts(get()));
    } catch (refused) {
      // Where the browser keeps nothing, the choice lasts for the page.
      if (!(refused instanceof DOMException)) throw refused;
    }
  };
  return {
    ...remembered(),
    setOpen: (open) => {
      keep({ open });
    },
    toggle: (column) => {
      const { charts } = get();
      const next = charts.includes(column) ? charts.filter((each) => each !== column) : [...charts, column];
      if (next.length > 0 && next.length <= MOST_CHARTS) keep({ charts: next });
    },
    reset: () => {
      keep({ charts: DEFAULT_SESSION_CHARTS });
    },
  };
});

function remembered(): Kept {
  try {
    return parseCharts(typeof localStorage === 'undefined' ? '' : (localStorage.getItem(KEY) ?? ''));
  } catch (refused) {
    if (refused instanceof DOMException) return parseCharts('');
    throw refused;
  }
}
