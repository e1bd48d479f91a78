/** What lies under a point of the timeline. Pure. Pixels from the top left. */
import { lowerBound, nearest } from './cull';
import { requestLine, type Row, type TimelineLayout } from './lanes';
import { spanAt } from './spans';
import { timeAt, type TimeWindow } from './time-window';

/** Marks closer than this are drawn as one bar. */
export const BAR_STEP = 4;
/** How far from a mark the pointer still means it. */
const REACH = 7;

export type Hit =
  { readonly type: 'event'; readonly index: number } | { readonly type: 'session'; readonly run: number };

export const rowAt = ({ rows }: TimelineLayout, y: number): Row | undefined =>
  rows.find(({ top, height }) => y >= top && y < top + height);

/** The event or session under a point. On a page it is the page's event. */
export function hitAt(
  layout: TimelineLayout,
  x: number,
  y: number,
  window: TimeWindow,
  width: number,
): Hit | undefined {
  const row = rowAt(layout, y);
  if (row === undefined) return undefined;
  switch (row.type) {
    case 'sessions': {
      const run = spanAt(row.line, x, window, width);
      return run === undefined ? undefined : { type: 'session', run };
    }
    case 'pages':
      return event(spanAt(row.line, x, window, width));
    case 'requests': {
      const nearby = row.lines.map((line, index) => {
        const { top, height } = requestLine(row, index);
        return { line, away: Math.abs(y - top - height / 2) };
      });
      for (const { line } of nearby.toSorted((a, b) => a.away - b.away)) {
        const index = spanAt(line, x, window, width);
        if (index !== undefined) return event(index);
      }
      return undefined;
    }
    case 'marks': {
      const position = nearest(row.at, x, window, width, REACH);
      return event(position === undefined ? undefined : row.events[position]);
    }
  }
}

const event = (index: number | undefined): Hit | undefined =>
  index === undefined ? undefined : { type: 'event', index };

/** How many events of its row are drawn within a bar's width of an event. */
export function crowdAt(layout: TimelineLayout, index: number, window: TimeWindow, width: number): number {
  const row = layout.rows[layout.rowOf[index] ?? -1];
  if (row?.type !== 'marks') return 1;
  const half = (timeAt(BAR_STEP, window, width) - window.from) / 2;
  const at = layout.at[index] ?? 0;
  return Math.max(1, lowerBound(row.at, at + half) - lowerBound(row.at, at - half));
}
