/** All of it in a strip, with the window on it: press or drag to move the window. */
import { useEffect, useMemo, useRef, type PointerEvent } from 'react';
import { density } from './cull';
import type { Palette } from './scene';
import { centreOn, spanOf, type TimeWindow } from './time-window';
import css from './timeline.module.css';
import { useWidth } from './use-width';

export interface MinimapProps {
  /** Where the events stand on the axis. */
  readonly at: Float64Array;
  readonly range: TimeWindow | undefined;
  readonly bounds: TimeWindow;
  readonly window: TimeWindow;
  readonly palette: Palette | undefined;
  readonly onChange: (next: (before: TimeWindow) => TimeWindow) => void;
}

const HEIGHT = 34;
const BAR = 3;

export function Minimap({ at, range, bounds, window: shown, palette, onChange }: MinimapProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const counts = useMemo(() => density(at, bounds, Math.max(1, Math.floor(width / BAR))), [at, bounds, width]);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || palette === undefined || width === 0) return;
    const ratio = devicePixelRatio;
    context.canvas.width = Math.round(width * ratio);
    context.canvas.height = Math.round(HEIGHT * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const most = counts.reduce((a, b) => Math.max(a, b), 1);
    context.fillStyle = palette.muted;
    for (const [index, count] of counts.entries()) {
      if (count === 0) continue;
      const height = 3 + ((HEIGHT - 11) * Math.log2(1 + count)) / Math.log2(1 + most);
      context.fillRect(index * BAR, HEIGHT - 4 - height, BAR - 1, height);
    }
  }, [counts, palette, width]);

  const move = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    const ms = bounds.from + ((event.clientX - box.left) / box.width) * spanOf(bounds);
    onChange((before) => centreOn(before, ms, bounds));
  };
  const span = (spanOf(shown) / spanOf(bounds)) * 100;
  return (
    <div className={css['overview']}>
      <span aria-hidden className={css['overviewLabel']}>
        Overview
      </span>
      <div
        ref={frame}
        aria-hidden
        className={css['minimap']}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          move(event);
        }}
        onPointerMove={move}
      >
        <canvas ref={canvas} style={{ height: HEIGHT }} />
        {range !== undefined && <span className={css['rangeMark']} style={placeOf(range, bounds)} />}
        {span < 99.9 && <span className={css['lens']} style={placeOf(shown, bounds)} />}
      </div>
    </div>
  );
}

const placeOf = (part: TimeWindow, bounds: TimeWindow): { readonly left: string; readonly width: string } => ({
  left: `${((part.from - bounds.from) / spanOf(bounds)) * 100}%`,
  width: `${(spanOf(part) / spanOf(bounds)) * 100}%`,
});
