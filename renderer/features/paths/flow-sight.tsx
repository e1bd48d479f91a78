/** What of a wide flow is out of sight, with a way there: a bar that scrolls is easily missed, or not drawn at all. */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useState, type RefObject } from 'react';
import type { PathsSpec } from '../../../shared/insights/paths/spec';
import { Button } from '../../ui/button';
import css from './flow.module.css';
import { hiddenSteps, scrollTo, type Sight } from './hidden-steps';
import { stepTitle } from './paths-words';

/** Follows what is in sight of a scroller whose content is `wide` CSS pixels. */
export function useSight(scroller: RefObject<HTMLElement | null>, wide: number): Sight {
  const [sight, setSight] = useState<Sight>({ left: 0, width: 0 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const look = (): void => {
      const { scrollLeft: left, clientWidth: width } = element;
      setSight((before) => (before.left === left && before.width === width ? before : { left, width }));
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller, wide]);
  return sight;
}

export interface FlowSightProps {
  readonly spec: PathsSpec;
  readonly steps: readonly number[];
  /** CSS pixels from step to step. */
  readonly pitch: number;
  readonly sight: Sight;
  readonly scroller: RefObject<HTMLElement | null>;
}

export function FlowSight({ spec, steps, pitch, sight, scroller }: FlowSightProps) {
  const { before, after } = hiddenSteps(steps.length, pitch, sight);
  const name = (at: number): string => stepTitle(spec, steps[at] ?? 0);
  const span = (from: number, to: number): string => (from === to ? name(from) : `${name(from)} to ${name(to)}`);
  const go = (side: 'before' | 'after'): void => {
    scroller.current?.scrollTo({ left: scrollTo(side, pitch, sight) });
  };
  if (before === undefined && after === undefined) return null;
  return (
    <div className={css['sight']}>
      {before !== undefined && (
        <Button
          size="s"
          icon={ChevronLeft}
          onClick={() => {
            go('before');
          }}
        >
          {span(0, before)}
        </Button>
      )}
      {after !== undefined && (
        <Button
          size="s"
          icon={ChevronRight}
          onClick={() => {
            go('after');
          }}
        >
          {span(after, steps.length - 1)}
        </Button>
      )}
    </div>
  );
}
