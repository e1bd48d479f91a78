/**
 * Where the axis has its marks: round steps of elapsed time or of the clock, as many as fit. Where pauses are skipped,
 * each stretch has its own steps and its beginning is named first. Pure.
 */
import { formatClock, formatShortDay } from '../../ui/time-format';
import { stretchesIn, type Stretch, type TimeAxis } from './axis';
import { spanOf, xOf, type TimeWindow } from './time-window';

export interface Tick {
  readonly x: number;
  /** Time since the session began, such as `1:24` or `0.250`; or the clock, such as `14:30` or `3 Jan`. */
  readonly label: string;
  /** Where a stretch begins after a skipped pause. */
  readonly starts?: true;
}

/** What the marks count: time since an instant (UTC ms), or the clock of a zone. */
export type TickScale =
  { readonly type: 'elapsed'; readonly originMs: number } | { readonly type: 'clock'; readonly timezone: string };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS_MS = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  ...[1, 2, 5, 10, 15, 30].map((each) => each * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((each) => each * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((each) => each * HOUR),
];

const stepFor = (window: TimeWindow, width: number, minGap: number): number => {
  const wanted = (spanOf(window) * minGap) / width;
  return STEPS_MS.find((each) => each >= wanted) ?? DAY * Math.ceil(wanted / DAY);
};

/** `minGap` pixels between marks at the least. */
export function ticks(
  axis: TimeAxis,
  window: TimeWindow,
  width: number,
  scale: TickScale,
  minGap = 84,
): readonly Tick[] {
  if (width <= 0) return [];
  const step = stepFor(window, width, minGap);
  const { first, last } = stretchesIn(axis, window);
  const many = axis.stretches.length > 1;
  const starts: Tick[] = [];
  if (many) {
    let free = Number.NEGATIVE_INFINITY;
    for (let index = first; index <= last; index += 1) {
      const stretch = axis.stretches[index];
      const x = stretch === undefined ? -1 : xOf(stretch.at, window, width);
      if (stretch === undefined || x < 0 || x < free || x > width) continue;
      starts.push({ x, label: startLabel(stretch, scale), starts: true });
      free = x + minGap * START_ROOM;
    }
  }
  const out: Tick[] = [];
  let free = Number.NEGATIVE_INFINITY;
  let named = 0;
  const nameStartsBefore = (x: number): void => {
    for (let start = starts[named]; start !== undefined && start.x <= x; start = starts[named]) {
      out.push(start);
      free = start.x + minGap * START_ROOM;
      named += 1;
    }
  };
  // Marks within stretches are asked for only where a stretch is wider than the room of one.
  for (let index = first; index <= last; index += 1) {
    const stretch = axis.stretches[index];
    if (stretch === undefined) continue;
    const length = stretch.to - stretch.from;
    if (many && (length / spanOf(window)) * width < minGap * 0.8) continue;
    for (const ms of marksWithin(stretch, many, axis, window, step, scale)) {
      const x = xOf(axis.toAxis(ms), window, width);
      nameStartsBefore(x);
      const nextStart = starts[named]?.x ?? Number.POSITIVE_INFINITY;
      if (x < free || x + minGap * 0.8 > nextStart) continue;
      out.push({ x, label: labelOf(ms, step, scale) });
      free = x + minGap * 0.999;
    }
  }
  nameStartsBefore(Number.POSITIVE_INFINITY);
  return out;
}

/** Words of a stretch's beginning need more room than those of a mark. */
const START_ROOM = 1.25;

/** Instants of whole steps in the part of a stretch that the window shows. */
function* marksWithin(
  stretch: Stretch,
  many: boolean,
  axis: TimeAxis,
  window: TimeWindow,
  step: number,
  scale: TickScale,
): Generator<number> {
  const from = Math.max(axis.toTime(window.from), many ? stretch.from : Number.NEGATIVE_INFINITY);
  const to = Math.min(axis.toTime(window.to), many ? stretch.to : Number.POSITIVE_INFINITY);
  const zero = scale.type === 'elapsed' ? scale.originMs : -offsetOf(stretch.from, scale.timezone);
  for (let index = Math.ceil((from - zero) / step); index <= Math.floor((to - zero) / step); index += 1) {
    if (scale.type === 'elapsed' && index < 0) continue;
    yield zero + index * step;
  }
}

/** How far a zone's clock is ahead of UTC at an instant, ms; to the minute, which is all that steps need. */
function offsetOf(ms: number, timezone: string): number {
  const [hours = 0, minutes = 0] = formatClock(ms, timezone).split(':').map(Number);
  const utc = Math.floor((((ms % DAY) + DAY) % DAY) / MINUTE);
  const ahead = (hours * 60 + minutes - utc + 2 * 1440) % 1440;
  // Clocks are at most 14 hours ahead.
  return (ahead > 14 * 60 ? ahead - 1440 : ahead) * MINUTE;
}

function labelOf(ms: number, step: number, scale: TickScale): string {
  if (scale.type === 'elapsed') return elapsedLabel(ms - scale.originMs, step);
  const clock = formatClock(ms, scale.timezone);
  if (step >= DAY || clock === '00:00:00') return formatShortDay(ms, scale.timezone);
  if (step >= MINUTE) return clock.slice(0, 5);
  return step >= SECOND ? clock : `${clock.slice(3)}.${String(ms % SECOND).padStart(3, '0')}`;
}

function startLabel(stretch: Stretch, scale: TickScale): string {
  if (scale.type === 'elapsed') return elapsedLabel(stretch.from - scale.originMs);
  return `${formatShortDay(stretch.from, scale.timezone)} ${formatClock(stretch.from, scale.timezone).slice(0, 5)}`;
}

/** Elapsed ms with as many digits as steps of `stepMs` need: `0:05`, `1:02:30`, `0:05.250`. */
export function elapsedLabel(elapsedMs: number, stepMs = SECOND): string {
  const total = Math.floor(elapsedMs / SECOND);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const seconds = String(total % 60).padStart(2, '0');
  const fraction = stepMs < SECOND ? `.${String(Math.floor(elapsedMs % SECOND)).padStart(3, '0')}` : '';
  const clock = hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
  return clock + fraction;
}
