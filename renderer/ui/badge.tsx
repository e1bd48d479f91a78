/** A small word or number beside something. */
import type { ReactNode } from 'react';
import css from './badge.module.css';
import { cx } from './cx';

export interface BadgeProps {
  readonly tone?: 'neutral' | 'accent' | 'good' | 'warn' | 'bad';
  /** A dot before the text, for states. */
  readonly dot?: boolean;
  readonly children: ReactNode;
}

export function Badge({ tone = 'neutral', dot = false, children }: BadgeProps) {
  return (
    <span className={cx(css['badge'], css[tone], 'num')}>
      {dot && <span aria-hidden className={css['dot']} />}
      {children}
    </span>
  );
}
