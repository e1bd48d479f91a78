/** Every line with its total and its shape in small. */
import type { TrendsSpec } from '../../../shared/insights/trends/spec';
import { Sparkline } from '../../charts/sparkline';
import { cx } from '../../ui/cx';
import { formatNumber } from '../../ui/number-format';
import { Tooltip } from '../../ui/tooltip';
import type { TrendsLine } from './draw-trends';
import css from './trends.module.css';
import { measureWords } from './trends-words';

export interface LegendProps {
  readonly spec: TrendsSpec;
  readonly lines: readonly TrendsLine[];
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (key: string) => void;
  /** Double click: this line alone, or all again. */
  readonly onOnly: (key: string) => void;
}

export function Legend({ spec, lines, hidden, onToggle, onOnly }: LegendProps) {
  return (
    <ul aria-label="Legend" className={css['legend']}>
      {lines.map((line) => {
        const measure = spec.series[line.series]?.math;
        const isHidden = hidden.has(line.key);
        return (
          <li key={line.key}>
            <Tooltip text="Click to hide or show, double-click for this line alone" side="bottom">
              <button
                type="button"
                aria-pressed={!isHidden}
                className={cx(css['entry'], isHidden && css['hidden'])}
                onClick={() => {
                  onToggle(line.key);
                }}
                onDoubleClick={() => {
                  onOnly(line.key);
                }}
              >
                <span className={css['swatch']} style={{ background: line.color }} />
                <span className={css['entryName']}>
                  {line.name}
                  <span className={css['measure']}>{measure === undefined ? '' : measureWords(measure)}</span>
                </span>
                <Sparkline values={line.values} color={line.color} />
                <strong className="num">{formatNumber(line.total)}</strong>
              </button>
            </Tooltip>
          </li>
        );
      })}
    </ul>
  );
}
