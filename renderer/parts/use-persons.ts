/** The persons, or the groups, behind one number, page by page. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { canonicalJson } from '../../shared/base/canonical-json';
import type { DrillRef, GroupRow, PersonRow } from '../../shared/contract/commands';
import type { AppError } from '../../shared/contract/errors';
import { call } from '../data/client';

const PAGE = 200;
/** The most that one answer carries. */
const MOST = 1000;

/** A person, or where the insight counts groups, one of these. */
export type DrilledRow = PersonRow | GroupRow;

interface Loaded {
  /** Of which drill these are the rows. */
  readonly key: string;
  readonly rows: readonly DrilledRow[];
  readonly total: number | undefined;
  readonly nextCursor: string | undefined;
  readonly error: AppError | undefined;
}

export interface Persons {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly rows: readonly DrilledRow[];
  /** All there are, whether loaded or not; undefined until the first page has come. */
  readonly total: number | undefined;
  readonly error: AppError | undefined;
  readonly loadMore: () => void;
  readonly retry: () => void;
}

const nothing = (key: string): Loaded => ({ key, rows: [], total: undefined, nextCursor: undefined, error: undefined });

/** `version`: the data's; when it grows the rows are read again, and the old ones stay until the new have come. */
export function usePersons(drill: DrillRef | undefined, version: number | undefined): Persons {
  const key = drill === undefined ? '' : canonicalJson(drill);
  const [loaded, setLoaded] = useState<Loaded>(() => nothing(key));
  const current = loaded.key === key ? loaded : nothing(key);
  const busy = useRef<AbortController>(undefined);

  const load = useCallback(async (after: Loaded, limit = PAGE): Promise<void> => {
    if (after.key === '') return;
    busy.current?.abort();
    const controller = new AbortController();
    busy.current = controller;
    const ref = JSON.parse(after.key) as DrillRef;
    const cursor = after.nextCursor === undefined ? {} : { cursor: after.nextCursor };
    const answer = await call('insight.drill', { ...ref, limit, ...cursor }, { signal: controller.signal });
    if (controller.signal.aborted) return;
    busy.current = undefined;
    if (!answer.ok) {
      if (answer.error.code !== 'cancelled') setLoaded({ ...after, error: answer.error });
      return;
    }
    const { rows, groups, total, nextCursor } = answer.value;
    setLoaded({ key: after.key, rows: [...after.rows, ...(groups ?? rows)], total, nextCursor, error: undefined });
  }, []);

  useEffect(() => {
    // It changes state only when an answer has come.
    // oxlint-disable-next-line react/set-state-in-effect
    void load(nothing(key));
    return () => {
      busy.current?.abort();
      busy.current = undefined;
    };
  }, [key, load]);

  const shown = useRef({ version, rows: 0 });
  useEffect(() => {
    const before = shown.current;
    shown.current = { version, rows: current.rows.length };
    if (version === before.version || before.version === undefined || current.total === undefined) return;
    void load(nothing(key), Math.min(MOST, Math.max(PAGE, before.rows)));
  }, [version, current.rows.length, current.total, key, load]);

  return {
    status: current.error ? 'failed' : current.total === undefined ? 'loading' : 'ready',
    rows: current.rows,
    total: current.total,
    error: current.error,
    loadMore: () => {
      if (busy.current === undefined && current.nextCursor !== undefined && !current.error) void load(current);
    },
    retry: () => {
      void load({ ...current, error: undefined });
    },
  };
}
