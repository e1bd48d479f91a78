/**
 * The keys of the drawing, as Perfetto has them: W S zoom, A D pan, comma and full stop step through the events, F looks
 * closer at what is chosen, 0 shows all; [ and ] set the ends of a range, P picks the event, Page Up and Page Down go
 * from session to session, Escape lets go.
 */
import type { KeyboardEvent } from 'react';
import type { TimelineEvents } from './events';
import type { TimelineLayout } from './lanes';
import { panBy, spanOf, withAir, zoomAt, type TimeWindow } from './time-window';
import type { Selection } from './use-selection';
import type { MovingWindow } from './use-time-window';

const KEY_ZOOM = 0.6;
const KEY_PAN = 0.25;
/** F on an event shows this many of its neighbours on either side. */
const NEIGHBOURS = 6;
const LEAST_FOCUS_MS = 2000;

export interface CanvasKeysProps {
  readonly events: TimelineEvents;
  readonly layout: TimelineLayout;
  readonly view: MovingWindow;
  readonly selection: Selection;
  readonly rangeTool: boolean;
  readonly onRangeTool: (on: boolean) => void;
}

/** The window around what is chosen: the range, else the event among its neighbours; all where nothing is. */
export function focusWindow(
  layout: TimelineLayout,
  { range, selected }: Pick<Selection, 'range' | 'selected'>,
): TimeWindow {
  const { axis, at } = layout;
  if (range !== undefined) return withAir({ from: axis.toAxis(range.from), to: axis.toAxis(range.to) }, axis.bounds);
  if (selected === undefined) return axis.bounds;
  const here = at[selected] ?? 0;
  const before = at[Math.max(0, selected - NEIGHBOURS)] ?? here;
  const after = at[Math.min(at.length - 1, selected + NEIGHBOURS)] ?? here;
  const half = Math.max(LEAST_FOCUS_MS / 2, here - before, after - here);
  return withAir({ from: here - half, to: here + half }, axis.bounds);
}

export function canvasKeys({ events, layout, view, selection, rangeTool, onRangeTool }: CanvasKeysProps) {
  const { axis, at } = layout;
  const { bounds } = axis;
  const { selected, range, picked } = selection;
  const last = events.length - 1;
  /** Keys zoom around the selected event while it is in sight, else around the middle. */
  const anchor = (before: TimeWindow): number => {
    const share = selected === undefined ? 0.5 : ((at[selected] ?? 0) - before.from) / spanOf(before);
    return share >= 0 && share <= 1 ? share : 0.5;
  };
  const moves: Readonly<Record<string, (before: TimeWindow) => TimeWindow>> = {
    w: (before) => zoomAt(before, anchor(before), KEY_ZOOM, bounds),
    s: (before) => zoomAt(before, anchor(before), 1 / KEY_ZOOM, bounds),
    a: (before) => panBy(before, -KEY_PAN, bounds),
    d: (before) => panBy(before, KEY_PAN, bounds),
    '0': () => bounds,
    f: () => focusWindow(layout, selection),
  };
  const step = (by: number): void => {
    const next = selected === undefined ? (by > 0 ? 0 : last) : selected + by;
    selection.select(Math.max(0, Math.min(last, next)));
  };
  const stepSession = (by: number): void => {
    const here = layout.sessions.findIndex(({ id }) => selected !== undefined && id === events.session[selected]);
    const next = layout.sessions[here < 0 ? (by > 0 ? 0 : layout.sessions.length - 1) : here + by];
    if (next !== undefined) selection.select(next.first);
  };
  const setEnd = (end: 'from' | 'to'): void => {
    const ms = selected === undefined ? axis.toTime(view.window[end]) : (events.time[selected] ?? 0);
    const now = range ?? { from: axis.toTime(view.window.from), to: axis.toTime(view.window.to) };
    const next = { ...now, [end]: ms };
    selection.setRange({ from: Math.min(next.from, next.to), to: Math.max(next.from, next.to) });
  };
  const letGo = (): boolean => {
    if (rangeTool) onRangeTool(false);
    else if (range !== undefined) selection.setRange(undefined);
    else if (picked.length > 0) selection.pick([]);
    else if (selected !== undefined) selection.select(undefined);
    else return false;
    return true;
  };
  const actions: Readonly<Record<string, () => void>> = {
    ',': () => {
      step(-1);
    },
    '.': () => {
      step(1);
    },
    '[': () => {
      setEnd('from');
    },
    ']': () => {
      setEnd('to');
    },
    p: () => {
      if (selected !== undefined) selection.toggle(selected);
    },
    r: () => {
      onRangeTool(!rangeTool);
    },
    pageup: () => {
      stepSession(-1);
    },
    pagedown: () => {
      stepSession(1);
    },
  };
  const arrows: Readonly<Record<string, string>> = { arrowup: 'w', arrowdown: 's', arrowleft: 'a', arrowright: 'd' };

  return (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || events.length === 0) return;
    const pressed = event.key.toLowerCase();
    const key = arrows[pressed] ?? pressed;
    const move = moves[key];
    if (move !== undefined) view.glide(move);
    else if (key === 'escape') {
      if (!letGo()) return;
    } else {
      const action = actions[key];
      if (action === undefined) return;
      action();
    }
    event.preventDefault();
  };
}
