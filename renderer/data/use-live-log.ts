/** Keeps a {@link LiveLog} fed: history from the store, arrivals from the live feed. */
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { AppError } from '../../shared/contract/errors';
import { call } from './client';
import { LiveLog, toFilter, type LiveFilter } from './live-log';
import { useLiveFeed } from './use-live';

const PAGE = 500;
const TYPING_PAUSE_MS = 180;

export interface LiveLogView {
  readonly log: LiveLog;
  /** Changes with every visible change of the log. */
  readonly version: number;
  /** True until the first history has come. */
  readonly loading: boolean;
  readonly error: AppError | undefined;
  readonly retry: () => void;
  /** Fetches the next older page; does nothing at the beginning of the store. */
  readonly loadOlder: () => void;
}

/** `held` keeps the list still while arrivals wait. */
export function useLiveLog(filter: LiveFilter, held: boolean): LiveLogView {
  const [log] = useState(() => new LiveLog((notify) => requestAnimationFrame(notify)));
  const version = useSyncExternalStore(log.subscribe, log.version);
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<AppError>();
  const [attempt, setAttempt] = useState(0);
  const paging = useRef<'idle' | 'running' | 'end'>('idle');
  // A page asked for under an older filter must not be added to the list of a newer one.
  const generation = useRef(0);
  const { text, event } = filter;

  useEffect(() => {
    log.hold(held);
  }, [log, held]);

  useEffect(() => {
    const gone = new AbortController();
    const wanted: LiveFilter = { text, event };
    log.setFilter(wanted);
    paging.current = 'running';
    generation.current += 1;
    const timer = setTimeout(
      () => {
        void fetchPage(wanted, undefined, gone.signal).then((page) => {
          if (gone.signal.aborted) return;
          if (page.ok) log.restart(page.value);
          paging.current = page.ok && page.value.length === PAGE ? 'idle' : 'end';
          setError(page.ok ? undefined : page.error);
          setLoading(false);
        });
      },
      text === '' ? 0 : TYPING_PAUSE_MS,
    );
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [log, text, event, attempt]);

  const retry = useCallback(() => {
    setAttempt((count) => count + 1);
  }, []);
  useLiveFeed({
    onEvents: (events) => {
      log.push(events, Date.now());
    },
    onReset: retry,
  });

  const loadOlder = useCallback(() => {
    const before = log.oldestEid;
    if (paging.current !== 'idle' || before === undefined || log.length >= LiveLog.limit) return;
    paging.current = 'running';
    const asked = generation.current;
    void fetchPage({ text, event }, before).then((page) => {
      if (asked !== generation.current) return;
      if (page.ok) log.addHistory(page.value);
      paging.current = page.ok && page.value.length < PAGE ? 'end' : 'idle';
      if (!page.ok) setError(page.error);
    });
  }, [log, text, event]);

  return { log, version, loading, error, retry, loadOlder };
}

function fetchPage(
  filter: LiveFilter,
  beforeEid?: number,
  signal?: AbortSignal,
): ReturnType<typeof call<'events.recent'>> {
  const stored = toFilter(filter);
  return call(
    'events.recent',
    {
      limit: PAGE,
      ...(beforeEid === undefined ? {} : { beforeEid }),
      ...(stored === undefined ? {} : { filter: stored }),
    },
    signal === undefined ? {} : { signal },
  );
}
