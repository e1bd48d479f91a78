/** Every series of a chart with its figure and, where it has one, its shape in small. A click hides or shows it. */
import { Sparkline } from '../charts/sparkline';
import { cx } from '../ui/cx';
import { Tooltip } from '../ui/tooltip';
import css from './chart-legend.module.css';

export interface LegendEntry {
  readonly key: string;
  readonly name: string;
  /** Below the name: what is counted. */
  readonly detail?: string | undefined;
  /** CSS colour. */
  readonly color: string;
  /** For the small line; absent: none. */
  readonly values?: readonly (number | null)[];
  /** Ready to read. */
  readonly figure: string;
  /** Below the figure: how it changed. */
  readonly change?: string | undefined;
}

export interface ChartLegendProps {
  readonly entries: readonly LegendEntry[];
  readonly hidden: ReadonlySet<string>;
  readonly onHidden: (hidden: ReadonlySet<string>) => void;
}

/** The other state of one entry. */
export function toggleEntry(hidden: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(hidden);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** One entry alone; where it is alone already, all. */
export function soloEntry(hidden: ReadonlySet<string>, keys: readonly string[], key: string): ReadonlySet<string> {
  const others = keys.filter((other) => other !== key);
  return others.every((other) => hidden.has(other)) && !hidden.has(key) ? new Set() : new Set(others);
}

export function ChartLegend({ entries, hidden, onHidden }: ChartLegendProps) {
  return (
    <ul aria-label="Legend" className={css['legend']}>
      {entries.map(({ key, name, detail, color, values, figure, change }) => {
        const isHidden = hidden.has(key);
        return (
          <li key={key}>
            <Tooltip text="Click to hide or show, double-click for this one alone" side="bottom">
              <button
                type="button"
                aria-pressed={!isHidden}
                className={cx(css['entry'], isHidden && css['hidden'])}
                onClick={() => {
                  onHidden(toggleEntry(hidden, key));
                }}
                onDoubleClick={() => {
                  onHidden(
                    soloEntry(
                      hidden,
                      entries.map((entry) => entry.key),
                      key,
                    ),
                  );
                }}
              >
                <span className={css['swatch']} style={{ background: color }} />
                <span className={css['name']}>
                  <span className={css['title']}>{name}</span>
                  <span className={css['detail']}>{detail}</span>
                </span>
                {values !== undefined && <Sparkline values={values} color={color} />}
                <span className={css['figure']}>
                  <strong className="num">{figure}</strong>
                  {change !== undefined && <span className={cx(css['detail'], 'num')}>{change}</span>}
                </span>
              </button>
            </Tooltip>
          </li>
        );
      })}
    </ul>
  );
}
