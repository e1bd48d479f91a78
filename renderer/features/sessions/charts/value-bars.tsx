/** How sessions are spread over the values of a column: the most frequent as bars, each a button that holds it. */
import type { Distribution } from '../../../../shared/contract/sessions';
import type { SessionColumn } from '../../../../shared/model/session';
import { cx } from '../../../ui/cx';
import { formatCompact, formatCount } from '../../../ui/number-format';
import { pickedValues, toggleValue, type Brush } from './brush-model';
import { shortValueWords, valueWords } from './brush-words';
import css from './charts.module.css';

export interface ValueBarsProps {
  readonly column: SessionColumn;
  readonly values: Extract<Distribution, { type: 'values' }>['values'];
  readonly other: Extract<Distribution, { type: 'values' }>['other'];
  readonly brush: Brush | undefined;
  readonly onBrush: (brush: Brush | undefined) => void;
}

export function ValueBars({ column, values, other, brush, onBrush }: ValueBarsProps) {
  const picked = pickedValues(brush);
  const known = new Set(values.map(({ value }) => value));
  // What is held stays in sight, also where other charts have made it too rare for the list.
  const missing = picked.filter((value) => !known.has(value)).map((value) => ({ value, all: 0, held: 0 }));
  const rows = [...values, ...missing];
  const most = Math.max(1, ...rows.map(({ all }) => all));
  const wide = (count: number): string => `${count === 0 ? 0 : Math.max(1.5, (count / most) * 100)}%`;
  return (
    <ul className={css['values']}>
      {rows.map(({ value, all, held }) => {
        const words = valueWords(column, value);
        const isPicked = picked.includes(value);
        return (
          <li key={value ?? '\u0000'}>
            <button
              type="button"
              aria-pressed={isPicked}
              aria-label={`${words}: ${formatCount(held)} of ${formatCount(all)} sessions`}
              title={`${words}: ${formatCount(held)} of ${formatCount(all)} sessions`}
              className={cx(css['value'], isPicked && css['picked'], picked.length > 0 && !isPicked && css['unpicked'])}
              onClick={() => {
                onBrush(toggleValue(brush, value));
              }}
            >
              <span aria-hidden className={css['allBar']} style={{ width: wide(all) }} />
              <span aria-hidden className={css['leftBar']} style={{ width: wide(held) }} />
              <span className={css['words']}>{shortValueWords(column, value)}</span>
              <span className={cx(css['count'], 'num')}>{formatCompact(held)}</span>
            </button>
          </li>
        );
      })}
      {other.all > 0 && (
        <li className={css['rest']}>
          <span>other values</span>
          <span className="num">{formatCompact(other.held)}</span>
        </li>
      )}
    </ul>
  );
}
