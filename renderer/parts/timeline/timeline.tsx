/**
 * Events as one zoomable drawing. The event list beside it is its accessible twin; the drawing itself takes the wheel,
 * the hand (`use-canvas-pointer`) and keys (`use-canvas-keys`).
 */
import { useCallback, useEffect, useEffectEvent, useMemo, useRef } from 'react';
import { cx } from '../../ui/cx';
import { formatPlural } from '../../ui/number-format';
import { drawTimeline } from './draw';
import type { TimelineEvents } from './events';
import type { TimelineLayout } from './lanes';
import { Minimap } from './minimap';
import type { TickScale } from './ticks';
import { clampWindow, reveal, spanOf } from './time-window';
import css from './timeline.module.css';
import { TimelineTip } from './timeline-tip';
import { canvasKeys } from './use-canvas-keys';
import { useCanvasPointer } from './use-canvas-pointer';
import { usePalette } from './use-palette';
import type { Selection } from './use-selection';
import type { MovingWindow } from './use-time-window';
import { useWidth } from './use-width';

/** A session of a history in words: all on its span, and why it began. */
export interface RunWords {
  readonly title: string;
  readonly reason: string;
}

export interface TimelineProps {
  readonly events: TimelineEvents;
  readonly layout: TimelineLayout;
  readonly scale: TickScale;
  readonly timezone: string;
  readonly view: MovingWindow;
  readonly selection: Selection;
  readonly rangeTool: boolean;
  readonly onRangeTool: (on: boolean) => void;
  /** The words on a session of a history. */
  readonly runWords: (run: number) => RunWords;
  /** A session of a history was clicked; `open`: twice. */
  readonly onRun: (run: number, open: boolean) => void;
}

export function Timeline(props: TimelineProps) {
  const { events, layout, scale, timezone, view, selection, rangeTool, onRangeTool, runWords, onRun } = props;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const { axis, height } = layout;
  const { bounds } = axis;
  const { window: shown, set, glide } = view;
  const { selected, picked, range } = selection;
  const palette = usePalette(frame);
  const { hover, dragging, handlers } = useCanvasPointer({ canvas, layout, view, width, selection, rangeTool, onRun });
  const hovered = hover?.hit.type === 'event' ? hover.hit.index : undefined;
  const hoveredRun = hover?.hit.type === 'session' ? hover.hit.run : undefined;
  const drawnRange = useMemo(
    () => (range === undefined ? undefined : { from: axis.toAxis(range.from), to: axis.toAxis(range.to) }),
    [axis, range],
  );

  const titleOf = useCallback((run: number) => runWords(run).title, [runWords]);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || palette === undefined || width === 0) return undefined;
    const request = requestAnimationFrame(() => {
      const ratio = devicePixelRatio;
      const { canvas: target } = context;
      const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
      if (target.width !== w || target.height !== h) {
        target.width = w;
        target.height = h;
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      drawTimeline(context, {
        events,
        layout,
        scale,
        window: shown,
        width,
        height,
        hovered,
        hoveredRun,
        selected,
        picked,
        range: drawnRange,
        runWords: titleOf,
        palette,
      });
    });
    return () => {
      cancelAnimationFrame(request);
    };
  }, [
    events,
    layout,
    scale,
    shown,
    width,
    height,
    hovered,
    hoveredRun,
    selected,
    picked,
    drawnRange,
    titleOf,
    palette,
  ]);

  // Only a new selection moves the window; the session growing meanwhile must not.
  const selectedMs = selected === undefined ? undefined : events.time[selected];
  const show = useEffectEvent((ms: number) => {
    glide((before) => reveal(before, axis.toAxis(ms), bounds));
  });
  useEffect(() => {
    if (selectedMs !== undefined) show(selectedMs);
  }, [selectedMs]);

  // Events that arrive, and pauses folded or unfolded: who sees all goes on seeing all, else the same time stays in sight.
  const seen = useRef(axis);
  useEffect(() => {
    const before = seen.current;
    seen.current = axis;
    if (before === axis) return;
    set((window) => {
      if (spanOf(window) >= spanOf(before.bounds) * 0.999) return axis.bounds;
      const from = axis.toAxis(before.toTime(window.from));
      return clampWindow({ from, to: axis.toAxis(before.toTime(window.to)) }, axis.bounds);
    });
  }, [axis, set]);

  return (
    <div className={css['root']}>
      <Minimap at={layout.at} range={drawnRange} bounds={bounds} window={shown} palette={palette} onChange={set} />
      <div className={css['rows']} style={{ height }}>
        <div aria-hidden className={css['labels']}>
          {layout.rows.map(({ label, top, height: rowHeight }) => (
            <span key={label} style={{ top, height: rowHeight }}>
              {label}
            </span>
          ))}
        </div>
        <div ref={frame} className={css['frame']}>
          {/* The list of events says the same to readers; here the keys move the window. */}
          <canvas
            ref={canvas}
            role="img"
            aria-label={`Timeline of ${formatPlural(events.length, 'event')}. W and S zoom, A and D pan, comma and full stop step through the events, F looks closer, square brackets set a range, P picks an event.`}
            tabIndex={0}
            className={cx(
              css['canvas'],
              dragging === 'pan' && css['dragging'],
              (rangeTool || dragging === 'range') && css['ranging'],
              hover !== undefined && css['over'],
            )}
            style={{ height }}
            {...handlers}
            onKeyDown={canvasKeys({ events, layout, view, selection, rangeTool, onRangeTool })}
          />
          {hover !== undefined && (
            <TimelineTip
              events={events}
              layout={layout}
              hover={hover}
              window={shown}
              width={width}
              timezone={timezone}
              reasonOf={(run) => runWords(run).reason}
            />
          )}
        </div>
      </div>
    </div>
  );
}
