/** How many things want a look, beside a view's name in the rail; a dot where the rail is folded. */
import css from './count-badge.module.css';
import { cx } from './cx';
import { formatCompact } from './number-format';

export interface CountBadgeProps {
  readonly count: number;
  readonly tone: 'warn' | 'bad';
  /** What is counted, read aloud and shown on hover: `3 errors, 1 warning`. */
  readonly words: string;
  readonly collapsed: boolean;
}

export function CountBadge({ count, tone, words, collapsed }: CountBadgeProps) {
  return (
    <span className={cx(css['badge'], collapsed && css['dot'], css[tone], 'num')} title={words}>
      <span aria-hidden>{collapsed ? '' : formatCompact(count)}</span>
      <span className="visually-hidden">{words}</span>
    </span>
  );
}
