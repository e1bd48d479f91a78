/** The funnel and the trends that are on screen or were last; where there were none, the funnel one sees first. */
import { useMemo } from 'react';
import { funnelSpecSchema, type FunnelSpec } from '../../shared/insights/funnel/spec';
import { type FoldSpec, foldSpecSchema } from '../../shared/insights/specs';
import { latest, useQuery } from '../data/use-query';
import { defaultFunnel } from './default-funnel';
import { useSpecHistory } from './spec-history';

const NOTHING = {};

/** undefined while there are too few events to make a funnel of, or they are not known yet. */
export function usePresentFunnel(): FunnelSpec | undefined {
  const text = useSpecHistory((state) => state.tracks['funnel']?.present);
  const events = latest(useQuery('catalog.events', NOTHING));
  return useMemo(() => {
    if (text !== undefined) {
      const parsed = funnelSpecSchema.safeParse(JSON.parse(text));
      if (parsed.success) return parsed.data;
    }
    return events === undefined ? undefined : defaultFunnel(events);
  }, [text, events]);
}

/** Those that a change of persons is previewed on: the funnel, and the trends where some were looked at. */
export function usePresentInsights(): readonly FoldSpec[] {
  const funnel = usePresentFunnel();
  const text = useSpecHistory((state) => state.tracks['trends']?.present);
  return useMemo(() => {
    const trends = text === undefined ? undefined : foldSpecSchema.safeParse(JSON.parse(text));
    return [...(funnel === undefined ? [] : [funnel]), ...(trends?.success === true ? [trends.data] : [])];
  }, [funnel, text]);
}
