/** Keeps a {@link LiveLog} fed: history from the store, arrivals from the live feed. */
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { AppError } from '../../shared/contract/errors';
import type { Filter } from '../../shared/model/filter';
import { call } from './client';
import { arrivalsOf } from './event-rows';
import { JudgedArrivals } from './judged-arrivals';
import { LiveLog, toFilter, type LiveFilter } from './live-log';
import { useLiveFeed } from './use-live';

const PAGE = 500;
const TYPING_PAUSE_MS = 180;
const GATHER_MS = 200;

/** The first change is drawn at once; in a flood nobody can read more than ten pictures a second. */
const REDRAW_MS = 100;
/** Of the page's time, drawing arrivals takes at most one part in this many: the rest is for whoever works in it. */
const REST = 4;

function pace(): (notify: () => void) => void {
  let next = 0;
  return (notify) => {
    const draw = (): void => {
      const began = performance.now();
      notify();
      // After styles, layout and paint of this frame: what a redraw costs on this machine.
      setTimeout(() => {
        const cost = performance.now() - began;
        next = began + Math.max(REDRAW_MS, cost * REST);
      });
      next = began + REDRAW_MS;
    };
    const wait = next - performance.now();
    if (wait <= 0) requestAnimationFrame(draw);
    else setTimeout(() => requestAnimationFrame(draw), wait);
  };
}

export interface LiveLogView {
  /** Draw it in components that call {@link useLogVersion}, and in as few as can be: it may change ten times a second. */
  readonly log: LiveLog;
  /** True until the first history has come. */
  readonly loading: boolean;
  readonly error: AppError | undefined;
  readonly retry: () => void;
  /** Fetches the next older page; does nothing at the beginning of the store. */
  readonly loadOlder: () => void;
}

/** Draws the component anew with every visible change of the log. */
export const useLogVersion = (log: LiveLog): number => useSyncExternalStore(log.subscribe, log.version);

/** `held` keeps the list still while arrivals wait. */
export function useLiveLog(filter: LiveFilter, held: boolean): LiveLogView {
  const [log] = useState(() => new LiveLog(pace()));
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<AppError>();
  const [attempt, setAttempt] = useState(0);
  const paging = useRef<'idle' | 'running' | 'end'>('idle');
  // A page asked for under an older filter must not be added to the list of a newer one.
  const generation = useRef(0);
  /** Where the store has to judge what arrives; made once the history under the filter is there. */
  const judged = useRef<JudgedArrivals>(undefined);
  const newest = useRef(-1);
  const { text, event } = filter;
  // Filters are values: an equal one is no other.
  const whereText = filter.where === undefined ? undefined : JSON.stringify(filter.where);
  const where = useMemo(() => (whereText === undefined ? undefined : (JSON.parse(whereText) as Filter)), [whereText]);

  useEffect(() => {
    log.hold(held);
  }, [log, held]);

  useEffect(() => {
    const gone = new AbortController();
    const wanted: LiveFilter = { text, event, where };
    log.setFilter(wanted);
    judged.current?.stop();
    judged.current = undefined;
    paging.current = 'running';
    generation.current += 1;
    const timer = setTimeout(
      () => {
        void fetchPage(wanted, {}, gone.signal).then((page) => {
          if (gone.signal.aborted) return;
          if (page.ok) log.restart(page.value);
          if (page.ok && where !== undefined) {
            const judge = judgeFor(wanted, log, page.value[0]?.eid ?? -1);
            judged.current = judge;
            judge.arrived(newest.current);
          }
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
      judged.current?.stop();
    };
  }, [log, text, event, where, attempt]);

  const retry = useCallback(() => {
    setAttempt((count) => count + 1);
  }, []);
  useLiveFeed({
    onEvents: (arrivals) => {
      newest.current = Math.max(newest.current, arrivals.eids.at(-1) ?? -1);
      if (where === undefined) log.push(arrivals, Date.now());
      else {
        log.count(arrivals.eids.length, Date.now());
        judged.current?.arrived(newest.current);
      }
    },
    onReset: retry,
  });

  const loadOlder = useCallback(() => {
    const before = log.oldestEid;
    if (paging.current !== 'idle' || before === undefined || log.length >= LiveLog.limit) return;
    paging.current = 'running';
    const asked = generation.current;
    void fetchPage({ text, event, where }, { beforeEid: before }).then((page) => {
      if (asked !== generation.current) return;
      if (page.ok) log.addHistory(page.value);
      paging.current = page.ok && page.value.length < PAGE ? 'end' : 'idle';
      if (!page.ok) setError(page.error);
    });
  }, [log, text, event, where]);

  return { log, loading, error, retry, loadOlder };
}

const judgeFor = (filter: LiveFilter, log: LiveLog, after: number): JudgedArrivals =>
  new JudgedArrivals(
    {
      ask: (range, signal) => fetchPage(filter, range, signal),
      page: PAGE,
      take: (events) => {
        log.take(arrivalsOf(events));
      },
      gatherMs: GATHER_MS,
      wait: (ms) =>
        new Promise((resolve) => {
          setTimeout(resolve, ms);
        }),
    },
    after,
  );

function fetchPage(
  filter: LiveFilter,
  range: { readonly beforeEid?: number; readonly afterEid?: number },
  signal?: AbortSignal,
): ReturnType<typeof call<'events.recent'>> {
  const stored = toFilter(filter);
  return call(
    'events.recent',
    {
      limit: PAGE,
      ...range,
      ...(stored === undefined ? {} : { filter: stored }),
    },
    signal === undefined ? {} : { signal },
  );
}
