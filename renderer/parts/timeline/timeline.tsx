/**
 * A session as one zoomable drawing: the wheel zooms at the cursor, dragging pans, double click fits. The event list
 * beside it is its accessible twin; the drawing itself takes the keys W A S D and the arrows.
 */
import { useEffect, useEffectEvent, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { EventName } from '../../ui/event-name';
import { formatClock } from '../../ui/time-format';
import { cx } from '../../ui/cx';
import { drawTimeline } from './draw';
import { crowdAt, eventAt, laneRows, timelineHeight } from './geometry';
import { Minimap } from './minimap';
import type { SessionEvents, SessionLanes } from './lanes';
import { elapsedLabel } from './ticks';
import { boundsOf, panBy, reveal, spanOf, xOf, zoomAt, type TimeWindow } from './time-window';
import css from './timeline.module.css';
import { usePalette } from './use-palette';
import { useTimeWindow } from './use-time-window';
import { useWidth } from './use-width';

export interface TimelineProps {
  readonly events: SessionEvents;
  readonly layout: SessionLanes;
  readonly timezone: string;
  readonly selected: number | undefined;
  readonly onSelect: (index: number | undefined) => void;
}

/** Of a zoom factor per pixel of wheel; a pinch sends small, exact steps. */
const WHEEL = 0.0022;
const PINCH = 0.012;
const KEY_ZOOM = 0.6;
const KEY_PAN = 0.25;
/** Pointer movement below this is a click. */
const CLICK_PX = 4;

interface Hover {
  readonly index: number;
  readonly x: number;
  readonly y: number;
}

export function Timeline({ events, layout, timezone, selected, onSelect }: TimelineProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const height = timelineHeight(layout);
  const bounds = useMemo(() => boundsOf(events.time[0] ?? 0, events.time[events.length - 1] ?? 0), [events]);
  const { window: shown, set, glide } = useTimeWindow(bounds);
  const palette = usePalette(frame);
  const [hover, setHover] = useState<Hover>();
  const [dragging, setDragging] = useState(false);
  const drag = useRef<{ readonly x: number; readonly window: TimeWindow; moved: boolean } | undefined>(undefined);

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
      drawTimeline(context, { events, layout, window: shown, width, height, hovered: hover?.index, selected, palette });
    });
    return () => {
      cancelAnimationFrame(request);
    };
  }, [events, layout, shown, width, height, hover?.index, selected, palette]);

  // Only a new selection moves the window; the session growing meanwhile must not.
  const selectedMs = selected === undefined ? undefined : events.time[selected];
  const show = useEffectEvent((ms: number) => {
    glide((before) => reveal(before, ms, bounds));
  });
  useEffect(() => {
    if (selectedMs !== undefined) show(selectedMs);
  }, [selectedMs]);

  // A session that grows: who sees all of it goes on seeing all of it.
  const seen = useRef(bounds);
  useEffect(() => {
    const before = seen.current;
    seen.current = bounds;
    if (before === bounds) return;
    glide((window) => (spanOf(window) >= spanOf(before) ? bounds : window));
  }, [bounds, glide]);

  // React listens to wheel passively; zooming must keep the page from scrolling.
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const handleWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        set((before) => panBy(before, sideways / box.width, bounds));
      } else {
        const factor = Math.exp(event.deltaY * (event.ctrlKey ? PINCH : WHEEL));
        set((before) => zoomAt(before, (event.clientX - box.left) / box.width, factor, bounds));
      }
      setHover(undefined);
    };
    element.addEventListener('wheel', handleWheel, { passive: false });
    return () => {
      element.removeEventListener('wheel', handleWheel);
    };
  }, [bounds, set]);

  const pointOf = (event: PointerEvent): { readonly x: number; readonly y: number } => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const handleDown = (event: PointerEvent): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: pointOf(event).x, window: shown, moved: false };
  };
  const handleMove = (event: PointerEvent): void => {
    const { x, y } = pointOf(event);
    const start = drag.current;
    if (start === undefined) {
      const index = eventAt(layout, x, y, shown, width);
      setHover(index === undefined ? undefined : { index, x, y });
      return;
    }
    if (!start.moved && Math.abs(x - start.x) < CLICK_PX) return;
    start.moved = true;
    setDragging(true);
    setHover(undefined);
    set(() => panBy(start.window, (start.x - x) / width, bounds));
  };
  const handleUp = (event: PointerEvent): void => {
    const start = drag.current;
    drag.current = undefined;
    setDragging(false);
    if (start === undefined || start.moved) return;
    const { x, y } = pointOf(event);
    onSelect(eventAt(layout, x, y, shown, width));
  };
  const handleKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Record<string, (before: TimeWindow) => TimeWindow> = {
      w: (before) => zoomAt(before, anchor(before), KEY_ZOOM, bounds),
      s: (before) => zoomAt(before, anchor(before), 1 / KEY_ZOOM, bounds),
      a: (before) => panBy(before, -KEY_PAN, bounds),
      d: (before) => panBy(before, KEY_PAN, bounds),
      '0': () => bounds,
    };
    const arrows: Record<string, string> = { ArrowUp: 'w', ArrowDown: 's', ArrowLeft: 'a', ArrowRight: 'd' };
    const key = arrows[event.key] ?? event.key.toLowerCase();
    const move = moves[key];
    const step = { ',': -1, '.': 1 }[key];
    if (move !== undefined) glide(move);
    else if (step !== undefined && events.length > 0) {
      const next = selected === undefined ? (step > 0 ? 0 : events.length - 1) : selected + step;
      onSelect(Math.max(0, Math.min(events.length - 1, next)));
    } else if (event.key === 'Escape' && selected !== undefined) onSelect(undefined);
    else return;
    event.preventDefault();
  };
  /** Keys zoom around the selected event while it is in sight, else around the middle. */
  const anchor = (before: TimeWindow): number => {
    const at = selected === undefined ? 0.5 : ((events.time[selected] ?? 0) - before.from) / spanOf(before);
    return at >= 0 && at <= 1 ? at : 0.5;
  };

  return (
    <div className={css['root']}>
      <Minimap events={events} bounds={bounds} window={shown} palette={palette} onChange={set} />
      <div className={css['rows']} style={{ height }}>
        <div aria-hidden className={css['labels']}>
          {laneRows(layout).map(({ label, top, height: rowHeight }) => (
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
            aria-label={`Timeline of ${events.length} events. W and S zoom, A and D pan, comma and full stop step through the events.`}
            tabIndex={0}
            className={cx(css['canvas'], dragging && css['dragging'], hover !== undefined && css['over'])}
            style={{ height }}
            onPointerDown={handleDown}
            onPointerMove={handleMove}
            onPointerUp={handleUp}
            onPointerCancel={() => {
              drag.current = undefined;
              setDragging(false);
            }}
            onPointerLeave={() => {
              setHover(undefined);
            }}
            onDoubleClick={() => {
              glide(() => bounds);
            }}
            onKeyDown={handleKey}
          />
          {hover && !dragging && (
            <Tip
              events={events}
              index={hover.index}
              x={Math.min(Math.max(xOf(events.time[hover.index] ?? 0, shown, width), hover.x - 60), hover.x + 60)}
              y={hover.y}
              width={width}
              timezone={timezone}
              crowd={crowdAt(layout, hover.index, shown, width)}
            />
          )}
        </div>
      </div>
    </div>
  );
}

interface TipProps {
  readonly events: SessionEvents;
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly timezone: string;
  readonly crowd: number;
}

const TIP_WIDTH = 240;

function Tip({ events, index, x, y, width, timezone, crowd }: TipProps) {
  const time = events.time[index] ?? 0;
  const page = events.page[index] ?? '';
  return (
    <div
      role="tooltip"
      className={css['tip']}
      style={{ left: Math.max(4, Math.min(x + 14, width - TIP_WIDTH)), top: y + 18, maxWidth: TIP_WIDTH }}
    >
      <EventName name={events.event[index] ?? ''} />
      <span className={css['tipTime']}>
        {elapsedLabel(time - (events.time[0] ?? 0), 1)} · {formatClock(time, timezone)}
      </span>
      {page !== '' && <span className={css['tipPage']}>{page}</span>}
      {crowd > 1 && <span className={css['tipTime']}>and {crowd - 1} more close by; zoom in to part them</span>}
    </div>
  );
}
