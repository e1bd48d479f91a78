/** What a drawing of the timeline is made from. */
import type { Rating } from './event-words';
import type { TimelineEvents } from './events';
import type { TimelineLayout } from './lanes';
import type { TickScale } from './ticks';
import type { TimeWindow } from './time-window';

export interface Palette {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly ground: string;
  readonly span: string;
  readonly accent: string;
  readonly accentSoft: string;
  readonly onAccent: string;
  readonly good: string;
  readonly warn: string;
  readonly bad: string;
  /** An event's own colour. */
  readonly event: (name: string) => string;
  readonly font: string;
}

export interface Scene {
  readonly events: TimelineEvents;
  readonly layout: TimelineLayout;
  readonly scale: TickScale;
  /** On the axis. */
  readonly window: TimeWindow;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly hovered: number | undefined;
  readonly hoveredRun: number | undefined;
  readonly selected: number | undefined;
  /** In time order. */
  readonly picked: readonly number[];
  /** On the axis. */
  readonly range: TimeWindow | undefined;
  /** The words on a session. */
  readonly runWords: (run: number) => string;
  readonly palette: Palette;
}

export type Context = CanvasRenderingContext2D;

export const ratingColor = (palette: Palette, rating: Rating | undefined): string =>
  rating === undefined ? palette.muted : { good: palette.good, fair: palette.warn, poor: palette.bad }[rating];

export function rule(context: Context, y: number, width: number, color: string): void {
  context.strokeStyle = color;
  context.beginPath();
  context.moveTo(0, y - 0.5);
  context.lineTo(width, y - 0.5);
  context.stroke();
}

/** Below this many letters a cut text says nothing. */
const LEAST_LETTERS = 3;

/** As much of a text as there is room for, with an ellipsis where it is cut. */
export function fitText(context: Context, text: string, x: number, y: number, room: number): void {
  const needed = context.measureText(text).width;
  if (needed <= room) {
    context.fillText(text, x, y + 0.5);
    return;
  }
  // Letters are of many widths; a few steps from the average find the place.
  let letters = Math.floor((text.length * room) / needed);
  while (letters >= LEAST_LETTERS && context.measureText(`${text.slice(0, letters)}…`).width > room) letters -= 1;
  if (letters >= LEAST_LETTERS) context.fillText(`${text.slice(0, letters).trimEnd()}…`, x, y + 0.5);
}
