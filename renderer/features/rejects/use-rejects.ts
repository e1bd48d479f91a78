/** The list of rejects, page by page; what arrives comes in on top, and what was repaired is seen to be so. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../shared/contract/errors';
import type { ListedReject, RejectFilter } from '../../../shared/contract/rejects';
import { call } from '../../data/client';
import { useLiveFeed } from '../../data/use-live';

export interface RejectList {
  readonly rows: readonly ListedReject[];
  readonly total: number;
  readonly loading: boolean;
  readonly error: AppError | undefined;
  readonly loadMore: () => void;
  /** Asks for what is on screen again, such as after a repair. */
  readonly refresh: () => void;
}

const PAGE = 200;
const REFRESH_MS = 400;
/** One answer holds no more; what was loaded beyond is loaded again when it is scrolled to. */
const MAX_REFRESHED = 1_000;

export function useRejects({ code, source, state, importId }: RejectFilter): RejectList {
  const [rows, setRows] = useState<readonly ListedReject[]>([]);
  const [total, setTotal] = useState(0);
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<AppError>();
  const [attempt, setAttempt] = useState(0);
  const cursor = useRef<string>(undefined);
  const busy = useRef(false);
  // An answer to an older question must not be added to the list of a newer one.
  const generation = useRef(0);
  const held = useRef(0);
  useEffect(() => {
    held.current = rows.length;
  }, [rows]);

  const ask = useCallback(
    (limit: number, after?: string, signal?: AbortSignal) =>
      call(
        'rejects.list',
        {
          limit,
          ...(after === undefined ? {} : { cursor: after }),
          ...(code === undefined ? {} : { code }),
          ...(source === undefined ? {} : { source }),
          ...(state === undefined ? {} : { state }),
          ...(importId === undefined ? {} : { importId }),
        },
        signal === undefined ? {} : { signal },
      ),
    [code, source, state, importId],
  );

  useEffect(() => {
    held.current = 0;
  }, [ask]);

  useEffect(() => {
    const gone = new AbortController();
    generation.current += 1;
    const limit = Math.min(MAX_REFRESHED, Math.max(PAGE, held.current));
    void ask(limit, undefined, gone.signal).then((answer) => {
      if (gone.signal.aborted) return;
      setLoading(false);
      setError(answer.ok ? undefined : answer.error);
      if (!answer.ok) return;
      setRows(answer.value.rows);
      setTotal(answer.value.total);
      cursor.current = answer.value.nextCursor;
    });
    return () => {
      gone.abort();
    };
  }, [ask, attempt]);

  const loadMore = useCallback(() => {
    if (busy.current || cursor.current === undefined) return;
    busy.current = true;
    const asked = generation.current;
    void ask(PAGE, cursor.current).then((answer) => {
      busy.current = false;
      if (asked !== generation.current || !answer.ok) return;
      setRows((known) => [...known, ...answer.value.rows]);
      cursor.current = answer.value.nextCursor;
    });
  }, [ask]);

  const refresh = useCallback(() => {
    setAttempt((count) => count + 1);
  }, []);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const soon = (): void => {
    // A flood of rejects is one redraw.
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      refresh();
    }, REFRESH_MS);
  };
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  useLiveFeed({ onRejects: soon, onReset: soon });
  return { rows, total, loading, error, loadMore, refresh };
}
