/** Draws the timeline on a canvas: axis and pauses, rows, range, selection. Keeps nothing, costs by pixels. */
import { stretchesIn } from './axis';
import { drawMarks, drawMarkAt } from './draw-marks';
import { drawPages, drawRequests, drawSessions, spanBox } from './draw-spans';
import { AXIS_HEIGHT } from './lanes';
import { msWords } from './event-words';
import { rule, type Context, type Scene } from './scene';
import { ticks } from './ticks';
import { xOf } from './time-window';

/** The canvas must already be scaled to the device's pixels. */
export function drawTimeline(context: Context, scene: Scene): void {
  const { width, height, palette, layout } = scene;
  context.clearRect(0, 0, width, height);
  context.font = `11px ${palette.font}`;
  context.textBaseline = 'middle';
  context.lineWidth = 1;
  drawPauses(context, scene);
  drawAxis(context, scene);
  for (const row of layout.rows) {
    if (row.type === 'marks') drawMarks(context, scene, row);
    else if (row.type === 'pages') drawPages(context, scene, row);
    else if (row.type === 'requests') drawRequests(context, scene, row);
    else drawSessions(context, scene, row);
    rule(context, row.top + row.height, width, palette.line);
  }
  drawRange(context, scene);
  drawSelection(context, scene);
}

/** A pause is told from a stretch only where it is at least this wide, px. */
const PAUSE_PX = 3;

function drawPauses(context: Context, { layout, window, width, height, palette }: Scene): void {
  const { axis } = layout;
  if (axis.stretches.length < 2) return;
  const { first, last } = stretchesIn(axis, window);
  context.fillStyle = palette.ground;
  for (let index = first; index <= last; index += 1) {
    const here = axis.stretches[index];
    const next = axis.stretches[index + 1];
    if (here === undefined || next === undefined) continue;
    const left = xOf(here.at + here.to - here.from, window, width);
    const right = xOf(next.at, window, width);
    if (right - left >= PAUSE_PX) context.fillRect(left, AXIS_HEIGHT, right - left, height - AXIS_HEIGHT);
  }
}

function drawAxis(context: Context, { layout, scale, window, width, height, palette }: Scene): void {
  for (const { x, label, starts } of ticks(layout.axis, window, width, scale)) {
    const at = Math.round(x) + 0.5;
    context.strokeStyle = palette.line;
    context.globalAlpha = 0.55;
    context.beginPath();
    context.moveTo(at, AXIS_HEIGHT - 6);
    context.lineTo(at, height);
    context.stroke();
    context.globalAlpha = 1;
    context.fillStyle = starts === true ? palette.ink : palette.muted;
    if (at + 4 + context.measureText(label).width <= width) context.fillText(label, at + 4, AXIS_HEIGHT / 2);
  }
  rule(context, AXIS_HEIGHT, width, palette.line);
}

/** Around the words of a range, px: about the width of a tick's label. */
const LABEL_AIR = 30;

function drawRange(context: Context, { layout, range, window, width, height, palette }: Scene): void {
  if (range === undefined) return;
  const left = xOf(range.from, window, width);
  const right = xOf(range.to, window, width);
  if (right < 0 || left > width) return;
  context.fillStyle = palette.accentSoft;
  context.fillRect(left, 0, right - left, height);
  context.fillStyle = palette.accent;
  context.fillRect(Math.round(left) - 1, 0, 1.5, height);
  context.fillRect(Math.round(right) - 0.5, 0, 1.5, height);
  const words = msWords(layout.axis.toTime(range.to) - layout.axis.toTime(range.from));
  const needed = context.measureText(words).width + 12;
  const middle = (Math.max(0, left) + Math.min(width, right)) / 2;
  if (Math.min(width, right) - Math.max(0, left) < needed + 2 * LABEL_AIR) return;
  // What the label half covers would be misread.
  context.fillStyle = palette.surface;
  context.fillRect(middle - needed / 2 - LABEL_AIR, 2, needed + 2 * LABEL_AIR, AXIS_HEIGHT - 4);
  context.fillStyle = palette.accentSoft;
  context.fillRect(middle - needed / 2 - LABEL_AIR, 2, needed + 2 * LABEL_AIR, AXIS_HEIGHT - 4);
  context.fillStyle = palette.accent;
  context.beginPath();
  context.roundRect(middle - needed / 2, 4, needed, AXIS_HEIGHT - 9, 4);
  context.fill();
  context.fillStyle = palette.onAccent;
  context.fillText(words, middle - needed / 2 + 6, AXIS_HEIGHT / 2);
}

function drawSelection(context: Context, scene: Scene): void {
  const { layout, window, width, height, palette, hovered, selected, picked } = scene;
  for (const index of [hovered, selected]) {
    if (index === undefined) continue;
    const x = xOf(layout.at[index] ?? 0, window, width);
    if (index === selected && x >= 0 && x <= width) {
      context.fillStyle = palette.accent;
      context.fillRect(Math.round(x) - 0.5, AXIS_HEIGHT, 1, height - AXIS_HEIGHT);
    }
    outline(context, scene, index, index === selected ? palette.accent : palette.muted);
  }
  let drawnTo = Number.NEGATIVE_INFINITY;
  for (const [order, index] of picked.entries()) {
    const x = xOf(layout.at[index] ?? 0, window, width);
    if (x < 0 || x > width || x - drawnTo < 2) continue;
    drawnTo = x;
    outline(context, scene, index, palette.accent);
    drawNumber(context, scene, index, order + 1);
  }
}

function outline(context: Context, scene: Scene, index: number, color: string): void {
  const { layout, window, width } = scene;
  const row = layout.rows[layout.rowOf[index] ?? -1];
  if (row === undefined) return;
  if (row.type === 'marks') {
    const x = xOf(layout.at[index] ?? 0, window, width);
    if (x >= -8 && x <= width + 8) drawMarkAt(context, scene, row, index, color);
    return;
  }
  const box = spanBox(scene, row, index);
  if (box === undefined || box.x > width || box.x + box.width < 0) return;
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.beginPath();
  const left = Math.max(-4, box.x);
  context.roundRect(left - 1, box.top - 1, Math.min(width + 4, box.x + box.width) - left + 2, box.height + 2, 4);
  context.stroke();
  context.lineWidth = 1;
}

/** Where the picked event stands among the picked ones: its step in the funnel. */
function drawNumber(context: Context, { layout, window, width, palette }: Scene, index: number, order: number): void {
  const row = layout.rows[layout.rowOf[index] ?? -1];
  if (row === undefined) return;
  const x = xOf(layout.at[index] ?? 0, window, width) + 8;
  const y = row.top + 9;
  context.beginPath();
  context.arc(x, y, 7, 0, 2 * Math.PI);
  context.fillStyle = palette.accent;
  context.fill();
  context.fillStyle = palette.onAccent;
  context.textAlign = 'center';
  context.font = `600 9px ${palette.font}`;
  context.fillText(String(order), x, y + 0.5);
  context.textAlign = 'start';
  context.font = `11px ${palette.font}`;
}
