/**
 * The rows of a table of events as far as they were asked for: the first page follows the data, further ones are fetched
 * by cursor when the end comes into sight. Once more than a page is there, new data is told of and not mixed in.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { canonicalJson } from '../../../shared/base/canonical-json';
import type { AppError } from '../../../shared/contract/errors';
import type { InsightResult } from '../../../shared/insights/specs';
import type { EventsResult, EventsSpec } from '../../../shared/insights/tables/spec';
import { call } from '../../data/client';
import { latest, type QueryState, useQuery } from '../../data/use-query';
import { askedSpec } from './asked-columns';

const FURTHER_ROWS = 1_000;
/** What a page keeps at most: nobody reads more, a filter finds it sooner. */
export const MOST_ROWS = 100_000;

type Answer = Extract<InsightResult, { kind: 'events' }>;

interface Held {
  readonly key: string;
  readonly first: Answer;
  readonly rows: EventsResult['rows'];
  readonly next: string | undefined;
}

export interface EventPages {
  readonly query: QueryState<InsightResult>;
  /** The first page's answer: columns, sentence, warnings and how many rows there are in all. */
  readonly answer: Answer | undefined;
  readonly rows: EventsResult['rows'];
  /** Stored since the rows on screen were read; 0 where the first page alone is there, which follows by itself. */
  readonly newer: number;
  readonly loadMore: () => void;
  readonly showNewest: () => void;
  /** Why further rows did not come. */
  readonly failure: AppError | undefined;
}

const isEvents = (answer: InsightResult | undefined): answer is Answer => answer?.kind === 'events';

export function useEventPages(spec: EventsSpec | undefined): EventPages {
  const asked = spec === undefined ? undefined : askedSpec(spec);
  const key = canonicalJson(asked ?? null);
  const query = useQuery('insight.run', asked === undefined ? undefined : { spec: asked });
  const fresh = query.status === 'ready' && isEvents(query.value) ? query.value : undefined;
  const [held, setHeld] = useState<Held>();
  const [failure, setFailure] = useState<AppError>();
  const loading = useRef<AbortController>(undefined);

  const isFurther = held !== undefined && held.key === key && held.rows.length > held.first.rows.length;
  if (fresh !== undefined && !isFurther && (held?.first !== fresh || held.key !== key)) {
    setHeld({ key, first: fresh, rows: fresh.rows, next: fresh.nextCursor });
    setFailure(undefined);
  }
  useEffect(() => () => loading.current?.abort(), [key]);

  const loadMore = useCallback(() => {
    if (held?.next === undefined || held.key !== key || held.rows.length >= MOST_ROWS) return;
    if (loading.current !== undefined && !loading.current.signal.aborted) return;
    const controller = new AbortController();
    loading.current = controller;
    const input = { spec: { ...(JSON.parse(key) as EventsSpec), limit: FURTHER_ROWS, cursor: held.next } };
    void call('insight.run', input, { signal: controller.signal }).then((answer) => {
      if (controller.signal.aborted) return;
      controller.abort();
      if (!answer.ok) setFailure(answer.error);
      else if (isEvents(answer.value)) {
        const { rows, nextCursor } = answer.value;
        setFailure(undefined);
        setHeld({ ...held, rows: [...held.rows, ...rows], next: nextCursor });
      }
    });
  }, [held, key]);

  const current = held?.key === key ? held : undefined;
  // The answer before stays on screen while the next question is under way.
  const before = latest(query);
  const answer = current?.first ?? (isEvents(before) ? before : undefined);
  return {
    query,
    answer,
    rows: current?.rows ?? answer?.rows ?? [],
    newer: isFurther && fresh !== undefined ? Math.max(0, fresh.total - held.first.total) : 0,
    loadMore,
    showNewest: () => {
      loading.current?.abort();
      setHeld(undefined);
    },
    failure,
  };
}
