/** Draws a row of marks: dots where there is room, bars where events are dense, names where they fit. */
import { cullLane, type Bar } from './cull';
import { eventLabel } from '../../ui/event-label';
import { rateVital, vitalWords } from './event-words';
import { BAR_STEP } from './geometry';
import type { Row } from './lanes';
import { ratingColor, type Context, type Scene } from './scene';
import { xOf } from './time-window';

type MarksRow = Extract<Row, { type: 'marks' }>;

/** A mark stands alone where nothing else is nearer than this. */
const ALONE_PX = 11;
const DOT = 4.5;

export function drawMarks(context: Context, scene: Scene, row: MarksRow): void {
  const { window, width } = scene;
  const bars = cullLane(row.at, window, width, BAR_STEP);
  const most = bars.reduce((max, { count }) => Math.max(max, count), 8);
  const middle = row.top + row.height / 2;
  const byColor = new Map<string, Path2D>();
  const pathOf = (color: string): Path2D => {
    let path = byColor.get(color);
    if (path === undefined) {
      path = new Path2D();
      byColor.set(color, path);
    }
    return path;
  };
  for (const [position, bar] of bars.entries()) {
    const path = pathOf(barColor(scene, row, bar));
    const x = xOf(row.at[bar.first] ?? 0, window, width);
    const before = bar.x - (bars[position - 1]?.x ?? Number.NEGATIVE_INFINITY);
    const after = (bars[position + 1]?.x ?? Number.POSITIVE_INFINITY) - bar.x;
    if (bar.count === 1 && before > ALONE_PX && after > ALONE_PX) {
      path.moveTo(x + DOT, middle);
      path.arc(x, middle, DOT, 0, 2 * Math.PI);
    } else {
      const half = 5 + ((row.height / 2 - 10) * Math.log2(bar.count)) / Math.log2(most);
      path.roundRect(bar.x, middle - half, BAR_STEP - 1, 2 * half, 1.5);
    }
    drawName(context, scene, row, bar, { x, y: middle, before, after });
  }
  // One fill per colour: a call per bar is what makes crowded rows slow.
  for (const [color, path] of byColor) {
    context.fillStyle = color;
    context.fill(path);
  }
}

function markColor(scene: Scene, row: MarksRow, index: number): string {
  const { events, palette } = scene;
  if (row.lane === 'error') return palette.bad;
  if (row.lane === 'vitals') {
    return ratingColor(palette, rateVital(events.detail[index] ?? '', events.value[index] ?? Number.NaN));
  }
  return palette.event(events.event[index] ?? '');
}

/** Of the events that a bar stands for, the most frequent colour; of many, a sample tells. */
function barColor(scene: Scene, row: MarksRow, bar: Bar): string {
  if (bar.count === 1 || row.lane === 'error') return markColor(scene, row, row.events[bar.first] ?? 0);
  const counts = new Map<string, number>();
  const step = Math.max(1, Math.floor(bar.count / 16));
  let best = '';
  let most = 0;
  for (let at = bar.first; at < bar.first + bar.count; at += step) {
    const color = markColor(scene, row, row.events[at] ?? 0);
    const count = (counts.get(color) ?? 0) + 1;
    counts.set(color, count);
    if (count > most) {
      most = count;
      best = color;
    }
  }
  return best;
}

interface Room {
  readonly x: number;
  readonly y: number;
  /** Pixels to the neighbours on either side. */
  readonly before: number;
  readonly after: number;
}

function nameOf({ events }: Scene, row: MarksRow, index: number): string {
  const detail = events.detail[index] ?? '';
  if (row.lane === 'vitals' && detail !== '') return vitalWords(detail, events.value[index] ?? Number.NaN);
  if (row.lane === 'error' && detail !== '') return detail;
  return eventLabel(events.event[index] ?? '');
}

/** The name beside its mark, where there is room for all of it: at the right, or near the right edge at the left. */
function drawName(context: Context, scene: Scene, row: MarksRow, bar: Bar, { x, y, before, after }: Room): void {
  if (after < 48) return;
  const { palette, width } = scene;
  const name = nameOf(scene, row, row.events[bar.first] ?? 0);
  const text = bar.count > 1 ? `${name} +${bar.count - 1}` : name;
  const needed = context.measureText(text).width + 22;
  context.fillStyle = palette.muted;
  if (needed <= Math.min(after, width - x)) context.fillText(text, x + 10, y + 0.5);
  // A neighbour at the left may itself be named to its right; half of the room is surely free.
  else if (width - x < needed && needed <= before / 2 && x > needed) context.fillText(text, x - needed + 12, y + 0.5);
}

/** One mark on top of the others, in a ring. */
export function drawMarkAt(context: Context, scene: Scene, row: MarksRow, index: number, ring: string): void {
  const x = xOf(scene.layout.at[index] ?? 0, scene.window, scene.width);
  const y = row.top + row.height / 2;
  context.beginPath();
  context.arc(x, y, DOT + 3.5, 0, 2 * Math.PI);
  context.fillStyle = scene.palette.surface;
  context.fill();
  context.strokeStyle = ring;
  context.lineWidth = 1.5;
  context.stroke();
  context.lineWidth = 1;
  context.beginPath();
  context.arc(x, y, DOT, 0, 2 * Math.PI);
  context.fillStyle = markColor(scene, row, index);
  context.fill();
}
