/** The queries that were run, newest first; kept by this browser or window. */
import { create } from 'zustand';
import { readStored, writeStored } from '../../ui/stored';

export interface PastQuery {
  readonly sql: string;
  /** UTC ms. */
  readonly at: number;
  /** undefined where it failed. */
  readonly rows?: number;
}

const KEY = 'waymark.sqlHistory';
const MOST = 50;

interface History {
  readonly past: readonly PastQuery[];
  /** Puts it first; the same text is kept once. */
  readonly add: (query: PastQuery) => void;
  readonly clear: () => void;
}

export const useSqlHistory = create<History>()((set, get) => {
  const keep = (past: readonly PastQuery[]): void => {
    set({ past });
    writeStored(KEY, JSON.stringify(past));
  };
  return {
    past: readHistory(typeof localStorage === 'undefined' ? undefined : readStored(KEY)),
    add: (query) => {
      keep([query, ...get().past.filter(({ sql }) => sql !== query.sql)].slice(0, MOST));
    },
    clear: () => {
      keep([]);
    },
  };
});

/** What was kept; anything that is not what this wrote is as if nothing had been kept. */
export function readHistory(text: string | undefined): readonly PastQuery[] {
  if (text === undefined) return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (unreadable) {
    if (unreadable instanceof SyntaxError) return [];
    throw unreadable;
  }
  if (!Array.isArray(value)) return [];
  return (value as readonly unknown[]).filter(isPast).slice(0, MOST);
}

function isPast(value: unknown): value is PastQuery {
  if (typeof value !== 'object' || value === null) return false;
  const { sql, at, rows } = value as Partial<Record<keyof PastQuery, unknown>>;
  return typeof sql === 'string' && typeof at === 'number' && (rows === undefined || typeof rows === 'number');
}
