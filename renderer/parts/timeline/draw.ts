/** Draws the timeline on a canvas. Reads the layout, keeps nothing, costs by pixels. */
import { cullLane, type Bar } from './cull';
import { AXIS_HEIGHT, BAR_STEP, LANE_HEIGHT, PAGES_HEIGHT } from './geometry';
import type { Lane, SessionEvents, SessionLanes } from './lanes';
import { ticks } from './ticks';
import { xOf, type TimeWindow } from './time-window';

export interface Palette {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly span: string;
  readonly spanHot: string;
  readonly accent: string;
  readonly bad: string;
  /** An event's own colour. */
  readonly event: (name: string) => string;
  readonly font: string;
}

export interface Scene {
  readonly events: SessionEvents;
  readonly layout: SessionLanes;
  readonly window: TimeWindow;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly hovered: number | undefined;
  readonly selected: number | undefined;
  readonly palette: Palette;
}

type Context = CanvasRenderingContext2D;

/** The canvas must already be scaled to the device's pixels. */
export function drawTimeline(context: Context, scene: Scene): void {
  const { width, height, palette, layout } = scene;
  context.clearRect(0, 0, width, height);
  context.font = `11px ${palette.font}`;
  context.textBaseline = 'middle';
  drawAxis(context, scene);
  let top = AXIS_HEIGHT;
  if (layout.pages.length > 0) {
    drawPages(context, scene, top);
    top += PAGES_HEIGHT;
  }
  for (const lane of layout.lanes) {
    drawLane(context, scene, lane, top);
    top += LANE_HEIGHT;
  }
  drawSelection(context, scene);
}

function drawAxis(context: Context, { events, window, width, height, palette }: Scene): void {
  const origin = events.time[0] ?? 0;
  for (const { x, label } of ticks(window, width, origin)) {
    const at = Math.round(x) + 0.5;
    context.strokeStyle = palette.line;
    context.globalAlpha = 0.55;
    context.beginPath();
    context.moveTo(at, AXIS_HEIGHT - 6);
    context.lineTo(at, height);
    context.stroke();
    context.globalAlpha = 1;
    context.fillStyle = palette.muted;
    context.fillText(label, at + 4, AXIS_HEIGHT / 2);
  }
  rule(context, AXIS_HEIGHT, width, palette.line);
}

function rule(context: Context, y: number, width: number, color: string): void {
  context.strokeStyle = color;
  context.beginPath();
  context.moveTo(0, y - 0.5);
  context.lineTo(width, y - 0.5);
  context.stroke();
}

const SPAN_INSET = 7;

function drawPages(context: Context, scene: Scene, top: number): void {
  const { layout, window, width, palette, events, hovered, selected } = scene;
  let drawnTo = -2;
  for (const { index, page, from, to } of layout.pages) {
    if (to < window.from || from > window.to) continue;
    const left = xOf(from, window, width);
    const right = Math.max(left + 3, xOf(to, window, width));
    // Pages too short to see stand on one another; one of them per pixel is enough.
    if (right - drawnTo < 1 && index !== selected) continue;
    drawnTo = right;
    const hot = index === hovered || index === selected;
    const x = Math.max(left, -4);
    const w = Math.max(2, Math.min(right, width + 4) - x - 1.5);
    context.fillStyle = hot ? palette.spanHot : palette.span;
    context.beginPath();
    context.roundRect(x, top + SPAN_INSET, w, PAGES_HEIGHT - 2 * SPAN_INSET, 4);
    context.fill();
    // Where pages change faster than pixels, edges would be all one saw.
    if (left >= -3 && w > 7) {
      context.fillStyle = palette.event(events.event[index] ?? '');
      context.fillRect(x, top + SPAN_INSET, Math.min(w, 2.5), PAGES_HEIGHT - 2 * SPAN_INSET);
    }
    if (w > 34) {
      context.save();
      context.beginPath();
      context.rect(x, top, w - 6, PAGES_HEIGHT);
      context.clip();
      context.fillStyle = palette.ink;
      context.fillText(page === '' ? '(no path)' : page, Math.max(x, 0) + 9, top + PAGES_HEIGHT / 2 + 0.5);
      context.restore();
    }
  }
  rule(context, top + PAGES_HEIGHT, scene.width, palette.line);
}

/** A mark stands alone where nothing else is nearer than this. */
const ALONE_PX = 11;
const DOT = 4.5;

function drawLane(context: Context, scene: Scene, lane: Lane, top: number): void {
  const { window, width, palette } = scene;
  const bars = cullLane(lane.times, window, width, BAR_STEP);
  const most = Math.max(8, ...bars.map(({ count }) => count));
  const middle = top + LANE_HEIGHT / 2;
  for (const [position, bar] of bars.entries()) {
    const color = lane.id === 'error' ? palette.bad : barColor(scene, lane, bar);
    const x = xOf(lane.times[bar.first] ?? 0, window, width);
    const gapBefore = bar.x - (bars[position - 1]?.x ?? Number.NEGATIVE_INFINITY);
    const next = bars[position + 1];
    const gapAfter = (next === undefined ? Number.POSITIVE_INFINITY : next.x) - bar.x;
    context.fillStyle = color;
    if (bar.count === 1 && gapBefore > ALONE_PX && gapAfter > ALONE_PX) {
      context.beginPath();
      context.arc(x, middle, DOT, 0, 2 * Math.PI);
      context.fill();
    } else {
      const half = 5 + (12 * Math.log2(bar.count)) / Math.log2(most);
      context.beginPath();
      context.roundRect(bar.x, middle - half, BAR_STEP - 1, 2 * half, 1.5);
      context.fill();
    }
    drawName(context, scene, lane, bar, { x, y: middle, before: gapBefore, after: gapAfter });
  }
  rule(context, top + LANE_HEIGHT, width, palette.line);
}

/** Of the events that a bar stands for, the most frequent colour; of many, a sample tells. */
function barColor({ events, palette }: Scene, lane: Lane, bar: Bar): string {
  if (bar.count === 1) return palette.event(events.event[lane.events[bar.first] ?? 0] ?? '');
  const counts = new Map<string, number>();
  const step = Math.max(1, Math.floor(bar.count / 16));
  for (let at = bar.first; at < bar.first + bar.count; at += step) {
    const name = events.event[lane.events[at] ?? 0] ?? '';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [most = ['', 0]] = [...counts].sort((a, b) => b[1] - a[1]);
  return palette.event(most[0]);
}

interface Room {
  readonly x: number;
  readonly y: number;
  /** Pixels to the neighbours on either side. */
  readonly before: number;
  readonly after: number;
}

/** The name beside its mark, where there is room for all of it: at the right, or near the right edge at the left. */
function drawName(
  context: Context,
  { events, palette, width }: Scene,
  lane: Lane,
  bar: Bar,
  { x, y, before, after }: Room,
): void {
  if (after < 48) return;
  const name = events.event[lane.events[bar.first] ?? 0] ?? '';
  const text = bar.count > 1 ? `${name} +${bar.count - 1}` : name;
  const needed = context.measureText(text).width + 22;
  context.fillStyle = palette.muted;
  if (needed <= Math.min(after, width - x)) context.fillText(text, x + 10, y + 0.5);
  // A neighbour at the left may itself be named to its right; half of the room is surely free.
  else if (width - x < needed && needed <= before / 2 && x > needed) context.fillText(text, x - needed + 12, y + 0.5);
}

function drawSelection(context: Context, scene: Scene): void {
  const { events, layout, window, width, height, palette, hovered, selected } = scene;
  for (const index of [hovered, selected]) {
    if (index === undefined) continue;
    const x = xOf(events.time[index] ?? 0, window, width);
    if (x < -8 || x > width + 8) continue;
    if (index === selected) {
      context.fillStyle = palette.accent;
      context.fillRect(Math.round(x) - 0.5, AXIS_HEIGHT, 1, height - AXIS_HEIGHT);
    }
    const row = layout.lanes.findIndex((lane) => lane.events.includes(index));
    if (row < 0) continue;
    const y = AXIS_HEIGHT + (layout.pages.length > 0 ? PAGES_HEIGHT : 0) + (row + 0.5) * LANE_HEIGHT;
    context.beginPath();
    context.arc(x, y, DOT + 3.5, 0, 2 * Math.PI);
    context.fillStyle = palette.surface;
    context.fill();
    context.strokeStyle = index === selected ? palette.accent : palette.muted;
    context.lineWidth = 1.5;
    context.stroke();
    context.lineWidth = 1;
    context.beginPath();
    context.arc(x, y, DOT, 0, 2 * Math.PI);
    context.fillStyle = layout.lanes[row]?.id === 'error' ? palette.bad : palette.event(events.event[index] ?? '');
    context.fill();
  }
}
