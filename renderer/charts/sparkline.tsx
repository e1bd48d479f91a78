/** A line the size of a word: its shape, nothing more. Always beside the figure it belongs to, so it is not spoken. */
import css from './sparkline.module.css';

export interface SparklineProps {
  readonly values: readonly (number | null)[];
  /** CSS colour. */
  readonly color: string;
}

const WIDTH = 72;
const HEIGHT = 22;
const EDGE = 2;

/** SVG path through the known values; a gap where one is missing. */
export function sparkPath(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const top = Math.max(...known, 0);
  const bottom = Math.min(...known, 0);
  const span = top - bottom || 1;
  const step = values.length > 1 ? (WIDTH - 2 * EDGE) / (values.length - 1) : 0;
  let path = '';
  let pen = false;
  values.forEach((value, index) => {
    if (value === null) {
      pen = false;
      return;
    }
    const x = EDGE + index * step;
    const y = HEIGHT - EDGE - ((value - bottom) / span) * (HEIGHT - 2 * EDGE);
    path += `${pen ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = true;
  });
  return path;
}

export function Sparkline({ values, color }: SparklineProps) {
  return (
    <svg aria-hidden viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} className={css['spark']}>
      <path d={sparkPath(values)} style={{ stroke: color }} />
    </svg>
  );
}
