/**
 * How sessions are spread over a number or over time: grey for all of them, coloured for those that the other charts
 * leave. Dragging brushes bins, dragging the brush moves it, its edges resize it, a double click lets it go. The two
 * edges are sliders to the keyboard.
 */
import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { SessionColumn } from '../../../../shared/model/session';
import { cx } from '../../../ui/cx';
import { formatCount, formatPlural } from '../../../ui/number-format';
import { binsOfRange, heldZoom, rangeOfBins, shiftBins, type Bins, type RangeBrush } from './brush-model';
import { edgeWords, rangeWords, scaleWords } from './brush-words';
import css from './charts.module.css';

export interface HistogramProps {
  readonly column: SessionColumn;
  readonly title: string;
  readonly bins: Bins;
  readonly brush: RangeBrush | undefined;
  readonly onBrush: (brush: RangeBrush | undefined) => void;
  readonly timezone: string;
}

interface Span {
  readonly first: number;
  readonly last: number;
}

type Drag =
  | { readonly mode: 'draw'; readonly anchor: number; moved: boolean }
  | { readonly mode: 'move'; readonly grabbed: number; readonly held: Span; moved: boolean };

/** How near to an edge of the brush the pointer takes the edge, px. */
const EDGE_PX = 6;
/** Of a bin's width, left free beside its bar. */
const GAP = 0.14;
/** Bars that hold something stay in sight, of the height. */
const LEAST = 0.025;

export function Histogram({ column, title, bins, brush, onBrush, timezone }: HistogramProps) {
  const plot = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag | undefined>(undefined);
  const [hover, setHover] = useState<number>();
  const held = brush === undefined ? undefined : binsOfRange(bins, brush);
  const put = (first: number, last: number): void => {
    onBrush(rangeOfBins(column, bins, first, last));
  };
  const placeOf = (event: PointerEvent): { readonly x: number; readonly width: number; readonly bin: number } => {
    const box = plot.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    const x = event.clientX - box.left;
    const bin = Math.max(0, Math.min(bins.length - 1, Math.floor((x / box.width) * bins.length)));
    return { x, width: box.width, bin };
  };
  const handleDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    // So that Escape and the arrow keys go on where the hand left off.
    plot.current?.querySelector<HTMLElement>('[role=slider]')?.focus({ preventScroll: true });
    const { x, width, bin } = placeOf(event);
    if (held !== undefined) {
      const left = (held.first / bins.length) * width;
      const right = ((held.last + 1) / bins.length) * width;
      if (Math.abs(x - left) <= EDGE_PX) drag.current = { mode: 'draw', anchor: held.last, moved: true };
      else if (Math.abs(x - right) <= EDGE_PX) drag.current = { mode: 'draw', anchor: held.first, moved: true };
      else if (x > left && x < right) drag.current = { mode: 'move', grabbed: bin, held, moved: false };
    }
    drag.current ??= { mode: 'draw', anchor: bin, moved: false };
  };
  const handleMove = (event: PointerEvent): void => {
    const { bin } = placeOf(event);
    setHover(bin);
    const now = drag.current;
    if (now === undefined) return;
    if (now.mode === 'move') {
      now.moved ||= bin !== now.grabbed;
      const next = shiftBins(now.held, bin - now.grabbed, bins.length);
      if (now.moved) put(next.first, next.last);
    } else {
      now.moved ||= bin !== now.anchor;
      if (now.moved) put(now.anchor, bin);
    }
  };
  const handleUp = (event: PointerEvent): void => {
    const now = drag.current;
    drag.current = undefined;
    if (now === undefined || now.moved) return;
    // A click takes one bin; one within the brush narrows it to that bin.
    const { bin } = placeOf(event);
    put(bin, bin);
  };
  const handleKey = (edge: 'first' | 'last') => (event: KeyboardEvent) => {
    const now = held ?? { first: 0, last: bins.length - 1 };
    const to = { ArrowLeft: now[edge] - 1, ArrowRight: now[edge] + 1, Home: 0, End: bins.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(bins.length - 1, to));
    if (edge === 'first') put(Math.min(next, now.last), now.last);
    else put(now.first, Math.max(next, now.first));
  };

  const all = bins.map((bin) => bin.all);
  const left = bins.map((bin) => bin.held);
  const most = Math.max(1, ...all);
  const zoom = heldZoom(all, left);
  const tall = (count: number, times: number): number =>
    count === 0 ? 0 : Math.max(LEAST, Math.min(1, (count * times) / most));
  const edges = held ?? { first: 0, last: bins.length - 1 };
  return (
    <>
      {/* The sliders within are what the keyboard and readers get. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        ref={plot}
        className={css['plot']}
        onPointerDown={handleDown}
        onMouseDown={(event) => {
          // The press itself would take the focus away again.
          event.preventDefault();
        }}
        onPointerMove={handleMove}
        onPointerUp={handleUp}
        onPointerCancel={() => {
          drag.current = undefined;
        }}
        onPointerLeave={() => {
          setHover(undefined);
        }}
        onDoubleClick={() => {
          onBrush(undefined);
        }}
      >
        <svg
          role="img"
          aria-label={`${title}: ${formatPlural(
            left.reduce((sum, count) => sum + count, 0),
            'session',
          )} in ${bins.length} ranges`}
          viewBox={`0 0 ${Math.max(1, bins.length)} 1`}
          preserveAspectRatio="none"
        >
          {bins.map((bin, index) => (
            <g key={bin.from} transform={`translate(${index + GAP / 2} 1)`}>
              <rect
                className={css['all']}
                width={1 - GAP}
                height={1}
                style={{ transform: `scaleY(${-tall(bin.all, 1)})` }}
              />
              <rect
                className={cx(
                  css['left'],
                  held !== undefined && (index < held.first || index > held.last) && css['out'],
                )}
                width={1 - GAP}
                height={1}
                style={{ transform: `scaleY(${-tall(bin.held, zoom)})` }}
              />
            </g>
          ))}
        </svg>
        {held !== undefined && (
          <span
            aria-hidden
            className={css['brush']}
            style={{
              left: `${(held.first / bins.length) * 100}%`,
              width: `${((held.last - held.first + 1) / bins.length) * 100}%`,
            }}
          />
        )}
        {(['first', 'last'] as const).map((edge) => (
          <span
            key={edge}
            role="slider"
            tabIndex={0}
            aria-label={`${title}, ${edge === 'first' ? 'from' : 'to'}`}
            aria-valuemin={0}
            aria-valuemax={bins.length - 1}
            aria-valuenow={edges[edge]}
            aria-valuetext={edgeText(edge, edges, bins, column, timezone)}
            className={css['edge']}
            style={{ left: `${((edge === 'first' ? edges.first : edges.last + 1) / Math.max(1, bins.length)) * 100}%` }}
            onKeyDown={handleKey(edge)}
          />
        ))}
        {zoom > 1 && (
          <span className={css['zoom']} title={`The coloured bars are drawn ${zoom} times as tall as the grey ones`}>
            ×{formatCount(zoom)}
          </span>
        )}
      </div>
      <Foot column={column} bins={bins} hover={hover} timezone={timezone} />
    </>
  );
}

function edgeText(edge: 'first' | 'last', edges: Span, bins: Bins, column: SessionColumn, timezone: string): string {
  const bin = bins[edges[edge]];
  return bin === undefined ? 'none' : edgeWords(column, edge === 'first' ? bin.from : bin.to, timezone);
}

interface FootProps {
  readonly column: SessionColumn;
  readonly bins: Bins;
  readonly hover: number | undefined;
  readonly timezone: string;
}

/** The ends and the middle of the scale; while the pointer is on a bar, what it stands for. */
function Foot({ column, bins, hover, timezone }: FootProps) {
  const bin = hover === undefined ? undefined : bins[hover];
  if (hover !== undefined && bin !== undefined) {
    const range = rangeOfBins(column, bins, hover, hover) ?? [bin.from, bin.to];
    return (
      <p className={cx(css['foot'], css['told'])}>
        <span>{rangeWords(column, range, timezone)}</span>
        <b className="num">
          {formatCount(bin.held)}
          {bin.held < bin.all && <i> of {formatCount(bin.all)}</i>}
        </b>
      </p>
    );
  }
  const middle = bins[Math.floor(bins.length / 2)];
  const scale = { from: bins[0]?.from ?? 0, to: bins.at(-1)?.to ?? 0 };
  const words = (value: number): string => scaleWords(column, scale, value, timezone);
  return (
    <p className={css['foot']}>
      <span>{words(scale.from)}</span>
      {bins.length > 4 && middle !== undefined && <span>{words(middle.from)}</span>}
      <span>{words(scale.to)}</span>
    </p>
  );
}
