/** Keeps one ECharts instance on an element: option, theme and size follow by themselves. */
import { useEffect, useRef, useState, type RefObject } from 'react';
import { init, type ECharts } from './echarts';
import { colorResolver, mapColors, onThemeChange } from './resolve-colors';

export interface ChartHandle {
  readonly chart: ECharts;
  /** Grows with every drawing, so that what lies on top can be placed anew. */
  readonly drawn: number;
}

const reducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;
const wantsContrast = (): boolean => matchMedia('(prefers-contrast: more)').matches;

/** The instance on `element`, once it is there. */
export function useECharts(
  element: RefObject<HTMLDivElement | null>,
  option: Readonly<Record<string, unknown>>,
  summary: string,
): ChartHandle | undefined {
  const [handle, setHandle] = useState<ChartHandle>();
  const present = useRef<ECharts>(undefined);

  useEffect(() => {
    const host = element.current;
    if (host === null) return undefined;
    const chart = init(host, undefined, { renderer: 'canvas' });
    present.current = chart;
    const observer = new ResizeObserver(() => {
      chart.resize();
      setHandle((before) => ({ chart, drawn: (before?.drawn ?? 0) + 1 }));
    });
    observer.observe(host);
    return () => {
      observer.disconnect();
      present.current = undefined;
      setHandle(undefined);
      chart.dispose();
    };
  }, [element]);

  useEffect(() => {
    const draw = (): void => {
      const host = element.current;
      const chart = present.current;
      if (host === null || chart === undefined) return;
      const { resolve, done } = colorResolver(host);
      chart.setOption(
        {
          ...(mapColors(option, resolve) as object),
          animation: !reducedMotion(),
          textStyle: { fontFamily: getComputedStyle(host).fontFamily },
          aria: { enabled: true, label: { description: summary }, decal: { show: wantsContrast() } },
        },
        { notMerge: true },
      );
      done();
      setHandle((before) => ({ chart, drawn: (before?.drawn ?? 0) + 1 }));
    };
    draw();
    return onThemeChange(draw);
  }, [element, option, summary]);

  return handle;
}
