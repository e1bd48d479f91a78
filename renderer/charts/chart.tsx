/**
 * The one place that shows a chart. Beside the picture there is always its table and its summary; the pointer and the
 * arrow keys move from point to point, a click or Enter opens the point.
 */
import { Table2 } from 'lucide-react';
import { useCallback, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { IconButton } from '../ui/icon-button';
import css from './chart.module.css';
import type { ChartPoint, Drawing } from './drawing';
import { HoverCard, HoverMarks } from './hover-card';
import { nearestPoint } from './nearest-point';
import { ChartTableView } from './chart-table';
import { drawingPicture } from './picture/drawing-picture';
import { usePicture } from './picture/stage';
import { useECharts } from './use-echarts';

export interface ChartProps extends Drawing {
  /** Pixels, or `fill` for what the parent leaves. */
  readonly height: number | 'fill';
  readonly onSelect?: ((point: ChartPoint) => void) | undefined;
  /** `table` shows the figures instead; absent, the chart has its own switch. */
  readonly look?: 'picture' | 'table';
}

/** Pixels of a picture that leaves the window: a chart that fills its page, and one of a height of its own. */
const TALL = 420;
const WIDER = 1.4;

export function Chart(props: ChartProps) {
  const { option, table, summary, hover, height, onSelect } = props;
  const [own, setOwn] = useState<'picture' | 'table'>('picture');
  const look = props.look ?? own;
  const makePicture = useCallback(async () => {
    const { startEcharts } = await import('./picture/echarts-svg');
    return drawingPicture({ option, table, summary, hover }, height === 'fill' ? TALL : height * WIDER, startEcharts);
  }, [option, table, summary, hover, height]);
  usePicture(makePicture);
  return (
    <figure className={css['figure']} style={{ height: height === 'fill' ? '100%' : height }}>
      {look === 'picture' ? (
        <Picture {...props} />
      ) : (
        <ChartTableView table={table} summary={summary} onSelect={onSelect} />
      )}
      {props.look === undefined && (
        <div className={css['switch']}>
          <IconButton
            icon={Table2}
            size="s"
            label={look === 'picture' ? 'Show as table' : 'Show as chart'}
            pressed={look === 'table'}
            onClick={() => {
              setOwn(look === 'picture' ? 'table' : 'picture');
            }}
          />
        </div>
      )}
    </figure>
  );
}

function Picture({ option, summary, hover, onSelect }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const handle = useECharts(host, option, summary);
  const [point, setPoint] = useState<ChartPoint>();
  const count = hover.titles.length;
  const inRange = point !== undefined && point.index < count && point.series < hover.series.length ? point : undefined;

  const at = (event: PointerEvent): ChartPoint | undefined => {
    const box = host.current?.getBoundingClientRect();
    if (handle === undefined || box === undefined) return undefined;
    return nearestPoint(handle.chart, hover, event.clientX - box.left, event.clientY - box.top);
  };
  const handleKey = (event: KeyboardEvent): void => {
    const { series, index } = inRange ?? { series: 0, index: -1 };
    const target = {
      ArrowRight: { series, index: index + 1 },
      ArrowLeft: { series, index: index - 1 },
      ArrowDown: { series: series + 1, index: Math.max(0, index) },
      ArrowUp: { series: series - 1, index: Math.max(0, index) },
      Home: { series, index: 0 },
      End: { series, index: count - 1 },
    }[event.key];
    if (target !== undefined) {
      event.preventDefault();
      const seriesCount = hover.series.length;
      setPoint({
        series: (target.series + seriesCount) % Math.max(1, seriesCount),
        index: Math.max(0, Math.min(count - 1, target.index)),
      });
    } else if (event.key === 'Escape' && inRange) {
      event.stopPropagation();
      setPoint(undefined);
    } else if ((event.key === 'Enter' || event.key === ' ') && inRange && onSelect) {
      event.preventDefault();
      onSelect(inRange);
    }
  };
  const spoken = useMemo(() => {
    if (inRange === undefined) return '';
    const series = hover.series[inRange.series];
    return `${hover.titles[inRange.index] ?? ''}, ${series?.name ?? ''}: ${hover.format(series?.values[inRange.index] ?? null)}`;
  }, [inRange, hover]);

  return (
    // A chart is a widget of its own: arrow keys move within it, Enter opens the point.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="application"
      aria-roledescription="chart"
      aria-label={summary}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className={css['picture']}
      data-selectable={onSelect !== undefined}
      onKeyDown={handleKey}
      onPointerMove={(event) => {
        setPoint(at(event));
      }}
      onPointerLeave={() => {
        setPoint(undefined);
      }}
      onBlur={() => {
        setPoint(undefined);
      }}
      onPointerUp={(event) => {
        const hit = event.button === 0 ? at(event) : undefined;
        if (hit) onSelect?.(hit);
      }}
    >
      <div ref={host} className={css['canvas']} />
      {handle && inRange && (
        <>
          <HoverMarks key={`marks-${handle.drawn}`} chart={handle.chart} hover={hover} point={inRange} />
          <HoverCard chart={handle.chart} hover={hover} point={inRange} opens={onSelect !== undefined} />
        </>
      )}
      <div role="status" className="visually-hidden">
        {spoken}
      </div>
    </div>
  );
}
