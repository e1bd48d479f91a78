/** Draws the rows made of spans: sessions, pages, requests. */
import { pathOfUrl, rateRequest, msWords } from './event-words';
import { requestLine, type Row } from './lanes';
import { cullSpans, type DrawnSpan, type SpanLine } from './spans';
import { fitText, ratingColor, type Context, type Scene } from './scene';
import { xOf } from './time-window';

type SpanRow = Exclude<Row, { type: 'marks' }>;
type RowOf<Type extends SpanRow['type']> = Extract<Row, { type: Type }>;

const INSET = 7;
/** Between spans that follow one another, px. */
const GAP = 1.5;

/** The part of a span that the canvas can show. */
function seen({ x, width: wide }: DrawnSpan, width: number, least: number): { readonly x: number; readonly w: number } {
  const left = Math.max(x, -4);
  return { x: left, w: Math.max(least, Math.min(x + wide, width + 4) - left - GAP) };
}

export function drawPages(context: Context, scene: Scene, row: RowOf<'pages'>): void {
  const { window, width, palette, events, hovered, selected } = scene;
  const top = row.top + INSET;
  const height = row.height - 2 * INSET;
  const spans = cullSpans(row.line, window, width, 3);
  context.fillStyle = palette.span;
  context.beginPath();
  for (const span of spans) {
    const { x, w } = seen(span, width, 2);
    context.roundRect(x, top, w, height, 4);
  }
  context.fill();
  for (const span of spans) {
    const index = row.line.of[span.first] ?? 0;
    const { x, w } = seen(span, width, 2);
    if (span.count === 1 && (index === hovered || index === selected)) {
      context.fillStyle = palette.accentSoft;
      context.beginPath();
      context.roundRect(x, top, w, height, 4);
      context.fill();
    }
    // Where pages change faster than pixels, edges would be all one saw.
    if (span.x >= -3 && w > 7) {
      context.fillStyle = palette.event(events.event[index] ?? '');
      context.fillRect(x, top, 2.5, height);
    }
    if (w > 34) {
      const page = events.page[index] ?? '';
      context.fillStyle = palette.ink;
      fitText(
        context,
        page === '' ? '(no path)' : page,
        Math.max(x, 0) + 9,
        top + height / 2,
        Math.min(x + w, width) - Math.max(x, 0) - 13,
      );
    }
  }
}

export function drawSessions(context: Context, scene: Scene, row: RowOf<'sessions'>): void {
  const { window, width, palette, layout, selected, hoveredRun, runWords, events } = scene;
  const top = row.top + INSET;
  const height = row.height - 2 * INSET;
  const current = selected === undefined ? undefined : events.session[selected];
  for (const span of cullSpans(row.line, window, width, 3)) {
    const run = row.line.of[span.first] ?? 0;
    const session = layout.sessions[run];
    const { x, w } = seen(span, width, 3);
    const isCurrent = span.count === 1 && session !== undefined && session.id === current;
    context.fillStyle = palette.accent;
    context.globalAlpha = isCurrent ? 0.34 : span.count === 1 && run === hoveredRun ? 0.26 : 0.16;
    context.beginPath();
    context.roundRect(x, top, w, height, 4);
    context.fill();
    context.globalAlpha = 1;
    if (span.x >= -3) {
      context.fillStyle = palette.accent;
      context.fillRect(x, top, Math.min(w, 2.5), height);
    }
    if (span.count === 1 && w > 44) {
      const left = Math.max(x, 0) + 9;
      context.fillStyle = palette.ink;
      fitText(context, runWords(run), left, top + height / 2, Math.min(x + w, width) - left - 4);
    }
  }
}

export function drawRequests(context: Context, scene: Scene, row: RowOf<'requests'>): void {
  const { window, width, palette, events } = scene;
  for (const [at, line] of row.lines.entries()) {
    const { top, height } = requestLine(row, at);
    const byColor = new Map<string, Path2D>();
    const spans = cullSpans(line, window, width, 2);
    for (const span of spans) {
      const color = ratingColor(palette, worst(scene, line, span));
      let path = byColor.get(color);
      if (path === undefined) {
        path = new Path2D();
        byColor.set(color, path);
      }
      const x = Math.max(span.x, -4);
      path.roundRect(x, top, Math.max(2, Math.min(span.x + span.width, width + 4) - x), height, 2);
    }
    context.globalAlpha = 0.75;
    for (const [color, path] of byColor) {
      context.fillStyle = color;
      context.fill(path);
    }
    context.globalAlpha = 1;
    for (const [position, span] of spans.entries()) {
      if (span.count > 1) continue;
      const left = Math.max(0, span.x + span.width) + 5;
      const next = spans[position + 1];
      const room = Math.min(next === undefined ? width : next.x, width) - left - 4;
      if (room < 44) continue;
      const index = line.of[span.first] ?? 0;
      const duration = events.durationMs[index] ?? Number.NaN;
      const words = pathOfUrl(events.detail[index] ?? '') + (Number.isNaN(duration) ? '' : `  ${msWords(duration)}`);
      context.fillStyle = palette.muted;
      fitText(context, words, left, top + height / 2, room);
    }
  }
}

/** Of the requests drawn as one, the one that went worst: a failure must not vanish in a crowd. */
function worst({ events }: Scene, line: SpanLine, { first, count }: DrawnSpan): ReturnType<typeof rateRequest> {
  let found: ReturnType<typeof rateRequest>;
  for (let at = first; at < first + count; at += 1) {
    const rating = rateRequest(events.status[line.of[at] ?? 0] ?? Number.NaN);
    if (rating === 'poor') return rating;
    if (rating === 'fair' || found === undefined) found = rating ?? found;
  }
  return found;
}

export interface Box {
  readonly x: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where the span of an event stands. */
export function spanBox({ window, width }: Scene, row: SpanRow, index: number): Box | undefined {
  const lines = row.type === 'requests' ? row.lines : [row.line];
  for (const [at, line] of lines.entries()) {
    const position = line.of.indexOf(index);
    if (position < 0) continue;
    const x = xOf(line.starts[position] ?? 0, window, width);
    const place =
      row.type === 'requests' ? requestLine(row, at) : { top: row.top + INSET, height: row.height - 2 * INSET };
    const wide = xOf(line.ends[position] ?? 0, window, width) - x - (row.type === 'requests' ? 0 : GAP);
    return { x, width: Math.max(2, wide), ...place };
  }
  return undefined;
}
