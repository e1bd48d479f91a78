/** What lies on top of a chart at one point: a line through the place, dots on the lines, and a card that names them. */
import { cx } from '../ui/cx';
import css from './chart.module.css';
import type { ChartPoint, Hover } from './drawing';
import type { ECharts } from './echarts';
import { pixelOf, stepWidth } from './nearest-point';

interface HoverProps {
  readonly chart: ECharts;
  readonly hover: Hover;
  readonly point: ChartPoint;
}

/** More lines than these nobody reads in a card. */
const LINES = 10;
const CARD_WIDTH = 240;

export function HoverMarks({ chart, hover, point }: HoverProps) {
  const x = pixelOf(chart, point.index, 0)?.[0];
  if (x === undefined) return null;
  if (hover.sideBySide) {
    const width = stepWidth(chart, hover.titles.length);
    return <span aria-hidden className={css['band']} style={{ left: x - width / 2, width }} />;
  }
  return (
    <>
      <span aria-hidden className={css['cross']} style={{ left: x }} />
      {hover.series.map(({ name, color, values }, series) => {
        const pixel = pixelOf(chart, point.index, values[point.index] ?? null);
        return (
          pixel && (
            <span
              key={`${series}-${name}`}
              aria-hidden
              className={cx(css['mark'], series === point.series && css['marked'])}
              style={{ left: pixel[0], top: pixel[1], background: color }}
            />
          )
        );
      })}
    </>
  );
}

export function HoverCard({ chart, hover, point, opens }: HoverProps & { readonly opens: boolean }) {
  const x = pixelOf(chart, point.index, 0)?.[0] ?? 0;
  const isRight = x > chart.getWidth() - CARD_WIDTH - 24;
  const order = hover.series
    .map((series, at) => ({ ...series, at, value: series.values[point.index] ?? null }))
    .toSorted((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity));
  const shown = order.slice(0, LINES);
  const chosen = order.find(({ at }) => at === point.series);
  if (chosen && !shown.includes(chosen)) shown.splice(LINES - 1, 1, chosen);
  return (
    <div aria-hidden className={css['card']} style={isRight ? { right: chart.getWidth() - x + 14 } : { left: x + 14 }}>
      <p className={css['cardTitle']}>{hover.titles[point.index]}</p>
      {shown.map(({ name, color, at, value }) => (
        <p
          key={`${at}-${name}`}
          className={cx(css['line'], at === point.series && hover.series.length > 1 && css['strong'])}
        >
          <span className={css['swatch']} style={{ background: color }} />
          <span className={css['name']}>{name}</span>
          <span className="num">{hover.format(value)}</span>
        </p>
      ))}
      {order.length > shown.length && <p className={css['faint']}>and {order.length - shown.length} more</p>}
      {hover.note && <p className={css['faint']}>{hover.note(point.index)}</p>}
      {opens && <p className={css['faint']}>Click to see the persons</p>}
    </div>
  );
}
