/** One number with its name. */
import type { ReactNode } from 'react';
import { cx } from './cx';
import css from './stat.module.css';

export interface StatProps {
  readonly label: string;
  /** Already formatted. */
  readonly value: ReactNode;
  /** Change against something, already formatted; `good` colours it by meaning, not by sign. */
  readonly delta?: { readonly text: string; readonly good?: boolean };
  readonly hint?: string;
  readonly size?: 'm' | 'l';
}

export function Stat({ label, value, delta, hint, size = 'm' }: StatProps) {
  return (
    <dl className={cx(css['stat'], css[size])}>
      <dt className={css['label']}>{label}</dt>
      <dd className={cx(css['value'], 'num')}>
        {value}
        {delta && (
          <span className={cx(css['delta'], delta.good === true && css['good'], delta.good === false && css['bad'])}>
            {delta.text}
          </span>
        )}
      </dd>
      {hint !== undefined && <dd className={css['hint']}>{hint}</dd>}
    </dl>
  );
}
