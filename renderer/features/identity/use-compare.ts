/** Runs a comparison of rule sets and follows it; going away or starting anew gives the earlier one up. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../shared/contract/errors';
import type { FunnelSpec } from '../../../shared/insights/funnel/spec';
import type { RuleSet } from '../../../shared/model/identity';
import { openStream } from '../../data/client';
import { addMessage, NO_COMPARISON, type Comparison } from './compare-rows';

export interface CompareState extends Comparison {
  readonly running: boolean;
  readonly error: AppError | undefined;
  readonly start: (rules: readonly RuleSet[], funnel: FunnelSpec | undefined) => void;
  readonly stop: () => void;
}

export function useCompare(): CompareState {
  const [comparison, setComparison] = useState<Comparison>(NO_COMPARISON);
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<AppError>();
  const current = useRef<AbortController>(undefined);

  const stop = useCallback(() => {
    current.current?.abort();
    current.current = undefined;
    setRunning(false);
  }, []);
  const start = useCallback((rules: readonly RuleSet[], funnel: FunnelSpec | undefined) => {
    current.current?.abort();
    const controller = new AbortController();
    current.current = controller;
    setComparison(NO_COMPARISON);
    setError(undefined);
    setRunning(true);
    const input = { rules: [...rules], ...(funnel === undefined ? {} : { insight: funnel }) };
    void openStream(
      'identity.compare',
      input,
      (message) => {
        if (current.current === controller) setComparison((before) => addMessage(before, message));
      },
      { signal: controller.signal },
    ).then((ended) => {
      if (current.current !== controller) return;
      current.current = undefined;
      setRunning(false);
      if (!ended.ok && ended.error.code !== 'cancelled') setError(ended.error);
    });
  }, []);
  useEffect(
    () => () => {
      current.current?.abort();
      current.current = undefined;
    },
    [],
  );
  return { ...comparison, running, error, start, stop };
}
