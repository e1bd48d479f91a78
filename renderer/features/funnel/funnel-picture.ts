/** The funnel's bars as a picture that leaves the window: the same bars, ghosts and figures as on the page. Pure. */
import type { FunnelResult, FunnelSpec } from '../../../shared/insights/funnel/spec';
import type { Picture } from '../../charts/picture/picture';
import { shape, tag, text, wrap, type Pen } from '../../charts/picture/svg';
import { eventColor } from '../../charts/event-color';
import { matcherEvent } from '../../parts/matcher-words';
import { formatCount, formatShare } from '../../ui/number-format';
import { formatDuration } from '../../ui/time-format';
import { droppedWord, funnelBars, type FunnelBar } from './funnel-bars';
import { unitName } from './funnel-words';

/** Pixels. */
const HEAD = 46;
const PLOT = 300;
const FOOT = 84;
const AXIS = 32;
/** Of a column, what the bar takes; the rest is the slope to the next. */
const BAR = 0.6;
/** More columns than these share a row of the page and are drawn smaller. */
const MIN_COLUMN = 112;

export function funnelPicture(spec: FunnelSpec, result: FunnelResult): Picture {
  return {
    draw: (pen, width, prefix) => {
      const bars = funnelBars(spec, result);
      const room = width - AXIS;
      // The last column needs no slope.
      const columns = bars.length - 1 + BAR;
      const pitch = Math.max(MIN_COLUMN, room / columns);
      const wide = pitch * columns + AXIS;
      const body = [
        hatch(pen, `${prefix}hatch`),
        ...[1, 0.75, 0.5, 0.25].map((share) => gridLine(pen, share, wide)),
        ...bars.map((bar, index) => drawColumn(pen, spec, bar, bars[index + 1], AXIS + index * pitch, pitch, prefix)),
        shape(pen, 'path', { d: `M${AXIS} ${HEAD + PLOT}H${wide}`, stroke: 'var(--line-strong)', fill: 'none' }),
      ].join('');
      const scale = Math.min(1, width / wide);
      const height = (HEAD + PLOT + FOOT) * scale;
      return { body: scale === 1 ? body : tag('g', { transform: `scale(${scale.toFixed(4)})` }, body), height };
    },
  };
}

const hatch = (pen: Pen, id: string): string =>
  tag(
    'defs',
    {},
    tag(
      'pattern',
      { id, width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
      shape(pen, 'rect', { width: 1, height: 7, fill: 'color-mix(in oklch, var(--ink-3) 24%, transparent)' }),
    ),
  );

function gridLine(pen: Pen, share: number, wide: number): string {
  const y = HEAD + PLOT * (1 - share);
  return [
    shape(pen, 'path', { d: `M${AXIS} ${y}H${Math.round(wide)}`, stroke: 'var(--line)', fill: 'none' }),
    text(pen, AXIS - 8, y + 4, String(share * 100), { size: 11, color: 'var(--ink-3)', anchor: 'end' }),
  ].join('');
}

function drawColumn(
  pen: Pen,
  spec: FunnelSpec,
  bar: FunnelBar,
  next: FunnelBar | undefined,
  x: number,
  pitch: number,
  prefix: string,
): string {
  const color = eventColor(matcherEvent(spec.steps[bar.step - 1] ?? { event: '*' }));
  const width = pitch * BAR;
  const at = (share: number): number => HEAD + PLOT * (1 - share);
  const floor = at(0);
  const parts: string[] = [];
  const title = bar.optional ? `${bar.title} (optional)` : bar.title;
  // Two lines at most, the second cut where it must be.
  const [first = '', ...more] = wrap(pen, `${bar.step}. ${title}`, (next ? pitch : width) - 10, 12, 560);
  for (const [line, words] of [first, ...(more.length > 0 ? [more.join(' ')] : [])].entries()) {
    parts.push(text(pen, x, 12 + line * 15, words, { weight: 560, room: (next ? pitch : width) - 6 }));
  }
  if (next) {
    const slope = `M${x + width} ${at(bar.height)}L${x + pitch} ${at(next.height)}V${floor}H${x + width}Z`;
    parts.push(shape(pen, 'path', { d: slope, fill: `color-mix(in oklch, ${color} 13%, transparent)` }));
  }
  if (bar.ghost > 0) {
    const box = { x, y: at(bar.height + bar.ghost), width, height: PLOT * bar.ghost, rx: 5 };
    parts.push(shape(pen, 'rect', { ...box, fill: `url(#${prefix}hatch)`, stroke: 'var(--line-strong)' }));
  }
  if (bar.height > 0) {
    const top = at(bar.height);
    const corner = Math.min(5, (floor - top) / 2);
    const outline = `M${x} ${floor}V${top + corner}q0 ${-corner} ${corner} ${-corner}h${width - 2 * corner}q${corner} 0 ${corner} ${corner}V${floor}Z`;
    parts.push(shape(pen, 'path', { d: outline, fill: color }));
  }
  const share = { weight: 580, rim: 'var(--surface)' };
  parts.push(text(pen, x + 6, at(bar.height) - 6, formatShare(bar.conversion), share));
  return parts.join('') + drawFigures(pen, spec, bar, x, floor, pitch);
}

function drawFigures(pen: Pen, spec: FunnelSpec, bar: FunnelBar, x: number, floor: number, room: number): string {
  const people = unitName(spec, bar.count);
  const facts =
    bar.step === 1
      ? [`${people} entered`]
      : [
          `${formatShare(bar.stepConversion)} of previous`,
          `${formatCount(bar.dropped)} ${droppedWord(bar)}`,
          ...(bar.medianSeconds === undefined ? [] : [`half within ${formatDuration(bar.medianSeconds)}`]),
        ];
  return [
    text(pen, x, floor + 26, formatCount(bar.count), { size: 18, weight: 600, room }),
    ...facts.map((fact, line) => text(pen, x, floor + 45 + line * 17, fact, { color: 'var(--ink-3)', room: room - 8 })),
  ].join('');
}
