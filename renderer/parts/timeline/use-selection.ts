/**
 * What is chosen on a timeline: one event to look at, events picked for a funnel, a range of time. Events are kept by
 * their number in the store: a session that grows while one looks at it may shift its rows.
 */
import { useCallback, useMemo, useState } from 'react';
import type { TimelineEvents } from './events';
import type { TimeRange } from './range-facts';

export interface Selection {
  /** Index of the event looked at. */
  readonly selected: number | undefined;
  /** Indexes of the picked events, in time order. */
  readonly picked: readonly number[];
  readonly range: TimeRange | undefined;
  readonly select: (index: number | undefined) => void;
  /** Picks an event, or lets it go. */
  readonly toggle: (index: number) => void;
  readonly pick: (indexes: readonly number[]) => void;
  readonly setRange: (range: TimeRange | undefined) => void;
}

const NONE: readonly number[] = [];

/** `startAt`: number in the store of the event looked at first. */
export function useSelection(events: TimelineEvents, startAt?: number): Selection {
  const [eid, setEid] = useState(startAt);
  const [eids, setEids] = useState<readonly number[]>(NONE);
  const [range, setRange] = useState<TimeRange>();
  const selected = useMemo(() => {
    const index = eid === undefined ? -1 : events.eid.indexOf(eid);
    return index < 0 ? undefined : index;
  }, [events, eid]);
  const picked = useMemo(() => {
    if (eids.length === 0) return NONE;
    return eids
      .map((each) => events.eid.indexOf(each))
      .filter((index) => index >= 0)
      .sort((a, b) => a - b);
  }, [events, eids]);
  const select = useCallback(
    (index: number | undefined) => {
      setEid(index === undefined ? undefined : events.eid[index]);
    },
    [events],
  );
  const toggle = useCallback(
    (index: number) => {
      const one = events.eid[index];
      if (one === undefined) return;
      setEids((before) => (before.includes(one) ? before.filter((each) => each !== one) : [...before, one]));
    },
    [events],
  );
  const pick = useCallback(
    (indexes: readonly number[]) => {
      setEids(indexes.map((index) => events.eid[index]).filter((each) => each !== undefined));
    },
    [events],
  );
  // One object until something of it changes: the list beside the timeline is not drawn anew with every frame.
  return useMemo(
    () => ({ selected, picked, range, select, toggle, pick, setRange }),
    [selected, picked, range, select, toggle, pick],
  );
}
