/** The values of the breakdown, each with its share of the paths; one of them, or all, is the flow on screen. */
import type { CSSProperties } from 'react';
import { valueName } from '../../../shared/insights/explain/value-words';
import type { PathsResult, PathsSpec } from '../../../shared/insights/paths/spec';
import { propertyLabel } from '../../parts/property-words';
import { cx } from '../../ui/cx';
import { formatCount, formatShare } from '../../ui/number-format';
import css from './flow.module.css';

export interface PathValuesProps {
  readonly of: PathsSpec;
  readonly result: PathsResult;
  /** undefined: all. */
  readonly chosen: string | undefined;
  readonly onChoose: (value: string | undefined) => void;
}

export function PathValues({ of, result, chosen, onChoose }: PathValuesProps) {
  const all = { value: undefined, sessions: result.sessions };
  return (
    <div role="group" aria-label={`By ${propertyLabel(of.breakdown?.property ?? '')}`} className={css['values']}>
      {[all, ...(result.breakdowns ?? [])].map(({ value, sessions }) => {
        const share = result.sessions === 0 ? 0 : sessions / result.sessions;
        return (
          <button
            key={value ?? ''}
            type="button"
            aria-pressed={value === chosen}
            className={cx(css['value'], value === chosen && css['chosen'])}
            style={{ '--share': `${(share * 100).toFixed(1)}%` } as CSSProperties}
            onClick={() => {
              onChoose(value);
            }}
          >
            <span className={css['valueName']}>{value === undefined ? 'All' : valueName(value)}</span>
            <span className="num">{formatCount(sessions)}</span>
            {value !== undefined && <span className={cx(css['valueShare'], 'num')}>{formatShare(share)}</span>}
          </button>
        );
      })}
    </div>
  );
}
