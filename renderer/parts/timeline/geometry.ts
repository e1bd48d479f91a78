/** Where things stand in the timeline's drawing, and what lies under a point. Pure. Pixels from the top left. */
import { lowerBound, nearest } from './cull';
import type { PageSpan, SessionLanes } from './lanes';
import { timeAt, type TimeWindow } from './time-window';

export const AXIS_HEIGHT = 26;
export const PAGES_HEIGHT = 40;
export const LANE_HEIGHT = 44;
/** Marks closer than this are drawn as one bar. */
export const BAR_STEP = 4;
/** How far from a mark the pointer still means it. */
const REACH = 7;

export interface LaneRow {
  readonly label: string;
  readonly top: number;
  readonly height: number;
}

/** Labels of the rows below the axis: pages first, where there are any. */
export function laneRows({ pages, lanes }: SessionLanes): readonly LaneRow[] {
  const rows: LaneRow[] = [];
  let top = AXIS_HEIGHT;
  if (pages.length > 0) {
    rows.push({ label: 'Pages', top, height: PAGES_HEIGHT });
    top += PAGES_HEIGHT;
  }
  for (const { label } of lanes) {
    rows.push({ label, top, height: LANE_HEIGHT });
    top += LANE_HEIGHT;
  }
  return rows;
}

export function timelineHeight(layout: SessionLanes): number {
  const last = laneRows(layout).at(-1);
  return last === undefined ? AXIS_HEIGHT : last.top + last.height;
}

/** The page on screen at an instant. Spans follow one another. */
export function pageAt(pages: readonly PageSpan[], ms: number): PageSpan | undefined {
  let low = 0;
  let high = pages.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((pages[middle]?.from ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  const page = pages[low - 1];
  return page !== undefined && ms <= page.to ? page : undefined;
}

/** The index of the event under a point, or undefined. On a page it is the page's event. */
export function eventAt(
  layout: SessionLanes,
  x: number,
  y: number,
  window: TimeWindow,
  width: number,
): number | undefined {
  const hasPages = layout.pages.length > 0;
  const lanesTop = AXIS_HEIGHT + (hasPages ? PAGES_HEIGHT : 0);
  if (hasPages && y >= AXIS_HEIGHT && y < lanesTop) {
    const reach = timeAt(x + 3, window, width) - timeAt(x, window, width);
    const ms = timeAt(x, window, width);
    return (pageAt(layout.pages, ms) ?? pageAt(layout.pages, ms - reach) ?? pageAt(layout.pages, ms + reach))?.index;
  }
  const lane = layout.lanes[Math.floor((y - lanesTop) / LANE_HEIGHT)];
  if (lane === undefined || y < lanesTop) return undefined;
  const position = nearest(lane.times, x, window, width, REACH);
  return position === undefined ? undefined : lane.events[position];
}

/** How many events of its lane are drawn within a bar's width of an event. */
export function crowdAt(layout: SessionLanes, index: number, window: TimeWindow, width: number): number {
  const lane = layout.lanes.find(({ events }) => events.includes(index));
  const position = lane?.events.indexOf(index);
  if (lane === undefined || position === undefined) return 1;
  const half = (timeAt(BAR_STEP, window, width) - window.from) / 2;
  const ms = lane.times[position] ?? 0;
  return Math.max(1, lowerBound(lane.times, ms + half) - lowerBound(lane.times, ms - half));
}
