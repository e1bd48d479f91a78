/** The timeline's window: set at once by hand, moved smoothly by commands. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { between, type TimeWindow } from './time-window';

const GLIDE_MS = 170;

export interface MovingWindow {
  readonly window: TimeWindow;
  /** For the hand: follows at once. */
  readonly set: (next: (before: TimeWindow) => TimeWindow) => void;
  /** For commands: glides there, or jumps where motion is unwanted. */
  readonly glide: (next: (before: TimeWindow) => TimeWindow) => void;
}

export function useTimeWindow(start: TimeWindow): MovingWindow {
  const [window, setWindow] = useState(start);
  const latest = useRef(start);
  const frame = useRef(0);
  const put = useCallback((next: TimeWindow) => {
    latest.current = next;
    setWindow(next);
  }, []);
  const set = useCallback(
    (next: (before: TimeWindow) => TimeWindow) => {
      cancelAnimationFrame(frame.current);
      put(next(latest.current));
    },
    [put],
  );
  const target = useRef<TimeWindow | undefined>(undefined);
  const glide = useCallback(
    (next: (before: TimeWindow) => TimeWindow) => {
      cancelAnimationFrame(frame.current);
      // A key held down aims from where the last step was going, not from where it is on its way.
      const from = latest.current;
      const to = next(target.current ?? from);
      if (to.from === from.from && to.to === from.to) return;
      target.current = to;
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      const begun = performance.now();
      const step = (now: number): void => {
        const progress = still ? 1 : Math.min(1, (now - begun) / GLIDE_MS);
        put(progress === 1 ? to : between(from, to, 1 - (1 - progress) ** 3));
        if (progress < 1) frame.current = requestAnimationFrame(step);
        else target.current = undefined;
      };
      frame.current = requestAnimationFrame(step);
    },
    [put],
  );
  useEffect(
    () => () => {
      cancelAnimationFrame(frame.current);
    },
    [],
  );
  return {
    window,
    set: useCallback(
      (next) => {
        target.current = undefined;
        set(next);
      },
      [set],
    ),
    glide,
  };
}
