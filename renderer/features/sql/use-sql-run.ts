/** One query at a time: running, its answer or what was wrong, how long it took. A new one takes back the one before. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../shared/contract/errors';
import type { SqlResult, SqlSpec } from '../../../shared/insights/sql/spec';
import type { InsightResult } from '../../../shared/insights/specs';
import { call } from '../../data/client';
import { useSqlHistory } from './history';

export type SqlAnswer = SqlResult & Pick<InsightResult, 'meta'>;

export interface SqlRun {
  readonly status: 'idle' | 'running' | 'done' | 'failed' | 'cancelled';
  /** The newest answer, while the next one is computed too. */
  readonly answer?: SqlAnswer | undefined;
  readonly error?: AppError;
  /** What runs or ran last. */
  readonly spec?: SqlSpec;
  /** `performance.now()` when it began. */
  readonly began?: number;
}

export interface SqlRunner {
  readonly state: SqlRun;
  readonly run: (spec: SqlSpec) => void;
  readonly cancel: () => void;
}

export function useSqlRun(): SqlRunner {
  const [state, setState] = useState<SqlRun>({ status: 'idle' });
  const current = useRef<AbortController>(undefined);
  const cancel = useCallback(() => {
    current.current?.abort();
    current.current = undefined;
    setState((before) => (before.status === 'running' ? { ...before, status: 'cancelled' } : before));
  }, []);
  useEffect(
    () => () => {
      current.current?.abort();
    },
    [],
  );
  const run = useCallback((spec: SqlSpec) => {
    current.current?.abort();
    const abort = new AbortController();
    current.current = abort;
    setState(({ answer }) => ({ status: 'running', answer, spec, began: performance.now() }));
    void ask(spec, abort.signal).then((next) => {
      if (current.current !== abort) return;
      current.current = undefined;
      setState((before) => ({ ...before, ...next }));
    });
  }, []);
  return { state, run, cancel };
}

async function ask(spec: SqlSpec, signal: AbortSignal): Promise<Pick<SqlRun, 'status' | 'answer' | 'error'>> {
  const answer = await call('insight.run', { spec }, { signal });
  if (signal.aborted) return { status: 'cancelled' };
  const { add } = useSqlHistory.getState();
  if (!answer.ok) {
    add({ sql: spec.sql, at: Date.now() });
    return { status: 'failed', answer: undefined, error: answer.error };
  }
  const result = answer.value;
  if (result.kind !== 'sql') {
    return {
      status: 'failed',
      answer: undefined,
      error: { code: 'internal', message: 'The answer is not one to SQL.' },
    };
  }
  add({ sql: spec.sql, at: Date.now(), rows: result.rowCount });
  return { status: 'done', answer: result };
}
