/**
 * The hand on the drawing: the wheel and a pinch zoom at the point, dragging pans, dragging with Shift (or with the
 * range tool) selects a range, whose edges can be dragged, a click selects, and picks with Ctrl or ⌘.
 */
import { useEffect, useRef, useState, type PointerEvent, type RefObject } from 'react';
import { hitAt, type Hit } from './geometry';
import type { TimelineLayout } from './lanes';
import { panBy, timeAt, xOf, zoomAt, type TimeWindow } from './time-window';
import type { Selection } from './use-selection';
import type { MovingWindow } from './use-time-window';

/** Of a zoom factor per pixel of wheel; a pinch sends small, exact steps. */
const WHEEL = 0.0022;
const PINCH = 0.012;
/** Pointer movement below this is a click. */
const CLICK_PX = 4;
/** How near to an edge of the range the pointer takes it. */
const EDGE_PX = 5;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Hover = Point & { readonly hit: Hit };

type Drag =
  | { readonly mode: 'pan'; readonly x: number; readonly window: TimeWindow; moved: boolean }
  /** `anchor`: the end that stays, UTC ms. */
  | { readonly mode: 'range'; readonly x: number; readonly anchor: number; moved: boolean }
  | {
      readonly mode: 'pinch';
      readonly apart: number;
      readonly middle: number;
      readonly window: TimeWindow;
      moved: boolean;
    };

export interface CanvasPointerProps {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly layout: TimelineLayout;
  readonly view: MovingWindow;
  readonly width: number;
  readonly selection: Selection;
  readonly rangeTool: boolean;
  readonly onRun: (run: number, open: boolean) => void;
}

const pointOf = (event: PointerEvent): Point => {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
};

export function useCanvasPointer(props: CanvasPointerProps) {
  const { canvas, layout, view, width, selection, rangeTool, onRun } = props;
  const { axis } = layout;
  const { bounds } = axis;
  const { window: shown, set, glide } = view;
  const [hover, setHover] = useState<Hover>();
  const [dragging, setDragging] = useState<Drag['mode']>();
  const drag = useRef<Drag | undefined>(undefined);
  const fingers = useRef(new Map<number, Point>());

  // React listens to wheel passively; zooming must keep the page from scrolling.
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const handleWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
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
  }, [canvas, bounds, set]);

  const timeUnder = (x: number): number => axis.toTime(timeAt(Math.max(0, Math.min(x, width)), shown, width));
  const edgeUnder = (x: number): 'from' | 'to' | undefined => {
    const { range } = selection;
    if (range === undefined) return undefined;
    const near = (ms: number): boolean => Math.abs(xOf(axis.toAxis(ms), shown, width) - x) <= EDGE_PX;
    return near(range.to) ? 'to' : near(range.from) ? 'from' : undefined;
  };

  const startPinch = (): Drag | undefined => {
    const [a, b] = [...fingers.current.values()];
    if (a === undefined || b === undefined) return undefined;
    return {
      mode: 'pinch',
      apart: Math.max(20, Math.abs(a.x - b.x)),
      middle: (a.x + b.x) / 2,
      window: shown,
      moved: true,
    };
  };
  const handleDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const point = pointOf(event);
    fingers.current.set(event.pointerId, point);
    if (fingers.current.size === 2) {
      drag.current = startPinch();
      return;
    }
    const { x } = point;
    const edge = edgeUnder(x);
    const { range } = selection;
    if (edge !== undefined && range !== undefined) {
      drag.current = { mode: 'range', x, anchor: edge === 'to' ? range.from : range.to, moved: false };
    } else if (event.shiftKey || rangeTool) {
      drag.current = { mode: 'range', x, anchor: timeUnder(x), moved: false };
    } else drag.current = { mode: 'pan', x, window: shown, moved: false };
  };
  const handleMove = (event: PointerEvent): void => {
    const point = pointOf(event);
    const { x, y } = point;
    if (fingers.current.has(event.pointerId)) fingers.current.set(event.pointerId, point);
    const now = drag.current;
    if (now === undefined) {
      const hit = hitAt(layout, x, y, shown, width);
      setHover(hit === undefined ? undefined : { hit, x, y });
      return;
    }
    if (!now.moved && now.mode !== 'pinch' && Math.abs(x - now.x) < CLICK_PX) return;
    now.moved = true;
    setDragging(now.mode);
    setHover(undefined);
    if (now.mode === 'pan') set(() => panBy(now.window, (now.x - x) / width, bounds));
    else if (now.mode === 'range') {
      const here = timeUnder(x);
      selection.setRange({ from: Math.min(now.anchor, here), to: Math.max(now.anchor, here) });
    } else {
      const pinch = startPinch();
      if (pinch?.mode !== 'pinch') return;
      const zoomed = zoomAt(now.window, now.middle / width, now.apart / pinch.apart, bounds);
      set(() => panBy(zoomed, (now.middle - pinch.middle) / width, bounds));
    }
  };
  const handleUp = (event: PointerEvent): void => {
    const now = drag.current;
    fingers.current.delete(event.pointerId);
    drag.current = undefined;
    setDragging(undefined);
    if (now === undefined || now.moved) return;
    const { x, y } = pointOf(event);
    const hit = hitAt(layout, x, y, shown, width);
    if (hit?.type === 'session') onRun(hit.run, false);
    else if (hit !== undefined && (event.ctrlKey || event.metaKey)) selection.toggle(hit.index);
    else if (!event.shiftKey && !rangeTool) selection.select(hit?.index);
  };
  return {
    hover: dragging === undefined ? hover : undefined,
    dragging,
    handlers: {
      onPointerDown: handleDown,
      onPointerMove: handleMove,
      onPointerUp: handleUp,
      onPointerCancel: (event: PointerEvent): void => {
        fingers.current.delete(event.pointerId);
        drag.current = undefined;
        setDragging(undefined);
      },
      onPointerLeave: (): void => {
        setHover(undefined);
      },
      onDoubleClick: (event: React.MouseEvent): void => {
        const box = event.currentTarget.getBoundingClientRect();
        const hit = hitAt(layout, event.clientX - box.left, event.clientY - box.top, shown, width);
        if (hit?.type === 'session') onRun(hit.run, true);
        else glide(() => bounds);
      },
    },
  };
}
