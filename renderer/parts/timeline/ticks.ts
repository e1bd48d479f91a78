/** Where the time axis has its marks: round steps of elapsed time, as many as fit. Pure. */
import type { TimeWindow } from './time-window';
import { spanOf, xOf } from './time-window';

export interface Tick {
  readonly x: number;
  /** Time since the session began, such as `1:24` or `0.250`. */
  readonly label: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
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

/** `originMs` is where elapsed time is zero; `minGap` pixels between marks at the least. */
export function ticks(window: TimeWindow, width: number, originMs: number, minGap = 84): readonly Tick[] {
  if (width <= 0) return [];
  const wanted = (spanOf(window) * minGap) / width;
  const step = STEPS_MS.find((each) => each >= wanted) ?? 24 * HOUR * Math.ceil(wanted / (24 * HOUR));
  const out: Tick[] = [];
  const first = Math.ceil((window.from - originMs) / step);
  const last = Math.floor((window.to - originMs) / step);
  for (let index = first; index <= last; index += 1) {
    const elapsed = index * step;
    if (elapsed < 0) continue;
    out.push({ x: xOf(originMs + elapsed, window, width), label: elapsedLabel(elapsed, step) });
  }
  return out;
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
